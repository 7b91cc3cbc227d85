//! Types as WIT writes them.

use wit_parser::{Handle, Resolve, Type, TypeDefKind, TypeId};

/// A type in the place of a parameter: its name, if it has one.
pub(super) fn text(resolve: &Resolve, ty: Type) -> String {
    let name = match ty {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "s8",
        Type::S16 => "s16",
        Type::S32 => "s32",
        Type::S64 => "s64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Char => "char",
        Type::String => "string",
        Type::ErrorContext => "error-context",
        Type::Id(id) => return of(resolve, id),
    };
    name.to_owned()
}

fn of(resolve: &Resolve, id: TypeId) -> String {
    let definition = &resolve.types[id];
    match &definition.name {
        Some(name) => name.clone(),
        None => kind(resolve, &definition.kind),
    }
}

/// A type without its name. Of one that always has a name, only what it is.
pub(super) fn kind(resolve: &Resolve, kind: &TypeDefKind) -> String {
    let text = |ty: &Type| text(resolve, *ty);
    let optional = |ty: &Option<Type>| ty.as_ref().map(text);
    match kind {
        TypeDefKind::Handle(Handle::Own(id)) => of(resolve, *id),
        TypeDefKind::Handle(Handle::Borrow(id)) => format!("borrow<{}>", of(resolve, *id)),
        TypeDefKind::Option(ty) => format!("option<{}>", text(ty)),
        TypeDefKind::List(ty) => format!("list<{}>", text(ty)),
        TypeDefKind::FixedLengthList(ty, length) => format!("list<{}, {length}>", text(ty)),
        TypeDefKind::Map(key, value) => format!("map<{}, {}>", text(key), text(value)),
        TypeDefKind::Tuple(tuple) => {
            let types: Vec<_> = tuple.types.iter().map(text).collect();
            format!("tuple<{}>", types.join(", "))
        }
        TypeDefKind::Result(result) => match (optional(&result.ok), optional(&result.err)) {
            (None, None) => "result".to_owned(),
            (Some(ok), None) => format!("result<{ok}>"),
            (ok, Some(err)) => format!("result<{}, {err}>", ok.as_deref().unwrap_or("_")),
        },
        TypeDefKind::Stream(ty) => generic("stream", optional(ty)),
        TypeDefKind::Future(ty) => generic("future", optional(ty)),
        TypeDefKind::Type(ty) => text(ty),
        named => kind_text(named).to_owned(),
    }
}

fn generic(name: &str, parameter: Option<String>) -> String {
    match parameter {
        Some(parameter) => format!("{name}<{parameter}>"),
        None => name.to_owned(),
    }
}

/// The keyword that defines a type.
pub(super) fn kind_text(kind: &TypeDefKind) -> &'static str {
    match kind {
        TypeDefKind::Record(_) => "record",
        TypeDefKind::Variant(_) => "variant",
        TypeDefKind::Enum(_) => "enum",
        TypeDefKind::Flags(_) => "flags",
        TypeDefKind::Resource => "resource",
        _ => "type",
    }
}

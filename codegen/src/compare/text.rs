//! Types as WIT writes them.

#[cfg(feature = "stub")]
use wit_parser::{Function, FunctionKind};
use wit_parser::{Handle, Resolve, Type, TypeDefKind, TypeId};

/// A type in the place of a parameter: its name, if it has one.
pub(crate) fn text(resolve: &Resolve, ty: Type) -> String {
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
        Some(name) => escaped(name),
        None => kind(resolve, &definition.kind),
    }
}

/// A type without its name. Of one that always has a name, only what it is.
pub(crate) fn kind(resolve: &Resolve, kind: &TypeDefKind) -> String {
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
pub(crate) fn kind_text(kind: &TypeDefKind) -> &'static str {
    match kind {
        TypeDefKind::Record(_) => "record",
        TypeDefKind::Variant(_) => "variant",
        TypeDefKind::Enum(_) => "enum",
        TypeDefKind::Flags(_) => "flags",
        TypeDefKind::Resource => "resource",
        _ => "type",
    }
}

/// A function as it stands in an interface or a resource; the handle of a method goes without saying.
#[cfg(feature = "stub")]
pub(crate) fn signature(resolve: &Resolve, function: &Function) -> String {
    let own = function.name.rsplit(['.', ']']).next();
    let name = escaped(own.unwrap_or(&function.name));
    let is_method = matches!(
        function.kind,
        FunctionKind::Method(_) | FunctionKind::AsyncMethod(_)
    );
    let params = function.params.iter().skip(usize::from(is_method));
    let params =
        params.map(|param| format!("{}: {}", escaped(&param.name), text(resolve, param.ty)));
    let params = params.collect::<Vec<_>>().join(", ");
    let head = match function.kind {
        FunctionKind::Constructor(_) => return format!("constructor({params})"),
        FunctionKind::Freestanding | FunctionKind::Method(_) => "func",
        FunctionKind::AsyncFreestanding | FunctionKind::AsyncMethod(_) => "async func",
        FunctionKind::Static(_) => "static func",
        FunctionKind::AsyncStatic(_) => "static async func",
    };
    match function.result {
        Some(result) => format!("{name}: {head}({params}) -> {}", text(resolve, result)),
        None => format!("{name}: {head}({params})"),
    }
}

/// A name as WIT takes it where it is a keyword.
pub(crate) fn escaped(name: &str) -> String {
    match KEYWORDS.contains(&name) {
        true => format!("%{name}"),
        false => name.to_owned(),
    }
}

const KEYWORDS: &[&str] = &[
    "as",
    "async",
    "bool",
    "borrow",
    "char",
    "constructor",
    "enum",
    "error-context",
    "export",
    "f32",
    "f64",
    "flags",
    "from",
    "func",
    "future",
    "import",
    "include",
    "interface",
    "list",
    "map",
    "option",
    "own",
    "package",
    "record",
    "resource",
    "result",
    "s16",
    "s32",
    "s64",
    "s8",
    "static",
    "stream",
    "string",
    "tuple",
    "type",
    "u16",
    "u32",
    "u64",
    "u8",
    "use",
    "variant",
    "with",
    "world",
];

use std::fmt::Write;

use hostplug_runtime::hostplug::wasmtime::component::types::{ComponentFunc, Type};

/// After so many bytes a text is cut: types that share their parts can be very long when they are written out.
const LIMIT: usize = 4096;

/// `func(a: u32) -> string`. Types that have a name are written out, since their values are.
pub(crate) fn signature(function: &ComponentFunc) -> String {
    let mut out = String::from(if function.async_() {
        "async func("
    } else {
        "func("
    });
    for (index, (name, ty)) in function.params().enumerate() {
        let _ = write!(out, "{}{name}: ", comma(index));
        push(&mut out, &ty);
    }
    out.push(')');
    for ty in function.results() {
        out.push_str(" -> ");
        push(&mut out, &ty);
    }
    cut(out)
}

/// A type, written out.
pub(crate) fn text(ty: &Type) -> String {
    let mut out = String::new();
    push(&mut out, ty);
    cut(out)
}

fn cut(mut out: String) -> String {
    if out.len() > LIMIT {
        out.truncate(out.floor_char_boundary(LIMIT));
        out.push('…');
    }
    out
}

fn comma(index: usize) -> &'static str {
    if index == 0 { "" } else { ", " }
}

fn push(out: &mut String, ty: &Type) {
    if out.len() > LIMIT {
        return;
    }
    match ty {
        Type::List(list) => generic(out, "list", [Some(list.ty())]),
        Type::FixedLengthList(list) => {
            out.push_str("list<");
            push(out, &list.ty());
            let _ = write!(out, ", {}>", list.len());
        }
        Type::Map(map) => generic(out, "map", [Some(map.key()), Some(map.value())]),
        Type::Option(option) => generic(out, "option", [Some(option.ty())]),
        Type::Result(result) => push_result(out, result.ok(), result.err()),
        Type::Tuple(tuple) => generic(out, "tuple", tuple.types().map(Some)),
        Type::Future(future) => generic(out, "future", [future.ty()]),
        Type::Stream(stream) => generic(out, "stream", [stream.ty()]),
        Type::Record(record) => block(out, "record", record.fields(), |out, field| {
            let _ = write!(out, "{}: ", field.name);
            push(out, &field.ty);
        }),
        Type::Variant(variant) => block(out, "variant", variant.cases(), |out, case| {
            out.push_str(case.name);
            if let Some(ty) = case.ty {
                out.push('(');
                push(out, &ty);
                out.push(')');
            }
        }),
        Type::Enum(cases) => block(out, "enum", cases.names(), String::push_str),
        Type::Flags(flags) => block(out, "flags", flags.names(), String::push_str),
        other => out.push_str(simple(other)),
    }
}

/// `name<a, b>`; without the brackets if there is nothing to put between them.
fn generic(out: &mut String, name: &str, parts: impl IntoIterator<Item = Option<Type>>) {
    out.push_str(name);
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return;
    }
    out.push('<');
    for (index, ty) in parts.iter().enumerate() {
        out.push_str(comma(index));
        push(out, ty);
    }
    out.push('>');
}

fn push_result(out: &mut String, ok: Option<Type>, err: Option<Type>) {
    match (ok, err) {
        (None, Some(err)) => {
            out.push_str("result<_, ");
            push(out, &err);
            out.push('>');
        }
        (ok, err) => generic(out, "result", [ok, err]),
    }
}

/// `name { a, b }`
fn block<T>(
    out: &mut String,
    name: &str,
    items: impl Iterator<Item = T>,
    mut item: impl FnMut(&mut String, T),
) {
    let _ = write!(out, "{name} {{ ");
    for (index, next) in items.enumerate() {
        out.push_str(comma(index));
        item(out, next);
    }
    out.push_str(" }");
}

fn simple(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::S8 => "s8",
        Type::U8 => "u8",
        Type::S16 => "s16",
        Type::U16 => "u16",
        Type::S32 => "s32",
        Type::U32 => "u32",
        Type::S64 => "s64",
        Type::U64 => "u64",
        Type::Float32 => "f32",
        Type::Float64 => "f64",
        Type::Char => "char",
        Type::String => "string",
        Type::ErrorContext => "error-context",
        Type::Own(_) => "own<resource>",
        Type::Borrow(_) => "borrow<resource>",
        // `push` has taken the others apart.
        _ => "_",
    }
}

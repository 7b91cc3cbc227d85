use std::fmt::Write;

use hostplug_runtime::hostplug::wasmtime::component::Val;
use wasm_wave::value::Value;
use wasm_wave::wasm::WasmValue;

/// A value in WAVE. Handles, which are gone with the instance, are their kind in angle brackets.
pub(crate) fn write(value: &Val) -> String {
    let mut out = String::new();
    push(&mut out, value);
    out
}

fn push(out: &mut String, value: &Val) {
    match value {
        Val::List(values) | Val::FixedLengthList(values) => sequence(out, ["[", "]"], values, push),
        Val::Tuple(values) => sequence(out, ["(", ")"], values, push),
        Val::Map(entries) => sequence(out, ["[", "]"], entries, |out, (key, value)| {
            out.push('(');
            push(out, key);
            out.push_str(", ");
            push(out, value);
            out.push(')');
        }),
        Val::Record(fields) if fields.is_empty() => out.push_str("{:}"),
        Val::Record(fields) => sequence(out, ["{", "}"], fields, |out, (name, value)| {
            let _ = write!(out, "{name}: ");
            push(out, value);
        }),
        Val::Flags(names) => sequence(out, ["{", "}"], names, |out, name| out.push_str(name)),
        Val::Variant(name, payload) => {
            label(out, name);
            push_payload(out, payload.as_deref());
        }
        Val::Enum(name) => label(out, name),
        Val::Option(None) => out.push_str("none"),
        Val::Option(payload) => case(out, "some", payload.as_deref()),
        Val::Result(Ok(payload)) => case(out, "ok", payload.as_deref()),
        Val::Result(Err(payload)) => case(out, "err", payload.as_deref()),
        other => leaf(out, other),
    }
}

fn sequence<T>(
    out: &mut String,
    [open, close]: [&str; 2],
    items: &[T],
    mut item: impl FnMut(&mut String, &T),
) {
    out.push_str(open);
    for (index, next) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        item(out, next);
    }
    out.push_str(close);
}

fn case(out: &mut String, name: &str, payload: Option<&Val>) {
    out.push_str(name);
    push_payload(out, payload);
}

fn push_payload(out: &mut String, payload: Option<&Val>) {
    if let Some(payload) = payload {
        out.push('(');
        push(out, payload);
        out.push(')');
    }
}

/// The name of a case; a word of the language gets a mark.
fn label(out: &mut String, name: &str) {
    const WORDS: [&str; 8] = ["true", "false", "some", "none", "ok", "err", "inf", "nan"];
    if WORDS.contains(&name) {
        out.push('%');
    }
    out.push_str(name);
}

fn leaf(out: &mut String, value: &Val) {
    let value = match value {
        Val::Bool(value) => Value::make_bool(*value),
        Val::S8(value) => Value::make_s8(*value),
        Val::U8(value) => Value::make_u8(*value),
        Val::S16(value) => Value::make_s16(*value),
        Val::U16(value) => Value::make_u16(*value),
        Val::S32(value) => Value::make_s32(*value),
        Val::U32(value) => Value::make_u32(*value),
        Val::S64(value) => Value::make_s64(*value),
        Val::U64(value) => Value::make_u64(*value),
        Val::Float32(value) => Value::make_f32(*value),
        Val::Float64(value) => Value::make_f64(*value),
        Val::Char(value) => Value::make_char(*value),
        Val::String(value) => Value::make_string(value.into()),
        handle => return out.push_str(kind(handle)),
    };
    // Writing to a string cannot fail.
    out.push_str(&wasm_wave::to_string(&value).unwrap_or_default());
}

/// What a handle is a handle of.
pub(super) fn kind(handle: &Val) -> &'static str {
    match handle {
        Val::Future(_) => "<future>",
        Val::Stream(_) => "<stream>",
        Val::ErrorContext(_) => "<error-context>",
        _ => "<resource>",
    }
}

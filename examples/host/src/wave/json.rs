use hostplug_runtime::hostplug::wasmtime::component::Val;
use serde_json::{Map, Value, json};

use super::write::kind;

/// A value in JSON. What JSON has no word for is text: characters, `nan`, `inf`, `-inf`, and the names of cases and
/// flags. A case with a value is an object with one key, `none` is `null`, and `some` shows only around another option.
pub(crate) fn json(value: &Val) -> Value {
    match value {
        Val::Bool(value) => json!(value),
        Val::S8(value) => json!(value),
        Val::U8(value) => json!(value),
        Val::S16(value) => json!(value),
        Val::U16(value) => json!(value),
        Val::S32(value) => json!(value),
        Val::U32(value) => json!(value),
        Val::S64(value) => json!(value),
        Val::U64(value) => json!(value),
        Val::Float32(value) => float(*value),
        Val::Float64(value) => float(*value),
        Val::Char(value) => json!(value),
        Val::String(value) => json!(value),
        Val::List(values) | Val::FixedLengthList(values) | Val::Tuple(values) => {
            values.iter().map(json).collect()
        }
        Val::Map(entries) => entries
            .iter()
            .map(|(key, value)| json!([json(key), json(value)]))
            .collect(),
        Val::Record(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), json(value)))
            .collect::<Map<_, _>>()
            .into(),
        Val::Variant(name, None) | Val::Enum(name) => json!(name),
        Val::Variant(name, Some(payload)) => case(name, Some(payload)),
        Val::Flags(names) => json!(names),
        Val::Option(None) => Value::Null,
        Val::Option(Some(value)) => match **value {
            Val::Option(_) => case("some", Some(value)),
            _ => json(value),
        },
        Val::Result(Ok(payload)) => case("ok", payload.as_deref()),
        Val::Result(Err(payload)) => case("err", payload.as_deref()),
        handle => json!(kind(handle)),
    }
}

fn case(name: &str, payload: Option<&Val>) -> Value {
    let mut object = Map::new();
    object.insert(name.to_owned(), payload.map_or(Value::Null, json));
    object.into()
}

/// An f32 keeps the few digits that tell it from all others.
fn float<F: std::fmt::Display + Copy + Into<f64>>(value: F) -> Value {
    let wide: f64 = value.into();
    if wide.is_nan() {
        return json!("nan");
    }
    if wide.is_infinite() {
        return json!(if wide > 0.0 { "inf" } else { "-inf" });
    }
    let shortest = value.to_string().parse().unwrap_or(wide);
    json!(shortest)
}

//! Whether values have the types of a function's parameters. Wasmtime finds that out as well, but in the middle of the
//! call, where it looks like a trap of the guest.

use hostplug::wasmtime::component::Val;
use hostplug::wasmtime::component::types::{ComponentFunc, Type};
use hostplug::wasmtime::error::Context as _;
use hostplug::wasmtime::{Result, bail};

pub(super) fn check_all(function: &ComponentFunc, values: &[Val]) -> Result<()> {
    let (expected, given) = (function.params().len(), values.len());
    if expected != given {
        bail!("it takes {expected} parameters, {given} were given");
    }
    for ((name, ty), value) in function.params().zip(values) {
        check(&ty, value).with_context(|| format!("parameter `{name}`"))?;
    }
    Ok(())
}

fn check(ty: &Type, value: &Val) -> Result<()> {
    match (ty, value) {
        (Type::List(list), Val::List(values)) => each(&list.ty(), values),
        (Type::FixedLengthList(list), Val::FixedLengthList(values)) => {
            same_length(list.len() as usize, values.len())?;
            each(&list.ty(), values)
        }
        (Type::Map(map), Val::Map(entries)) => entries.iter().try_for_each(|(key, value)| {
            check(&map.key(), key)?;
            check(&map.value(), value)
        }),
        (Type::Record(record), Val::Record(fields)) => {
            same_length(record.fields().len(), fields.len())?;
            record
                .fields()
                .zip(fields)
                .try_for_each(|(field, (name, value))| {
                    same_name([field.name].into_iter(), name)?;
                    check(&field.ty, value).with_context(|| format!("field `{name}`"))
                })
        }
        (Type::Tuple(tuple), Val::Tuple(values)) => {
            same_length(tuple.types().len(), values.len())?;
            tuple
                .types()
                .zip(values)
                .try_for_each(|(ty, value)| check(&ty, value))
        }
        (Type::Variant(variant), Val::Variant(name, value)) => {
            same_name(variant.cases().map(|case| case.name), name)?;
            let case = variant.cases().find(|case| case.name == name);
            payload(case.and_then(|case| case.ty), value.as_deref())
                .with_context(|| format!("case `{name}`"))
        }
        (Type::Enum(cases), Val::Enum(name)) => same_name(cases.names(), name),
        (Type::Flags(flags), Val::Flags(names)) => names
            .iter()
            .try_for_each(|name| same_name(flags.names(), name)),
        (Type::Option(option), Val::Option(value)) => value
            .as_deref()
            .map_or(Ok(()), |value| check(&option.ty(), value)),
        (Type::Result(result), Val::Result(Ok(value))) => payload(result.ok(), value.as_deref()),
        (Type::Result(result), Val::Result(Err(value))) => payload(result.err(), value.as_deref()),
        (_, Val::Resource(_) | Val::Future(_) | Val::Stream(_) | Val::ErrorContext(_)) => {
            bail!(
                "a {} of another instance cannot be passed: each call has its own",
                found(value)
            )
        }
        _ if expected(ty) == found(value) => Ok(()),
        _ => bail!("expected {}, found {}", expected(ty), found(value)),
    }
}

fn each(ty: &Type, values: &[Val]) -> Result<()> {
    let mut values = values.iter().enumerate();
    values
        .try_for_each(|(index, value)| check(ty, value).with_context(|| format!("element {index}")))
}

fn payload(ty: Option<Type>, value: Option<&Val>) -> Result<()> {
    match (ty, value) {
        (Some(ty), Some(value)) => check(&ty, value),
        (None, None) => Ok(()),
        (Some(ty), None) => bail!("expected {}, found nothing", expected(&ty)),
        (None, Some(value)) => bail!("expected nothing, found {}", found(value)),
    }
}

fn same_length(expected: usize, found: usize) -> Result<()> {
    match expected == found {
        true => Ok(()),
        false => bail!("expected {expected} values, found {found}"),
    }
}

fn same_name<'a>(known: impl Iterator<Item = &'a str>, name: &str) -> Result<()> {
    let known: Vec<_> = known.collect();
    match known.contains(&name) {
        true => Ok(()),
        false => bail!("expected `{}`, found `{name}`", known.join("`, `")),
    }
}

fn expected(ty: &Type) -> &'static str {
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
        Type::List(_) => "list",
        Type::FixedLengthList(_) => "list of fixed length",
        Type::Map(_) => "map",
        Type::Record(_) => "record",
        Type::Tuple(_) => "tuple",
        Type::Variant(_) => "variant",
        Type::Enum(_) => "enum",
        Type::Option(_) => "option",
        Type::Result(_) => "result",
        Type::Flags(_) => "flags",
        Type::Own(_) | Type::Borrow(_) => "resource",
        Type::Future(_) => "future",
        Type::Stream(_) => "stream",
        Type::ErrorContext => "error-context",
    }
}

fn found(value: &Val) -> &'static str {
    match value {
        Val::Bool(_) => "bool",
        Val::S8(_) => "s8",
        Val::U8(_) => "u8",
        Val::S16(_) => "s16",
        Val::U16(_) => "u16",
        Val::S32(_) => "s32",
        Val::U32(_) => "u32",
        Val::S64(_) => "s64",
        Val::U64(_) => "u64",
        Val::Float32(_) => "f32",
        Val::Float64(_) => "f64",
        Val::Char(_) => "char",
        Val::String(_) => "string",
        Val::List(_) => "list",
        Val::FixedLengthList(_) => "list of fixed length",
        Val::Map(_) => "map",
        Val::Record(_) => "record",
        Val::Tuple(_) => "tuple",
        Val::Variant(..) => "variant",
        Val::Enum(_) => "enum",
        Val::Option(_) => "option",
        Val::Result(_) => "result",
        Val::Flags(_) => "flags",
        Val::Resource(_) => "resource",
        Val::Future(_) => "future",
        Val::Stream(_) => "stream",
        Val::ErrorContext(_) => "error-context",
    }
}

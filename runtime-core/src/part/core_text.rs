//! Imports and exports of core modules, in the words of the text format.

use wasmparser::types::{CoreTypeId, EntityType, TypesRef};
use wasmparser::{FuncType, ValType};

/// `func (param i32) (result i32)`
pub(super) fn item(types: TypesRef<'_>, item: &EntityType) -> String {
    match item {
        EntityType::Func(id) | EntityType::FuncExact(id) => func("func", types, *id),
        EntityType::Tag(id) => func("tag", types, *id),
        EntityType::Table(ty) => format!(
            "table {} {}",
            limits(ty.initial, ty.maximum),
            ty.element_type
        ),
        EntityType::Memory(ty) => format!("memory {}", limits(ty.initial, ty.maximum)),
        EntityType::Global(ty) if ty.mutable => format!("global (mut {})", ty.content_type),
        EntityType::Global(ty) => format!("global {}", ty.content_type),
    }
}

fn func(word: &str, types: TypesRef<'_>, id: CoreTypeId) -> String {
    let ty = types.get(id).map(|ty| &ty.composite_type.inner);
    let Some(wasmparser::CompositeInnerType::Func(ty)) = ty else {
        return word.to_owned();
    };
    format!("{word}{}", signature(ty))
}

fn signature(ty: &FuncType) -> String {
    let group = |word, values: &[ValType]| match values {
        [] => String::new(),
        values => {
            let values: Vec<_> = values.iter().map(ToString::to_string).collect();
            format!(" ({word} {})", values.join(" "))
        }
    };
    group("param", ty.params()) + &group("result", ty.results())
}

fn limits(initial: u64, maximum: Option<u64>) -> String {
    match maximum {
        Some(maximum) => format!("{initial} {maximum}"),
        None => initial.to_string(),
    }
}

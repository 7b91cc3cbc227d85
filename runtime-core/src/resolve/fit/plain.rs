//! Whether only plain values go through an interface, so that it can be called across stores.

use std::collections::HashSet;

use wasmparser::component_types::{
    ComponentDefinedType, ComponentEntityType, ComponentFuncTypeId, ComponentValType,
};
use wasmparser::types::TypesRef;

use super::Side;

/// The first function that needs more than plain values, else a resource, in WIT.
pub(in crate::resolve) fn not_plain(side: Side<'_>) -> Option<String> {
    let functions = side.functions();
    let function = functions
        .into_iter()
        .find(|(_, id)| !func_is_plain(side.types, *id));
    let resource = || side.described.resource_types().iter().next();
    match function {
        Some((name, _)) => Some(side.function_text(name)),
        None => resource().map(|resource| format!("resource {resource}")),
    }
}

fn func_is_plain(types: TypesRef<'_>, id: ComponentFuncTypeId) -> bool {
    let Some(func) = types.get(id) else {
        return false;
    };
    let values = func.params.iter().map(|(_, value)| *value);
    values_are_plain(types, values.chain(func.result).collect())
}

/// Types share their parts, so each is looked at once.
fn values_are_plain(types: TypesRef<'_>, mut rest: Vec<ComponentValType>) -> bool {
    use ComponentDefinedType as T;

    let mut seen = HashSet::new();
    while let Some(value) = rest.pop() {
        let ComponentValType::Type(id) = value else {
            continue;
        };
        let Some(ty) = types.get(id).filter(|_| seen.insert(id)) else {
            continue;
        };
        match ty {
            T::Primitive(_) | T::Flags(_) | T::Enum(_) => {}
            T::Record(ty) => rest.extend(ty.fields.values()),
            T::Variant(ty) => rest.extend(ty.cases.values().filter_map(|case| case.ty)),
            T::Tuple(ty) => rest.extend(ty.types.iter()),
            T::List { element, .. } | T::FixedLengthList { element, .. } => rest.push(*element),
            T::Option { ty, .. } => rest.push(*ty),
            T::Map { key, value, .. } => rest.extend([*key, *value]),
            T::Result { ok, err, .. } => rest.extend(ok.iter().chain(err)),
            T::Own(_) | T::Borrow(_) | T::Future { .. } | T::Stream { .. } => return false,
        }
    }
    true
}

impl<'a> Side<'a> {
    /// The functions with their types, in order. A function of the world has itself alone.
    pub(super) fn functions(self) -> Vec<(&'a str, ComponentFuncTypeId)> {
        let as_func = |(name, ty): (&'a str, ComponentEntityType)| match ty {
            ComponentEntityType::Func(id) => Some((name, id)),
            _ => None,
        };
        self.items().into_iter().filter_map(as_func).collect()
    }
}

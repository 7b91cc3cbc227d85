//! A world of WIT in the encoding of the component model, as the registration of a plugin carries it.

use std::fmt;

use indexmap::IndexMap;
use wasmparser::component_types::{
    ComponentAnyTypeId, ComponentEntityType, ComponentItem, ComponentTypeId,
};
use wasmparser::types::{Types, TypesRef};
use wasmparser::{Payload, Validator, WasmFeatures};

use super::describe::{self, Extern};
use super::features;
use super::preamble::sections;

/// What a world imports.
pub(crate) struct WitWorld {
    types: Types,
    imports: IndexMap<String, (ComponentEntityType, Extern)>,
}

impl WitWorld {
    /// Reads the component that `wit-component` writes of a world: a type that exports the type of the world.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let types = Validator::new_with_features(wit_features())
            .validate_all(bytes)
            .map_err(|error| error.to_string())?;
        let world = world(bytes, types.as_ref()).ok_or("it is not the encoding of a world")?;
        let items = types.as_ref().get(world).map(|world| &world.imports);
        let items = items.into_iter().flatten();
        let items: Vec<_> = items.map(|(name, item)| (name.as_str(), item)).collect();
        let mut described = describe::imports(types.as_ref(), &items);
        let imports = items.into_iter().filter_map(|(name, item)| {
            let described = described.swap_remove(name)?;
            Some((name.to_owned(), (item.ty, described)))
        });
        let imports = imports.collect();
        Ok(Self { types, imports })
    }

    pub(crate) fn types(&self) -> TypesRef<'_> {
        self.types.as_ref()
    }

    pub(crate) fn import(&self, name: &str) -> Option<(ComponentEntityType, &Extern)> {
        let (ty, described) = self.imports.get(name)?;
        Some((*ty, described))
    }
}

impl fmt::Debug for WitWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WitWorld")
            .field(&self.imports.keys())
            .finish()
    }
}

/// Types that the default engine does not run can stand in a world; components that import them are refused on their
/// own.
fn wit_features() -> WasmFeatures {
    features()
        | WasmFeatures::CM_MAP
        | WasmFeatures::CM_FIXED_LENGTH_LISTS
        | WasmFeatures::CM_ERROR_CONTEXT
}

fn world(bytes: &[u8], types: TypesRef<'_>) -> Option<ComponentTypeId> {
    let exported = sections(bytes).find_map(|payload| match payload.ok()? {
        Payload::ComponentExportSection(section) => section.into_iter().next()?.ok(),
        _ => None,
    })?;
    let document = component(types.component_item_for_export(exported.name.name)?)?;
    let world = types.get(document)?.exports.values().next()?;
    component(world)
}

/// The type of a component, of a type or of a component itself.
fn component(item: &ComponentItem) -> Option<ComponentTypeId> {
    match item.ty {
        ComponentEntityType::Component(id) => Some(id),
        ComponentEntityType::Type {
            created: ComponentAnyTypeId::Component(id),
            ..
        } => Some(id),
        _ => None,
    }
}

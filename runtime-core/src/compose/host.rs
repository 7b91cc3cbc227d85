//! Imports that the host serves, imported again by the outer component.

use wasm_encoder::{ComponentExportKind as Kind, ComponentTypeRef, TypeBounds};
use wasmparser::ComponentImport;

use super::copy::Adapt;
use super::error::ComposeError;
use super::need::Need;
use super::place::Place;
use super::{Binding, Placement, TieKey};

impl Place<'_, '_, '_> {
    /// A type of the world itself. The host may only be told of it under a name, so it gets one if the host sees it.
    pub(super) fn named_type(
        &mut self,
        at: usize,
        import: &ComponentImport<'_>,
        ty: u32,
    ) -> Result<u32, ComposeError> {
        let ty = self.ty(ty)?;
        if self.needs.of(at) != Need::Import {
            return Ok(ty);
        }
        Ok(self.import_type(format!("{}-{}", self.placement.label, import.name.name), ty))
    }

    /// Gives a type a name that the outer component imports.
    pub(super) fn import_type(&mut self, name: String, ty: u32) -> u32 {
        let name = self.places.fresh_name(name);
        let bounds = TypeBounds::Eq(ty);
        self.outer.import(&name, ComponentTypeRef::Type(bounds))
    }

    pub(super) fn host_instance(
        &mut self,
        import: &ComponentImport<'_>,
        ty: u32,
        name: &str,
    ) -> Result<u32, ComposeError> {
        let adapt = Adapt {
            equal: self.places.ties.of(tie(self.placement, import)),
            only: None,
        };
        let ty = self.instance_type(ty, adapt)?;
        let index = self.outer.import(name, ComponentTypeRef::Instance(ty));
        self.tie_resources(import, index);
        Ok(index)
    }

    /// Lets later imports with the same key take over the resources of this one.
    fn tie_resources(&mut self, import: &ComponentImport<'_>, instance: u32) {
        let placement = self.placement;
        let (Some(key), Some(described)) = (
            tie(placement, import),
            placement.part.imports().get(import.name.name),
        ) else {
            return;
        };
        let known = self.places.ties.of(Some(key));
        let resources = described.resources.iter();
        for resource in resources.filter(|resource| !known.contains_key(*resource)) {
            let outer = self.outer.alias(instance, Kind::Type, resource);
            self.places.ties.add(key, resource, outer);
        }
    }

    pub(super) fn host_resource(&mut self, import: &ComponentImport<'_>, name: &str) -> u32 {
        let placement = self.placement;
        let key = tie(placement, import);
        if let Some(known) = self.places.ties.of(key).get(import.name.name) {
            return *known;
        }
        let index = self
            .outer
            .import(name, ComponentTypeRef::Type(TypeBounds::SubResource));
        if let Some(key) = key {
            self.places.ties.add(key, import.name.name, index);
        }
        index
    }
}

fn tie<'p>(placement: &'p Placement<'_>, import: &ComponentImport<'_>) -> Option<&'p TieKey> {
    match placement.bindings.get(import.name.name) {
        Some(Binding::Host { tie, .. }) => tie.as_ref(),
        _ => None,
    }
}

//! Value types that imports from the host take from imports from a sibling.
//!
//! The outer component may not state a host import in terms of what an instance inside of it exports. So the types are
//! imported once more, without the functions around them. No host has to supply an instance that has only types.

use std::collections::BTreeSet;

use wasm_encoder::{ComponentExportKind as Kind, ComponentTypeRef};
use wasmparser::{ComponentImport, InstanceTypeDeclaration};

use super::Binding;
use super::copy::{Adapt, Only};
use super::error::ComposeError;
use super::need::{self, Need};
use super::place::Place;
use crate::part::Item;

impl Place<'_, '_, '_> {
    /// Imports the value types that host imports take from an instance of a sibling.
    pub(super) fn stand_in(
        &mut self,
        at: usize,
        import: &ComponentImport<'_>,
        ty: u32,
        real: u32,
    ) -> Result<(), ComposeError> {
        let preamble = self.preamble;
        let (Some(names), Some(declarations)) =
            (self.needs.stand_in(at), need::instance_type(preamble, ty))
        else {
            return Ok(());
        };
        let keep = need::keep(declarations, names).map_err(|what| self.uncopyable(what))?;
        let mut adapt = Adapt {
            only: Some(Only {
                keep,
                resources: self.resources(import),
            }),
            ..Adapt::default()
        };
        let name = format!("{}-types-{}", self.placement.label, self.stand_ins.len());
        for resource in kept_resources(declarations, &adapt) {
            self.refuse_sibling_resource(import, &resource)?;
            let outer = self.outer.alias(real, Kind::Type, &resource);
            let outer = self.import_type(format!("{name}-{resource}"), outer);
            adapt.equal.insert(resource, outer);
        }
        let ty = self.instance_type(ty, adapt)?;
        let name = self.places.fresh_name(name);
        let index = self.outer.import(&name, ComponentTypeRef::Instance(ty));
        self.stand_ins.insert(at, index);
        Ok(())
    }

    /// Takes a type out of an instance; out of its stand-in, if the host shall see the type.
    pub(super) fn type_export(
        &mut self,
        at: usize,
        instance: u32,
        name: &str,
    ) -> Result<u32, ComposeError> {
        let preamble = self.preamble;
        let target = preamble.instance_item(instance);
        let import = target.and_then(|target| match preamble.items.get(target) {
            Some(Item::Import(import)) => Some((target, import)),
            _ => None,
        });
        let mut instance = self.instance(instance)?;
        if let Some((target, import)) = import.filter(|_| self.needs.of(at) == Need::Import) {
            if self.resources(import).contains(name) {
                self.refuse_sibling_resource(import, name)?;
            } else if let Some(stand_in) = self.stand_ins.get(&target) {
                instance = *stand_in;
            }
        }
        Ok(self.outer.alias(instance, Kind::Type, name))
    }

    /// The exports of an imported instance that are resources, whoever introduced them.
    fn resources(&self, import: &ComponentImport<'_>) -> BTreeSet<String> {
        let import = self.placement.part.imports().get(import.name.name);
        import
            .map(|import| import.resource_types().clone())
            .unwrap_or_default()
    }

    /// A resource that a sibling implements is of no use to the host, which could not call it.
    fn refuse_sibling_resource(
        &self,
        import: &ComponentImport<'_>,
        resource: &str,
    ) -> Result<(), ComposeError> {
        let Some(Binding::Sibling { placement, export }) =
            self.placement.bindings.get(import.name.name)
        else {
            return Ok(());
        };
        let Some(sibling) = self.places.placements.get(*placement) else {
            return Ok(());
        };
        let own = sibling
            .part
            .exports()
            .get(export)
            .map(|export| export.resources.as_slice());
        if !own.unwrap_or_default().iter().any(|own| own == resource) {
            return Ok(());
        }
        Err(ComposeError::HostNeedsSiblingResource {
            part: self.placement.part.name().to_owned(),
            import: import.name.name.to_owned(),
            resource: resource.to_owned(),
            sibling: sibling.part.name().to_owned(),
        })
    }
}

/// The resources that an instance type introduces and that what is kept of it refers to.
fn kept_resources(declarations: &[InstanceTypeDeclaration<'_>], adapt: &Adapt) -> Vec<String> {
    use wasmparser::{ComponentTypeRef as R, InstanceTypeDeclaration as D, TypeBounds as B};

    let keep = adapt.only.iter().flat_map(|only| only.keep.iter().copied());
    let kept = declarations.iter().zip(keep).filter(|(_, keep)| *keep);
    kept.filter_map(|(declaration, _)| match declaration {
        D::Export {
            name,
            ty: R::Type(B::SubResource),
        } => Some(name.name.to_owned()),
        _ => None,
    })
    .collect()
}

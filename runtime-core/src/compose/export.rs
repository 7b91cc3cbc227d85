//! What the composed component offers to the host.

use std::collections::BTreeSet;

use wasm_encoder::{ComponentExportKind as Kind, ComponentTypeRef};
use wasmparser::component_types::ComponentEntityType;

use super::Placement;
use super::error::ComposeError;
use super::outer::Outer;
use super::place::Places;
use super::restate::Restate;
use crate::part::ExternKind;

/// Exports under the names that the parts use. That they exist has been checked.
///
/// Types of the world itself are exported with the functions that need them, and not for their own sake.
pub(super) fn export(
    outer: &mut Outer,
    places: &Places<'_, '_>,
    placements: &[Placement<'_>],
    exports: &[(usize, String)],
) -> Result<(), ComposeError> {
    let mut taken = BTreeSet::new();
    let mut wanted = vec![Vec::new(); placements.len()];
    for (at, name) in exports {
        let described = placements
            .get(*at)
            .and_then(|placement| placement.part.exports().get(name));
        let (Some(described), Some(wanted)) = (described, wanted.get_mut(*at)) else {
            continue;
        };
        if described.kind != ExternKind::Type {
            taken.insert(name.clone());
            wanted.push(described);
        }
    }
    for (at, (placement, wanted)) in placements.iter().zip(wanted).enumerate() {
        let Some(instance) = places.instance(at) else {
            continue;
        };
        let mut restate = Restate::new(placement.part, instance);
        for item in wanted {
            match item.kind {
                ExternKind::Instance => export_instance(outer, instance, &item.name),
                _ => export_func(outer, instance, &item.name, &mut restate, &mut taken)?,
            }
        }
    }
    Ok(())
}

/// An interface brings its types along.
fn export_instance(outer: &mut Outer, instance: u32, name: &str) {
    let index = outer.alias(instance, Kind::Instance, name);
    outer.export(name, Kind::Instance, index, None);
}

/// A function is exported as one whose types the outer component exports, too.
fn export_func(
    outer: &mut Outer,
    instance: u32,
    name: &str,
    restate: &mut Restate<'_>,
    taken: &mut BTreeSet<String>,
) -> Result<(), ComposeError> {
    let item = restate.part().types().component_item_for_export(name);
    let Some(ComponentEntityType::Func(id)) = item.map(|item| item.ty) else {
        return Ok(());
    };
    let ty = restate.func(outer, taken, name, id)?;
    let index = outer.alias(instance, Kind::Func, name);
    outer.export(name, Kind::Func, index, Some(ComponentTypeRef::Func(ty)));
    Ok(())
}

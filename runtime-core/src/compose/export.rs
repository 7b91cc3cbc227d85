//! What the composed component offers to the host.

use wasm_encoder::ComponentExportKind;

use super::Placement;
use super::outer::Outer;
use super::place::Places;
use crate::part::ExternKind;

/// Exports under the names that the parts use. That they exist has been checked.
pub(super) fn export(
    outer: &mut Outer,
    places: &Places<'_, '_>,
    placements: &[Placement<'_>],
    exports: &[(usize, String)],
) {
    for (index, name) in exports {
        let described = placements.get(*index).and_then(|placement| placement.part.exports().get(name));
        let (Some(instance), Some(described)) = (places.instance(*index), described) else { continue };
        let kind = match described.kind {
            ExternKind::Instance => ComponentExportKind::Instance,
            ExternKind::Func => ComponentExportKind::Func,
            ExternKind::Type => ComponentExportKind::Type,
            ExternKind::Module | ExternKind::Component => continue,
        };
        let index = outer.alias(instance, kind, name);
        outer.export(name, kind, index);
    }
}

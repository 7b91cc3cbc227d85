//! Imports that siblings serve without being told.

use super::link::shared;
use super::{Server, Unserved};
use crate::part::Extern;
use crate::resolve::Provider;
use crate::resolve::index::Exported;

impl<'a> Server<'a, '_> {
    /// The only sibling that exports it.
    pub(super) fn sibling(&self, import: &'a Extern) -> Result<Option<Provider>, Unserved<'a>> {
        let exporters = self.context.index.exporters(self.name, import);
        match exporters.as_slice() {
            [] => Ok(None),
            [exported] => Ok(Some(shared(exported))),
            several => Err(Unserved::Several(
                several.iter().map(|exported| (*exported).clone()).collect(),
            )),
        }
    }
}

/// Who exports it. One component can do so under several names.
pub(super) fn candidates(exporters: &[Exported<'_>]) -> Vec<String> {
    let name = |exported: &Exported<'_>| match is_alone(exported, exporters) {
        true => format!("component `{}`", exported.component),
        false => format!(
            "`{}` of component `{}`",
            exported.export.name, exported.component
        ),
    };
    exporters.iter().map(name).collect()
}

/// Whether it is the only candidate of its component.
pub(super) fn is_alone(exported: &Exported<'_>, exporters: &[Exported<'_>]) -> bool {
    let of_component = exporters
        .iter()
        .filter(|other| other.component == exported.component);
    of_component.count() == 1
}

//! Resource types of the host that several imports share.

use std::collections::BTreeMap;

use super::TieKey;

/// For each key, the outer type of each resource that has been imported under it.
#[derive(Debug, Default)]
pub(super) struct Ties {
    known: BTreeMap<TieKey, BTreeMap<String, u32>>,
}

impl Ties {
    /// The resources that an import with this key takes over.
    pub(super) fn of(&self, key: Option<&TieKey>) -> BTreeMap<String, u32> {
        key.and_then(|key| self.known.get(key))
            .cloned()
            .unwrap_or_default()
    }

    pub(super) fn add(&mut self, key: &TieKey, resource: &str, outer: u32) {
        let resources = self.known.entry(key.clone()).or_default();
        resources.entry(resource.to_owned()).or_insert(outer);
    }
}

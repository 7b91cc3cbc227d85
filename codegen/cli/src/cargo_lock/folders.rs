//! The packages of a checkout that a crate reaches. A lock does not say what these need for their own tests only.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::cargo_lock::manifest::{Dependency, Manifest, Shared, Tests};
use crate::cargo_lock::read;

/// The packages, by their folders.
#[derive(Debug, Default)]
pub(super) struct Folders(BTreeMap<PathBuf, Folder>);

#[derive(Debug)]
struct Folder {
    manifest: Manifest,
    /// What others ask for.
    features: BTreeSet<String>,
}

impl Folders {
    /// Follows dependencies until nothing new is asked for.
    pub(super) fn reached(needs: &[Dependency], shared: &Shared) -> Result<Self, String> {
        let mut folders = BTreeMap::new();
        let mut open = needs.to_vec();
        while let Some(need) = open.pop() {
            let Some(path) = need.path else { continue };
            let path = path.canonicalize().unwrap_or(path);
            let is_new = !folders.contains_key(&path);
            if is_new {
                let text = read(&path.join("Cargo.toml"))?;
                let manifest = Manifest::parse(&text, &path, Tests::Foreign, shared)?;
                folders.insert(path.clone(), Folder::from(manifest));
            }
            let Some(folder) = folders.get_mut(&path) else {
                continue;
            };
            if is_new || !folder.features.is_superset(&need.features) {
                folder.features.extend(need.features);
                open.extend(folder.manifest.active(&folder.features));
            }
        }
        Ok(Folders(folders))
    }

    /// The name of each package, with those that it needs.
    pub(super) fn needs(&self) -> impl Iterator<Item = (&str, BTreeSet<String>)> {
        self.0.values().map(|folder| {
            let needs = folder.manifest.active(&folder.features).into_iter();
            let names = needs.map(|need| need.package).collect();
            (folder.manifest.name.as_str(), names)
        })
    }
}

impl From<Manifest> for Folder {
    fn from(manifest: Manifest) -> Self {
        Folder {
            manifest,
            features: BTreeSet::new(),
        }
    }
}

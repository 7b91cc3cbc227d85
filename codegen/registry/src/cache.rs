//! What hosts sent, in files that are written whole and never changed.
//!
//! `content/DIGEST.json` is a package with all that it uses, called after the digest of the file.
//! `packages/REGISTRY/NAMESPACE/PACKAGE/VERSION` has the digest of the one that a registry sent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use semver::Version;
use sha2::{Digest, Sha256};
use wit_parser::PackageName;

use crate::{Error, Fetched};

/// The folder.
#[derive(Debug)]
pub(crate) struct Cache {
    root: PathBuf,
}

/// The part of it that is about one registry.
#[derive(Debug)]
pub(crate) struct Shelf {
    root: PathBuf,
    registry: String,
}

impl Cache {
    /// The folder that is named, else the user's.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, Error> {
        let root = match folder {
            Some(folder) => Some(folder.to_owned()),
            None => etcetera::choose_base_strategy()
                .ok()
                .map(|folders| folders.cache_dir().join("plugin-gen")),
        };
        root.map(|root| Cache { root }).ok_or(Error::NoCache)
    }

    /// Without a host, what the configuration names is meant.
    pub(crate) fn shelf(self, host: Option<&str>) -> Shelf {
        let registry = match host {
            // A colon cannot be in the name of a file everywhere.
            Some(host) => format!("host-{}", host.replace(':', "-port-")),
            None => "default".to_owned(),
        };
        Shelf {
            root: self.root,
            registry,
        }
    }
}

impl Shelf {
    /// The folder of the whole cache.
    pub(crate) fn folder(&self) -> &Path {
        &self.root
    }

    /// What was kept of a package in a version.
    ///
    /// # Errors
    /// It was kept, and is no longer what it was.
    pub(crate) fn get(&self, name: &PackageName) -> Result<Option<Fetched>, Error> {
        let index = self.index(name);
        let Ok(digest) = fs::read_to_string(&index) else {
            return Ok(None);
        };
        let content = self.content(digest.trim());
        let damaged = || Error::Damaged {
            package: name.to_string(),
            path: content.clone(),
        };
        let bytes = fs::read(&content).map_err(|_| damaged())?;
        if hash(&bytes) != digest.trim() {
            return Err(damaged());
        }
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| damaged())
    }

    /// Keeps a package: first what it is, and then that it is there.
    pub(crate) fn put(&self, name: &PackageName, fetched: &Fetched) -> Result<(), Error> {
        let bytes = serde_json::to_vec(fetched).expect("names and texts can be written");
        let digest = hash(&bytes);
        for (path, bytes) in [
            (self.content(&digest), bytes.as_slice()),
            (self.index(name), digest.as_bytes()),
        ] {
            write(&path, bytes).map_err(|source| Error::Cache { path, source })?;
        }
        Ok(())
    }

    /// The versions of a package that were kept.
    pub(crate) fn versions(&self, name: &PackageName) -> Vec<Version> {
        let Ok(entries) = fs::read_dir(self.package(name)) else {
            return Vec::new();
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names
            .filter_map(|name| Version::parse(&name).ok())
            .collect()
    }

    fn index(&self, name: &PackageName) -> PathBuf {
        let version = name.version.as_ref().map(ToString::to_string);
        self.package(name).join(version.unwrap_or_default())
    }

    fn package(&self, name: &PackageName) -> PathBuf {
        let packages = self.root.join("packages").join(&self.registry);
        packages.join(&name.namespace).join(&name.name)
    }

    fn content(&self, digest: &str) -> PathBuf {
        self.root.join("content").join(format!("{digest}.json"))
    }
}

/// Whoever reads at the same time sees the old file or the new one.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let staged = tempfile::NamedTempFile::new_in(folder)?;
    fs::write(staged.path(), bytes)?;
    staged.persist(path)?;
    Ok(())
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;

//! WIT packages from registries of WebAssembly, as the files of a folder `wit`.
//!
//! A registry is a host that speaks the protocol of OCI, as those of the Bytecode Alliance do, or a folder. What a host
//! sent is [kept](Options::cache), and not asked for again.

mod cache;
#[cfg(feature = "client")]
mod client;
#[cfg(not(feature = "client"))]
#[path = "without.rs"]
mod client;
#[cfg(feature = "client")]
mod closure;
mod error;
mod name;
mod registry;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wit_parser::PackageName;

use crate::cache::{Cache, Shelf};
use crate::client::Client;
pub use crate::error::Error;
pub use crate::registry::Registry;

/// Whom to ask, and where to keep the answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// By default, the registry that the configuration of the tools for WebAssembly packages has for the namespace.
    pub registry: Option<Registry>,
    /// The folder in which packages are kept; by default, one in the user's folder for caches.
    pub cache: Option<PathBuf>,
    /// Ask no host.
    pub offline: bool,
    /// How long a registry may take for all that is asked of it.
    pub limit: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            registry: None,
            cache: None,
            offline: false,
            limit: Duration::from_secs(60),
        }
    }
}

/// A package with all packages that it uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fetched {
    /// `namespace:package@version`.
    pub package: String,
    /// The registry that has it.
    pub registry: String,
    /// The files as they would lie in a folder `wit`, ordered by their paths.
    pub files: Vec<(PathBuf, String)>,
    /// Packages that their registry lacks. Of these, the files have what the others carry, at least the types that they
    /// use.
    pub partial: Vec<String>,
}

/// Gets `namespace:package@version`, or the newest version of `namespace:package`.
///
/// An answer of a host is kept. An exact version that was kept is answered without asking; a folder is always read.
/// Blocks until all is there, and may not be called by a task of an asynchronous runtime.
///
/// # Errors
/// There is no such package or version; the registry cannot be reached or takes too long; what it sends is not what it
/// announced, or not WIT; the cache cannot be written. Whatever the error, nothing incomplete is kept.
pub fn fetch(typed: &str, options: &Options) -> Result<Fetched, Error> {
    let name = name::parse(typed)?;
    match &options.registry {
        Some(Registry::Folder(folder)) if !folder.is_dir() => {
            Err(Error::NoFolder(folder.to_owned()))
        }
        Some(Registry::Folder(_)) => {
            let client = Client::new(&name, options)?;
            client.fetch(&client.choose(&name)?)
        }
        Some(Registry::Host(host)) => from_host(&name, options, Some(host)),
        None => from_host(&name, options, None),
    }
}

fn from_host(name: &PackageName, options: &Options, host: Option<&str>) -> Result<Fetched, Error> {
    let shelf = Cache::open(options.cache.as_deref())?.shelf(host);
    if options.offline {
        return offline(&shelf, name);
    }
    if let Some(kept) = kept(&shelf, name) {
        return Ok(kept);
    }
    let client = Client::new(name, options)?;
    let chosen = client.choose(name)?;
    if let Some(kept) = kept(&shelf, &chosen) {
        return Ok(kept);
    }
    let fetched = client.fetch(&chosen)?;
    shelf.put(&chosen, &fetched)?;
    Ok(fetched)
}

/// What cannot be read again is fetched again.
fn kept(shelf: &Shelf, name: &PackageName) -> Option<Fetched> {
    name.version.as_ref()?;
    shelf.get(name).ok().flatten()
}

fn offline(shelf: &Shelf, name: &PackageName) -> Result<Fetched, Error> {
    let versions = shelf.versions(name);
    let wanted = PackageName {
        version: name.version.clone().or_else(|| name::newest(&versions)),
        ..name.clone()
    };
    let kept = match wanted.version {
        Some(_) => shelf.get(&wanted)?,
        None => None,
    };
    match kept {
        Some(kept) => Ok(kept),
        // The network would not help.
        None if versions.is_empty() && !cfg!(feature = "client") => {
            Err(Error::NotBuilt(name.to_string()))
        }
        None => Err(Error::Offline {
            package: name.to_string(),
            cache: shelf.folder().to_owned(),
            kept: name::with_versions(name, &versions),
        }),
    }
}

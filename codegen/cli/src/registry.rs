//! WIT that is neither here nor in the catalogue.

use std::env;
use std::path::PathBuf;

use clap::Args;
use hostplug_registry::{Fetched, Options, Registry, fetch};

use crate::{Error, Output};

/// Names the folder for what registries sent, where `--cache` does not.
const CACHE: &str = "PLUGIN_GEN_CACHE";

/// Whom to ask for a package, and where to keep it.
#[derive(Clone, Debug, Args)]
pub(crate) struct Source {
    /// Get the package from this registry: a host, or a folder with `NAMESPACE/PACKAGE/VERSION.wasm`.
    #[arg(long, value_name = "HOST|PATH")]
    registry: Option<Registry>,
    /// Folder for what registries sent; by default that in `PLUGIN_GEN_CACHE`, else one in the user's folder for caches.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

impl Source {
    /// Whether no other source is meant.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.registry.is_some()
    }

    /// Gets a package with all that it uses. The network is used only if it is not kept, and not with `--offline`.
    pub(crate) fn fetch(&self, package: &str, output: Output) -> Result<Fetched, Error> {
        let folder = env::var_os(CACHE).filter(|folder| !folder.is_empty());
        let mut options = Options::default();
        options.registry = self.registry.clone();
        options.cache = self.cache.clone().or_else(|| folder.map(PathBuf::from));
        options.offline = output.offline;
        Ok(fetch(package, &options)?)
    }
}

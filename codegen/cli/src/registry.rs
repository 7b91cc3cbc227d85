//! WIT that is neither here nor in the catalogue.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use hostplug_codegen::catalogue::NotFound;
use hostplug_codegen::stub::Package;
use hostplug_registry::{self as registry, Fetched, Options, Registry, fetch};

use crate::Error;
use crate::wit::Found;

/// Names the folder for what registries sent, where `--cache` does not.
const CACHE: &str = "PLUGIN_GEN_CACHE";

/// Whom to ask for a package, and where to keep it. The default asks nobody.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Remote {
    /// Get the package from this registry: a host, or a folder with `NAMESPACE/PACKAGE/VERSION.wasm`
    #[arg(long, value_name = "HOST|PATH", conflicts_with_all = ["wit", "profile", "hash"])]
    registry: Option<Registry>,
    /// Folder for what registries sent; by default that in `PLUGIN_GEN_CACHE`, else one in the user's folder for caches
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    #[arg(from_global)]
    offline: bool,
    #[arg(skip = true)]
    may_ask: bool,
}

impl Remote {
    /// Whether no other source is meant.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.registry.is_some()
    }

    /// The registry that was named, so that it is found from everywhere.
    pub(crate) fn record(&self) -> Option<String> {
        let registry = self.registry.as_ref()?;
        Some(match registry {
            Registry::Folder(path) => {
                let absolute = std::path::absolute(path);
                absolute
                    .unwrap_or_else(|_| path.clone())
                    .display()
                    .to_string()
            }
            host => host.to_string(),
        })
    }

    /// The same, with the registry of a record if none was named.
    pub(crate) fn recorded(&self, record: Option<&str>) -> Self {
        let recorded = record.map(|record| {
            let Ok(registry) = record.parse();
            registry
        });
        Remote {
            registry: self.registry.clone().or(recorded),
            ..self.clone()
        }
    }

    /// Gets a package with all that it uses. The network is used only if it is not kept, and not with `--offline`.
    pub(crate) fn package(&self, typed: &str) -> Result<Found, Error> {
        let folder = env::var_os(CACHE).filter(|folder| !folder.is_empty());
        let mut options = Options::default();
        options.registry = self.registry.clone();
        options.cache = self.cache.clone().or_else(|| folder.map(PathBuf::from));
        options.offline = self.offline;
        let fetched = fetch(typed, &options)?;
        Ok(Found {
            package: parsed(&fetched)?,
            notes: notes(&fetched),
        })
    }

    /// Gets what the catalogue does not have.
    ///
    /// # Errors
    /// If it cannot be had from a registry either, the error that helps more.
    pub(crate) fn instead(&self, typed: &str, reason: NotFound) -> Result<Found, Error> {
        let is_unknown = matches!(reason, NotFound::Package { .. } | NotFound::Version { .. });
        if !self.may_ask || !is_unknown {
            return Err(reason.into());
        }
        self.package(typed).map_err(|error| explain(reason, error))
    }
}

/// The catalogue may know what was meant; where it does not, the registry is what matters.
fn explain(reason: NotFound, error: Error) -> Error {
    let has_guess = !matches!(&reason, NotFound::Package { similar, .. } if similar.is_empty());
    match error {
        Error::Registry(registry::Error::Name(_)) => reason.into(),
        Error::Registry(registry::Error::NotBuilt(_)) if has_guess => reason.into(),
        Error::Registry(registry::Error::NotBuilt(_)) => {
            Error::Package(format!("{reason}\nhelp: {BUILD}"))
        }
        Error::Registry(error) if has_guess => {
            let error = error.to_string();
            let headline = error.lines().next().unwrap_or_default();
            Error::Package(format!("{reason}\nnote: {headline}"))
        }
        error => error,
    }
}

const BUILD: &str =
    "or ask a registry: `cargo install plugin-gen --features registry` builds what that takes";

fn notes(fetched: &Fetched) -> Vec<String> {
    let Fetched {
        package, registry, ..
    } = fetched;
    let from = format!("`{package}` is that of the registry `{registry}`");
    let partial = fetched.partial.iter().map(|used| {
        format!("`{used}` is not in the registry, so its WIT is what the others carry of it, which may not be all")
    });
    [from].into_iter().chain(partial).collect()
}

/// The texts are read as those of `--wit` are.
fn parsed(fetched: &Fetched) -> Result<Package, Error> {
    let folder = tempfile::tempdir().and_then(|folder| {
        write(folder.path(), fetched)?;
        Ok(folder)
    });
    let folder = folder.map_err(|source| Error::Write {
        path: env::temp_dir(),
        source,
    })?;
    Ok(Package::read(folder.path())?)
}

fn write(folder: &Path, fetched: &Fetched) -> io::Result<()> {
    for (path, text) in &fetched.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

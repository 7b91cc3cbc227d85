//! From what a user types to a WIT package.

use std::path::{Path, PathBuf};

use clap::Args;
use hostplug_codegen::catalogue::{self, Choice, Entry, NotFound, Profile};
use hostplug_codegen::stub::{self, Package};

use crate::Error;
use crate::registry::Remote;

/// Where WIT comes from, and which text of a package is meant.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Source {
    /// WIT to read instead of that of the catalogue: a file, a folder with its `deps`, or a component
    #[arg(long, value_name = "PATH")]
    pub(crate) wit: Option<PathBuf>,
    /// Of several texts of a package, the one that this kind of host uses: `wasmtime`, `wasmcloud`, `wasmcloud-1` or `spin`
    #[arg(long)]
    pub(crate) profile: Option<Profile>,
    /// Of several texts of a package, the one whose hash begins so; `plugin-gen list` shows them
    #[arg(long)]
    pub(crate) hash: Option<String>,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

/// A package, and what a person should know of how it was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) package: Package,
    pub(crate) notes: Vec<String>,
}

impl Found {
    fn silent(package: Package) -> Self {
        Found {
            package,
            notes: Vec::new(),
        }
    }
}

/// The folder of a project's own WIT.
const WIT: &str = "wit";

impl Source {
    /// The package `namespace:package@version`, whose version may be left out: out of `--wit`, else out of the folder
    /// `wit` here, else out of the catalogue, else from a registry. Without a name it is the one of `--wit`.
    pub(crate) fn package(&self, typed: Option<&str>) -> Result<Found, Error> {
        match (&self.wit, typed) {
            (Some(path), None) => Ok(Found::silent(Package::read(path)?)),
            (Some(path), Some(typed)) => {
                let package = Package::read(path)?;
                match is_called(&package, typed) {
                    true => Ok(Found::silent(package)),
                    false => Err(Error::OtherPackage {
                        path: path.clone(),
                        found: package.id(),
                        asked: typed.to_owned(),
                    }),
                }
            }
            (None, Some(typed)) if self.remote.is_asked_for() => self.remote.package(typed),
            (None, Some(typed)) => match project(typed) {
                Some(found) => Ok(found),
                None => self.catalogued(typed),
            },
            (None, None) => Err(Error::NoWit),
        }
    }

    /// The package as the catalogue has it.
    /// Whether a package that is not of the catalogue came from a registry.
    pub(crate) fn is_remote(&self, typed: Option<&str>) -> bool {
        let is_here = || typed.is_none_or(|typed| project(typed).is_some());
        self.wit.is_none() && (self.remote.is_asked_for() || !is_here())
    }

    pub(crate) fn catalogued(&self, typed: &str) -> Result<Found, Error> {
        let choice = Choice {
            profile: self.profile,
            hash: self.hash.as_deref(),
        };
        let is_open = self.profile.is_none() && self.hash.is_none();
        if let Some((entry, texts)) = with_backend(typed).filter(|_| is_open) {
            let notes = (texts > 1).then(|| note(typed, entry, texts));
            return Ok(Found {
                package: Package::of_catalogue(entry),
                notes: notes.into_iter().collect(),
            });
        }
        match catalogue::find(typed, choice) {
            Ok(entry) => Ok(Found::silent(Package::of_catalogue(entry))),
            Err(reason) => self.remote.instead(typed, reason),
        }
    }
}

/// A package by its id, as [`Source::package`] finds it, or by the path of a file, a folder, a component or a crate.
pub(crate) fn anything(typed: &str) -> Result<Found, Error> {
    let path = Path::new(typed);
    if !path.exists() {
        return match is_path(typed) {
            true => Ok(Found::silent(Package::read(path)?)),
            false => named(typed),
        };
    }
    let wit = path.join(WIT);
    let is_crate = path.join("Cargo.toml").is_file() && wit.is_dir();
    let package = Package::read(if is_crate { &wit } else { path })?;
    Ok(Found::silent(package))
}

/// No package has a name like this.
fn is_path(typed: &str) -> bool {
    !typed.contains(':') && typed.contains(['/', '\\', '.'])
}

/// A package by its id; with `#` and the beginning of a hash behind it, that text of the catalogue.
fn named(typed: &str) -> Result<Found, Error> {
    let Some((id, hash)) = typed.split_once('#') else {
        return Source::default()
            .package(Some(typed))
            .map_err(without_options);
    };
    let source = Source {
        hash: Some(hash.to_owned()),
        ..Source::default()
    };
    source.catalogued(id).map_err(without_options)
}

/// Where a package is an argument like a path, its text is chosen by what stands behind it.
fn without_options(error: Error) -> Error {
    let Error::Package(message) = error else {
        return error;
    };
    let message = message.replace(
        "choose one with its version, with `--profile` or with `--hash`",
        "choose one with `#` and the beginning of its hash behind the id",
    );
    Error::Package(message.replace(
        "give the WIT of the package with `--wit`",
        "name the path of its WIT, or write `plugin-gen list` to see all that are known",
    ))
}

/// The WIT of the project in the current folder, if it is of this package.
fn project(typed: &str) -> Option<Found> {
    let path = Path::new(WIT);
    let package = path.is_dir().then(|| Package::read(path).ok()).flatten()?;
    is_called(&package, typed).then(|| Found {
        notes: vec![format!("the WIT of `{}` is that in `{WIT}`", package.id())],
        package,
    })
}

fn is_called(package: &Package, typed: &str) -> bool {
    let id = package.id();
    id == typed || id.split('@').next() == Some(typed)
}

/// The text of a package for which there is a backend, and how many texts the package has. If there are backends for
/// several, it is that of the first profile.
fn with_backend(typed: &str) -> Option<(&'static Entry, usize)> {
    let entries = catalogue::entries().iter();
    let texts: Vec<_> = entries
        .filter(|entry| entry.id() == typed || entry.name() == typed)
        .collect();
    let with_backend = texts
        .iter()
        .filter(|entry| stub::has_backend(&Package::of_catalogue(entry)));
    let no_profile = |entry: &Entry| entry.profiles().is_empty();
    let entry =
        with_backend.min_by_key(|entry| (no_profile(entry), entry.profiles().iter().min()))?;
    Some((entry, texts.len()))
}

fn note(typed: &str, entry: &Entry, texts: usize) -> String {
    let (id, hash, name) = (entry.id(), entry.hash(), entry.name());
    format!(
        "of {texts} texts of `{typed}` this is {hash}, `{id}`, for which there is a backend; `plugin-gen list {name}` \
         shows all, `--hash` chooses another"
    )
}

impl From<NotFound> for Error {
    fn from(reason: NotFound) -> Self {
        Error::Package(reason.to_string())
    }
}

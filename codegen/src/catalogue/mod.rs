//! The WIT packages that hosts serve today, as text in the binary.
//!
//! A name and a version do not identify a package: several texts of one id are in use. Here a text is identified by
//! the [hash](Entry::hash) of its [structure](Structure), and a [profile](Profile) says which of them a kind of host
//! has. Interfaces are those of the crate that is named as the source of each text; the comments are ours.

mod diag;
mod find;
mod list;
mod structure;

use std::fmt;
use std::str::FromStr;

use semver::Version;
use wit_parser::{PackageId, Resolve, UnresolvedPackageGroup};

pub use self::find::{Choice, NotFound, find};
pub use self::structure::Structure;
use crate::wit;

/// One text of one package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    path: &'static str,
    hash: &'static str,
    profiles: &'static [Profile],
    source: &'static str,
    text: &'static str,
}

/// A kind of host, for which texts are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Profile {
    /// What the crates of Wasmtime serve.
    Wasmtime,
    /// wasmCloud 2, whose hosts stand on `wash-runtime`.
    Wasmcloud,
    /// wasmCloud 1, whose hosts stand on `wasmcloud-runtime`.
    Wasmcloud1,
    /// Spin 2 and later.
    Spin,
}

/// A package with all packages that it uses, parsed.
#[derive(Clone, Debug)]
pub struct Closure {
    /// All of them.
    pub resolve: Resolve,
    /// The package itself.
    pub package: PackageId,
    /// Their texts, each behind those that it uses; the package itself is the last.
    pub entries: Vec<&'static Entry>,
}

/// Every text, ordered by its path.
pub fn entries() -> &'static [Entry] {
    list::ENTRIES
}

/// Parses a text with all texts that it uses. Features count as enabled, so nothing that is unstable is left out.
pub fn closure(entry: &'static Entry) -> Closure {
    let mut resolve = wit::new_resolve();
    let mut entries = Vec::new();
    let package = push(&mut resolve, &mut entries, entry);
    Closure {
        resolve,
        package,
        entries,
    }
}

fn push(
    resolve: &mut Resolve,
    pushed: &mut Vec<&'static Entry>,
    entry: &'static Entry,
) -> PackageId {
    for dependency in entry.dependencies() {
        if !pushed.contains(&dependency) {
            push(resolve, pushed, dependency);
        }
    }
    pushed.push(entry);
    resolve
        .push_str(entry.path, entry.text)
        .expect("a test resolves every text")
}

impl Entry {
    /// Path of the text in the catalogue, without `.wit`: `namespace/package/version`, and behind that the variant if
    /// there are several texts of the id.
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// What stands in front of the colon.
    pub fn namespace(&self) -> &'static str {
        self.part(0).unwrap_or_default()
    }

    /// What stands behind the colon.
    pub fn package(&self) -> &'static str {
        self.part(1).unwrap_or_default()
    }

    /// `namespace:package`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.namespace(), self.package())
    }

    /// The version, which some packages do without.
    pub fn version(&self) -> Option<Version> {
        self.part(2)
            .and_then(|version| Version::parse(version).ok())
    }

    /// Tells the texts of one id apart.
    pub fn variant(&self) -> Option<&'static str> {
        self.part(3)
    }

    /// `namespace:package@version`.
    pub fn id(&self) -> String {
        match self.version() {
            Some(version) => format!("{}@{version}", self.name()),
            None => self.name(),
        }
    }

    /// The identity of the text: what [`Structure::hash`] says of it.
    pub fn hash(&self) -> &'static str {
        self.hash
    }

    /// The kinds of hosts that use this text.
    pub fn profiles(&self) -> &'static [Profile] {
        self.profiles
    }

    /// The crate whose interfaces these are, and its version.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// The package in WIT.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The texts that this one uses directly.
    pub fn dependencies(&self) -> Vec<&'static Entry> {
        let group = UnresolvedPackageGroup::parse(self.path, self.text)
            .map_err(|(_, error)| error)
            .expect("a test parses every text");
        let ids = group.main.foreign_deps.keys().map(ToString::to_string);
        ids.filter_map(|id| entries().iter().find(|entry| entry.id() == id))
            .collect()
    }

    fn part(&self, index: usize) -> Option<&'static str> {
        self.path.split('/').nth(index)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("path", &self.path)
            .field("hash", &self.hash)
            .field("profiles", &self.profiles)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Profile {
    /// Every profile.
    pub const ALL: &'static [Profile] = &[
        Profile::Wasmtime,
        Profile::Wasmcloud,
        Profile::Wasmcloud1,
        Profile::Spin,
    ];

    /// The texts that hosts of this kind use: of each id at most one.
    pub fn entries(self) -> impl Iterator<Item = &'static Entry> {
        entries()
            .iter()
            .filter(move |entry| entry.profiles.contains(&self))
    }

    fn as_str(self) -> &'static str {
        match self {
            Profile::Wasmtime => "wasmtime",
            Profile::Wasmcloud => "wasmcloud",
            Profile::Wasmcloud1 => "wasmcloud-1",
            Profile::Spin => "spin",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not the name of a [`Profile`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProfile(String);

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let mut known = Profile::ALL.iter().copied();
        known
            .find(|profile| profile.as_str() == typed)
            .ok_or_else(|| UnknownProfile(typed.to_owned()))
    }
}

impl fmt::Display for UnknownProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<_> = Profile::ALL
            .iter()
            .map(|profile| profile.as_str())
            .collect();
        f.write_str(&diag::unknown_profile(&self.0, &known))
    }
}

impl std::error::Error for UnknownProfile {}

#[cfg(test)]
mod tests;

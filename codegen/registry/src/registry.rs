//! What a user types for a registry.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Who has packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registry {
    /// A host, perhaps with a port.
    Host(String),
    /// A folder with a file `namespace/package/version.wasm` for each package.
    Folder(PathBuf),
}

impl FromStr for Registry {
    type Err = Infallible;

    /// What is a folder, or is written as a path, is one.
    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let path = Path::new(typed);
        let is_path = typed.starts_with('.') || typed.contains(['/', '\\']) || path.is_dir();
        Ok(match is_path {
            true => Registry::Folder(path.to_owned()),
            false => Registry::Host(typed.to_owned()),
        })
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Registry::Host(host) => f.write_str(host),
            Registry::Folder(folder) => folder.display().fmt(f),
        }
    }
}

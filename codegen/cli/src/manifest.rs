//! What `Cargo.toml` says of a package.

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item};

use crate::Error;

/// A manifest, and the folder that it is in.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    /// The folder.
    pub(crate) dir: PathBuf,
    /// What the manifest says, with its comments.
    pub(crate) document: DocumentMut,
}

impl Manifest {
    /// Reads the `Cargo.toml` in a folder.
    pub(crate) fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join("Cargo.toml");
        if !path.is_file() {
            return Err(Error::NoPackage(dir.to_owned()));
        }
        let text = fs::read_to_string(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        let document = text
            .parse()
            .map_err(|source| Error::Manifest { path, source })?;
        Ok(Manifest {
            dir: dir.to_owned(),
            document,
        })
    }

    /// The file.
    pub(crate) fn path(&self) -> PathBuf {
        self.dir.join("Cargo.toml")
    }

    /// The text of a key, such as `package.name`.
    pub(crate) fn text(&self, table: &str, key: &str) -> Option<&str> {
        self.document.get(table)?.get(key)?.as_str()
    }

    /// The name of the package.
    pub(crate) fn name(&self) -> Result<&str, Error> {
        let name = self.text("package", "name");
        name.ok_or_else(|| Error::NoPackageName(self.path()))
    }

    /// The name of the library in Rust.
    pub(crate) fn library_name(&self) -> Result<String, Error> {
        let name = self.text("lib", "name").map_or_else(|| self.name(), Ok)?;
        Ok(name.replace('-', "_"))
    }

    /// The file of the library, below the folder.
    pub(crate) fn library(&self) -> PathBuf {
        PathBuf::from(self.text("lib", "path").unwrap_or("src/lib.rs"))
    }

    /// A dependency of the package.
    pub(crate) fn dependency(&self, name: &str) -> Option<&Item> {
        self.document.get("dependencies")?.get(name)
    }
}

/// The way from one folder to another; both are absolute and have no `..`.
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components());
    let shared = shared.take_while(|(from, to)| from == to).count();
    if shared == 0 {
        return to.to_owned();
    }
    let up = from.components().skip(shared).map(|_| Path::new(".."));
    let down = to.components().skip(shared);
    let down = down.map(|part| Path::new(part.as_os_str()));
    match up.chain(down).collect::<PathBuf>() {
        path if path.as_os_str().is_empty() => ".".into(),
        path => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_goes_up_and_down() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b", "/a/c/d"), PathBuf::from("../c/d"));
        assert_eq!(way("/a/b", "/a/b/c"), PathBuf::from("c"));
        assert_eq!(way("/a/b", "/a"), PathBuf::from(".."));
        assert_eq!(way("/a/b", "/a/b"), PathBuf::from("."));
    }
}

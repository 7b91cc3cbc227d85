//! `plugin-gen.lock`: what the command wrote, so that it knows later what an author has changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::change::Change;

/// Name of the file.
const NAME: &str = "plugin-gen.lock";

/// What Cargo and version control put beside the files of a crate.
pub(crate) const FOREIGN: &[&str] = &["Cargo.lock", "target", ".git", NAME];

/// The hash of every file that the command wrote.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    /// The version of the command.
    generator: String,
    files: BTreeMap<String, String>,
}

impl Lock {
    pub(crate) fn of(files: &[(PathBuf, String)]) -> Self {
        let hashes = files
            .iter()
            .map(|(path, text)| (key(path), hash(text.as_bytes())));
        Lock {
            generator: env!("CARGO_PKG_VERSION").to_owned(),
            files: hashes.collect(),
        }
    }

    /// The lock as a file beside the others.
    pub(crate) fn file(&self) -> (PathBuf, String) {
        const HEAD: &str =
            "# Written by plugin-gen, which compares it with the files of this crate. Commit it.\n";
        let text = toml::to_string(self).expect("text in a map can be written");
        (NAME.into(), format!("{HEAD}{text}"))
    }

    /// Takes over changes of files that were as they had been written, and new ones.
    fn follow(&mut self, root: &Path, changes: &[Change]) {
        for change in changes {
            let path = key(change.path.strip_prefix(root).unwrap_or(&change.path));
            let locked = self.files.get(&path).cloned();
            let before = change.before.as_ref().map(|text| hash(text.as_bytes()));
            if locked == before {
                self.files.insert(path, hash(change.text.as_bytes()));
            }
        }
    }

    /// The lock in a folder, if there is one that can be read.
    fn read(dir: &Path) -> Option<Self> {
        let text = fs::read_to_string(dir.join(NAME)).ok()?;
        toml::from_str(&text).ok()
    }
}

/// The change of the lock that goes with changes by the command, if the folder has a lock.
pub(crate) fn change(root: &Path, changes: &[Change]) -> Option<Change> {
    let before = fs::read_to_string(root.join(NAME)).ok()?;
    let mut lock = Lock::read(root)?;
    lock.follow(root, changes);
    let (path, text) = lock.file();
    Some(Change {
        path: root.join(path),
        text,
        before: Some(before),
    })
}

/// Whether a folder is one that the command wrote and that nobody has changed since.
pub(crate) fn is_untouched(dir: &Path) -> Result<bool, Error> {
    let Some(lock) = Lock::read(dir) else {
        return Ok(false);
    };
    let found = hashes(dir).map_err(|source| Error::Read {
        path: dir.to_owned(),
        source,
    })?;
    Ok(found == lock.files)
}

/// The hash of every file in a folder, except for what the author's tools put there.
fn hashes(dir: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut hashes = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(dir.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if FOREIGN.iter().any(|name| path == Path::new(name)) {
                continue;
            }
            match entry.file_type()?.is_dir() {
                true => folders.push(path),
                false => {
                    let bytes = fs::read(entry.path())?;
                    hashes.insert(key(&path), hash(&bytes));
                }
            }
        }
    }
    Ok(hashes)
}

/// A path as it is written on every system.
fn key(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    format!("sha256:{}", digits.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let files = files
            .iter()
            .map(|(path, text)| (PathBuf::from(path), (*text).to_owned()));
        let mut files: Vec<_> = files.collect();
        files.push(Lock::of(&files).file());
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    #[test]
    fn an_author_leaves_traces() {
        let files = [("Cargo.toml", "[package]"), ("src/lib.rs", "")];
        let dir = written(&files);
        assert!(is_untouched(dir.path()).unwrap());
        fs::create_dir(dir.path().join("target")).unwrap();
        fs::write(dir.path().join("target/x"), "").unwrap();
        fs::write(dir.path().join("Cargo.lock"), "").unwrap();
        assert!(
            is_untouched(dir.path()).unwrap(),
            "building changes nothing"
        );
        fs::write(dir.path().join("src/more.rs"), "").unwrap();
        assert!(!is_untouched(dir.path()).unwrap(), "a file was added");

        let dir = written(&files);
        fs::write(dir.path().join("src/lib.rs"), " ").unwrap();
        assert!(!is_untouched(dir.path()).unwrap(), "a file was changed");

        let dir = written(&files);
        fs::remove_file(dir.path().join("src/lib.rs")).unwrap();
        assert!(!is_untouched(dir.path()).unwrap(), "a file is gone");

        let dir = written(&files);
        fs::write(dir.path().join(NAME), "generator = 1").unwrap();
        assert!(!is_untouched(dir.path()).unwrap(), "the lock says nothing");
    }
}

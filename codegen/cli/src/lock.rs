//! `plugin-gen.lock`: how a crate was made and what was written, so that the command can go on from there.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::change::Change;
use crate::class::Class;
use crate::recipe::{Recipe, WitRecord};

/// Name of the file.
pub(crate) const NAME: &str = "plugin-gen.lock";

/// Folder for what was written of the files that are merged.
const BASE: &str = ".plugin-gen/base";

/// What Cargo, version control and this command put beside the files of a crate.
pub(crate) const FOREIGN: &[&str] = &["Cargo.lock", "target", ".git", ".plugin-gen", NAME];

/// How a crate was made, and the hash of every file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    /// The version of the command.
    pub(crate) generator: String,
    #[serde(rename = "crate")]
    pub(crate) recipe: Recipe,
    pub(crate) wit: WitRecord,
    #[serde(default)]
    owned: Hashes,
    #[serde(default)]
    merged: Hashes,
    #[serde(default)]
    seeded: Hashes,
    /// WIT that the plugin was given later, which no template knows of.
    #[serde(default, skip_serializing_if = "Hashes::is_empty")]
    added: Hashes,
}

/// Hashes of files by their paths, with `/` between folders.
type Hashes = BTreeMap<String, String>;

impl Lock {
    pub(crate) fn new(recipe: Recipe, wit: WitRecord, files: &[(PathBuf, String)]) -> Self {
        let mut lock = Lock {
            generator: env!("CARGO_PKG_VERSION").to_owned(),
            recipe,
            wit,
            owned: Hashes::new(),
            merged: Hashes::new(),
            seeded: Hashes::new(),
            added: Hashes::new(),
        };
        for (path, text) in files {
            let path = key(path);
            if !is_foreign(Path::new(&path)) {
                lock.record(&path, hash(text));
            }
        }
        lock
    }

    /// The lock of a crate that is made anew, with what was noted of its files.
    pub(crate) fn renewed(&self, recipe: Recipe, wit: WitRecord) -> Self {
        Lock {
            generator: env!("CARGO_PKG_VERSION").to_owned(),
            recipe,
            wit,
            ..self.clone()
        }
    }

    /// Notes what the generator alone would have in a file.
    pub(crate) fn record(&mut self, path: &str, hash: String) {
        self.forget(path);
        let hashes = match Class::of(path) {
            Class::Owned => &mut self.owned,
            Class::Merged => &mut self.merged,
            Class::Seeded => &mut self.seeded,
        };
        hashes.insert(path.to_owned(), hash);
    }

    pub(crate) fn forget(&mut self, path: &str) {
        for hashes in [&mut self.owned, &mut self.merged, &mut self.seeded] {
            hashes.remove(path);
        }
    }

    /// What was noted of a file.
    pub(crate) fn recorded(&self, path: &str) -> Option<&str> {
        let all = [&self.owned, &self.merged, &self.seeded, &self.added];
        let mut all = all.into_iter();
        all.find_map(|hashes| hashes.get(path)).map(String::as_str)
    }

    /// The files that only the generator writes.
    pub(crate) fn owned(&self) -> impl Iterator<Item = (&str, &str)> {
        pairs(&self.owned)
    }

    /// The files that are merged.
    pub(crate) fn merged(&self) -> impl Iterator<Item = (&str, &str)> {
        pairs(&self.merged)
    }

    /// The lock as a file beside the others.
    pub(crate) fn file(&self) -> (PathBuf, String) {
        const HEAD: &str = "# Written by plugin-gen, which compares it with the files of this crate. Commit it, and `.plugin-gen` as well.\n";
        let text = toml::to_string(self).expect("text in maps can be written");
        (NAME.into(), format!("{HEAD}{text}"))
    }

    /// Takes over changes of files that were as they had been noted, and new ones.
    fn follow(&mut self, root: &Path, changes: &[Change]) {
        for change in changes {
            let path = key(change.path.strip_prefix(root).unwrap_or(&change.path));
            let before = change.before.as_ref().map(hash);
            if self.recorded(&path) != before.as_deref() {
                continue;
            }
            let is_known = before.is_some() && !self.added.contains_key(&path);
            match is_known && !path.starts_with("wit/") {
                true => self.record(&path, hash(&change.text)),
                false => self.add(&path, hash(&change.text)),
            }
        }
    }

    /// Notes a file that the generator would not write, or not so.
    pub(crate) fn add(&mut self, path: &str, hash: String) {
        self.forget(path);
        self.added.insert(path.to_owned(), hash);
    }

    pub(crate) fn is_added(&self, path: &str) -> bool {
        self.added.contains_key(path)
    }

    /// The WIT that was added to that of which the crate was made.
    pub(crate) fn added_wit(&self) -> impl Iterator<Item = &str> {
        let paths = self.added.keys().map(String::as_str);
        paths.filter(|path| path.starts_with("wit/"))
    }

    /// The lock in a folder, if there is one.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn read(dir: &Path) -> Result<Option<Self>, Error> {
        let path = dir.join(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Read { path, source }),
        };
        let lock = toml::from_str(&text);
        lock.map(Some).map_err(|source| Error::OwnLock {
            path,
            source: source.into(),
        })
    }
}

fn pairs(hashes: &Hashes) -> impl Iterator<Item = (&str, &str)> {
    let pairs = hashes.iter();
    pairs.map(|(path, hash)| (path.as_str(), hash.as_str()))
}

/// Where the text of a file is kept for later merges. It ends in nothing that a tool might take for the file itself.
pub(crate) fn base(path: &str) -> PathBuf {
    Path::new(BASE).join(format!("{path}.base"))
}

/// What is written beside the files of a new crate: the lock, and the texts to merge with later.
pub(crate) fn companions(lock: &Lock, files: &[(PathBuf, String)]) -> Vec<(PathBuf, String)> {
    let merged = files.iter().filter_map(|(path, text)| {
        let path = key(path);
        (Class::of(&path) == Class::Merged).then(|| (base(&path), text.clone()))
    });
    merged.chain([lock.file()]).collect()
}

/// The change of the lock that goes with changes by the command, if the folder has a lock.
///
/// # Errors
/// The lock cannot be read.
pub(crate) fn change(root: &Path, changes: &[Change]) -> Result<Option<Change>, Error> {
    let Some(mut lock) = Lock::read(root)? else {
        return Ok(None);
    };
    let path = root.join(NAME);
    let before = fs::read_to_string(&path);
    let before = before.map_err(|source| Error::Read {
        path: path.clone(),
        source,
    })?;
    lock.follow(root, changes);
    let (_, text) = lock.file();
    Ok(Some(Change {
        path,
        text,
        before: Some(before),
    }))
}

/// Whether a folder is one that the command wrote and that nobody has changed since.
pub(crate) fn is_untouched(dir: &Path) -> Result<bool, Error> {
    let Ok(Some(lock)) = Lock::read(dir) else {
        return Ok(false);
    };
    let found = hashes(dir).map_err(|source| Error::Read {
        path: dir.to_owned(),
        source,
    })?;
    let recorded = [lock.owned, lock.merged, lock.seeded, lock.added]
        .into_iter()
        .flatten();
    Ok(found == recorded.collect())
}

/// The hash of every file in a folder, except for what the author's tools put there.
fn hashes(dir: &Path) -> io::Result<Hashes> {
    let mut hashes = Hashes::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(dir.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if is_foreign(&path) {
                continue;
            }
            match entry.file_type()?.is_dir() {
                true => folders.push(path),
                false => {
                    let bytes = fs::read(entry.path())?;
                    hashes.insert(key(&path), hash(bytes));
                }
            }
        }
    }
    Ok(hashes)
}

pub(crate) fn is_foreign(path: &Path) -> bool {
    FOREIGN.iter().any(|name| path == Path::new(name))
}

/// A path as it is written on every system.
pub(crate) fn key(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

pub(crate) fn hash(content: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(content.as_ref());
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    format!("sha256:{}", digits.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe;

    fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let files = files
            .iter()
            .map(|(path, text)| (PathBuf::from(path), (*text).to_owned()));
        let mut files: Vec<_> = files.collect();
        let (recipe, wit) = recipe::tests::any();
        let lock = Lock::new(recipe, wit, &files);
        files.extend(companions(&lock, &files));
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

    #[test]
    fn what_is_written_is_read_again() {
        let dir = written(&[
            ("Cargo.toml", "[package]"),
            ("wit/a.wit", ""),
            ("Cargo.lock", ""),
        ]);
        let lock = Lock::read(dir.path()).unwrap().unwrap();
        let (recipe, wit) = recipe::tests::any();
        assert_eq!((&lock.recipe, &lock.wit), (&recipe, &wit));
        assert_eq!(lock.recorded("wit/a.wit"), Some(hash("").as_str()));
        assert_eq!(lock.recorded("Cargo.lock"), None, "that is Cargo's");
        let base = fs::read_to_string(dir.path().join(base("Cargo.toml")));
        assert_eq!(base.unwrap(), "[package]");
        assert_eq!(Lock::read(&dir.path().join("wit")).unwrap(), None);
    }
}

//! Writes a folder as a whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Error, lock};

/// Refuses a folder that has anything in it, before any work is done. A crate that the command wrote itself, and that
/// nobody has changed since, may be written again.
pub(crate) fn check(dir: &Path) -> Result<(), Error> {
    match is_free(dir) {
        Ok(true) => Ok(()),
        Ok(false) if dir.is_dir() && lock::is_untouched(dir)? => Ok(()),
        Ok(false) => Err(Error::Exists(dir.to_owned())),
        Err(source) => Err(Error::Write {
            path: dir.to_owned(),
            source,
        }),
    }
}

/// The files are written beside `dir`, and take its place when all of them are there. Folders above it are made, and
/// taken away again if the writing fails. Files that are there already keep their times, by which Cargo knows what it
/// has built.
pub(crate) fn tree(dir: &Path, files: &[(PathBuf, String)]) -> Result<(), Error> {
    let is_the_same = |path: &Path, text: &str| {
        let found = fs::read_to_string(dir.join(path));
        found.is_ok_and(|found| found == text)
    };
    if files.iter().all(|(path, text)| is_the_same(path, text)) {
        return Ok(());
    }
    let above = dir.ancestors().skip(1);
    let missing: Vec<_> = above.take_while(|folder| !is_there(folder)).collect();
    let written = fs::create_dir_all(parent(dir)).and_then(|()| write_tree(dir, files));
    written.map_err(|source| {
        for folder in missing {
            // One that is not empty belongs to somebody else by now.
            let _ = fs::remove_dir(folder);
        }
        Error::Write {
            path: dir.to_owned(),
            source,
        }
    })
}

fn is_there(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.exists()
}

/// Puts a text in the place of a file, as a whole or not at all.
pub(crate) fn file(path: &Path, text: &str) -> Result<(), Error> {
    replace(path, text).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// A change of one file, by its path in a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Its text from then on.
    Write(PathBuf, String),
    /// It goes.
    Remove(PathBuf),
}

impl Step {
    fn path(&self) -> &Path {
        match self {
            Step::Write(path, _) | Step::Remove(path) => path,
        }
    }
}

/// Changes several files of a crate, or none of them. All texts are written before the first takes its place.
pub(crate) fn all(root: &Path, steps: &[Step]) -> Result<(), Error> {
    let failed = |path: &Path, source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let staging = tempfile::Builder::new()
        .prefix(".plugin-gen-")
        .tempdir_in(root)
        .map_err(|source| failed(root, source))?;
    let (old, new) = (staging.path().join("old"), staging.path().join("new"));
    for step in steps {
        let staged = stage(root, &old, &new, step);
        staged.map_err(|source| failed(step.path(), source))?;
    }
    for (index, step) in steps.iter().enumerate() {
        if let Err(source) = perform(root, &new, step) {
            for step in &steps[..index] {
                // What cannot be undone cannot be mended here, and the first error is the one to know.
                let _ = undo(root, &old, step);
            }
            return Err(failed(step.path(), source));
        }
    }
    Ok(())
}

/// Copies what is there and writes what is to come, beside the crate's files.
fn stage(root: &Path, old: &Path, new_: &Path, step: &Step) -> io::Result<()> {
    let found = root.join(step.path());
    let is_there = found.exists();
    if is_there {
        let copy = old.join(step.path());
        fs::create_dir_all(parent(&copy))?;
        fs::copy(&found, copy)?;
    }
    if let Step::Write(path, text) = step {
        new(&new_.join(path), text)?;
        if is_there {
            fs::set_permissions(new_.join(path), fs::metadata(&found)?.permissions())?;
        }
    }
    Ok(())
}

fn perform(root: &Path, new: &Path, step: &Step) -> io::Result<()> {
    let target = root.join(step.path());
    match step {
        Step::Write(path, _) => {
            fs::create_dir_all(parent(&target))?;
            fs::rename(new.join(path), target)
        }
        Step::Remove(_) => {
            fs::remove_file(&target)?;
            // Folders that are empty now; the first that is not ends it.
            let above = step.path().ancestors().skip(1);
            let mut folders = above.take_while(|folder| !folder.as_os_str().is_empty());
            while folders
                .next()
                .is_some_and(|folder| fs::remove_dir(root.join(folder)).is_ok())
            {}
            Ok(())
        }
    }
}

fn undo(root: &Path, old: &Path, step: &Step) -> io::Result<()> {
    let (target, copy) = (root.join(step.path()), old.join(step.path()));
    match copy.exists() {
        true => {
            fs::create_dir_all(parent(&target))?;
            fs::rename(copy, target)
        }
        false => fs::remove_file(target),
    }
}

/// Writes a file that is not there yet, with the folders around it.
pub(crate) fn new(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(parent(path))?;
    fs::write(path, text)
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let staged = tempfile::NamedTempFile::new_in(parent(path))?;
    fs::write(staged.path(), text)?;
    fs::set_permissions(staged.path(), fs::metadata(path)?.permissions())?;
    staged.persist(path)?;
    Ok(())
}

fn write_tree(dir: &Path, files: &[(PathBuf, String)]) -> io::Result<()> {
    let staging = tempfile::Builder::new()
        .prefix(".plugin-gen-")
        .tempdir_in(parent(dir))?;
    // A temporary folder is private; the one inside of it has the permissions that every new folder has.
    let staged = staging.path().join("crate");
    for (path, text) in files {
        let path = staged.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&staged))?;
        fs::write(path, text)?;
    }
    match is_free(dir)? {
        true if !dir.exists() => fs::rename(staged, dir),
        true => {
            fs::remove_dir(dir)?;
            fs::rename(staged, dir)
        }
        false => exchange(&staged, dir, &staging.path().join("old")),
    }
}

/// Puts a crate in the place of an older one, and takes over what Cargo built there.
fn exchange(new: &Path, dir: &Path, old: &Path) -> io::Result<()> {
    fs::rename(dir, old)?;
    for kept in lock::FOREIGN {
        let (from, to) = (old.join(kept), new.join(kept));
        if from.exists() && !to.exists() {
            fs::rename(from, to)?;
        }
    }
    fs::rename(new, dir)
}

fn is_free(dir: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(dir) {
        Ok(metadata) => Ok(metadata.is_dir() && fs::read_dir(dir)?.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

pub(crate) fn parent(dir: &Path) -> &Path {
    match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn an_empty_folder_is_filled() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("empty");
        fs::create_dir(&dir).unwrap();
        check(&dir).unwrap();
        tree(&dir, &[("src/lib.rs".into(), "//! x".into())]).unwrap();
        assert_eq!(fs::read_to_string(dir.join("src/lib.rs")).unwrap(), "//! x");
        assert_eq!(names(root.path()), ["empty"]);
    }

    #[test]
    fn an_older_crate_is_replaced_and_what_was_built_is_kept() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("plugin");
        tree(&dir, &[("src/a.rs".into(), "old".into())]).unwrap();
        fs::create_dir(dir.join("target")).unwrap();
        tree(&dir, &[("src/b.rs".into(), "new".into())]).unwrap();
        let mut found = names(&dir);
        found.sort();
        assert_eq!(found, ["src", "target"]);
        assert_eq!(names(&dir.join("src")), ["b.rs"]);
        assert_eq!(names(root.path()), ["plugin"]);
    }

    #[test]
    fn what_is_the_same_is_not_written_again() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("plugin");
        let files = [("src/lib.rs".into(), "text".into())];
        let time = || {
            fs::metadata(dir.join("src/lib.rs"))
                .unwrap()
                .modified()
                .unwrap()
        };
        tree(&dir, &files).unwrap();
        let written = time();
        tree(&dir, &files).unwrap();
        assert_eq!(time(), written);
    }

    #[test]
    fn files_change_together_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        let read = |path: &str| fs::read_to_string(root.path().join(path)).unwrap();
        new(&root.path().join("a"), "a").unwrap();
        new(&root.path().join("deps/b"), "b").unwrap();
        let write = |path: &str| Step::Write(path.into(), "new".to_owned());
        let remove = |path: &str| Step::Remove(path.into());

        let steps = [write("a"), write("c/d"), remove("deps/b"), remove("gone")];
        let error = all(root.path(), &steps).unwrap_err().to_string();
        assert!(error.starts_with("cannot write `gone`"), "{error}");
        assert_eq!((read("a"), read("deps/b")), ("a".into(), "b".into()));
        assert!(!root.path().join("c/d").exists());

        all(root.path(), &steps[..3]).unwrap();
        assert_eq!((read("a"), read("c/d")), ("new".into(), "new".into()));
        let mut found = names(root.path());
        found.sort();
        assert_eq!(found, ["a", "c"]);
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("new");
        let files = [
            ("a".into(), "a file".into()),
            ("a/b".into(), "below a file".into()),
        ];
        let error = tree(&dir, &files).unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        assert_eq!(names(root.path()), [""; 0]);
    }
}

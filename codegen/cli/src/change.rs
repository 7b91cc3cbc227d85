//! Changes in a folder that an author owns: all of them, or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Error, write};

/// A file that is to be there, or to say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Path of the file.
    pub(crate) path: PathBuf,
    /// What it is to say.
    pub(crate) text: String,
    /// What it said before; `None` if there is no such file yet.
    pub(crate) before: Option<String>,
}

/// Changes that were made, and can be taken back.
#[derive(Debug, Default)]
pub(crate) struct Done(Vec<Step>);

#[derive(Debug)]
enum Step {
    Folder(PathBuf),
    Created(PathBuf),
    Replaced(PathBuf, String),
}

/// Makes all changes. If one fails, those before it are taken back.
pub(crate) fn apply(changes: &[Change]) -> Result<Done, Error> {
    let mut done = Done::default();
    for change in changes {
        if let Err(error) = one(change, &mut done) {
            done.undo();
            return Err(error);
        }
    }
    Ok(done)
}

impl Done {
    /// Takes the changes back, the last one first. What cannot be taken back stays.
    pub(crate) fn undo(self) {
        for step in self.0.into_iter().rev() {
            let _ = match step {
                Step::Folder(path) => fs::remove_dir(path),
                Step::Created(path) => fs::remove_file(path),
                Step::Replaced(path, text) => write::file(&path, &text).map_err(io::Error::other),
            };
        }
    }
}

fn one(change: &Change, done: &mut Done) -> Result<(), Error> {
    if let Some(before) = &change.before {
        write::file(&change.path, &change.text)?;
        done.0
            .push(Step::Replaced(change.path.clone(), before.clone()));
        return Ok(());
    }
    let created = create(change, done);
    created.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => Error::Taken(change.path.clone()),
        _ => Error::Write {
            path: change.path.clone(),
            source,
        },
    })
}

fn create(change: &Change, done: &mut Done) -> io::Result<()> {
    let parents = change.path.ancestors().skip(1);
    let missing: Vec<&Path> = parents.take_while(|folder| is_missing(folder)).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        done.0.push(Step::Folder(folder.to_owned()));
    }
    let mut file = fs::File::create_new(&change.path)?;
    done.0.push(Step::Created(change.path.clone()));
    io::Write::write_all(&mut file, change.text.as_bytes())
}

fn is_missing(folder: &Path) -> bool {
    !folder.as_os_str().is_empty() && !folder.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: PathBuf, before: Option<&str>) -> Change {
        Change {
            path,
            text: "new".to_owned(),
            before: before.map(str::to_owned),
        }
    }

    #[test]
    fn what_was_done_before_a_failure_is_undone() {
        let root = tempfile::tempdir().unwrap();
        let there = root.path().join("there");
        fs::write(&there, "old").unwrap();
        let below = root.path().join("a/b/c");
        let changes = [
            change(there.clone(), Some("old")),
            change(below.clone(), None),
            change(there.clone(), None),
        ];
        let error = apply(&changes).unwrap_err();
        assert!(matches!(error, Error::Taken(path) if path == there));
        assert_eq!(fs::read_to_string(&there).unwrap(), "old");
        assert!(!root.path().join("a").exists());

        apply(&changes[..2]).unwrap();
        assert_eq!(fs::read_to_string(&there).unwrap(), "new");
        assert_eq!(fs::read_to_string(&below).unwrap(), "new");
    }
}

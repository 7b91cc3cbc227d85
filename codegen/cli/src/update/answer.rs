//! What an update has done, or would do.

use std::fmt;
use std::path::PathBuf;

use hostplug_codegen::stub::fill::{Change, Renewal};
use serde::{Serialize, Serializer};
use serde_json::json;

use super::rejected;
use crate::print::coloured;

/// What became of a crate.
#[derive(Debug)]
pub struct Updated {
    pub(super) dir: PathBuf,
    /// The package as it was, and as it is.
    pub(super) from: String,
    pub(super) to: String,
    pub(super) files: Vec<FileDone>,
    pub(super) renewal: Renewal,
    pub(super) dry_run: bool,
    pub(super) notes: Vec<String>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct FileDone {
    pub(super) path: String,
    pub(super) done: Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Done {
    Written,
    /// Changes of both sides are in it.
    Merged,
    /// What was missing is in it.
    Filled,
    Removed,
    /// It is as it was.
    Conflict,
}

impl Updated {
    /// Whether something was left to the author to merge.
    pub(crate) fn has_conflicts(&self) -> bool {
        self.files.iter().any(|file| file.done == Done::Conflict)
    }

    /// Remarks for a person.
    pub(crate) fn notes(&self) -> Vec<String> {
        let stale = self.renewal.stale.iter();
        let stale = stale.map(|name| {
            format!("the attribute names `{name}`, which the WIT does not have: take it out")
        });
        let unknown = self.renewal.missing.unknown.iter();
        let unknown = unknown
            .map(|method| format!("`{method}` is not in the WIT: rename it, or take it out"));
        let notes = self.notes.iter().cloned();
        notes.chain(stale).chain(unknown).collect()
    }

    fn head(&self) -> String {
        let Updated { dir, from, to, .. } = self;
        let dir = dir.display();
        let done = match self.dry_run {
            true => "would update",
            false => "updated",
        };
        match from == to {
            _ if self.files.is_empty() => format!("`{dir}` is up to date with `{to}`"),
            true => format!("{done} `{dir}` for `{to}`"),
            false => format!("{done} `{dir}` from `{from}` to `{to}`"),
        }
    }

    fn file(&self, file: &FileDone) -> String {
        let FileDone { path, done } = file;
        match done {
            Done::Written => format!("write {path}"),
            Done::Merged => format!("merge {path}"),
            Done::Filled => format!("insert into {path}: {}", self.inserted(path)),
            Done::Removed => format!("remove {path}"),
            Done::Conflict => format!(
                "conflict in {path}: it stays, and `{}` has what was to change",
                rejected(path)
            ),
        }
    }

    fn inserted(&self, path: &str) -> String {
        let names = self.names(path);
        match names.is_empty() {
            true => "another version in the attribute".to_owned(),
            false => format!("`{}`", names.join("`, `")),
        }
    }

    fn names(&self, path: &str) -> Vec<&str> {
        let is_file = |index: &usize| {
            let file = self.renewal.files.get(*index);
            file.is_some_and(|file| crate::lock::key(&file.path) == path)
        };
        let insertions = self.renewal.missing.insertions.iter();
        let insertions = insertions.filter(|(index, _)| is_file(index));
        let names = insertions.flat_map(|(_, insertions)| insertions);
        names
            .flat_map(|insertion| insertion.names.iter().map(String::as_str))
            .collect()
    }
}

impl fmt::Display for Updated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.head())?;
        for file in &self.files {
            writeln!(f, "  {}", self.file(file))?;
        }
        for change in &self.renewal.changes {
            writeln!(f, "{}", coloured(&message(change)))?;
        }
        Ok(())
    }
}

fn message(change: &Change) -> String {
    let Change {
        file,
        method,
        old,
        new,
    } = change;
    let file = file.display();
    match new {
        Some(new) => format!(
            "warning: `{method}` in `{file}` does not fit the WIT any more\n  it was: {old}\n  now it is: {new}"
        ),
        None => {
            format!("warning: `{method}` in `{file}` is not in the WIT any more\n  it was: {old}")
        }
    }
}

impl Serialize for Updated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inserted = self.files.iter().filter(|file| file.done == Done::Filled);
        let inserted =
            inserted.map(|file| json!({ "path": file.path, "names": self.names(&file.path) }));
        let conflicts = self.files.iter().filter(|file| file.done == Done::Conflict);
        let conflicts =
            conflicts.map(|file| json!({ "path": file.path, "rejected": rejected(&file.path) }));
        let changes = self.renewal.changes.iter().map(|change| {
            json!({ "file": change.file, "method": change.method, "old": change.old, "new": change.new })
        });
        let answer = json!({
            "dir": self.dir,
            "from": self.from,
            "to": self.to,
            "files": self.files,
            "inserted": inserted.collect::<Vec<_>>(),
            "conflicts": conflicts.collect::<Vec<_>>(),
            "changes": changes.collect::<Vec<_>>(),
            "stale": self.renewal.stale,
            "unknown": self.renewal.missing.unknown,
            "dry_run": self.dry_run,
        });
        answer.serialize(serializer)
    }
}

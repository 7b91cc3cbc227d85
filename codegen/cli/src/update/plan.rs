//! What becomes of each file, decided before the first is written.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hostplug_codegen::stub::fill::{Renewal, SourceFile};

use super::answer::{Done, FileDone};
use super::{rejected, unresolved};
use crate::Error;
use crate::class::Class;
use crate::lock::{self, Lock};
use crate::merge::{self, Merged};
use crate::recipe::{Recipe, WitRecord};
use crate::write::Step;

/// A patch that nobody has looked at must not be lost to another one.
pub(super) fn refuse_unresolved(root: &Path, lock: &Lock) -> Result<(), Error> {
    match unresolved(root, lock) {
        files if files.is_empty() => Ok(()),
        files => Err(Error::Unresolved(files)),
    }
}

/// What is to be done to the files of a crate.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    root: &'a Path,
    /// The lock as it is, and as it will be.
    old: &'a Lock,
    lock: Lock,
    force: bool,
    steps: Vec<Step>,
    done: Vec<FileDone>,
    /// Files of the generator that somebody changed.
    dirty: Vec<String>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        root: &'a Path,
        old: &'a Lock,
        recipe: Recipe,
        wit: WitRecord,
        force: bool,
    ) -> Self {
        Plan {
            root,
            old,
            lock: old.renewed(recipe, wit),
            force,
            steps: Vec::new(),
            done: Vec::new(),
            dirty: Vec::new(),
        }
    }

    /// Every file that is written today. If there is nothing but WIT, what else was written stays.
    pub(super) fn files(
        &mut self,
        files: &[(PathBuf, String)],
        is_complete: bool,
    ) -> Result<(), Error> {
        let files: BTreeMap<_, _> = files
            .iter()
            .map(|(path, text)| (lock::key(path), text.as_str()))
            .filter(|(path, _)| is_complete || is_wit(path))
            .filter(|(path, _)| !lock::is_foreign(Path::new(path)) && !self.old.is_added(path))
            .collect();
        for (path, text) in &files {
            match Class::of(path) {
                Class::Owned => self.owned(path, text)?,
                Class::Merged => self.merged(path, text)?,
                Class::Seeded => self.seeded(path, text)?,
            }
        }
        let old = self.old.owned();
        let gone = old.filter(|(path, _)| !files.contains_key(*path));
        for (path, hash) in gone.filter(|(path, _)| is_complete || is_wit(path)) {
            self.gone(path, hash)?;
        }
        for path in wit_files(self.root)? {
            if !files.contains_key(&path) && self.old.recorded(&path).is_none() {
                self.gone(&path, "")?;
            }
        }
        Ok(())
    }

    /// WIT that was added to that of which the crate is made, as it is for the new one.
    pub(super) fn added(&mut self, texts: &BTreeMap<String, String>) -> Result<(), Error> {
        for (path, text) in texts {
            if self.found(path)?.as_ref() != Some(text) {
                self.lock.add(path, lock::hash(text));
                self.write(path, text, Done::Written);
            }
        }
        Ok(())
    }

    fn owned(&mut self, path: &str, text: &str) -> Result<(), Error> {
        self.lock.record(path, lock::hash(text));
        match self.found(path)? {
            Some(found) if found == text => {}
            Some(found) if !self.is_ours(path, &found) => self.dirty.push(path.to_owned()),
            _ => self.write(path, text, Done::Written),
        }
        Ok(())
    }

    /// Nothing writes it any more.
    fn gone(&mut self, path: &str, recorded: &str) -> Result<(), Error> {
        let Some(found) = self.found(path)? else {
            self.lock.forget(path);
            return Ok(());
        };
        if lock::hash(found) != recorded && !self.force {
            self.dirty.push(path.to_owned());
            return Ok(());
        }
        self.lock.forget(path);
        self.steps.push(Step::Remove(path.into()));
        self.done(path, Done::Removed);
        Ok(())
    }

    fn is_ours(&self, path: &str, found: &str) -> bool {
        self.force || self.old.recorded(path) == Some(&lock::hash(found))
    }

    fn merged(&mut self, path: &str, text: &str) -> Result<(), Error> {
        let found = self.found(path)?;
        let recorded = self.old.recorded(path);
        if found.is_some() && recorded.is_none() {
            // The author has a file of this name that is none of the generator's business.
            return Ok(());
        }
        let base = self.base(path)?;
        self.lock.record(path, lock::hash(text));
        if base.as_deref() != Some(text) {
            let base = lock::base(path);
            self.steps.push(Step::Write(base, text.to_owned()));
        }
        match (found, recorded) {
            (None, None) => self.write(path, text, Done::Written),
            // It was taken out on purpose.
            (None, Some(_)) => {}
            (Some(found), _) if found == text => {}
            (Some(_), Some(recorded)) if lock::hash(text) == recorded => {}
            (Some(found), Some(recorded)) if lock::hash(&found) == recorded => {
                self.write(path, text, Done::Written);
            }
            (Some(found), _) => self.three_way(path, base.as_deref(), &found, text),
        }
        Ok(())
    }

    fn three_way(&mut self, path: &str, base: Option<&str>, found: &str, text: &str) {
        match merge::three_way(path, base, found, text) {
            Merged::Text(merged) if merged == found => {}
            Merged::Text(merged) => self.write(path, &merged, Done::Merged),
            Merged::Conflict(patch) => {
                self.steps.push(Step::Write(rejected(path).into(), patch));
                self.done(path, Done::Conflict);
            }
        }
    }

    /// The text that was written the last time, if it is what the lock says.
    fn base(&self, path: &str) -> Result<Option<String>, Error> {
        let base = self.read(&lock::base(path))?;
        let recorded = self.old.recorded(path);
        Ok(base.filter(|base| recorded == Some(&lock::hash(base))))
    }

    /// What is new in a template comes; what the author took out stays away, and nothing in `src` would be used.
    fn seeded(&mut self, path: &str, text: &str) -> Result<(), Error> {
        let is_new = self.old.recorded(path).is_none() && !path.starts_with("src/");
        if is_new && self.found(path)?.is_none() {
            self.lock.record(path, lock::hash(text));
            self.write(path, text, Done::Written);
        }
        Ok(())
    }

    /// The author's files, with what was inserted.
    pub(super) fn sources(&mut self, files: &[SourceFile], renewal: &Renewal) {
        for (index, file) in files.iter().enumerate() {
            let Some(text) = renewal.complete(index).filter(|text| *text != file.text) else {
                continue;
            };
            let path = lock::key(&file.path);
            if self.old.recorded(&path) == Some(&lock::hash(&file.text)) {
                self.lock.record(&path, lock::hash(&text));
            }
            self.write(&path, &text, Done::Filled);
        }
    }

    /// What to write, and what to tell.
    pub(super) fn finish(mut self) -> Result<(Vec<Step>, Vec<FileDone>), Error> {
        if !self.dirty.is_empty() {
            return Err(Error::Dirty(self.dirty));
        }
        let (path, text) = self.lock.file();
        if self.read(&path)?.as_ref() != Some(&text) {
            self.steps.push(Step::Write(path, text));
        }
        self.done.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((self.steps, self.done))
    }

    fn write(&mut self, path: &str, text: &str, done: Done) {
        self.steps.push(Step::Write(path.into(), text.to_owned()));
        self.done(path, done);
    }

    fn done(&mut self, path: &str, done: Done) {
        let path = path.to_owned();
        self.done.push(FileDone { path, done });
    }

    fn found(&self, path: &str) -> Result<Option<String>, Error> {
        self.read(Path::new(path))
    }

    fn read(&self, path: &Path) -> Result<Option<String>, Error> {
        read(&self.root.join(path))
    }
}

/// The text of a file, if it is there.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// The WIT files in the folder `wit` of a crate, by their paths there.
pub(crate) fn wit_files(root: &Path) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("wit")];
    while let Some(folder) = folders.pop() {
        let failed = |source| Error::Read {
            path: root.join(&folder),
            source,
        };
        let entries = match fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let path = folder.join(entry.file_name());
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "wit") {
                files.push(lock::key(&path));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_wit(path: &str) -> bool {
    path.starts_with("wit/")
}

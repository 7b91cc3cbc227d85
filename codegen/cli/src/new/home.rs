//! What a new plugin becomes part of.

use std::path::{Path, PathBuf};

use hostplug_codegen::stub::{CrateName, PluginCrate, Sdk};

use super::New;
use crate::change::{self, Change};
use crate::lock::{self, Lock};
use crate::recipe::{Recipe, WitRecord};
use crate::workspace::Workspace;
use crate::{Error, Output, alone, module, package, write};

/// What a plugin becomes part of, with the folder as the user named it.
pub(super) enum Home {
    /// Nothing: it is a crate that stands alone.
    Alone(PathBuf),
    /// A workspace.
    Member(PathBuf, Workspace),
    /// A crate, with the folder of its package.
    Crate(PathBuf, PathBuf),
}

impl Home {
    /// Refuses what is taken before any work is done.
    pub(super) fn of(new: &New, dir: &Path) -> Result<Self, Error> {
        if let Some(path) = &new.path {
            let root = package::root(Some(path))?;
            return Ok(Home::Crate(path.clone(), root));
        }
        write::check(dir)?;
        let dir = dir.to_owned();
        match new.workspace {
            true => Workspace::above(&package::absolute(&dir)?).map(|it| Home::Member(dir, it)),
            false => Ok(Home::Alone(dir)),
        }
    }

    pub(super) fn dir(&self) -> &Path {
        match self {
            Home::Alone(dir) | Home::Member(dir, _) | Home::Crate(dir, _) => dir,
        }
    }

    /// Whether the plugin becomes a module.
    pub(super) fn is_crate(&self) -> bool {
        matches!(self, Home::Crate(..))
    }

    /// The name of the example: members of a workspace share a folder for what is built.
    pub(super) fn example(&self, name: &CrateName) -> String {
        match self {
            Home::Alone(_) => "host".to_owned(),
            Home::Member(..) | Home::Crate(..) => format!("{name}-host"),
        }
    }

    /// Where the SDK is, if the user does not say otherwise.
    pub(super) fn sdk(&self, typed: Option<&str>) -> Result<Sdk, Error> {
        match (typed, self) {
            (None, Home::Member(_, workspace)) => {
                workspace.sdk().map_or_else(|| super::sdk(None), Ok)
            }
            _ => super::sdk(typed),
        }
    }

    /// Adds what a crate has beside its text: settings of Cargo, locks, and the base of later merges.
    pub(super) fn complete(
        &self,
        written: &mut PluginCrate,
        sdk: &Sdk,
        recipe: Recipe,
        wit: WitRecord,
    ) -> Result<(), Error> {
        match self {
            Home::Alone(dir) => written.files.extend(alone::config(dir, sdk)),
            Home::Member(_, workspace) => as_member(written, workspace)?,
            Home::Crate(..) => return Ok(()),
        }
        let lock = Lock::new(recipe, wit, &written.files);
        let companions = lock::companions(&lock, &written.files);
        written.files.extend(companions);
        if let Home::Alone(dir) = self {
            lock_file(written, dir, sdk);
        }
        Ok(())
    }

    /// Writes all that is new, and answers the paths of it.
    pub(super) fn write(
        self,
        name: &CrateName,
        written: PluginCrate,
        output: Output,
    ) -> Result<Vec<PathBuf>, Error> {
        match self {
            Home::Alone(dir) => write_crate(&dir, written.files, None, output),
            Home::Member(dir, workspace) => {
                let joins = workspace.join(&package::absolute(&dir)?)?;
                write_crate(&dir, written.files, joins, output)
            }
            Home::Crate(_, root) => {
                let changes = module::changes(&root, name, written)?;
                if !output.dry_run {
                    change::apply(&changes)?;
                }
                let paths = changes.iter().map(|change| below(&root, &change.path));
                Ok(paths.collect())
            }
        }
    }
}

/// The manifest becomes that of a member of a workspace, which has the lock file.
fn as_member(written: &mut PluginCrate, workspace: &Workspace) -> Result<(), Error> {
    for (path, text) in &mut written.files {
        if path == Path::new("Cargo.toml") {
            *text = workspace.member(text)?;
        }
    }
    Ok(())
}

/// Adds the lock of Cargo. Its author's Cargo changes it from time to time, so it is not noted.
fn lock_file(written: &mut PluginCrate, dir: &Path, sdk: &Sdk) {
    match alone::cargo_lock(sdk, dir, &written.files) {
        Ok(file) => written.files.extend(file),
        Err(note) => written.notes.push(note),
    }
}

/// Writes the crate, with a change of another file that goes with it.
fn write_crate(
    dir: &Path,
    files: Vec<(PathBuf, String)>,
    change: Option<Change>,
    output: Output,
) -> Result<Vec<PathBuf>, Error> {
    if !output.dry_run {
        let done = change::apply(change.as_slice())?;
        if let Err(error) = write::tree(dir, &files) {
            done.undo();
            return Err(error);
        }
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

fn below(root: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_owned()
}

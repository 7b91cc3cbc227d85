//! `plugin-gen add`: more to serve for a plugin that is there already.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use hostplug_codegen::stub::add::{self, Added, Addition};
use hostplug_codegen::stub::fill::{self, Missing, SourceFile};
use hostplug_codegen::stub::{CrateName, Package};
use serde::Serialize;

use crate::change::{self, Change};
use crate::lock;
use crate::manifest::Manifest;
use crate::wit::{Found, Source};
use crate::{Error, Output, package};

/// Let a plugin serve another interface, another version or another world as well.
///
/// Its WIT goes beside that of the plugin, the world into the attribute, and the methods that are missing then to their
/// places, as `plugin-gen stub --write` does it.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// A package, a world or an interface, such as `wasi:keyvalue@0.2.0-draft2` or `wasi:config/store`
    #[arg(value_name = "PACKAGE|WORLD|INTERFACE")]
    what: String,
    /// Folder of the plugin's package; by default the one around the current folder
    dir: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
    /// The world to add; needed if the WIT has several
    #[arg(long)]
    world: Option<String>,
    /// An interface to add, instead of a world; may be given several times
    #[arg(long = "interface", value_name = "INTERFACE", conflicts_with = "world")]
    interfaces: Vec<String>,
    /// The struct that is the plugin; needed if the package has several
    #[arg(long, value_name = "STRUCT")]
    plugin: Option<String>,
}

/// What was added.
#[derive(Debug, Serialize)]
pub struct Grown {
    plugin: String,
    added: Vec<String>,
    /// The methods, `impl` blocks and types that the author has to write.
    missing: Vec<String>,
    files: Vec<PathBuf>,
    dry_run: bool,
    #[serde(skip)]
    notes: Vec<String>,
}

impl Grown {
    /// Remarks for a person.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

impl fmt::Display for Grown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (plugin, added) = (&self.plugin, self.added.join("`, `"));
        match self.dry_run {
            true => writeln!(f, "`{plugin}` would serve `{added}` as well")?,
            false => writeln!(f, "`{plugin}` serves `{added}` as well")?,
        }
        for file in &self.files {
            writeln!(f, "  {}", file.display())?;
        }
        match self.missing.as_slice() {
            [] => writeln!(
                f,
                "nothing else is to be written: what is there has the same shape, and answers for it"
            ),
            missing => writeln!(f, "next: write `{}`", missing.join("`, `")),
        }
    }
}

pub(crate) fn run(add: &Add, output: Output) -> Result<Grown, Error> {
    let root = package::root(add.dir.as_deref())?;
    let manifest = Manifest::read(&root)?;
    let name = CrateName::from_str(manifest.name()?)?;
    let files = package::sources(&root)?;
    let (typed, item) = parts(&add.what);
    let Found { package, mut notes } = add.source.package(Some(&typed))?;
    let (world, interfaces) = chosen(add, item, &package);
    let added = add::add(&Addition {
        name: &name,
        root: &root,
        files: &files,
        plugin: add.plugin.as_deref(),
        package: &package,
        world: world.as_deref(),
        interfaces: &interfaces,
    })?;
    let missing = missing(&root, &added)?;
    let changes = changes(&root, &files, &added, &missing)?;
    notes.extend(tests_to_change(&root)?);
    if !output.dry_run {
        let lock = lock::change(&root, &changes)?;
        change::apply(&changes.iter().cloned().chain(lock).collect::<Vec<_>>())?;
    }
    let paths = changes.iter().map(|change| {
        let path = change.path.strip_prefix(&root);
        path.unwrap_or(&change.path).to_owned()
    });
    Ok(Grown {
        files: paths.collect(),
        plugin: added.plugin,
        added: added.ids,
        missing: missing.names().map(str::to_owned).collect(),
        dry_run: output.dry_run,
        notes,
    })
}

/// The package, and the world or interface of it that `namespace:package/item@version` means.
fn parts(typed: &str) -> (String, Option<String>) {
    let (path, version) = match typed.split_once('@') {
        Some((path, version)) => (path, format!("@{version}")),
        None => (typed, String::new()),
    };
    match path.split_once('/') {
        Some((package, item)) => (format!("{package}{version}"), Some(item.to_owned())),
        None => (typed.to_owned(), None),
    }
}

/// The world or the interfaces to add: a name that is no world is that of an interface.
fn chosen(add: &Add, item: Option<String>, package: &Package) -> (Option<String>, Vec<String>) {
    let Some(item) = item else {
        return (add.world.clone(), add.interfaces.clone());
    };
    let (resolve, id) = package.parsed();
    match resolve.packages[id].worlds.contains_key(&item) {
        true => (Some(item), Vec::new()),
        false => (None, vec![item]),
    }
}

/// What is missing as soon as the WIT is there, found out in a folder of its own.
fn missing(root: &Path, added: &Added) -> Result<Missing, Error> {
    let failed = |source| Error::Write {
        path: std::env::temp_dir(),
        source,
    };
    let staging = tempfile::tempdir().map_err(failed)?;
    let mut texts = BTreeMap::new();
    for path in package::files_below(root, &added.folder)? {
        texts.insert(path.clone(), fs::read_to_string(root.join(&path)));
    }
    let new = added.wit.iter();
    texts.extend(new.map(|(path, text)| (path.clone(), Ok(text.clone()))));
    for (path, text) in texts {
        let target = staging.path().join(&path);
        let text = text.map_err(|source| Error::Read { path, source })?;
        let folder = target.parent().unwrap_or(staging.path());
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&target, text));
        written.map_err(failed)?;
    }
    Ok(fill::missing(staging.path(), &added.files)?)
}

/// Every file that is new, or that says something else.
fn changes(
    root: &Path,
    before: &[SourceFile],
    added: &Added,
    missing: &Missing,
) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for (path, text) in &added.wit {
        let path = root.join(path);
        let before = match path.exists() {
            true => Some(fs::read_to_string(&path).map_err(|source| Error::Read {
                path: path.clone(),
                source,
            })?),
            false => None,
        };
        changes.push(Change {
            path,
            text: text.clone(),
            before,
        });
    }
    for (index, (before, after)) in before.iter().zip(&added.files).enumerate() {
        let text = missing.complete(index, &after.text);
        if text != before.text {
            changes.push(Change {
                path: root.join(&before.path),
                text,
                before: Some(before.text.clone()),
            });
        }
    }
    Ok(changes)
}

/// Tests that compare what the plugin registers with a list.
fn tests_to_change(root: &Path) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    for path in package::files_below(root, Path::new("tests"))? {
        let text = fs::read_to_string(root.join(&path)).unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "rs")
            && text.contains("INTERFACES")
        {
            notes.push(format!(
                "`{}` compares `INTERFACES` with a list, which is longer now",
                path.display()
            ));
        }
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_or_interface_is_behind_its_package() {
        let parts = |typed| {
            let (package, item) = parts(typed);
            (package, item.unwrap_or_default())
        };
        assert_eq!(parts("a:b"), ("a:b".into(), "".into()));
        assert_eq!(parts("a:b@1.0.0"), ("a:b@1.0.0".into(), "".into()));
        assert_eq!(parts("a:b/c"), ("a:b".into(), "c".into()));
        assert_eq!(parts("a:b/c@1.0.0"), ("a:b@1.0.0".into(), "c".into()));
    }
}

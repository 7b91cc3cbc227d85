//! `plugin-gen new --path`: a plugin as a module of a crate that is there already.

use std::path::{Path, PathBuf};

use hostplug_codegen::stub::fill::SourceFile;
use hostplug_codegen::stub::module::{Place, PluginModule, plugin_module};
use hostplug_codegen::stub::{CrateName, PluginCrate};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::Error;
use crate::change::Change;
use crate::manifest::Manifest;
use crate::workspace::{Workspace, features};

/// What changes in the package in `root` when it gets the plugin that was written as the crate `name`.
pub(crate) fn changes(
    root: &Path,
    name: &CrateName,
    written: PluginCrate,
) -> Result<Vec<Change>, Error> {
    let manifest = Manifest::read(root)?;
    let (source, library) = root_file(&manifest)?;
    let module = plugin_module(
        name,
        written,
        &Place {
            library: library.as_deref(),
            root: &source,
            has_wit: root.join("wit").exists(),
        },
    )?;
    let mut changes = vec![
        Change {
            path: root.join(&source.path),
            text: module.root.clone(),
            before: Some(source.text),
        },
        Change {
            path: manifest.path(),
            text: with_dependencies(&manifest, &module, library.is_some())?,
            before: Some(manifest.document.to_string()),
        },
    ];
    let folder = root.join(&source.path).with_file_name(&module.name);
    if folder.exists() {
        return Err(Error::Taken(folder));
    }
    for (path, text) in module.files {
        let path = root.join(path);
        if path.exists() {
            return Err(Error::Taken(path));
        }
        changes.push(Change {
            path,
            text,
            before: None,
        });
    }
    Ok(changes)
}

/// The file with the modules, and the name of the library, if it is one.
fn root_file(manifest: &Manifest) -> Result<(SourceFile, Option<String>), Error> {
    let library = manifest.library();
    let (path, library) = match manifest.dir.join(&library).is_file() {
        true => (library, Some(manifest.library_name()?)),
        false => (PathBuf::from("src/main.rs"), None),
    };
    let full = manifest.dir.join(&path);
    let text = std::fs::read_to_string(&full);
    let text = text.map_err(|source| Error::Read { path: full, source })?;
    Ok((SourceFile { path, text }, library))
}

/// The manifest with what the plugin needs. Entries that are there keep their version and place, and get the features
/// that they lack.
fn with_dependencies(
    manifest: &Manifest,
    module: &PluginModule,
    has_tests: bool,
) -> Result<String, Error> {
    let needed: Result<DocumentMut, _> = module.manifest.parse();
    let needed = needed.map_err(|source| Error::Manifest {
        path: manifest.path(),
        source,
    })?;
    let workspace = workspace(manifest)?;
    let mut document = manifest.document.clone();
    let tables = ["dependencies", "dev-dependencies"];
    for table in &tables[..if has_tests { 2 } else { 1 }] {
        let needed = needed.get(table).and_then(Item::as_table_like);
        for (name, item) in needed.into_iter().flat_map(TableLike::iter) {
            let inherited = workspace.as_ref().and_then(|it| it.inherited(name, item));
            let new = inherited.unwrap_or_else(|| item.clone());
            let added = add(&mut document, table, name, item, new);
            added.ok_or_else(|| Error::Dependencies {
                path: manifest.path(),
                table: (*table).to_owned(),
            })?;
        }
    }
    Ok(document.to_string())
}

/// The workspace that the package belongs to.
fn workspace(manifest: &Manifest) -> Result<Option<Workspace>, Error> {
    if manifest.document.contains_key("workspace") {
        return Ok(Some(Workspace::of(manifest.clone())));
    }
    let above = Workspace::find(&manifest.dir)?;
    let is_member = |workspace: &Workspace| matches!(workspace.join(&manifest.dir), Ok(None));
    Ok(above.filter(is_member))
}

/// Adds a dependency, or the features of `item` to the one that is there; `None` if `table` is no table.
fn add(document: &mut DocumentMut, table: &str, name: &str, item: &Item, new: Item) -> Option<()> {
    let elsewhere = document.get("dependencies").and_then(|all| all.get(name));
    let elsewhere = elsewhere.filter(|_| table != "dependencies").cloned();
    let empty = || Item::Table(Table::new());
    let there = document.entry(table).or_insert_with(empty);
    let there = there.as_table_like_mut()?;
    if let Some(entry) = there.get_mut(name) {
        add_features(entry, item);
        return Some(());
    }
    match elsewhere {
        Some(entry) if !lacks(&entry, item) => {}
        // A dependency of both kinds has one source.
        Some(mut entry) => {
            add_features(&mut entry, item);
            there.insert(name, entry);
        }
        None => drop(there.insert(name, new)),
    }
    Some(())
}

fn lacks(entry: &Item, wanted: &Item) -> bool {
    features(wanted).any(|feature| !features(entry).any(|other| other == feature))
}

/// Adds the features that a dependency lacks.
fn add_features(entry: &mut Item, wanted: &Item) {
    let there: Vec<_> = features(entry).map(str::to_owned).collect();
    let lacking = features(wanted).filter(|it| !there.iter().any(|other| other == it));
    let lacking: Vec<_> = lacking.collect();
    if lacking.is_empty() {
        return;
    }
    if let Item::Value(Value::String(version)) = entry {
        let mut table = InlineTable::new();
        table.insert("version", version.value().as_str().into());
        // With it go the comments.
        *table.decor_mut() = version.decor().clone();
        *entry = Item::Value(Value::InlineTable(table));
    }
    let table: Option<&mut dyn TableLike> = entry.as_table_like_mut();
    if let Some(table) = table {
        let features = table
            .entry("features")
            .or_insert_with(|| Array::new().into());
        if let Some(features) = features.as_array_mut() {
            features.extend(lacking);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(manifest: &str, needed: &str) -> String {
        let manifest = Manifest {
            dir: "/".into(),
            document: manifest.parse().unwrap(),
        };
        let module = PluginModule {
            name: "kv".to_owned(),
            root: String::new(),
            files: Vec::new(),
            manifest: needed.to_owned(),
        };
        with_dependencies(&manifest, &module, true).unwrap()
    }

    #[test]
    fn entries_that_are_there_are_kept() {
        let manifest = "[package]\nname = \"app\"\n\n[dependencies]\n# mine\nserde = \"1.0.100\" # exact\nzlib = \"1\"\n";
        let needed = "[dependencies]\nhostplug = \"0.1\"\nserde = { version = \"1\", features = [\"derive\"] }\n\n\
                      [dev-dependencies]\nwat = \"1\"\n";
        assert_eq!(
            merged(manifest, needed),
            "[package]\nname = \"app\"\n\n[dependencies]\n# mine\n\
             serde = { version = \"1.0.100\", features = [\"derive\"] } # exact\nzlib = \"1\"\nhostplug = \"0.1\"\n\n\
             [dev-dependencies]\nwat = \"1\"\n"
        );
    }

    #[test]
    fn a_test_dependency_has_the_source_of_the_other() {
        let manifest = "[dependencies]\ntokio = { version = \"1.40\", features = [\"macros\"] }\n";
        let tokio = |features: &str| {
            format!("[dev-dependencies]\ntokio = {{ version = \"1\", features = [{features}] }}\n")
        };
        assert_eq!(
            merged(manifest, &tokio("\"macros\"")),
            manifest.to_owned() + "\n[dev-dependencies]\n"
        );
        assert_eq!(
            merged(manifest, &tokio("\"macros\", \"signal\"")),
            manifest.to_owned()
                + "\n[dev-dependencies]\ntokio = { version = \"1.40\", features = [\"macros\", \"signal\"] }\n"
        );
    }

    #[test]
    fn the_workspace_is_asked_first() {
        let manifest = "[package]\nname = \"app\"\n[workspace.dependencies]\nhostplug = \"0.1\"\n";
        let text = merged(manifest, "[dependencies]\nhostplug = { path = \"/sdk\" }\n");
        assert!(
            text.contains("[dependencies]\nhostplug = { workspace = true }\n"),
            "{text}"
        );
    }
}

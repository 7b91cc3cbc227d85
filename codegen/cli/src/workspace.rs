//! The workspace that a crate becomes a member of.

use std::path::{Component, Path};

use hostplug_codegen::stub::Sdk;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Value};

use crate::change::Change;
use crate::manifest::{Manifest, relative};
use crate::{Error, new};

/// A manifest with `[workspace]`.
#[derive(Clone, Debug)]
pub(crate) struct Workspace(Manifest);

impl Workspace {
    /// That of a manifest that has one.
    pub(crate) fn of(manifest: Manifest) -> Self {
        Workspace(manifest)
    }

    /// The nearest one above the folder `dir`, which is absolute and need not be there yet.
    pub(crate) fn above(dir: &Path) -> Result<Self, Error> {
        Self::find(dir)?.ok_or_else(|| Error::NoWorkspace(dir.to_owned()))
    }

    /// The nearest one above the folder, if there is one.
    pub(crate) fn find(dir: &Path) -> Result<Option<Self>, Error> {
        let folders = dir.ancestors().skip(1);
        for folder in folders.filter(|folder| folder.join("Cargo.toml").is_file()) {
            let manifest = Manifest::read(folder)?;
            if manifest.document.contains_key("workspace") {
                return Ok(Some(Workspace(manifest)));
            }
        }
        Ok(None)
    }

    /// The SDK that the members depend on, if the workspace says which.
    pub(crate) fn sdk(&self) -> Option<Sdk> {
        let entry = self.entry("hostplug")?;
        let text = |key: &str| entry.get(key).and_then(Item::as_str);
        if let Some(path) = text("path") {
            return new::sdk_folder(&self.0.dir.join(path));
        }
        let version = entry.as_str().or_else(|| text("version"))?;
        Some(Sdk::Version(version.to_owned()))
    }

    /// The change of the manifest with which the folder `dir` is a member; none if a glob of it is one already.
    pub(crate) fn join(&self, dir: &Path) -> Result<Option<Change>, Error> {
        let path = relative(&self.0.dir, dir);
        let path = slashes(&path);
        let mut document = self.0.document.clone();
        let before = document.to_string();
        if globs(&document, "exclude").any(|glob| path == glob || below(&path, glob)) {
            return Err(Error::Excluded {
                manifest: self.0.path(),
                path,
            });
        }
        if globs(&document, "members").any(|glob| covers(glob, &path)) {
            return Ok(None);
        }
        let wrong = || Error::Members(self.0.path());
        let workspace = document["workspace"]
            .as_table_like_mut()
            .ok_or_else(wrong)?;
        let members = workspace
            .entry("members")
            .or_insert_with(|| Array::new().into());
        push(members.as_array_mut().ok_or_else(wrong)?, &path);
        Ok(Some(Change {
            path: self.0.path(),
            text: document.to_string(),
            before: Some(before),
        }))
    }

    /// The manifest of a crate that stands alone, as that of a member.
    pub(crate) fn member(&self, manifest: &str) -> Result<String, Error> {
        let parsed: Result<DocumentMut, _> = manifest.parse();
        let mut document = parsed.map_err(|source| Error::Manifest {
            path: "Cargo.toml".into(),
            source,
        })?;
        document.remove("workspace");
        document.remove("profile");
        for table in ["dependencies", "dev-dependencies"] {
            let Some(dependencies) = document.get_mut(table).and_then(Item::as_table_mut) else {
                continue;
            };
            for (name, item) in dependencies.iter_mut() {
                if let Some(inherited) = self.inherited(name.get(), item) {
                    *item = inherited;
                }
            }
        }
        Ok(format!("{}\n", document.to_string().trim_end()))
    }

    /// The entry for a dependency that is taken from the workspace, with the features of `item` that it lacks there.
    pub(crate) fn inherited(&self, name: &str, item: &Item) -> Option<Item> {
        let entry = self.entry(name)?;
        let mut table = InlineTable::new();
        table.insert("workspace", true.into());
        let has_defaults = entry.get("default-features").and_then(Item::as_bool);
        let wants_defaults = item.get("default-features").and_then(Item::as_bool);
        if has_defaults == Some(false) && wants_defaults != Some(false) {
            table.insert("default-features", true.into());
        }
        let there: Vec<_> = features(entry).collect();
        let lacking = features(item).filter(|feature| !there.contains(feature));
        let lacking: Array = lacking.collect();
        if !lacking.is_empty() {
            table.insert("features", lacking.into());
        }
        Some(Item::Value(Value::InlineTable(table)))
    }

    fn entry(&self, name: &str) -> Option<&Item> {
        let workspace = self.0.document.get("workspace")?;
        workspace.get("dependencies")?.get(name)
    }
}

/// The features that a dependency asks for.
pub(crate) fn features(item: &Item) -> impl Iterator<Item = &str> {
    let features = item.get("features").and_then(Item::as_array);
    features.into_iter().flatten().filter_map(Value::as_str)
}

fn globs<'a>(document: &'a DocumentMut, key: &str) -> impl Iterator<Item = &'a str> {
    let list = document.get("workspace").and_then(Item::as_table_like);
    let list = list.and_then(|workspace| workspace.get(key)?.as_array());
    list.into_iter().flatten().filter_map(Value::as_str)
}

/// Adds an entry behind the others, on a line of its own if they have lines of their own.
fn push(members: &mut Array, path: &str) {
    let prefix = members.iter().last().and_then(|last| last.decor().prefix());
    let prefix = prefix.and_then(|prefix| prefix.as_str()).map(str::to_owned);
    let is_first = members.is_empty();
    members.push(path);
    let last = members.iter_mut().last();
    if let (Some(last), Some(prefix)) = (last, prefix) {
        // A comment in front of the last entry is about that one.
        let indent = prefix
            .rsplit_once('\n')
            .map(|(_, indent)| format!("\n{indent}"));
        let prefix = indent.unwrap_or_else(|| " ".to_owned());
        last.decor_mut()
            .set_prefix(if is_first { "" } else { &prefix });
    }
}

/// Whether a glob of Cargo is this path, part for part.
fn covers(glob: &str, path: &str) -> bool {
    let (globs, parts): (Vec<_>, Vec<_>) = (parts(glob), parts(path));
    covers_parts(&globs, &parts)
}

fn covers_parts(globs: &[&str], parts: &[&str]) -> bool {
    match (globs, parts) {
        ([], []) => true,
        (["**", rest @ ..], _) => {
            (0..=parts.len()).any(|skipped| covers_parts(rest, &parts[skipped..]))
        }
        ([glob, globs @ ..], [part, parts @ ..]) => {
            matches(glob.as_bytes(), part.as_bytes()) && covers_parts(globs, parts)
        }
        _ => false,
    }
}

fn parts(path: &str) -> Vec<&str> {
    let parts = path.split('/');
    parts
        .filter(|part| !part.is_empty() && *part != ".")
        .collect()
}

fn matches(glob: &[u8], text: &[u8]) -> bool {
    match (glob, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=text.len()).any(|end| matches(rest, &text[end..])),
        ([b'?', glob @ ..], [_, text @ ..]) => matches(glob, text),
        ([first, glob @ ..], [other, text @ ..]) => first == other && matches(glob, text),
        _ => false,
    }
}

/// `exclude` has no globs: what is below an entry is excluded with it.
fn below(path: &str, excluded: &str) -> bool {
    parts(path).starts_with(&parts(excluded))
}

/// A path as manifests write it on every system.
fn slashes(path: &Path) -> String {
    let parts = path.components().map(|part| match part {
        Component::Normal(name) => name.to_string_lossy().into_owned(),
        other => other.as_os_str().to_string_lossy().into_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(text: &str) -> Workspace {
        Workspace(Manifest {
            dir: "/w".into(),
            document: text.parse().unwrap(),
        })
    }

    fn joined(text: &str) -> Option<String> {
        let change = workspace(text).join(Path::new("/w/crates/kv"));
        change.unwrap().map(|change| change.text)
    }

    #[test]
    fn a_member_is_added_where_members_stand() {
        assert_eq!(
            joined("# mine\n[workspace]\nmembers = [\"a\"] # all\n").unwrap(),
            "# mine\n[workspace]\nmembers = [\"a\", \"crates/kv\"] # all\n"
        );
        assert_eq!(
            joined("[workspace]\nmembers = [\n    # first\n    \"a\",\n]\n").unwrap(),
            "[workspace]\nmembers = [\n    # first\n    \"a\",\n    \"crates/kv\",\n]\n"
        );
        assert_eq!(
            joined("[workspace]\nresolver = \"3\"\n").unwrap(),
            "[workspace]\nresolver = \"3\"\nmembers = [\"crates/kv\"]\n"
        );
        assert_eq!(
            joined("[workspace]\nmembers = []\n").unwrap(),
            "[workspace]\nmembers = [\"crates/kv\"]\n"
        );
    }

    #[test]
    fn a_glob_makes_members_by_itself() {
        for glob in [
            "crates/*",
            "./crates/kv",
            "**",
            "crates/k?",
            "*/*v",
            "crates/**",
        ] {
            let text = format!("[workspace]\nmembers = [\"{glob}\"]\n");
            assert_eq!(joined(&text), None, "{glob}");
        }
        for glob in ["crates", "crates/*/kv", "*", "crates/k"] {
            let text = format!("[workspace]\nmembers = [\"{glob}\"]\n");
            assert!(joined(&text).is_some(), "{glob}");
        }
    }

    #[test]
    fn what_is_excluded_is_no_member() {
        let workspace = workspace("[workspace]\nexclude = [\"crates\"]\n");
        let error = workspace.join(Path::new("/w/crates/kv")).unwrap_err();
        assert!(matches!(error, Error::Excluded { .. }), "{error}");
    }

    #[test]
    fn dependencies_come_from_the_workspace_where_it_has_them() {
        let workspace = workspace(
            "[workspace.dependencies]\nhostplug = { version = \"1\", default-features = false }\n\
             tokio = { version = \"1\", features = [\"macros\"] }\n",
        );
        let manifest = workspace.member(
            "[package]\nname = \"x\"\n\n[dependencies]\nhostplug = \"0.1\"\nserde = \"1\"\n\n\
             [dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n\n\
             # A workspace of its own.\n[workspace]\n",
        );
        assert_eq!(
            manifest.unwrap(),
            "[package]\nname = \"x\"\n\n[dependencies]\n\
             hostplug = { workspace = true, default-features = true }\nserde = \"1\"\n\n\
             [dev-dependencies]\ntokio = { workspace = true, features = [\"rt\"] }\n"
        );
    }
}

//! What a `Cargo.toml` says of dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

/// A package as its manifest describes it.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) name: String,
    dependencies: Vec<Dependency>,
    features: BTreeMap<String, Vec<String>>,
}

/// A dependency, in the words of the package that has it.
#[derive(Clone, Debug)]
pub(super) struct Dependency {
    key: String,
    pub(super) package: String,
    /// The versions that will do.
    pub(super) version: Option<String>,
    /// The folder of the package, if it is not one of a registry.
    pub(super) path: Option<PathBuf>,
    is_optional: bool,
    pub(super) features: BTreeSet<String>,
}

/// The dependencies that a whole workspace has versions of.
#[derive(Debug, Default)]
pub(super) struct Shared {
    folder: PathBuf,
    entries: BTreeMap<String, Entry>,
}

/// Whether dependencies of tests count: Cargo does not look at those of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tests {
    Own,
    Foreign,
}

#[derive(Debug, Deserialize)]
struct File {
    package: Package,
    #[serde(flatten)]
    tables: Tables,
    #[serde(default)]
    target: BTreeMap<String, Tables>,
    #[serde(default)]
    features: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Tables {
    #[serde(default)]
    dependencies: BTreeMap<String, Entry>,
    #[serde(default)]
    build_dependencies: BTreeMap<String, Entry>,
    #[serde(default)]
    dev_dependencies: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Entry {
    Version(String),
    Detailed(Detail),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Detail {
    version: Option<String>,
    path: Option<PathBuf>,
    package: Option<String>,
    workspace: bool,
    optional: bool,
    default_features: Option<bool>,
    features: Vec<String>,
}

impl Entry {
    fn detail(&self) -> Detail {
        match self {
            Entry::Version(version) => Detail {
                version: Some(version.clone()),
                ..Detail::default()
            },
            Entry::Detailed(detail) => detail.clone(),
        }
    }
}

impl Shared {
    /// Reads the manifest of a workspace.
    pub(super) fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct File {
            workspace: Workspace,
        }
        #[derive(Deserialize)]
        struct Workspace {
            #[serde(default)]
            dependencies: BTreeMap<String, Entry>,
        }
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        Ok(Shared {
            folder: folder.to_owned(),
            entries: file.workspace.dependencies,
        })
    }
}

impl Manifest {
    /// Reads the manifest of a package in `folder`.
    pub(super) fn parse(
        text: &str,
        folder: &Path,
        tests: Tests,
        shared: &Shared,
    ) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let tables = [&file.tables].into_iter().chain(file.target.values());
        let entries = tables.flat_map(|table| {
            let tests = (tests == Tests::Own).then_some(&table.dev_dependencies);
            let built = [&table.dependencies, &table.build_dependencies];
            built.into_iter().chain(tests).flatten()
        });
        let dependencies = entries.map(|(key, entry)| dependency(key, entry, folder, shared));
        Ok(Manifest {
            name: file.package.name,
            dependencies: dependencies.collect::<Result<_, _>>()?,
            features: file.features,
        })
    }

    /// Everything that the package can have. It is what Cargo locks for a package of the workspace itself.
    pub(super) fn all_features(&self) -> BTreeSet<String> {
        let optional = self.dependencies.iter().filter(|dep| dep.is_optional);
        let optional = optional.map(|dep| format!("dep:{}", dep.key));
        self.features.keys().cloned().chain(optional).collect()
    }

    /// The dependencies that the package has with these features, each with the features that it asks for.
    pub(super) fn active(&self, features: &BTreeSet<String>) -> Vec<Dependency> {
        let mut found = Found::default();
        for feature in features {
            self.follow(feature, &mut found);
        }
        let is_active = |dep: &&Dependency| !dep.is_optional || found.optional.contains(&dep.key);
        let active = self.dependencies.iter().filter(is_active).cloned();
        let with_features = active.map(|mut dep| {
            let more = found.features.get(&dep.key).into_iter().flatten();
            dep.features.extend(more.cloned());
            dep
        });
        with_features.collect()
    }

    fn follow(&self, feature: &str, found: &mut Found) {
        if !found.seen.insert(feature.to_owned()) {
            return;
        }
        if let Some((key, feature)) = feature.split_once('/') {
            let dependency = key.trim_end_matches('?');
            if dependency == key {
                found.optional.insert(key.to_owned());
            }
            let features = found.features.entry(dependency.to_owned()).or_default();
            features.insert(feature.to_owned());
        } else if let Some(features) = self.features.get(feature) {
            for feature in features {
                self.follow(feature, found);
            }
        } else {
            let key = feature.strip_prefix("dep:").unwrap_or(feature);
            found.optional.insert(key.to_owned());
        }
    }
}

/// What features lead to.
#[derive(Debug, Default)]
struct Found {
    seen: BTreeSet<String>,
    optional: BTreeSet<String>,
    features: BTreeMap<String, BTreeSet<String>>,
}

fn dependency(
    key: &str,
    entry: &Entry,
    folder: &Path,
    shared: &Shared,
) -> Result<Dependency, String> {
    let mut detail = entry.detail();
    let mut folder = folder;
    if detail.workspace {
        let base = shared.entries.get(key);
        let base = base.ok_or_else(|| format!("the workspace has no dependency `{key}`"))?;
        detail = inherited(&detail, base.detail());
        folder = &shared.folder;
    }
    let default = detail.default_features.unwrap_or(true);
    let default = default.then(|| "default".to_owned());
    Ok(Dependency {
        key: key.to_owned(),
        package: detail.package.unwrap_or_else(|| key.to_owned()),
        version: detail.version,
        path: detail.path.map(|path| plain(&folder.join(path))),
        is_optional: detail.optional,
        features: detail.features.into_iter().chain(default).collect(),
    })
}

/// A path without the steps back: the folder of a new crate is not there yet, so that nothing leads out of it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            component => plain.push(component),
        }
    }
    plain
}

/// The entry of a workspace, with what a member adds to it. A member can add the default features, but not take them.
fn inherited(member: &Detail, base: Detail) -> Detail {
    let features = base.features.iter().chain(&member.features);
    let default = base.default_features.unwrap_or(true) || member.default_features == Some(true);
    Detail {
        features: features.cloned().collect(),
        default_features: Some(default),
        optional: member.optional,
        ..base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(manifest: &Manifest, features: &[&str]) -> Vec<String> {
        let features = features.iter().map(|feature| (*feature).to_owned());
        let active = manifest.active(&features.collect()).into_iter();
        let names = active.map(|dep| {
            let features = Vec::from_iter(dep.features).join("+");
            format!("{} {features}", dep.package)
        });
        names.collect()
    }

    #[test]
    fn features_decide_on_optional_dependencies() {
        let text = r#"
            package.name = "a"
            features = { default = ["std"], std = ["dep:b", "c?/std"], more = ["c/more"] }
            [dependencies]
            b = { version = "1", optional = true, package = "real-b" }
            c = { version = "1", optional = true, default-features = false }
            [target.'cfg(unix)'.dependencies]
            d = "1"
            [dev-dependencies]
            e = "1"
        "#;
        let parse = |tests| Manifest::parse(text, Path::new(""), tests, &Shared::default());
        let foreign = parse(Tests::Foreign).unwrap();
        assert_eq!(packages(&foreign, &[]), ["d default"]);
        let found = packages(&foreign, &["default"]);
        assert_eq!(found, ["real-b default", "d default"]);
        let found = packages(&foreign, &["default", "more"]);
        assert_eq!(found, ["real-b default", "c more+std", "d default"]);
        let own = parse(Tests::Own).unwrap();
        let all = own.active(&own.all_features());
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn a_workspace_gives_paths_and_features() {
        let shared = "[workspace.dependencies]\n\
                      b = { path = \"crates/b\", default-features = false, features = [\"x\"] }";
        let shared = Shared::parse(shared, Path::new("/checkout")).unwrap();
        let text = "package.name = \"a\"\n\
                    [dependencies]\nb = { workspace = true, features = [\"y\"] }";
        let folder = Path::new("/checkout/crates/a");
        let manifest = Manifest::parse(text, folder, Tests::Foreign, &shared).unwrap();
        assert_eq!(packages(&manifest, &[]), ["b x+y"]);
        let found = &manifest.active(&BTreeSet::new())[0];
        assert_eq!(found.path.as_deref(), Some(Path::new("/checkout/crates/b")));

        let text = text.replace("b =", "c =");
        let error = Manifest::parse(&text, folder, Tests::Foreign, &shared).unwrap_err();
        assert_eq!(error, "the workspace has no dependency `c`");
    }
}

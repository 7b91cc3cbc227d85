//! How a crate was made: what has to be known to make it again from newer WIT or with newer templates.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum;
use hostplug_codegen::catalogue::Structure;
use hostplug_codegen::stub::{self, CrateName, Package, PluginCrate, Request, Sdk, TemplateFile};
use serde::{Deserialize, Serialize};

use crate::new::{Backend, Ci};
use crate::wit::Source;
use crate::{Error, lock, template};

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recipe {
    /// Name of the crate.
    name: String,
    /// The world that it serves.
    pub(crate) world: String,
    /// The interfaces that were named in the place of a world.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    interfaces: Vec<String>,
    backend: String,
    sync: bool,
    /// The folder of a template of one's own, by its path from the crate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    template: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ci: Option<String>,
    sdk: SdkRecord,
}

/// The WIT that the crate was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WitRecord {
    /// `namespace:package@version`.
    pub(crate) package: String,
    /// Hash of what it says, comments and layout left out, with all that it uses.
    pub(crate) structure: String,
    pub(crate) origin: OriginRecord,
}

/// Where the WIT came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OriginRecord {
    /// A file or folder, by its path from the crate.
    Path(PathBuf),
    /// The catalogue.
    Catalogue {
        /// The package as it was named.
        package: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hash: Option<String>,
        /// The hash of the text that was found.
        text: String,
    },
    /// A registry.
    Registry {
        /// The package as it was named.
        package: String,
        /// The host or folder; by default, the one that is configured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        registry: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SdkRecord {
    Path(PathBuf),
    Version(String),
    Workspace,
}

impl Recipe {
    pub(crate) fn of(request: &Request<'_>, written: &PluginCrate) -> Self {
        Recipe {
            name: request.name.to_string(),
            world: written.world.clone(),
            interfaces: request.interfaces.to_vec(),
            backend: name_of(written.backend),
            sync: request.sync,
            template: None,
            ci: request.ci.map(name_of_service),
            sdk: match &request.sdk {
                Sdk::Path(path) => SdkRecord::Path(path.clone()),
                Sdk::Version(version) => SdkRecord::Version(version.clone()),
                Sdk::Workspace => SdkRecord::Workspace,
            },
        }
    }

    pub(crate) fn name(&self) -> Result<CrateName, Error> {
        Ok(CrateName::from_str(&self.name)?)
    }

    /// The world to ask for, if the crate has none of its own, or else the interfaces in it. Which version they have,
    /// the WIT says.
    pub(crate) fn asked(&self, package: &str) -> (Option<&str>, Vec<String>) {
        let world = unversioned(&self.world);
        let interfaces = self
            .interfaces
            .iter()
            .map(|name| unversioned(name).to_owned());
        match package_of(world) == unversioned(package) {
            true => (Some(world), Vec::new()),
            false => (None, interfaces.collect()),
        }
    }

    /// The backend that the crate began with.
    pub(crate) fn with_backend(self, backend: stub::Backend) -> Self {
        Recipe {
            backend: name_of(backend),
            ..self
        }
    }

    /// The folder of a template of one's own, for a crate in `dir`, which need not be there yet.
    pub(crate) fn with_template(self, template: Option<&Path>, dir: &Path) -> Self {
        Recipe {
            template: template.map(|template| relative(template, dir)),
            ..self
        }
    }

    /// The files of the template of one's own that the crate in `root` began with.
    pub(crate) fn template(&self, root: &Path) -> Result<Vec<TemplateFile>, Error> {
        match &self.template {
            Some(template) => template::read(&root.join(template)),
            None => Ok(Vec::new()),
        }
    }

    /// The same folder as that of another recipe.
    pub(crate) fn with_template_of(self, other: &Recipe) -> Self {
        Recipe {
            template: other.template.clone(),
            ..self
        }
    }

    /// A service that this version of the command does not know gets nothing.
    pub(crate) fn ci(&self) -> Option<stub::Ci> {
        let found = self.ci.as_deref().map(|name| Ci::from_str(name, true));
        found.and_then(Result::ok).map(Into::into)
    }

    /// A backend that this version of the command does not have is none.
    pub(crate) fn backend(&self) -> stub::Backend {
        let found = Backend::from_str(&self.backend, true);
        found.map_or(stub::Backend::None, Into::into)
    }

    pub(crate) fn sync(&self) -> bool {
        self.sync
    }

    /// The version that was the default when the crate was made follows that of the command.
    pub(crate) fn sdk(&self, generator: &str) -> Sdk {
        match &self.sdk {
            SdkRecord::Path(path) => Sdk::Path(path.clone()),
            SdkRecord::Version(version) if version == generator => {
                Sdk::Version(env!("CARGO_PKG_VERSION").to_owned())
            }
            SdkRecord::Version(version) => Sdk::Version(version.clone()),
            SdkRecord::Workspace => Sdk::Workspace,
        }
    }
}

fn name_of(backend: stub::Backend) -> String {
    let mut names = Backend::value_variants().iter();
    let found = names.find(|name| stub::Backend::from(**name) == backend);
    let value = found.and_then(ValueEnum::to_possible_value);
    value.map_or_else(|| "none".to_owned(), |value| value.get_name().to_owned())
}

fn name_of_service(ci: stub::Ci) -> String {
    let mut names = Ci::value_variants().iter();
    let found = names.find(|name| stub::Ci::from(**name) == ci);
    let value = found.and_then(ValueEnum::to_possible_value);
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

impl WitRecord {
    /// `typed` is the package as the user named it, `dir` the folder of the crate, which need not be there yet.
    pub(crate) fn of(
        package: &Package,
        world: &str,
        typed: Option<&str>,
        source: &Source,
        dir: &Path,
    ) -> Self {
        WitRecord {
            package: package.id(),
            structure: structure(package, &package.id(), world),
            origin: OriginRecord::of(package, typed, source, dir),
        }
    }
}

impl OriginRecord {
    fn of(package: &Package, typed: Option<&str>, source: &Source, dir: &Path) -> Self {
        match package.origin() {
            stub::Origin::Catalogue(entry) => OriginRecord::Catalogue {
                package: typed.map_or_else(|| entry.id(), str::to_owned),
                profile: source.profile.map(|profile| profile.to_string()),
                hash: source.hash.clone(),
                text: entry.hash().to_owned(),
            },
            _ if source.is_remote(typed) => OriginRecord::Registry {
                package: typed.map_or_else(|| package.id(), str::to_owned),
                registry: source.remote.record(),
            },
            _ => {
                let path = source.wit.as_deref().unwrap_or(Path::new("wit"));
                OriginRecord::Path(relative(path, dir))
            }
        }
    }
}

/// The hash of what a package says and of all that it uses. The package that a crate has of its own, and the one that
/// stands for a component, are left out.
pub(crate) fn structure(package: &Package, id: &str, world: &str) -> String {
    let (resolve, _) = package.parsed();
    let packages = resolve.packages.iter().map(|(id, _)| id);
    let texts = packages.map(|package| Structure::of(resolve, package));
    let own = package_of(world);
    let is_own = |text: &Structure| {
        unversioned(&text.id) == own && own != unversioned(id) || text.id == "root:component"
    };
    let texts = texts.filter(|text| !is_own(text));
    let mut texts: Vec<_> = texts.map(|text| text.to_string()).collect();
    texts.sort();
    lock::hash(texts.concat())
}

fn package_of(world: &str) -> &str {
    let package = world.split('/').next();
    package.unwrap_or_default()
}

pub(crate) fn unversioned(id: &str) -> &str {
    id.split('@').next().unwrap_or_default()
}

/// `path` as one walks to it from `dir`, so that both can move together.
fn relative(path: &Path, dir: &Path) -> PathBuf {
    let (path, dir) = (canonical(path), canonical(dir));
    let common = path
        .components()
        .zip(dir.components())
        .take_while(|(a, b)| a == b)
        .count();
    // Nothing leads from one drive to another.
    if common == 0 {
        return path;
    }
    let up = dir.components().skip(common).map(|_| PathBuf::from(".."));
    let down = path.components().skip(common);
    up.chain(down.map(|part| PathBuf::from(part.as_os_str())))
        .collect()
}

/// The absolute path, also of what is not there yet.
fn canonical(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut ancestors = absolute.ancestors();
    let found = ancestors.find_map(|above| Some((above, above.canonicalize().ok()?)));
    match found {
        Some((above, canonical)) => match absolute.strip_prefix(above) {
            Ok(below) if below.as_os_str().is_empty() => canonical,
            Ok(below) => canonical.join(below),
            Err(_) => absolute,
        },
        None => absolute,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn any() -> (Recipe, WitRecord) {
        let recipe = Recipe {
            name: "my-kv".to_owned(),
            world: "my-kv:plugin/plugin".to_owned(),
            interfaces: vec!["demo:kv/store@1.0.0".to_owned()],
            backend: "memory".to_owned(),
            sync: true,
            template: Some("../template".into()),
            ci: Some("github".to_owned()),
            sdk: SdkRecord::Version("0.0.9".to_owned()),
        };
        let wit = WitRecord {
            package: "demo:kv@1.0.0".to_owned(),
            structure: "0123".to_owned(),
            origin: OriginRecord::Catalogue {
                package: "demo:kv".to_owned(),
                profile: Some("spin".to_owned()),
                hash: None,
                text: "0123".to_owned(),
            },
        };
        (recipe, wit)
    }

    #[test]
    fn a_crate_is_asked_for_as_it_was() {
        let (recipe, _) = any();
        let interfaces = vec!["demo:kv/store".to_owned()];
        assert_eq!(recipe.asked("demo:kv@1.1.0"), (None, interfaces));
        let own = Some("my-kv:plugin/plugin");
        assert_eq!(recipe.asked("my-kv:plugin"), (own, Vec::new()));
        assert_eq!(recipe.backend(), stub::Backend::Memory);
        assert_eq!(recipe.ci(), Some(stub::Ci::Github));
    }

    #[test]
    fn the_version_of_the_sdk_is_kept_if_it_was_chosen() {
        let (recipe, _) = any();
        let this = env!("CARGO_PKG_VERSION").to_owned();
        assert_eq!(recipe.sdk("0.0.9"), Sdk::Version(this));
        assert_eq!(recipe.sdk("0.0.8"), Sdk::Version("0.0.9".to_owned()));
    }

    #[test]
    fn one_walks_from_the_crate_to_its_wit() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("a/wit")).unwrap();
        let walk =
            |path: &str, dir: &str| relative(&root.path().join(path), &root.path().join(dir));
        assert_eq!(walk("a/wit", "b/plugin"), Path::new("../../a/wit"));
        assert_eq!(walk("a/wit", "a"), Path::new("wit"));
    }
}

//! Two packages of one name side by side.

use std::collections::BTreeMap;

use semver::{BuildMetadata, Version};
use wit_parser::{
    InterfaceId, PackageId, PackageName, Resolve, TypeId, TypeOwner, WorldItem, WorldKey,
};

use super::side::Role;

/// Both packages, with all that they use.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) resolve: Resolve,
    pub(super) old: PackageId,
    pub(super) new: PackageId,
}

/// What tells the packages of the new text from those of the old one: they may have the same name and version.
const MARK: &str = "hostplug.new";

/// Puts them together.
pub(super) fn merge(
    old: (&Resolve, PackageId),
    new: (&Resolve, PackageId),
) -> Result<Merged, String> {
    let mut resolve = old.0.clone();
    let remap = resolve
        .merge(marked(new.0.clone())?)
        .map_err(|error| format!("{error:#}"))?;
    let new = remap.packages.get(new.1.index());
    Ok(Merged {
        resolve,
        old: old.1,
        new: *new.ok_or("a package is lost")?,
    })
}

fn marked(mut resolve: Resolve) -> Result<Resolve, String> {
    let build = BuildMetadata::new(MARK).map_err(|error| error.to_string())?;
    for (_, package) in resolve.packages.iter_mut() {
        let version = package.name.version.take();
        let mut version = version.unwrap_or_else(|| Version::new(0, 0, 0));
        version.build = build.clone();
        package.name.version = Some(version);
    }
    let packages = resolve.packages.iter();
    resolve.package_names = packages
        .map(|(id, package)| (package.name.clone(), id))
        .collect();
    Ok(resolve)
}

/// What decides whether two versions are one to whoever links: the part that a compatible version shares. A package
/// without version has none.
pub(crate) fn track(version: Option<&Version>) -> Option<String> {
    let version = version?;
    let is_marked = version.build.as_str() == MARK;
    let is_none = is_marked
        && *version
            == Version {
                build: version.build.clone(),
                ..Version::new(0, 0, 0)
            };
    (!is_none).then(|| PackageName::version_compat_track_string(version))
}

impl Merged {
    /// The interfaces of one of the packages by name.
    pub(super) fn of_package(&self, package: PackageId) -> BTreeMap<String, InterfaceId> {
        let interfaces = self.resolve.packages[package].interfaces.iter();
        interfaces.map(|(name, id)| (name.clone(), *id)).collect()
    }

    fn is_own(&self, package: PackageId) -> bool {
        package == self.old || package == self.new
    }

    /// The name under which an interface is one in both: the two versions of the package itself are one, those of
    /// others only if they are compatible.
    pub(super) fn name(&self, id: InterfaceId) -> Option<String> {
        let interface = &self.resolve.interfaces[id];
        let (package, name) = (interface.package?, interface.name.as_ref()?);
        if self.is_own(package) {
            return Some(name.clone());
        }
        let package = &self.resolve.packages[package].name;
        let track = track(package.version.as_ref());
        let track = track.map(|track| format!("@{track}")).unwrap_or_default();
        Some(format!(
            "{}:{}/{name}{track}",
            package.namespace, package.name
        ))
    }

    /// The name under which a resource is one in both.
    pub(super) fn resource(&self, id: TypeId) -> String {
        let definition = &self.resolve.types[id];
        let name = definition.name.as_deref().unwrap_or_default();
        match definition.owner {
            TypeOwner::Interface(owner) => {
                let owner = self.name(owner).unwrap_or_default();
                format!("{owner}.{name}")
            }
            _ => name.to_owned(),
        }
    }

    /// How plugins and components meet in the interfaces that a world names.
    pub(super) fn roles(&self) -> BTreeMap<String, Role> {
        let mut roles: BTreeMap<String, Role> = BTreeMap::new();
        for package in [self.old, self.new] {
            for world in self.resolve.packages[package].worlds.values() {
                let world = &self.resolve.worlds[*world];
                for name in self.named(&world.imports) {
                    roles.entry(name).or_default().is_imported = true;
                }
                for name in self.named(&world.exports) {
                    roles.entry(name).or_default().is_called = true;
                }
            }
        }
        roles
    }

    fn named<'a>(
        &self,
        items: impl IntoIterator<Item = (&'a WorldKey, &'a WorldItem)>,
    ) -> Vec<String> {
        let names = items.into_iter().filter_map(|(key, _)| match key {
            WorldKey::Interface(id) => self.name(*id),
            WorldKey::Name(_) => None,
        });
        names.collect()
    }
}

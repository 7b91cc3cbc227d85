//! What it means for plugins and for components that a WIT package becomes another one.
//!
//! A *component* is one that was built with the old text, and that runs where the new one is served. A *plugin* is the
//! source of one that serves the old text, and that is to serve the new one. What helps the one can hurt the other: a
//! new function disturbs no component that is there, but somebody has to write it.

mod diag;
mod interface;
mod judge;
mod merged;
mod side;
mod world;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use wit_parser::{InterfaceId, PackageId, Resolve};

pub use self::judge::Verdict;
use self::merged::Merged;
pub(crate) use self::merged::track;
use self::side::Role;
pub use self::side::{Effect, Sides};
use crate::compare::Compare;

/// All that differs between two texts of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// `namespace:package@version` of the old text.
    pub old: String,
    /// The same of the new one.
    pub new: String,
    /// Each difference for itself: the package, then interfaces, then worlds, each ordered by name.
    pub items: Vec<Change>,
    /// What the tools of WebAssembly say of each world that both have: whether a component of the old one is one of
    /// the new one.
    pub worlds: Vec<(String, Verdict)>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is in: the package, an interface, or a world.
    pub place: Place,
    /// What differs, in words.
    pub what: String,
    /// Whom it concerns.
    pub effect: Sides,
}

/// What a difference is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The package as a whole.
    Package,
    /// The interface of this name.
    Interface(String),
    /// The world of this name.
    World(String),
}

impl Changes {
    /// The worst that happens to each side.
    pub fn effect(&self) -> Sides {
        self.items
            .iter()
            .fold(Sides::NONE, |worst, item| worst.and(item.effect))
    }
}

/// Compares two texts of one package. Their `use`s may lead to other packages; of these only what the package is made
/// of counts.
///
/// # Errors
/// They are different packages, or of one name and contents that cannot be held side by side.
pub fn changes(
    old: (&Resolve, PackageId),
    new: (&Resolve, PackageId),
) -> Result<Changes, crate::stub::Error> {
    let id = |(resolve, package): (&Resolve, PackageId)| resolve.packages[package].name.clone();
    let (old_name, new_name) = (id(old), id(new));
    if (&old_name.namespace, &old_name.name) != (&new_name.namespace, &new_name.name) {
        let message = diag::other_package(&old_name, &new_name);
        return Err(crate::stub::Error::new(message));
    }
    let merged = merged::merge(old, new)
        .map_err(|error| crate::stub::Error::new(diag::not_together(&error)))?;
    let mut items = Vec::new();
    items.extend(versions(&old_name, &new_name));
    merged.interfaces(&mut items);
    merged.worlds(&mut items);
    let worlds = merged.judged(&mut items);
    Ok(Changes {
        old: old_name.to_string(),
        new: new_name.to_string(),
        items,
        worlds,
    })
}

/// What keeps a component with this import from running where the interface of that name in a package is served: the
/// first thing that differs, in words.
pub(crate) fn first_break(
    import: (&Resolve, InterfaceId),
    served: (&Resolve, PackageId),
) -> Option<String> {
    let (resolve, id) = import;
    let package = resolve.interfaces[id].package?;
    let merged = match merged::merge((resolve, package), served) {
        Ok(merged) => merged,
        Err(error) => return Some(diag::not_together(&error)),
    };
    let name = merged.resolve.interfaces[id].name.clone()?;
    let Some(served) = merged.of_package(merged.new).get(&name).copied() else {
        return Some(diag::only("interface", &name, false));
    };
    let resource = |id| merged.resource(id);
    let compare = Compare {
        resolve: &merged.resolve,
        resource: &resource,
    };
    let mut changes = interface::changes(&compare, Role::default(), id, served).into_iter();
    let found = changes.find(|(_, effect)| effect.components == Effect::Breaking);
    found.map(|(what, _)| what)
}

/// Names decide first: a component finds its import in another version only if that is compatible.
fn versions(old: &wit_parser::PackageName, new: &wit_parser::PackageName) -> Option<Change> {
    (track(old.version.as_ref()) != track(new.version.as_ref())).then(|| Change {
        place: Place::Package,
        what: diag::other_track(old, new),
        effect: Sides {
            components: Effect::Breaking,
            plugin: Effect::Additive,
        },
    })
}

impl Merged {
    fn interfaces(&self, items: &mut Vec<Change>) {
        let (old, new) = (self.of_package(self.old), self.of_package(self.new));
        let roles = self.roles();
        let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        let resource = |id| self.resource(id);
        let compare = Compare {
            resolve: &self.resolve,
            resource: &resource,
        };
        for name in names {
            let role = roles.get(name).copied().unwrap_or_default();
            let found = match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) => interface::changes(&compare, role, *old, *new),
                (_, new) => vec![interface::only(new.is_some())],
            };
            items.extend(found.into_iter().map(|(what, effect)| Change {
                place: Place::Interface(name.clone()),
                what,
                effect,
            }));
        }
    }
}

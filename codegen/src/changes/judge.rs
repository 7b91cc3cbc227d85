//! What the tools of WebAssembly say of two worlds.

use std::collections::BTreeSet;

use wit_component::semver_check;
use wit_parser::{Resolve, WorldId, WorldKey};

use super::merged::Merged;
use super::side::{Effect, Sides};
use super::{Change, Place, diag};

/// Whether a component of the old world is one of the new world.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It is.
    Compatible,
    /// It is not, for this reason.
    Breaking(String),
    /// They cannot be asked, for this reason.
    Unknown(String),
}

impl Merged {
    /// Asks for each world that both have. What they find, and nothing else has found, is one more difference.
    pub(super) fn judged(&self, items: &mut Vec<Change>) -> Vec<(String, Verdict)> {
        let mut verdicts = Vec::new();
        for (name, old, new) in self.both_worlds() {
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            let verdict = verdict(&self.resolve, old, new);
            let is_known = items.iter().any(|item| {
                item.effect.components == Effect::Breaking && item.place != Place::Package
            });
            if let (Verdict::Breaking(reason), false) = (&verdict, is_known) {
                items.push(Change {
                    place: Place::World(name.clone()),
                    what: diag::judged(reason),
                    effect: Sides {
                        components: Effect::Breaking,
                        plugin: Effect::None,
                    },
                });
            }
            verdicts.push((name, verdict));
        }
        verdicts
    }
}

/// The headline of the error that means a difference; others mean that the question could not be put.
const DIFFERENT: &str = "new world is not semver-compatible with the previous world";

fn verdict(resolve: &Resolve, old: WorldId, new: WorldId) -> Verdict {
    if has_two_versions(resolve, old) || has_two_versions(resolve, new) {
        return Verdict::Unknown(diag::two_versions().to_owned());
    }
    match semver_check(resolve.clone(), old, new) {
        Ok(()) => Verdict::Compatible,
        Err(error) if error.to_string() == DIFFERENT => {
            Verdict::Breaking(error.root_cause().to_string())
        }
        Err(error) => Verdict::Unknown(format!("{error:#}")),
    }
}

/// The check leaves out versions, so that it cannot tell two of them apart.
fn has_two_versions(resolve: &Resolve, world: WorldId) -> bool {
    let world = &resolve.worlds[world];
    [&world.imports, &world.exports].into_iter().any(|items| {
        let mut seen = BTreeSet::new();
        let names = items.keys().filter_map(|key| match key {
            WorldKey::Interface(id) => {
                let interface = &resolve.interfaces[*id];
                let package = &resolve.packages[interface.package?].name;
                Some((&package.namespace, &package.name, &interface.name))
            }
            WorldKey::Name(_) => None,
        });
        names.into_iter().any(|name| !seen.insert(name))
    })
}

//! What differs between two texts of a world.

use std::collections::{BTreeMap, BTreeSet};

use wit_parser::{WorldId, WorldItem, WorldKey};

use super::merged::Merged;
use super::side::{Effect, Role, Sides};
use super::{Change, Place, diag};
use crate::check::is_of_the_host;
use crate::compare::signature;
use crate::model::InterfaceName;

impl Merged {
    pub(super) fn worlds(&self, items: &mut Vec<Change>) {
        for (name, old, new) in self.both_worlds() {
            let place = Place::World(name);
            let mut add = |what, effect| {
                items.push(Change {
                    place: place.clone(),
                    what,
                    effect,
                });
            };
            match (old, new) {
                (Some(old), Some(new)) => {
                    for (what, effect) in self.world(old, new) {
                        add(what, effect);
                    }
                }
                (_, Some(_)) => add(diag::only("world", "", true), Sides::ADDITIVE),
                // Components do not know the name of the world that they were built for.
                (_, None) => add(
                    diag::only("world", "", false),
                    Sides {
                        components: Effect::None,
                        plugin: Effect::Breaking,
                    },
                ),
            }
        }
    }

    /// The worlds of both packages by name.
    pub(super) fn both_worlds(&self) -> Vec<(String, Option<WorldId>, Option<WorldId>)> {
        let old = &self.resolve.packages[self.old].worlds;
        let new = &self.resolve.packages[self.new].worlds;
        let names: BTreeSet<_> = old.keys().chain(new.keys()).cloned().collect();
        let worlds = names.into_iter().map(|name| {
            let (old, new) = (old.get(&name).copied(), new.get(&name).copied());
            (name, old, new)
        });
        worlds.collect()
    }

    fn world(&self, old: WorldId, new: WorldId) -> Vec<(String, Sides)> {
        let (old, new) = (&self.resolve.worlds[old], &self.resolve.worlds[new]);
        let mut found = self.items(&old.imports, &new.imports, "import");
        found.extend(self.items(&old.exports, &new.exports, "export"));
        found
    }

    fn items<'a, I>(&self, old: I, new: I, direction: &'static str) -> Vec<(String, Sides)>
    where
        I: IntoIterator<Item = (&'a WorldKey, &'a WorldItem)>,
    {
        let by_name = |items: I| -> BTreeMap<String, &'a WorldItem> {
            let items = items.into_iter();
            items
                .filter_map(|(key, item)| Some((self.key(key)?, item)))
                .collect()
        };
        let (old, new) = (by_name(old), by_name(new));
        let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        let is_called = direction == "export";
        let role = Role {
            is_called,
            is_imported: !is_called,
        };
        let changes = names.into_iter().filter_map(|name| {
            let is_new = match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) => {
                    return self.function(name, old, new);
                }
                (_, new) => new.is_some(),
            };
            let item = new.get(name).or_else(|| old.get(name))?;
            let effect = match self.is_duty(item) {
                true => Sides::of_duty(role, is_new),
                false if is_new => Sides::ADDITIVE,
                false => Sides::BREAKING,
            };
            Some((diag::only(direction, name, is_new), effect))
        });
        changes.collect()
    }

    fn key(&self, key: &WorldKey) -> Option<String> {
        match key {
            WorldKey::Interface(id) => self.name(*id),
            WorldKey::Name(name) => Some(name.clone()),
        }
    }

    /// Whether somebody has to implement it: no type, and nothing that hosts serve without plugins.
    fn is_duty(&self, item: &WorldItem) -> bool {
        match item {
            WorldItem::Interface { id, .. } => {
                let name = InterfaceName::of(&self.resolve, *id);
                let is_of_the_host = name.is_some_and(|name| is_of_the_host(&name));
                !is_of_the_host && !self.resolve.interfaces[*id].functions.is_empty()
            }
            WorldItem::Function(_) => true,
            WorldItem::Type { .. } => false,
        }
    }

    /// A function that stands in the world itself.
    fn function(&self, name: &str, old: &WorldItem, new: &WorldItem) -> Option<(String, Sides)> {
        let (WorldItem::Function(old), WorldItem::Function(new)) = (old, new) else {
            return None;
        };
        let (old, new) = (signature(&self.resolve, old), signature(&self.resolve, new));
        (old != new).then(|| (diag::changed(name, "", &old, &new), Sides::BREAKING))
    }
}

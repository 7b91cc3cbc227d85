//! Who exports and who offers what, found by name: a workload can have a thousand components.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use hostplug::InterfaceId;

use super::Offer;
use crate::part::{Extern, Part};

/// All exports and offers.
pub(super) struct Index<'a> {
    /// In the order of the components' names and their exports.
    exports: Vec<Exported<'a>>,
    by_component: HashMap<&'a str, Range<usize>>,
    /// Places of exports by what they can serve: the name without its version.
    by_name: HashMap<&'a str, Vec<usize>>,
    offers: &'a [Offer],
    plugins: HashMap<&'a str, &'a Offer>,
    /// Offers that have an interface, each once.
    by_interface: HashMap<String, Vec<&'a Offer>>,
}

/// One export of a component.
#[derive(Clone, Debug)]
pub(super) struct Exported<'a> {
    pub(super) component: &'a str,
    pub(super) export: &'a Extern,
    /// The interface that it is.
    pub(super) id: Option<InterfaceId>,
}

impl<'a> Index<'a> {
    pub(super) fn new(parts: &'a BTreeMap<String, Part>, offers: &'a [Offer]) -> Self {
        let mut this = Self {
            exports: Vec::new(),
            by_component: HashMap::new(),
            by_name: HashMap::new(),
            offers,
            plugins: offers
                .iter()
                .map(|offer| (offer.name.as_str(), offer))
                .collect(),
            by_interface: HashMap::new(),
        };
        for (component, part) in parts {
            let first = this.exports.len();
            for export in part.exports().values() {
                this.add_export(component, export);
            }
            let places = first..this.exports.len();
            this.by_component.insert(component, places);
        }
        for offer in offers {
            this.add_offer(offer);
        }
        this
    }

    fn add_export(&mut self, component: &'a str, export: &'a Extern) {
        let interface = interface_name(export);
        let mut names = vec![unversioned(interface)];
        if export.implements.is_some() {
            names.push(&export.name);
        }
        for name in names {
            let places = self.by_name.entry(name).or_default();
            places.push(self.exports.len());
        }
        self.exports.push(Exported {
            component,
            export,
            id: interface.parse().ok(),
        });
    }

    fn add_offer(&mut self, offer: &'a Offer) {
        for interface in &offer.registration.imports {
            let name = interface.id.to_string();
            let known = self.by_interface.entry(unversioned(&name).to_owned());
            let known = known.or_default();
            if known.last().is_none_or(|last| last.name != offer.name) {
                known.push(offer);
            }
        }
    }

    pub(super) fn plugin(&self, name: &str) -> Option<&'a Offer> {
        self.plugins.get(name).copied()
    }

    /// Names of all plugins, in the host's order.
    pub(super) fn plugins(&self) -> impl Iterator<Item = &'a str> {
        self.offers.iter().map(|offer| offer.name.as_str())
    }

    pub(super) fn all_offers(&self) -> &'a [Offer] {
        self.offers
    }

    pub(super) fn exports(&self) -> &[Exported<'a>] {
        &self.exports
    }

    /// Offers that have the interface in some version.
    pub(super) fn offers(&self, interface: &str) -> &[&'a Offer] {
        let offers = self.by_interface.get(unversioned(interface));
        offers.map(Vec::as_slice).unwrap_or_default()
    }

    /// What of one component serves `import` by the version rule.
    pub(super) fn exports_of(&self, component: &str, import: &Extern) -> Vec<&Exported<'a>> {
        let places = self.by_component.get(component).cloned();
        let exports = places.and_then(|places| self.exports.get(places));
        best(import, exports.into_iter().flatten().collect())
    }

    /// What serves `import` by the version rule: of each component but `own` the best, and several only if none of
    /// them is better.
    pub(super) fn exporters(&self, own: &str, import: &Extern) -> Vec<&Exported<'a>> {
        let named = [unversioned(interface_name(import)), &import.name];
        let named = match named[0] == named[1] || import.implements.is_none() {
            true => &named[..1],
            false => &named[..],
        };
        let mut by_component: BTreeMap<&str, Vec<&Exported<'a>>> = BTreeMap::new();
        let places = named.iter().filter_map(|name| self.by_name.get(name));
        for place in places.flatten() {
            if let Some(exported) = self.exports.get(*place).filter(|e| e.component != own) {
                by_component
                    .entry(exported.component)
                    .or_default()
                    .push(exported);
            }
        }
        by_component
            .into_values()
            .flat_map(|exports| best(import, exports))
            .collect()
    }
}

/// Exports of one component that serve `import`: the one of its name, else the best version of the interface, and only
/// if no export is called after the interface, all that implement it best under names of their own.
fn best<'e, 'a>(import: &Extern, exports: Vec<&'e Exported<'a>>) -> Vec<&'e Exported<'a>> {
    let wanted: Option<InterfaceId> = interface_name(import).parse().ok();
    let exports = exports.into_iter().filter(|exported| {
        let serves = |(offer, wanted): (&InterfaceId, &InterfaceId)| offer.serves(wanted);
        let by_rule = exported
            .id
            .as_ref()
            .zip(wanted.as_ref())
            .is_some_and(serves);
        exported.export.kind == import.kind
            && (by_rule || interface_name(exported.export) == interface_name(import))
    });
    let exports: Vec<_> = exports.collect();
    let by_name = exports
        .iter()
        .find(|exported| exported.export.name == import.name);
    if let Some(exported) = by_name {
        return vec![*exported];
    }
    let Some(wanted) = wanted else {
        return Vec::new();
    };
    let (plain, interfaces): (Vec<_>, Vec<_>) = exports
        .into_iter()
        .partition(|exported| exported.export.implements.is_some());
    let group = if interfaces.is_empty() {
        plain
    } else {
        interfaces
    };
    let ids = group.iter().filter_map(|exported| exported.id.as_ref());
    let best = InterfaceId::best_offer(&wanted, ids).cloned();
    let is_best = |exported: &&Exported<'_>| exported.id == best;
    group.into_iter().filter(is_best).collect()
}

/// The export of a part that a link means by `name`: the one of this name, else the best version of it.
pub(super) fn export_named<'p>(part: &'p Part, import: &Extern, name: &str) -> Option<&'p Extern> {
    if let Some(export) = part.exports().get(name) {
        return Some(export).filter(|export| export.kind == import.kind);
    }
    let wanted: InterfaceId = name.parse().ok()?;
    let exports = part.exports().values();
    let exports = exports.filter(|export| export.kind == import.kind);
    let offers: Vec<(_, InterfaceId)> = exports
        .filter_map(|export| Some((export, export.name.parse().ok()?)))
        .collect();
    let best = InterfaceId::best_offer(&wanted, offers.iter().map(|(_, id)| id))?;
    let (export, _) = offers.iter().find(|(_, id)| id == best)?;
    Some(export)
}

/// What an import or export is by name: the interface that a plainly named one implements, or its own name.
pub(super) fn interface_name(item: &Extern) -> &str {
    item.implements.as_deref().unwrap_or(&item.name)
}

fn unversioned(name: &str) -> &str {
    name.split_once('@').map_or(name, |(name, _)| name)
}

//! What is offered under a name similar to the one that nobody serves.

use hostplug::InterfaceId;

use super::Offer;
use super::index::{Exported, Index, interface_name};
use crate::part::Extern;

/// An offer that nearly serves an import.
pub(super) struct Miss<'a> {
    /// 0: another version. 1: another interface of the package. 2: a package with a similar name.
    distance: u8,
    /// What is offered, and why that is not it.
    pub(super) sentence: String,
    pub(super) who: Who<'a>,
}

impl Miss<'_> {
    /// Whether only the version is another one.
    pub(super) fn is_version(&self) -> bool {
        self.distance == 0
    }
}

/// Who makes the offer.
pub(super) enum Who<'a> {
    Plugin(&'a Offer, &'a InterfaceId),
    Component(&'a Exported<'a>),
    Runtime,
}

/// The nearest offers.
pub(super) fn misses<'i>(index: &'i Index<'_>, component: &str, import: &Extern) -> Vec<Miss<'i>> {
    let exports = index.exports().iter();
    let siblings = || exports.filter(|exported| exported.component != component);
    let Ok(wanted) = interface_name(import).parse::<InterfaceId>() else {
        let others = siblings().filter(|exported| exported.export.name == import.name);
        return others.take(3).map(of_another_kind).collect();
    };
    let importer = Importer {
        component,
        wanted: &wanted,
    };
    let mut found = Vec::new();
    for offer in index.all_offers() {
        for interface in offer.interfaces() {
            let what = || format!("plugin `{}` serves `{interface}`", offer.name);
            found.extend(importer.miss(interface, what, Who::Plugin(offer, interface)));
        }
    }
    for exported in siblings() {
        let Some(export) = &exported.id else {
            continue;
        };
        let what = || format!("component `{}` exports `{export}`", exported.component);
        found.extend(importer.miss(export, what, Who::Component(exported)));
    }
    for builtin in crate::wasi::interfaces() {
        let what = || format!("the runtime serves `{builtin}`");
        let miss = importer.miss(&builtin, what, Who::Runtime);
        found.extend(miss.filter(|miss| miss.distance < 2));
    }
    nearest(found)
}

fn nearest(mut found: Vec<Miss<'_>>) -> Vec<Miss<'_>> {
    found.sort_by(|a, b| (a.distance, &a.sentence).cmp(&(b.distance, &b.sentence)));
    let best = found.first().map(|miss| miss.distance);
    found.retain(|miss| Some(miss.distance) == best);
    found.truncate(3);
    found
}

fn of_another_kind<'i>(exported: &'i Exported<'i>) -> Miss<'i> {
    let (name, kind) = (&exported.export.name, exported.export.kind);
    Miss {
        distance: 0,
        sentence: format!(
            "component `{}` exports `{name}`, but its kind is {kind}",
            exported.component
        ),
        who: Who::Runtime,
    }
}

struct Importer<'a> {
    component: &'a str,
    wanted: &'a InterfaceId,
}

impl Importer<'_> {
    fn miss<'i>(
        &self,
        offer: &InterfaceId,
        what: impl FnOnce() -> String,
        who: Who<'i>,
    ) -> Option<Miss<'i>> {
        let distance = distance(self.wanted, offer)?;
        let sentence = match distance {
            0 => format!(
                "{}, component `{}` imports {}{}",
                what(),
                self.component,
                self.version(),
                self.why(offer)
            ),
            _ => format!("{}{}", what(), self.other_track(offer)),
        };
        Some(Miss {
            distance,
            sentence,
            who,
        })
    }

    fn version(&self) -> String {
        match self.wanted.version() {
            Some(version) => format!("`@{version}`"),
            None => "it without a version".to_owned(),
        }
    }

    fn why(&self, offer: &InterfaceId) -> String {
        match (self.wanted.track(), offer.track()) {
            (Some(_), Some(_)) => self.other_track(offer),
            _ => " (a pre-release, 0.0.x or unversioned name is only served by itself)".to_owned(),
        }
    }

    fn other_track(&self, offer: &InterfaceId) -> String {
        match (self.wanted.track(), offer.track()) {
            (Some(wanted), Some(offered)) if wanted != offered => {
                format!(" (another track: {offered} is not {wanted})")
            }
            _ => String::new(),
        }
    }
}

fn distance(import: &InterfaceId, offer: &InterfaceId) -> Option<u8> {
    if import.same_interface(offer) {
        return Some(0);
    }
    if import.namespace() != offer.namespace() {
        return None;
    }
    let (wanted, offered) = (import.package(), offer.package());
    match wanted == offered {
        true => Some(1),
        false if similar(wanted, offered) => Some(2),
        false => None,
    }
}

/// `runtime-config` was once the name of `config`.
fn similar(a: &str, b: &str) -> bool {
    a.split('-').any(|word| word == b) || b.split('-').any(|word| word == a)
}

//! What differs between two texts of an interface.

use wit_parser::{InterfaceId, Resolve, TypeDefKind};

use super::diag;
use super::side::{Role, Sides};
use crate::compare::{Compare, Difference, kind_text};
use crate::model::{self, Interface};

/// Each difference in words, and whom it concerns.
pub(super) fn changes(
    compare: &Compare<'_>,
    role: Role,
    old: InterfaceId,
    new: InterfaceId,
) -> Vec<(String, Sides)> {
    let of = |id| model::interface(compare.resolve, id);
    let (Some(old), Some(new)) = (of(old), of(new)) else {
        return Vec::new();
    };
    let differences = compare.differences(&old, &new);
    let has_changed = old.features.is_empty() != new.features.is_empty();
    let changes = differences.iter().filter_map(|difference| {
        let change = match difference {
            Difference::Only { item, is_new } => {
                let interface = if *is_new { &new } else { &old };
                let kind = kind(compare.resolve, interface, item);
                let effect = kind.effect(role, *is_new);
                (diag::only(kind.name, item, *is_new), effect)
            }
            Difference::Changed {
                item,
                part,
                old,
                new,
            } => (diag::changed(item, part, old, new), Sides::BREAKING),
            Difference::Inside { item } => (diag::inside(item), Sides::BREAKING),
            Difference::Unstable { is_new } => {
                return has_changed.then(|| (diag::unstable(*is_new), Sides::NONE));
            }
        };
        Some(change)
    });
    changes.collect()
}

/// An interface that only one of the packages has.
pub(super) fn only(is_new: bool) -> (String, Sides) {
    let effect = if is_new {
        Sides::ADDITIVE
    } else {
        Sides::BREAKING
    };
    (diag::only("interface", "", is_new), effect)
}

/// What an item is.
struct Kind {
    name: &'static str,
    /// Whether somebody has to implement it.
    is_duty: bool,
    is_part: bool,
}

impl Kind {
    fn effect(&self, role: Role, is_new: bool) -> Sides {
        match (self.is_duty, is_new && !self.is_part) {
            (true, _) => Sides::of_duty(role, is_new),
            (false, true) => Sides::ADDITIVE,
            (false, false) => Sides::BREAKING,
        }
    }
}

fn kind(resolve: &Resolve, interface: &Interface, item: &str) -> Kind {
    let mut functions = interface.functions.iter();
    if functions.any(|function| function.option_name() == item) {
        return Kind {
            name: "function",
            is_duty: true,
            is_part: false,
        };
    }
    let types = &resolve.interfaces[interface.id].types;
    if let Some(id) = types.get(item) {
        return Kind {
            name: kind_text(&resolve.types[model::definition(resolve, *id)].kind),
            is_duty: matches!(resolve.types[*id].kind, TypeDefKind::Resource),
            is_part: false,
        };
    }
    let parent = item
        .rsplit_once('.')
        .and_then(|(parent, _)| types.get(parent));
    let parent = parent.map(|id| &resolve.types[model::definition(resolve, *id)].kind);
    Kind {
        name: match parent {
            Some(TypeDefKind::Record(_)) => "field",
            Some(TypeDefKind::Flags(_)) => "flag",
            _ => "case",
        },
        is_duty: false,
        is_part: true,
    }
}

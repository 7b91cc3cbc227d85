//! Whom a difference concerns.

use std::fmt;

/// What a difference means for one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing.
    #[default]
    None,
    /// There is more than before, and what was there works as before.
    Additive,
    /// What was there does not work any more, or not without a change.
    Breaking,
}

/// What a difference means for both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// For components of the old text, where the new one is served.
    pub components: Effect,
    /// For the source of a plugin for the old text that is to serve the new one.
    pub plugin: Effect,
}

/// How plugins and components meet in an interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Role {
    /// A world exports it, so plugins call it and components implement it.
    pub(super) is_called: bool,
    /// A world imports it.
    pub(super) is_imported: bool,
}

impl Sides {
    pub(super) const NONE: Sides = Sides::both(Effect::None);
    pub(super) const ADDITIVE: Sides = Sides::both(Effect::Additive);
    pub(super) const BREAKING: Sides = Sides::both(Effect::Breaking);

    const fn both(effect: Effect) -> Self {
        Sides {
            components: effect,
            plugin: effect,
        }
    }

    /// The worse of two for each side.
    pub(super) fn and(self, other: Sides) -> Self {
        Sides {
            components: self.components.max(other.components),
            plugin: self.plugin.max(other.plugin),
        }
    }

    /// Something to implement, such as a function, that is new or gone.
    pub(super) fn of_duty(role: Role, is_new: bool) -> Self {
        let implementer = Effect::Breaking;
        let served = Sides {
            components: if is_new {
                Effect::Additive
            } else {
                Effect::Breaking
            },
            plugin: implementer,
        };
        let called = Sides {
            components: if is_new {
                implementer
            } else {
                Effect::Additive
            },
            plugin: if is_new {
                Effect::Additive
            } else {
                Effect::Breaking
            },
        };
        match (role.is_called, role.is_imported) {
            (true, false) => called,
            (true, true) => called.and(served),
            (false, _) => served,
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Effect::None => "none",
            Effect::Additive => "additive",
            Effect::Breaking => "breaking",
        })
    }
}

//! `plugin-gen diff`: what changes when a WIT package becomes another one.

use std::fmt;

use clap::{Args, ValueEnum};
use hostplug_codegen::changes::{self, Change, Changes, Effect, Place, Sides, Verdict};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::{Error, print, wit};

/// Say what differs between two texts of a WIT package, and whom it concerns.
///
/// `components` are those that were built with OLD and run where NEW is served. `plugin` is the source of a plugin
/// that serves OLD and is to serve NEW.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// A package, such as `wasi:keyvalue@0.2.0-draft`, with `#HASH` behind it if it has several texts; or the path of a
    /// folder, a file, a component or a crate
    old: String,
    /// The same, of what takes its place
    new: String,
    /// Whose breakage makes the command exit with 1
    #[arg(long, value_name = "SIDE", default_value = "components")]
    breaking_for: Side,
}

/// Whom a difference can concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Side {
    /// Components that were built with the old text.
    Components,
    /// The source of a plugin that serves the old text.
    Plugin,
    /// One of them.
    Any,
}

/// What was found.
#[derive(Debug)]
pub struct Difference {
    changes: Changes,
    notes: Vec<String>,
    side: Side,
}

impl Difference {
    /// Remarks for a person.
    pub(crate) fn notes(&self) -> Vec<String> {
        let unknown = self
            .changes
            .worlds
            .iter()
            .filter_map(|(world, verdict)| match verdict {
                Verdict::Unknown(reason) => Some(format!(
                    "world `{world}` was compared item by item only: {reason}"
                )),
                _ => None,
            });
        self.notes.iter().cloned().chain(unknown).collect()
    }

    /// Whether nothing breaks, for those whom the user has in mind.
    pub(crate) fn is_good(&self) -> bool {
        let Sides { components, plugin } = self.changes.effect();
        let worst = match self.side {
            Side::Components => components,
            Side::Plugin => plugin,
            Side::Any => components.max(plugin),
        };
        worst != Effect::Breaking
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Changes {
            old, new, items, ..
        } = &self.changes;
        writeln!(f, "{old} -> {new}")?;
        if items.is_empty() {
            return writeln!(f, "no difference");
        }
        writeln!(f, "\ncomponents  plugin")?;
        let mut place = None;
        for item in items {
            if place != Some(&item.place) {
                writeln!(f, "{:24}{}", "", title(&item.place))?;
                place = Some(&item.place);
            }
            let Sides { components, plugin } = item.effect;
            let (components, plugin) = (cell(components), cell(plugin));
            writeln!(f, "{components}{plugin}  {}", item.what)?;
        }
        writeln!(
            f,
            "\ncomponents built with the old text: {}",
            self.components()
        )?;
        writeln!(f, "a plugin that serves it: {}", self.plugin())
    }
}

impl Difference {
    fn components(&self) -> &'static str {
        match self.changes.effect().components {
            Effect::None => "nothing changes",
            Effect::Additive => "they run on the new one as well",
            Effect::Breaking => "those that use what is breaking do not run on the new one",
        }
    }

    fn plugin(&self) -> &'static str {
        match self.changes.effect().plugin {
            Effect::None => "nothing changes",
            Effect::Additive => "it compiles with the new one as it is",
            Effect::Breaking => "it has to be changed before it compiles with the new one",
        }
    }
}

fn title(place: &Place) -> String {
    match place {
        Place::Package => "package".to_owned(),
        Place::Interface(name) => format!("interface `{name}`"),
        Place::World(name) => format!("world `{name}`"),
    }
}

fn cell(effect: Effect) -> String {
    let text = match effect {
        Effect::None => "-".to_owned(),
        effect => effect.to_string(),
    };
    print::in_colour_of(effect, &format!("{text:<12}"))
}

impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Changes {
            old,
            new,
            items,
            worlds,
        } = &self.changes;
        let Sides { components, plugin } = self.changes.effect();
        let answer = json!({
            "old": old,
            "new": new,
            "components": components.to_string(),
            "plugin": plugin.to_string(),
            "changes": items.iter().map(change).collect::<Vec<_>>(),
            "worlds": worlds.iter().map(judged).collect::<Vec<_>>(),
        });
        answer.serialize(serializer)
    }
}

fn change(
    Change {
        place,
        what,
        effect,
    }: &Change,
) -> Value {
    let (kind, name) = match place {
        Place::Package => ("package", None),
        Place::Interface(name) => ("interface", Some(name)),
        Place::World(name) => ("world", Some(name)),
    };
    json!({
        "in": kind,
        "name": name,
        "what": what,
        "components": effect.components.to_string(),
        "plugin": effect.plugin.to_string(),
    })
}

fn judged((world, verdict): &(String, Verdict)) -> Value {
    let (verdict, reason) = match verdict {
        Verdict::Breaking(reason) => ("breaking", Some(reason)),
        Verdict::Unknown(reason) => ("unknown", Some(reason)),
        _ => ("compatible", None),
    };
    json!({ "world": world, "semver_check": verdict, "reason": reason })
}

pub(crate) fn run(diff: &Diff) -> Result<Difference, Error> {
    let old = wit::anything(&diff.old)?;
    let new = wit::anything(&diff.new)?;
    let changes = changes::changes(old.package.parsed(), new.package.parsed())?;
    Ok(Difference {
        changes,
        notes: old.notes.into_iter().chain(new.notes).collect(),
        side: diff.breaking_for,
    })
}

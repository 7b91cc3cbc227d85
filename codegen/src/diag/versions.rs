//! Several worlds, and several versions of one.

use crate::compare::Difference;
use crate::model::InterfaceName;

pub(crate) fn no_worlds() -> &'static str {
    "`world` is an empty list, so a host plugin has nothing to provide\n\
     help: write `world = [\"namespace:package/world\"]`"
}

pub(crate) fn same_world_twice(typed: &str) -> String {
    format!("world `{typed}` is in the list already\nhelp: take it out")
}

pub(crate) fn several_versions_of_world(typed: &str, worlds: &[String]) -> String {
    format!(
        "several versions of world `{typed}`\n\
         help: choose from `{}`, or serve them all: `world = [\"{}\"]`",
        worlds.join("`, `"),
        worlds.join("\", \"")
    )
}

/// Why `new` needs an implementation of its own, beside that of `old`.
pub(crate) fn differing(
    old: &InterfaceName,
    new: &InterfaceName,
    differences: &[Difference],
) -> String {
    const MOST: usize = 8;
    let (from, to) = (version(old), version(new));
    let mut lines: Vec<_> = differences
        .iter()
        .take(MOST)
        .map(|found| difference(found, &from, &to))
        .collect();
    if differences.len() > MOST {
        lines.push(format!("and {} more", differences.len() - MOST));
    }
    format!(
        "the implementation of `{old}` does not serve it, because they differ:\n{}",
        lines.join("\n")
    )
}

fn version(name: &InterfaceName) -> String {
    match &name.version {
        Some(version) => version.to_string(),
        None => "the one without version".to_owned(),
    }
}

fn difference(difference: &Difference, from: &str, to: &str) -> String {
    let side = |is_new| if is_new { to } else { from };
    match difference {
        Difference::Only { item, is_new } => format!("`{item}` is only in {}", side(*is_new)),
        Difference::Inside { item } => format!("`{item}` is made of types that differ"),
        Difference::Unstable { is_new } => {
            format!(
                "{} has `@unstable` items, which are linked one by one",
                side(*is_new)
            )
        }
        Difference::Changed {
            item,
            part,
            old,
            new,
        } => {
            let part = if part.is_empty() { "it" } else { part };
            format!("`{item}`: {part} is `{old}` in {from} and `{new}` in {to}")
        }
    }
}

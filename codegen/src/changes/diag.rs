//! Differences in words.

use wit_parser::PackageName;

pub(super) fn other_package(old: &PackageName, new: &PackageName) -> String {
    format!(
        "`{old}` and `{new}` are different packages\n\
         help: name two texts of one package, such as two versions of `{}:{}`",
        old.namespace, old.name
    )
}

pub(super) fn not_together(error: &str) -> String {
    format!("the packages cannot be compared: {error}")
}

pub(super) fn other_track(old: &PackageName, new: &PackageName) -> String {
    let version = |name: &PackageName| match &name.version {
        Some(version) => format!("version `{version}`"),
        None => "no version".to_owned(),
    };
    format!(
        "it has {}, which is not linked where {} is asked for: serve both",
        version(new),
        version(old)
    )
}

/// `name` is empty where the place says it.
pub(super) fn only(kind: &str, name: &str, is_new: bool) -> String {
    let state = if is_new { "is new" } else { "is gone" };
    match name {
        "" => format!("the {kind} {state}"),
        name => format!("{kind} `{name}` {state}"),
    }
}

pub(super) fn changed(item: &str, part: &str, old: &str, new: &str) -> String {
    let subject = match part {
        "" => format!("`{item}`"),
        "its Rust type" => format!("resource `{item}`"),
        part => format!("`{item}`: {part}"),
    };
    match (old, new) {
        ("", new) => format!("{subject} was nothing and is `{new}`"),
        (old, "") => format!("{subject} was `{old}` and is nothing"),
        (old, new) => format!("{subject} was `{old}` and is `{new}`"),
    }
}

pub(super) fn inside(item: &str) -> String {
    format!("`{item}` is made of types that differ")
}

pub(super) fn unstable(is_new: bool) -> String {
    match is_new {
        true => "it has `@unstable` items now, which are linked one by one",
        false => "it has no `@unstable` items any more",
    }
    .to_owned()
}

pub(super) fn judged(reason: &str) -> String {
    format!("a component of the old world is none of the new one: {reason}")
}

pub(super) fn two_versions() -> &'static str {
    "it has two versions of one interface, which the check does not tell apart"
}

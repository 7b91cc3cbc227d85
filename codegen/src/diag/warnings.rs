//! What is legal, but seldom meant.

use std::collections::BTreeSet;

pub(crate) fn served_by_the_host(id: &str, plain: &str) -> String {
    format!(
        "hosts serve `{id}` themselves, and this plugin takes their place\n\
         help: if that is not meant, write `skip = [\"{plain}\"]`\n{}",
        if_meant(plain)
    )
}

pub(crate) fn unstable(id: &str, plain: &str, features: &BTreeSet<String>) -> String {
    let features: Vec<_> = features.iter().map(String::as_str).collect();
    format!(
        "`{id}` has unstable items, which this plugin serves: those of `{}`\n{}",
        features.join("`, `"),
        if_meant(plain)
    )
}

pub(crate) fn deprecated(id: &str, plain: &str, items: &[String]) -> String {
    format!(
        "this plugin serves what is deprecated in `{id}`: `{}`\n{}",
        items.join("`, `"),
        if_meant(plain)
    )
}

fn if_meant(plain: &str) -> String {
    format!("help: if it is meant, write `allow(\"{plain}\")`")
}

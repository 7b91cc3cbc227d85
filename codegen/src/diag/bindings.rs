//! WIT for which `bindgen!` has no Rust.

pub(crate) fn no_bindings(interface: &str, reason: &str, is_import: bool) -> String {
    let or_map = match is_import {
        true => format!(", or map the interface: `with(\"{interface}\" = path::to::bindings)`"),
        false => String::new(),
    };
    format!("`{interface}` cannot have bindings: {reason}\nhelp: change that in the WIT{or_map}")
}

pub(crate) fn name_is_taken(kind: &str, name: &str, rust: &str) -> String {
    format!(
        "the Rust name of its {kind} `{name}` would be `{rust}`, which means something else there"
    )
}

pub(crate) fn name_is_keyword(kind: &str, name: &str) -> String {
    format!("the Rust name of its {kind} `{name}` would be a keyword")
}

pub(crate) fn quotes_in_docs(case: &str) -> String {
    format!(
        "the documentation of its error `{case}` becomes a string of Rust, and has a `\"` or a `\\`"
    )
}

pub(crate) fn world_without_bindings(world: &str) -> String {
    format!(
        "world `{world}` cannot have bindings: its Rust name means something else there\n\
         help: give the world another name in the WIT, or name what it imports in `interfaces` instead of `world`"
    )
}

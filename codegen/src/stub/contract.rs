//! The part of the README that says what the plugin owes its callers.

use std::fmt::Write;

use crate::model::{Function, Interface, World};
use crate::names;
use crate::stub::blocks::method_name;
use crate::stub::docs::summary;

/// One table of functions for each interface.
pub(super) fn tables(world: &World) -> String {
    let sections: Vec<_> = world
        .served()
        .map(|interface| section(world, interface))
        .collect();
    sections.join("\n")
}

fn section(world: &World, interface: &Interface) -> String {
    let mut text = format!("### `{}`\n\n", interface.name);
    let summary = summary(interface.docs.as_deref());
    if !summary.is_empty() {
        let _ = writeln!(text, "{summary}\n");
    }
    if interface.functions.is_empty() && interface.resources.is_empty() {
        text.push_str("Types only.\n");
        return text;
    }
    text.push_str("| Function | Method | What it does |\n| --- | --- | --- |\n");
    for function in interface.functions.iter() {
        let (name, method) = (function.option_name(), method(world, interface, function));
        let docs = self::summary(function.wit.docs.contents.as_deref()).replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | `{method}` | {docs} |");
    }
    for resource in &interface.resources {
        let host = names::resource_trait(&resource.name);
        let module = world.short_path(interface).join("::");
        let _ = writeln!(
            text,
            "| `{}` is dropped | `{module}::{host}::drop` | Forgets the handle. |",
            resource.name
        );
    }
    text
}

fn method(world: &World, interface: &Interface, function: &Function) -> String {
    let resource = interface
        .resources
        .iter()
        .find(|resource| function.resource == Some(resource.id));
    let host = resource.map_or_else(
        || "Host".to_owned(),
        |resource| names::resource_trait(&resource.name),
    );
    let with_store = if function.is_async { "WithStore" } else { "" };
    let module = world.short_path(interface).join("::");
    format!("{module}::{host}{with_store}::{}", method_name(function))
}

//! The part of the README that says what the plugin owes its callers, and what it calls itself.

use std::fmt::Write;

use crate::model::{Function, Interface, World};
use crate::names;
use crate::stub::Stub;
use crate::stub::blocks::method_name;
use crate::stub::docs::summary;

/// One table of functions for each interface.
pub(super) fn tables(stub: &Stub<'_>) -> String {
    let world = stub.world();
    let served = world.served().map(|interface| section(world, interface));
    let callers = world.callers().into_iter();
    let called = callers.map(|(interface, module)| {
        let module = format!("{}::{module}", stub.module);
        called(world, interface, &module)
    });
    served.chain(called).collect::<Vec<_>>().join("\n")
}

fn section(world: &World, interface: &Interface) -> String {
    let mut text = head(interface, "");
    if interface.functions.is_empty() && interface.resources.is_empty() {
        text.push_str("Types only.\n");
        return text;
    }
    text.push_str("| Function | Method | What it does |\n| --- | --- | --- |\n");
    for function in interface.functions.iter() {
        text.push_str(&row(function, &method(world, interface, function)));
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

/// An interface that components export and the plugin calls.
fn called(world: &World, interface: &Interface, module: &str) -> String {
    let calls = format!(
        "Called by the plugin: `scope.export::<{module}::Component>()` finds it in `Lifecycle::bind`."
    );
    let mut text = head(interface, &calls);
    if interface.functions.is_empty() {
        text.push_str("Types only.\n");
        return text;
    }
    text.push_str("| Function | Called as | What it does |\n| --- | --- | --- |\n");
    for (function, name) in names::exported_methods(interface) {
        let ty = match function.needs_its_instance(&world.resolve) {
            true => "Session",
            false => "Component",
        };
        text.push_str(&row(function, &format!("{ty}::{name}")));
    }
    text
}

fn head(interface: &Interface, more: &str) -> String {
    let mut text = format!("### `{}`\n\n", interface.name);
    let summary = summary(interface.docs.as_deref());
    for paragraph in [summary.as_str(), more] {
        if !paragraph.is_empty() {
            let _ = writeln!(text, "{paragraph}\n");
        }
    }
    text
}

fn row(function: &Function, method: &str) -> String {
    let docs = summary(function.wit.docs.contents.as_deref()).replace('|', "\\|");
    format!("| `{}` | `{method}` | {docs} |\n", function.option_name())
}

fn method(world: &World, interface: &Interface, function: &Function) -> String {
    let host = interface.resource_of(function).map_or_else(
        || "Host".to_owned(),
        |resource| names::resource_trait(&resource.name),
    );
    let with_store = if function.is_async { "WithStore" } else { "" };
    let module = world.short_path(interface).join("::");
    format!("{module}::{host}{with_store}::{}", method_name(function))
}

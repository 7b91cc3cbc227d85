//! What only the command can find wrong. The rest is in `crate::diag`.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;

use crate::stub::Backend;

pub(super) fn no_wit(path: &Path) -> String {
    format!(
        "no WIT found at `{}`\nhelp: `--wit` takes a WIT file, a folder of WIT with its `deps`, or a component",
        path.display()
    )
}

pub(super) fn folder_without_wit(path: &Path) -> String {
    format!(
        "no WIT found at `{}`: the folder has no file that ends in `.wit`\n\
         help: name the folder in which they are",
        path.display()
    )
}

/// What the attribute says of WIT, with the help of the command.
pub(super) fn invalid_wit(rendered: &str) -> String {
    let message = crate::diag::invalid_wit(rendered);
    let lines = message.lines().map(|line| {
        match line.trim_start().starts_with(crate::diag::PUT_INTO_DEPS) {
            true => "help: put it into the folder `deps` beside this file, and name the folder around both",
            false => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn unreadable(path: &Path, error: &impl Display) -> String {
    format!("cannot read the WIT at `{}`: {error}", path.display())
}

pub(super) fn core_module() -> &'static str {
    "it is a core module, not a component\n\
     help: build it for `wasm32-wasip2`, or run `wasm-tools component new`"
}

pub(super) fn not_wasm() -> &'static str {
    "it is not WebAssembly\nhelp: WIT as text has the ending `.wit`"
}

pub(super) fn several_worlds(worlds: &[String], interfaces: &[String]) -> String {
    format!(
        "which world does the plugin implement?\n\
         help: choose one with `--world`, or interfaces with `--interface`{}{}",
        found(worlds),
        interfaces_found(interfaces)
    )
}

pub(super) fn several_interfaces(interfaces: &[String]) -> String {
    format!(
        "the WIT has no world: which interfaces does the plugin implement?\n\
         help: choose them with `--interface`, or write a world that imports them{}",
        interfaces_found(interfaces)
    )
}

fn interfaces_found(interfaces: &[String]) -> String {
    match interfaces {
        [] => String::new(),
        found => format!("\nnote: interfaces found: `{}`", found.join("`, `")),
    }
}

pub(super) fn unknown_interface(typed: &str, near: Option<&str>, interfaces: &[String]) -> String {
    let help = near.map_or_else(String::new, |near| {
        format!("\nhelp: did you mean `{near}`?")
    });
    format!(
        "no interface `{typed}`{help}{}",
        interfaces_found(interfaces)
    )
}

pub(super) fn versions_of_interface(typed: &str, ids: &[&String]) -> String {
    let choices = ids.iter().map(|id| format!("`--interface {id}`"));
    format!(
        "several versions of interface `{typed}`\nhelp: write {}",
        choices.collect::<Vec<_>>().join(" or ")
    )
}

pub(super) fn nothing_wanted(imports: &[String]) -> String {
    let imports = match imports {
        [] => String::new(),
        imports => format!("\nnote: it imports `{}`", imports.join("`, `")),
    };
    format!("the component imports no interface that needs a plugin{imports}")
}

pub(super) fn backend_is_async() -> String {
    "backends in memory have `async` functions".to_owned()
}

fn found(worlds: &[String]) -> String {
    format!("\nnote: worlds found: `{}`", worlds.join("`, `"))
}

pub(super) fn versions_of_world(typed: &str, worlds: &[String]) -> String {
    let choices: Vec<_> = worlds
        .iter()
        .map(|world| format!("`--world {world}`"))
        .collect();
    format!(
        "several versions of world `{typed}`\nhelp: write {}",
        choices.join(" or ")
    )
}

pub(super) fn version_mismatch(asked: &str, has: &str, world: &str) -> String {
    format!(
        "WIT package has {has}, but `--world` asks for {asked}\n\
         help: write `--world {world}`, or give the WIT of {asked}"
    )
}

pub(super) fn interface_not_world(id: &str) -> String {
    let name = id.split(['/', '@']).nth(1).unwrap_or(id);
    format!("`{id}` is an interface, not a world\nhelp: write `--interface {name}`")
}

pub(super) fn only_upstream(world: &str, interfaces: &[String]) -> String {
    format!(
        "world `{world}` imports only interfaces that a host serves without plugins\n\
         help: name a world of the package that is to be served\n\
         note: it imports `{}`",
        interfaces.join("`, `")
    )
}

pub(super) fn nameless(item: &str, reason: &str) -> String {
    format!(
        "`bindgen!` cannot name `{item}`: {reason}\n\
         help: call it something else in the WIT"
    )
}

pub(super) fn nothing_found(world: &str) -> String {
    format!("world `{world}` has nothing that a plugin can serve")
}

pub(super) fn not_a_crate_name(typed: &str, reason: &str, better: Option<&str>) -> String {
    let help = match better {
        Some(better) => format!("write `--name {better}`"),
        None => "letters, digits, `-` and `_`, with a letter in front, such as `--name my-plugin`"
            .to_owned(),
    };
    format!("`{typed}` cannot be the name of a crate: {reason}\nhelp: {help}")
}

pub(super) fn path_for_name(typed: &str, name: &str) -> String {
    format!(
        "`{typed}` is a path, not the name of a crate\nhelp: write `--name {name}`, and the path behind the package"
    )
}

pub(super) fn no_backend(asked: Backend, world: &str) -> String {
    format!("there is no backend `{}` for `{world}`", asked.name())
}

pub(super) fn other_version(package: &str, template: &str) -> String {
    format!("the backend in memory is for `{template}`, not for `{package}`")
}

pub(super) fn other_shape(template: &str, item: &str) -> String {
    format!("the backend in memory is for another `{template}`, which differs in `{item}`")
}

/// Behind a reason why there is none.
pub(super) fn backend_refused(reason: &str, help: &str, worlds: &[&str]) -> String {
    format!(
        "{reason}\nhelp: {help}\nnote: there are ones for `{}`",
        worlds.join("`, `")
    )
}

pub(super) fn without_backend(asked: Backend) -> String {
    format!(
        "leave out `--backend {}`, and write the methods",
        asked.name()
    )
}

pub(super) fn other_backends(backends: impl Iterator<Item = Backend>) -> String {
    let choices = backends.map(|backend| format!("`--backend {}`", backend.name()));
    format!("write {}", choices.collect::<Vec<_>>().join(" or "))
}

pub(super) fn registry_needed(krate: &str) -> String {
    format!("the crate depends on `{krate}`, which its first build takes from the registry")
}

pub(super) fn no_backend_note(reason: &str) -> String {
    format!("{reason}, so the methods wait for you")
}

pub(super) fn no_component(error: &impl Display) -> String {
    format!("the world cannot be that of a component: {error}")
}

pub(super) fn unknown_place(path: &str, key: &str, keys: &BTreeSet<&str>) -> String {
    let keys: Vec<_> = keys.iter().copied().collect();
    format!(
        "the template `{path}` has the place `{{{{{key}}}}}`, for which there is no value\n\
         note: there are `{}`",
        keys.join("`, `")
    )
}

pub(super) fn unseen_sdk(sdk: &Path) -> String {
    format!(
        "the crate finds the SDK in `{}`, which CI has not; `--sdk VERSION` names a release",
        sdk.display()
    )
}

pub(super) fn template_has_wit(path: &str) -> String {
    format!(
        "the template has `{path}`, but the folder `wit` has the WIT of the plugin\n\
         help: give WIT with `--wit`"
    )
}

/// Lines are those of the file that would be written.
pub(super) fn template_not_rust(
    template: &str,
    path: &Path,
    text: &str,
    error: &syn::Error,
) -> String {
    let (path, start) = (path.display(), error.span().start());
    let line = text.lines().nth(start.line - 1).unwrap_or_default();
    let number = start.line.to_string();
    let (margin, indent) = (" ".repeat(number.len()), " ".repeat(start.column));
    format!(
        "`{path}` of the template is not Rust: {error}\n\
         {margin}--> {path}:{number}:{}\n\
         {margin} |\n\
         {number} | {line}\n\
         {margin} | {indent}^\n\
         note: it is made of `{template}`",
        start.column + 1
    )
}

pub(super) fn not_rust(path: &Path, error: &syn::Error) -> String {
    let start = error.span().start();
    format!(
        "`{}` is not Rust: {error}\nnote: in line {}, column {}",
        path.display(),
        start.line,
        start.column + 1
    )
}

pub(super) fn no_plugin(root: &Path) -> String {
    format!(
        "no plugin in `{}`\nhelp: put `#[host_plugin(world = \"namespace:package/world\")]` on a struct",
        root.display()
    )
}

pub(super) fn guest_needs() -> &'static str {
    "`guest/build.sh` takes `wit-bindgen` from the registry, and needs the target `wasm32-wasip2`"
}

pub(super) fn guest_of_resources(interface: &str) -> String {
    format!(
        "no guest can be written: `{interface}`, which the world exports, has resources\n\
         help: leave out `--guest`, or name a world without this export"
    )
}

pub(super) fn no_library(package: &Path, file: &Path) -> String {
    format!(
        "the package in `{}` has no library: there is no `{}`\n\
         help: move the plugin into a library, so that a host can depend on it",
        package.display(),
        file.display()
    )
}

pub(super) fn no_public_plugin(package: &Path, asked: Option<&str>, others: &[&str]) -> String {
    let what = match asked {
        Some(name) => format!("no plugin `{name}`"),
        None => "no public plugin".to_owned(),
    };
    let help = match others {
        [] => {
            "put `#[host_plugin(world = \"namespace:package/world\")]` on a `pub struct`".to_owned()
        }
        [name] => format!("leave out the name behind `#`, or write `#{name}`"),
        names => format!("write one of `#{}`", names.join("`, `#")),
    };
    format!("{what} in `{}`\nhelp: {help}", package.display())
}

pub(super) fn several_plugins(package: &Path, names: &[&str]) -> String {
    let path = package.display();
    let choices = names.iter().map(|name| format!("`--plugin {path}#{name}`"));
    format!(
        "several plugins in `{path}`\nhelp: name one: {}",
        choices.collect::<Vec<_>>().join(", ")
    )
}

pub(super) fn hidden_plugin(name: &str) -> String {
    format!(
        "the plugin `{name}` stands in a module that other crates do not see\n\
         help: write `pub use` with its path in the root of its crate"
    )
}

pub(super) fn no_default(name: &str, package: &Path) -> String {
    format!(
        "a host cannot make a `{name}`: it has fields, and no `Default`\n\
         help: write `#[derive(Default)]` or `impl Default for {name}` in `{}`",
        package.display()
    )
}

pub(super) fn package_twice(name: &str, is_same: bool) -> String {
    match is_same {
        true => format!("`--plugin` names the package `{name}` twice\nhelp: take one of them out"),
        false => format!(
            "two packages are called `{name}`\nhelp: rename one, because a host depends on both by their names"
        ),
    }
}

/// More than one plugin of a host serves an interface.
pub(super) fn served_twice(plugins: &[&str]) -> String {
    format!(
        "`{}` serve the same: leave one of them in `workload.toml`",
        plugins.join("` and `")
    )
}

pub(super) fn module_taken(path: &Path, module: &str) -> String {
    format!(
        "`{}` has `{module}` already\nhelp: choose another name with `--name`",
        path.display()
    )
}

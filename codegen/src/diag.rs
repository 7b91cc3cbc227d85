//! The text of every message: what was found, then `help:` what to type, then `note:` why.

mod bindings;
mod values;
mod versions;
mod warnings;

use std::fmt::Display;

pub(crate) use self::bindings::*;
pub(crate) use self::values::*;
pub(crate) use self::versions::{
    differing, no_worlds, same_world_twice, several_versions_of_world,
};
pub(crate) use self::warnings::*;
use crate::model::{Homeless, HomelessKind};

/// The end of a message about a name that there is not: `help: did you mean ..?` if a candidate is near, else the list
/// of what there is.
pub fn suggest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let mut candidates: Vec<_> = candidates.into_iter().collect();
    candidates.sort_unstable();
    candidates.dedup();
    match nearest(typed, &candidates) {
        Some(near) => format!("\nhelp: did you mean `{near}`?"),
        None if candidates.is_empty() => String::new(),
        None => format!("\nhelp: expected one of `{}`", candidates.join("`, `")),
    }
}

/// A candidate is near if at most a third of it differs.
pub fn nearest<'a>(typed: &str, candidates: &[&'a str]) -> Option<&'a str> {
    candidates
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(typed, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

pub(crate) fn missing_world() -> &'static str {
    "missing `world`: which WIT world does this plugin implement?\n\
     help: write `#[host_plugin(world = \"wasi:blobstore/imports\")]`"
}

pub(crate) fn bare_string(value: &str) -> String {
    format!("expected `key = value`\nhelp: write `world = {value:?}`")
}

pub(crate) fn unknown_option(key: &str, options: &[&str]) -> String {
    format!(
        "unknown option `{key}`{}",
        suggest(key, options.iter().copied())
    )
}

pub(crate) fn set_twice(key: &str) -> String {
    format!("`{key}` is set twice\nhelp: keep one of them")
}

pub(crate) fn wrong_value(key: &str, expected: &str, found: &str) -> String {
    format!("`{key}` takes {expected}, found `{found}`")
}

pub(crate) fn missing_value(key: &str, example: &str) -> String {
    format!("`{key}` needs a value\nhelp: write `{example}`")
}

pub(crate) fn path_and_inline() -> &'static str {
    "`path` and `inline` exclude each other\nhelp: keep one source of WIT"
}

pub(crate) fn relative_crate_path(path: &str) -> String {
    format!(
        "`crate` takes an absolute path\nhelp: write `crate = ::{path}` or `crate = crate::{path}`\n\
         note: the code that the attribute writes lives in a module of its own"
    )
}

pub(crate) fn not_a_struct(kind: &str, help: &str) -> String {
    format!("`#[host_plugin]` supports only structs, not {kind}\nhelp: {help}")
}

pub(crate) fn on_impl() -> &'static str {
    "`#[host_plugin]` goes on the plugin struct, not on an `impl` block\n\
     help: move the attribute to the struct; implement the generated `Host` traits in ordinary `impl` blocks"
}

pub(crate) fn generic_struct(name: impl Display) -> String {
    format!(
        "a host plugin cannot be generic\n\
         help: erase the parameter, e.g. hold `Arc<dyn Backend>`, or annotate a newtype: \
         `struct Concrete{name}({name}<Concrete>)`"
    )
}

pub(crate) fn borrowing_struct() -> &'static str {
    "a host plugin cannot borrow: it outlives every workload\nhelp: own the data, e.g. `String` or `Arc<T>`"
}

pub(crate) fn second_attribute() -> &'static str {
    "a struct is a host plugin only once\n\
     help: one plugin serves several worlds: `world = [\"a:b/c\", \"d:e/f\"]`"
}

pub(crate) fn no_wit(path: &str, given: bool, found: &[String]) -> String {
    let mut message = format!("no WIT found at `{path}`");
    message += match given {
        true if path.starts_with('/') => {
            "\nhelp: write a path that is relative to the directory of Cargo.toml, such as `wit`"
        }
        true => "\nhelp: `path` is relative to the directory of Cargo.toml",
        false => {
            "\nhelp: put the WIT of the world there, or set `path = \"..\"` or `inline = \"..\"`"
        }
    };
    if !found.is_empty() {
        message += &format!("\nnote: found `{}`", found.join("`, `"));
    }
    message
}

pub(crate) fn invalid_wit(rendered: &str) -> String {
    let help = match rendered.contains("no `package` header") {
        true => "\nhelp: begin with the name of its package: `package namespace:name;`",
        false => "",
    };
    format!("invalid WIT: {}{help}", rendered.trim_end())
}

pub(crate) fn folder_without_wit(path: &str) -> String {
    format!(
        "no WIT found at `{path}`: the folder has no file that ends in `.wit`\n\
         help: set `path` to the folder in which they are"
    )
}

/// How the attribute is helped to a package; the command has no `inline`.
pub(crate) const PUT_INTO_DEPS: &str = "help: put it into `wit/deps`";

pub(crate) fn package_not_found(package: &str) -> String {
    format!(
        "package `{package}` is used, but its WIT is not there\n\
         {PUT_INTO_DEPS}; in `inline`, add `package {package} {{ .. }}` at the end"
    )
}

pub(crate) fn needs_feature(package: &str) -> String {
    format!(
        "the types of `{package}` need the feature `wasi` of the crate `hostplug`\n\
         help: in Cargo.toml, write `hostplug = {{ version = \"..\", features = [\"wasi\"] }}`\n\
         note: to serve `{package}` itself, name one of its interfaces in `interfaces`"
    )
}

pub(crate) fn several_worlds(worlds: &[String]) -> String {
    format!(
        "which world does this plugin implement?\nhelp: choose one with `world = \"..\"`{}",
        found(worlds)
    )
}

pub(crate) fn no_world() -> &'static str {
    "the WIT has no world\nhelp: write one that imports what the plugin serves: `world plugin { import interface; }`"
}

pub(crate) fn unknown_world(typed: &str, worlds: &[String]) -> String {
    let names: Vec<_> = worlds.iter().map(String::as_str).collect();
    let unversioned: Vec<_> = names
        .iter()
        .map(|name| name.split('@').next().unwrap_or(name))
        .collect();
    let bare: Vec<_> = unversioned
        .iter()
        .map(|name| name.rsplit('/').next().unwrap_or(name))
        .collect();
    let near = [&names, &unversioned, &bare].into_iter().find_map(|list| {
        let near = nearest(typed, list)?;
        list.iter()
            .position(|name| *name == near)
            .map(|index| names[index])
    });
    let help = near
        .map(|near| format!("\nhelp: did you mean `{near}`?"))
        .unwrap_or_default();
    format!("no world `{typed}`{help}{}", found(worlds))
}

fn found(worlds: &[String]) -> String {
    match worlds {
        [] => "\nnote: the WIT has no world".to_owned(),
        worlds => format!("\nnote: worlds found: `{}`", worlds.join("`, `")),
    }
}

pub(crate) fn version_mismatch(asked: &str, has: &str, world: &str) -> String {
    format!(
        "WIT package has {has}, but `world` asks for {asked}\n\
         help: write `world = \"{world}\"`, or replace the WIT with that of {asked}"
    )
}

pub(crate) fn interface_not_world(id: &str) -> String {
    format!("`{id}` is an interface, not a world\nhelp: write `interfaces = [\"{id}\"]`")
}

pub(crate) fn nothing_to_serve(world: &str) -> String {
    format!(
        "world `{world}` imports no interface and exports none, so a host plugin has nothing to serve or to call"
    )
}

pub(crate) fn nobody_calls(world: &str, interface: &str) -> String {
    format!(
        "world `{world}` exports `{interface}`, but this plugin has no `Lifecycle` in which it could find a component \
         to call"
    )
}

pub(crate) fn somebody_to_call(interface: &str, path: &str) -> [String; 2] {
    [
        format!(
            "implement `Lifecycle`, and keep `scope.export::<{path}::Component>()` in its `bind`"
        ),
        format!("if the plugin calls no component, write `skip = [\"{interface}\"]`"),
    ]
}

pub(crate) fn everything_skipped(world: &str, skips: bool) -> String {
    let help = match skips {
        true => "take one out of `skip`",
        false => "name what the plugin serves: `interfaces = [\"namespace:package/interface\"]`",
    };
    format!("no interface of world `{world}` is left to serve\nhelp: {help}")
}

pub(crate) fn homeless(world: &str, homeless: &Homeless) -> String {
    match homeless.kind {
        HomelessKind::Function => world_function(world, homeless),
        HomelessKind::Interface => unnamed_interface(world, homeless),
        HomelessKind::Resource => homeless_resource(world, &homeless.name),
    }
}

fn world_function(world: &str, function: &Homeless) -> String {
    let (name, import, serve) = words(function);
    format!(
        "world `{world}` {import}s the function `{name}` outside of any interface\n\
         help: put it into an interface, and {import} that\n\
         note: plugins {serve} interfaces, because only those have a package and a version"
    )
}

fn unnamed_interface(world: &str, interface: &Homeless) -> String {
    let (name, import, serve) = words(interface);
    format!(
        "world `{world}` {import}s `{name}`, which has no package\n\
         help: move it out of the world: `interface {name} {{ .. }}`, and `{import} {name};` in the world\n\
         note: plugins {serve} interfaces by package and version"
    )
}

/// Its name, what the world does with it, and what a plugin would do.
fn words(homeless: &Homeless) -> (&str, &'static str, &'static str) {
    match homeless.is_import {
        true => (&homeless.name, "import", "serve"),
        false => (&homeless.name, "export", "call"),
    }
}

pub(crate) fn unknown_interface(world: &str, typed: &str, candidates: &[String]) -> String {
    let help = suggest(typed, candidates.iter().map(String::as_str));
    format!("world `{world}` does not import or export `{typed}`{help}")
}

pub(crate) fn no_interfaces() -> &'static str {
    "`interfaces` is empty, so a host plugin has nothing to provide\n\
     help: write `interfaces = [\"namespace:package/interface\"]`"
}

/// A bare name and one without version mean the full one as well.
pub(crate) fn undefined_interface(typed: &str, candidates: &[String]) -> String {
    let unversioned: Vec<_> = candidates
        .iter()
        .map(|id| id.split('@').next().unwrap_or(id))
        .collect();
    let bare = |id: &&str| id.rsplit('/').next() == Some(typed);
    let help = match unversioned.iter().find(|id| bare(id)) {
        Some(id) => format!("\nhelp: write the full name: `{id}`"),
        None => suggest(typed, unversioned),
    };
    format!("no interface `{typed}`{help}")
}

pub(crate) fn several_versions(typed: &str, ids: &[&String]) -> String {
    let ids: Vec<_> = ids.iter().map(|id| id.as_str()).collect();
    format!(
        "several versions of interface `{typed}`\nhelp: choose from `{}`",
        ids.join("`, `")
    )
}

pub(crate) fn keyword_as_module(interface: &str, keyword: &str) -> String {
    format!(
        "`{interface}` cannot have bindings: `{keyword}` is a keyword of Rust\n\
         help: give the WIT package another name, or map the interface to a module: \
         `with(\"{interface}\" = path::to::bindings)`\n\
         note: `bindgen!` makes a module for each namespace and package"
    )
}

fn homeless_resource(world: &str, resource: &str) -> String {
    format!(
        "world `{world}` has the resource `{resource}` outside of any interface\n\
         help: put it into an interface, and import that\n\
         note: plugins serve interfaces, because only those have a package and a version"
    )
}

pub(crate) fn bindings_is_the_struct(name: &str) -> String {
    format!(
        "the module of the bindings cannot have the name of the struct, `{name}`\n\
         help: write `bindings = generated`"
    )
}

pub(crate) fn listed_and_skipped(interface: &str) -> String {
    format!("`{interface}` stands in `interfaces` and in `skip`\nhelp: take it out of one of them")
}

pub(crate) fn keyword_in_export(interface: &str, keyword: &str) -> String {
    format!(
        "`{keyword}` of `{interface}` cannot be called: it is a keyword of Rust\n\
         help: give it another name in the WIT, or take the interface out of the exports of the world\n\
         note: `bindgen!` makes a field of each exported function"
    )
}

pub(crate) fn unmapped_resource(resource: &str, ty: &str) -> String {
    format!(
        "resource `{resource}` has no Rust type\n\
         help: map it: `with(\"{resource}\" = {ty})`, where `{ty}` is what the host keeps for one handle"
    )
}

pub(crate) fn unknown_with_key(world: &str, typed: &str, candidates: &[&str]) -> String {
    let help = match meant(typed, candidates) {
        Some(full) if full.ends_with(typed) => format!("\nhelp: write the full name: `{full}`"),
        Some(near) => format!("\nhelp: did you mean `{near}`?"),
        None => suggest(typed, candidates.iter().copied()),
    };
    format!("world `{world}` has no resource or interface `{typed}`{help}")
}

/// The resource that a key of `with` most likely means: one of nearly this name, the only one whose name ends so, or
/// that of another version.
pub(crate) fn meant<'a>(typed: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let unversioned = match typed.split_once('@') {
        Some((interface, rest)) => {
            let resource = rest.rsplit('.').next().unwrap_or_default();
            format!("{interface}.{resource}")
        }
        None => typed.to_owned(),
    };
    let ends_so = |candidate: &&&str| {
        let before = candidate.strip_suffix(typed);
        before.is_some_and(|before| before.ends_with(['.', '/', ':']))
    };
    let mut ending = candidates.iter().filter(ends_so);
    let only = ending.next().filter(|_| ending.next().is_none());
    only.copied().or_else(|| nearest(&unversioned, candidates))
}

pub(crate) fn unknown_function(world: &str, typed: &str, candidates: &[String]) -> String {
    let help = suggest(typed, candidates.iter().map(String::as_str));
    format!("world `{world}` has no function `{typed}`{help}")
}

pub(crate) fn sync_on_async(function: &str) -> String {
    format!(
        "`{function}` is an `async` function in WIT, so it cannot be `sync`\nhelp: take it out of `sync(..)`"
    )
}

pub(crate) fn mapped_twice(key: &str) -> String {
    format!("`{key}` is mapped twice\nhelp: keep one of them")
}

pub(crate) fn not_implemented(plugin: &str, interface: &str) -> String {
    format!("plugin `{plugin}` does not implement `{interface}`")
}

pub(crate) fn command_writes_it() -> &'static str {
    "`plugin-gen stub --write` writes all that is missing, with every signature"
}

pub(crate) fn implemented_for_caller() -> &'static str {
    "host traits are implemented for `Caller<'_, ..>`, which carries the plugin, the binding and the resources"
}

pub(crate) fn implemented_for_plugin() -> &'static str {
    "`async` functions of WIT are implemented for the plugin itself, with an `Accessor` of the store"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_names_are_suggested() {
        assert_eq!(nearest("wrld", &["path", "world"]), Some("world"));
        assert_eq!(nearest("tyni", &["tiny"]), None);
        assert_eq!(
            suggest("colour", ["path", "world"]),
            "\nhelp: expected one of `path`, `world`"
        );
    }

    #[test]
    fn a_world_is_suggested_by_its_bare_name_too() {
        let message = unknown_world("tinny", &["demo:kv/tiny@0.2.1".into()]);
        assert!(
            message.contains("did you mean `demo:kv/tiny@0.2.1`?"),
            "{message}"
        );
    }

    #[test]
    fn a_resource_is_meant_by_less_than_its_name() {
        let resources = [
            "a:b/store.bucket",
            "a:b/store.key-range",
            "a:b/batch.job",
            "c:d/x.job",
        ];
        for typed in [
            "bucket",
            "store.bucket",
            "b/store.bucket",
            "a:b/store.buckte",
            "a:b/store@2.0.0.bucket",
        ] {
            assert_eq!(meant(typed, &resources), Some(resources[0]), "{typed}");
        }
        for typed in ["job", "range", "ucket", ""] {
            assert_eq!(meant(typed, &resources), None, "{typed}");
        }
    }

    #[test]
    fn a_name_is_suggested_that_would_be_taken() {
        for (typed, suggested) in [
            ("My Plugin", "my-plugin"),
            ("kv.v2", "kv-v2"),
            ("2fast", "fast"),
            ("\u{e9}t\u{e9}", "my-plugin"),
            ("..", "my-plugin"),
        ] {
            let message = not_a_name(typed);
            assert!(
                message.contains(&format!("name = \"{suggested}\"")),
                "{message}"
            );
        }
    }
}

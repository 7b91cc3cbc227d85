//! Why nothing can be added to a plugin.

use std::path::Path;

pub(super) fn several_plugins(names: &[String]) -> String {
    let choices = names.iter().map(|name| format!("`--plugin {name}`"));
    format!(
        "which plugin is meant?\nhelp: write {}",
        choices.collect::<Vec<_>>().join(" or ")
    )
}

pub(super) fn unknown_plugin(name: &str, names: &[String]) -> String {
    format!(
        "no plugin `{name}`\nhelp: write `--plugin {}`",
        names.join("` or `--plugin ")
    )
}

pub(super) fn inline(plugin: &str) -> String {
    format!(
        "the attribute of `{plugin}` has its WIT `inline`, where nothing can be added to it\n\
         help: move the text into a file in the folder `wit`, and take `inline` out"
    )
}

pub(super) fn no_folder(plugin: &str, path: &Path) -> String {
    format!(
        "the WIT of `{plugin}` is not in a folder: `{}`\n\
         help: move it into a folder, beside which there can be `deps`, and name that as `path`",
        path.display()
    )
}

pub(super) fn listed(plugin: &str) -> String {
    format!(
        "the attribute of `{plugin}` lists its `interfaces`, so worlds are not all that it serves\n\
         help: write a world that imports them, and name that in the place of `interfaces`"
    )
}

pub(super) fn no_world(plugin: &str) -> String {
    format!(
        "the attribute of `{plugin}` names no world that its WIT has\n\
         help: write `world = \"namespace:package/world\"` in it"
    )
}

pub(super) fn served_already(plugin: &str, world: &str) -> String {
    format!("`{plugin}` serves `{world}` already")
}

pub(super) fn other_text(id: &str, entry: &Path) -> String {
    format!(
        "the plugin has another text of `{id}` than the one in `{}`\n\
         help: choose the text that it has with `--wit` or `--hash`, or update its WIT first",
        entry.display()
    )
}

pub(super) fn world_not_found(package: &str, world: &str) -> String {
    format!(
        "no file of WIT has the world `{world}` of `{package}` as a block\n\
         help: import the interface in that world by hand, then run `plugin-gen stub --write`"
    )
}

//! Who serves an interface without another plugin.

use wit_parser::{InterfaceId, Resolve};

use super::bundled::{BUNDLED, Bundled};
use crate::catalogue;
use crate::changes::{first_break, track};
use crate::check::is_of_the_host;
use crate::model::InterfaceName;

/// Who serves an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Service {
    /// The runtime itself.
    Runtime,
    /// A plugin that comes with Hostplug.
    Plugin(&'static Bundled),
    /// A plugin that comes with Hostplug has it by this name, but not with all that is asked for.
    Differs {
        /// The plugin.
        plugin: &'static Bundled,
        /// The first thing that differs, in words: from here to what the plugin serves.
        what: String,
    },
    /// Only a plugin that somebody writes.
    Nobody,
    /// Types only, which need no one.
    NotNeeded,
    /// No plugin at all: it belongs to no interface that has a package.
    Homeless,
}

/// Who serves an interface, by its name and version first and then by what it asks for.
pub(super) fn service(resolve: &Resolve, id: InterfaceId) -> Service {
    let Some(name) = InterfaceName::of(resolve, id) else {
        return Service::Homeless;
    };
    if is_of_the_host(&name) {
        return Service::Runtime;
    }
    let mut differing = None;
    for (plugin, path) in named(&name) {
        match difference(resolve, id, path) {
            None => return Service::Plugin(plugin),
            Some(what) => differing = Some(Service::Differs { plugin, what }),
        }
    }
    let has_functions = !resolve.interfaces[id].functions.is_empty();
    differing.unwrap_or(match has_functions {
        true => Service::Nobody,
        false => Service::NotNeeded,
    })
}

/// The texts with an interface of this name, in a version that links.
fn named(name: &InterfaceName) -> impl Iterator<Item = (&'static Bundled, &'static str)> {
    let texts = BUNDLED.iter().flat_map(|plugin| {
        let serves = plugin.serves.iter();
        serves.map(move |(path, interfaces)| (plugin, *path, *interfaces))
    });
    texts.filter_map(move |(plugin, path, interfaces)| {
        let entry = catalogue::entries()
            .iter()
            .find(|entry| entry.path() == path)?;
        let is_named = entry.namespace() == name.namespace
            && entry.package() == name.package
            && interfaces.contains(&name.name.as_str())
            && track(entry.version().as_ref()) == track(name.version.as_ref());
        is_named.then_some((plugin, path))
    })
}

/// What the text of the catalogue lacks for those who were built with this one.
fn difference(resolve: &Resolve, id: InterfaceId, path: &str) -> Option<String> {
    let entry = catalogue::entries()
        .iter()
        .find(|entry| entry.path() == path)?;
    let served = catalogue::closure(entry);
    first_break((resolve, id), (&served.resolve, served.package))
}

//! What a WIT package or a component has, as one wants to know it before one writes a plugin: its interfaces with all
//! signatures, its worlds, and who serves what already.

mod bundled;
mod serve;
mod text;

#[cfg(test)]
mod tests;

use wit_parser::{InterfaceId, PackageId, Resolve, TypeDefKind, WorldId, WorldItem, WorldKey};

pub use self::bundled::{BUNDLED, Bundled};
pub use self::serve::Service;
use crate::catalogue::{self, Entry, Structure};
use crate::compare::signature;
use crate::model::InterfaceName;

/// A package, as it is served today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// `namespace:package@version`.
    pub id: String,
    /// The identity of the text, as [`Entry::hash`] has it.
    pub hash: String,
    /// The text of the catalogue that says the same.
    pub entry: Option<&'static Entry>,
    /// Its interfaces, ordered by name.
    pub interfaces: Vec<Interface>,
    /// Its worlds, ordered by name.
    pub worlds: Vec<World>,
}

/// An interface of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// `namespace:package/name@version`.
    pub id: String,
    /// Its types except for resources, in WIT.
    pub types: Vec<String>,
    /// Its functions outside of resources, in WIT.
    pub functions: Vec<String>,
    /// Its resources by name, each with its functions in WIT.
    pub resources: Vec<(String, Vec<String>)>,
    /// Who serves it.
    pub service: Service,
}

/// A world, of a package or of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// `namespace:package/name@version`; that of a component says nothing.
    pub id: String,
    /// What it imports, in its order.
    pub imports: Vec<Import>,
    /// What it exports, in its order: ids of interfaces, or functions in WIT.
    pub exports: Vec<String>,
}

/// What a world imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The id of an interface, or a function or a type in WIT.
    pub name: String,
    /// The package of the interface, if there is one.
    pub package: Option<String>,
    /// Who serves it.
    pub service: Service,
}

/// Looks at a package.
pub fn package(resolve: &Resolve, id: PackageId) -> Package {
    let package = &resolve.packages[id];
    let hash = Structure::of(resolve, id).hash();
    let name = package.name.to_string();
    let mut entries = catalogue::entries().iter();
    let entry = entries.find(|entry| entry.hash() == hash && entry.id() == name);
    let mut interfaces: Vec<_> = package.interfaces.iter().collect();
    interfaces.sort();
    let mut worlds: Vec<_> = package.worlds.iter().collect();
    worlds.sort();
    Package {
        id: name,
        hash,
        entry,
        interfaces: interfaces
            .into_iter()
            .map(|(_, id)| interface(resolve, *id))
            .collect(),
        worlds: worlds
            .into_iter()
            .map(|(_, id)| world(resolve, *id))
            .collect(),
    }
}

/// Looks at a world, such as that of a component.
pub fn world(resolve: &Resolve, id: WorldId) -> World {
    let world = &resolve.worlds[id];
    World {
        id: crate::model::qualified_name(resolve, id),
        imports: world
            .imports
            .iter()
            .map(|(key, item)| import(resolve, key, item))
            .collect(),
        exports: world
            .exports
            .iter()
            .map(|(key, item)| name(resolve, key, item))
            .collect(),
    }
}

fn interface(resolve: &Resolve, id: InterfaceId) -> Interface {
    let interface = &resolve.interfaces[id];
    let is_resource = |id| matches!(resolve.types[id].kind, TypeDefKind::Resource);
    let functions = |resource: Option<_>| -> Vec<String> {
        let functions = interface.functions.values();
        functions
            .filter(|function| function.kind.resource() == resource)
            .map(|function| signature(resolve, function))
            .collect()
    };
    let types = interface.types.iter();
    let (resources, types): (Vec<_>, Vec<_>) = types.partition(|(_, id)| is_resource(**id));
    Interface {
        id: InterfaceName::of(resolve, id).map_or_else(String::new, |name| name.to_string()),
        types: types
            .into_iter()
            .map(|(name, id)| text::definition(resolve, name, *id))
            .collect(),
        functions: functions(None),
        resources: resources
            .into_iter()
            .map(|(name, id)| (name.clone(), functions(Some(*id))))
            .collect(),
        service: serve::service(resolve, id),
    }
}

fn import(resolve: &Resolve, key: &WorldKey, item: &WorldItem) -> Import {
    let interface = match (key, item) {
        (WorldKey::Interface(_), WorldItem::Interface { id, .. }) => Some(*id),
        _ => None,
    };
    let package = interface.and_then(|id| resolve.interfaces[id].package);
    Import {
        name: name(resolve, key, item),
        package: package.map(|package| resolve.packages[package].name.to_string()),
        service: match (interface, item) {
            (Some(id), _) => serve::service(resolve, id),
            (None, WorldItem::Type { .. }) => Service::NotNeeded,
            (None, _) => Service::Homeless,
        },
    }
}

fn name(resolve: &Resolve, key: &WorldKey, item: &WorldItem) -> String {
    match item {
        WorldItem::Interface { .. } => resolve.name_world_key(key),
        WorldItem::Function(function) => signature(resolve, function),
        WorldItem::Type { id, .. } => text::definition(resolve, &resolve.name_world_key(key), *id),
    }
}

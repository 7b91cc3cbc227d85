//! Which versions of an interface one implementation serves.

use quote::ToTokens;
use wit_parser::{InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner};

use super::{Plan, With};
use crate::compare::{Compare, Difference};
use crate::model::{Interface, Service, World};

/// A version of an interface that needs an implementation of its own, because it differs from the first one.
#[derive(Debug)]
pub(crate) struct Differing {
    pub(crate) interface: InterfaceId,
    pub(crate) first: InterfaceId,
    pub(crate) differences: Vec<Difference>,
}

/// Lets every import share the implementation of the first other version with its shape.
pub(super) fn share(world: &mut World, with: &[With]) -> Vec<Differing> {
    let mut differing = Vec::new();
    let mut index = 0;
    while let Some(interface) = world.imports.get(index) {
        if interface.is_served() {
            let compared = compared(world, with, index);
            let equal = compared.iter().find(|found| found.differences.is_empty());
            let equal = equal.map(|found| found.first);
            if let (Some(first), Some(interface)) = (equal, world.imports.get_mut(index)) {
                interface.service = Service::Shared(first);
            } else {
                differing.extend(compared.into_iter().next());
            }
        }
        index += 1;
    }
    while let Some((index, found)) = lends_foreign_types(world) {
        if let Some(interface) = world.imports.get_mut(index) {
            interface.service = Service::Plugin;
        }
        differing.push(found);
    }
    differing
}

/// The import at `index` beside each earlier one of its name that has an implementation.
fn compared(world: &World, with: &[With], index: usize) -> Vec<Differing> {
    let resource = |id| rust_type(world, with, id);
    let compare = Compare {
        resolve: &world.resolve,
        resource: &resource,
    };
    let (earlier, rest) = world.imports.split_at(index);
    let Some(interface) = rest.first() else {
        return Vec::new();
    };
    let name = interface.name.unversioned();
    let versions = earlier
        .iter()
        .filter(|other| other.is_served() && other.name.unversioned() == name);
    let compared = versions.map(|first| Differing {
        interface: interface.id,
        first: first.id,
        differences: compare.differences(first, interface),
    });
    compared.collect()
}

/// What stands for a resource in Rust: the type that the author gave, or that of another crate.
fn rust_type(world: &World, with: &[With], id: TypeId) -> String {
    let definition = &world.resolve.types[id];
    let TypeOwner::Interface(owner) = definition.owner else {
        return String::new();
    };
    let name = definition.name.as_deref().unwrap_or_default();
    let Some(owner) = world.interface(owner) else {
        return name.to_owned();
    };
    let target = |key: &str| {
        let entry = with
            .iter()
            .find(|entry| entry.keys.iter().any(|other| other == key));
        entry.map(|entry| entry.target.to_token_stream().to_string().replace(' ', ""))
    };
    let of_interface = || target(&owner.name.to_string()).map(|module| format!("{module}::{name}"));
    target(&format!("{}.{name}", owner.name))
        .or_else(of_interface)
        .unwrap_or_else(|| format!("{}.{name}", owner.name.unversioned()))
}

/// A shared interface that passes on types of another, which is not shared, to a third, which is not shared either. The
/// third would get the types of one version from it and those of the other where it uses them directly.
fn lends_foreign_types(world: &World) -> Option<(usize, Differing)> {
    world
        .imports
        .iter()
        .enumerate()
        .find_map(|(index, interface)| {
            let Service::Shared(first) = interface.service else {
                return None;
            };
            let item = foreign_types(world, interface).into_iter().next()?;
            let found = Differing {
                interface: interface.id,
                first,
                differences: vec![Difference::Inside { item }],
            };
            Some((index, found))
        })
}

/// The types that others use of this interface, though it has them of another interface that is not shared.
fn foreign_types(world: &World, interface: &Interface) -> Vec<String> {
    let resolve = &world.resolve;
    let users = world
        .imports
        .iter()
        .chain(&world.exports)
        .filter(|user| user.is_served());
    let used = users.flat_map(|user| resolve.interfaces[user.id].types.values());
    let lent = used
        .filter_map(|id| source(resolve, *id))
        .filter(|source| resolve.types[*source].owner == TypeOwner::Interface(interface.id));
    let foreign = lent.filter(|id| {
        let definition = &resolve.types[crate::model::definition(resolve, *id)];
        let TypeOwner::Interface(owner) = definition.owner else {
            return false;
        };
        let is_shared = matches!(
            world.interface(owner).map(|owner| owner.service),
            Some(Service::Shared(_) | Service::Upstream)
        );
        owner != interface.id && !is_shared && !matches!(definition.kind, TypeDefKind::Resource)
    });
    foreign
        .filter_map(|id| resolve.types[id].name.clone())
        .collect()
}

/// The type that a `use` names.
fn source(resolve: &Resolve, id: TypeId) -> Option<TypeId> {
    match resolve.types[id].kind {
        TypeDefKind::Type(Type::Id(source)) => Some(source),
        _ => None,
    }
}

impl Plan {
    /// The keys of an entry as far as `bindgen!` needs them; it refuses others.
    pub(crate) fn keys<'a>(&'a self, with: &'a With) -> impl Iterator<Item = &'a String> {
        let imports = self.world.imports.iter();
        let shared: Vec<_> = imports
            .filter(|interface| matches!(interface.service, Service::Shared(_)))
            .map(|interface| interface.name.to_string())
            .collect();
        let is_needed = move |key: &&String| {
            let interface = key.rsplit_once('.').map(|(interface, _)| interface);
            !shared
                .iter()
                .any(|shared| interface == Some(shared.as_str()))
        };
        with.keys.iter().filter(is_needed)
    }
}

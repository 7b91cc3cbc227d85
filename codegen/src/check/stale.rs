//! Names in the attribute that mean nothing any more.

use syn::LitStr;

use super::{destructors, map_interfaces, map_upstream, named_functions, resource_keys};
use crate::attr::{Args, Sync};
use crate::model::World;

/// Takes out of the arguments what names nothing of the world, as happens to a plugin whose WIT lost something.
pub(crate) fn take_stale(args: &mut Args, mut world: World) -> Vec<LitStr> {
    map_upstream(args, &mut world);
    map_interfaces(args, &mut world);
    let mut stale = resources(args, &world);
    let is_unknown = |literal: &mut LitStr| !is_interface(&world, &literal.value());
    for list in [&mut args.skip, &mut args.allow] {
        stale.extend(list.extract_if(.., is_unknown));
    }
    let is_of_world = !args.worlds.is_empty();
    if let Some(list) = args.interfaces.as_mut().filter(|_| is_of_world) {
        stale.extend(list.extract_if(.., is_unknown));
    }
    if let Sync::Some(list) = &mut args.sync {
        let is_unknown = |literal: &mut LitStr| !is_function(&world, &literal.value());
        stale.extend(list.extract_if(.., is_unknown));
    }
    stale
}

fn resources(args: &mut Args, world: &World) -> Vec<LitStr> {
    let keys = resource_keys(world);
    let is_resource = |typed: &str| {
        let mut keys = keys.iter();
        keys.any(|(plain, versioned, _)| typed == plain || typed == versioned)
    };
    let is_known = |typed: &str| is_interface(world, typed) || is_resource(typed);
    let stale = args.with.extract_if(.., |(key, _)| !is_known(&key.value()));
    stale.map(|(key, _)| key).collect()
}

fn is_interface(world: &World, typed: &str) -> bool {
    let mut all = world.imports.iter().chain(&world.exports);
    all.any(|interface| interface.name.is(typed))
}

fn is_function(world: &World, typed: &str) -> bool {
    !named_functions(world, typed).is_empty() || !destructors(world, typed).is_empty()
}

//! Chooses the world that the attribute means.

use syn::LitStr;
use wit_parser::{PackageId, Resolve, WorldId};

use crate::attr::Args;
use crate::diag;
use crate::errors::Errors;
use crate::model::{World, qualified_name};
use crate::wit::{SYNTHESIZED_WORLD, Source};

/// The world as the attribute names it; else the one that stands for its `interfaces`; else the only one.
pub(crate) fn world(errors: &mut Errors, args: &Args, source: &Source) -> Option<World> {
    let id = match (&args.world, &args.interfaces) {
        (Some(world), _) => named(errors, &source.resolve, source.package, world),
        (None, Some(_)) => find(&source.resolve, SYNTHESIZED_WORLD),
        (None, None) => only(errors, args, &source.resolve, source.package),
    }?;
    Some(World::new(source.resolve.clone(), id))
}

fn find(resolve: &Resolve, name: &str) -> Option<WorldId> {
    resolve.worlds.iter().map(|(id, _)| id).find(|id| qualified_name(resolve, *id) == name)
}

fn named(errors: &mut Errors, resolve: &Resolve, main: PackageId, literal: &LitStr) -> Option<WorldId> {
    let typed = literal.value();
    if let Some(id) = find(resolve, &typed).or_else(|| unversioned(resolve, main, &typed)) {
        return Some(id);
    }
    let message = mismatch(resolve, &typed)
        .or_else(|| an_interface(resolve, main, &typed))
        .unwrap_or_else(|| diag::unknown_world(&typed, &names(resolve, main)));
    errors.at(literal, message);
    None
}

/// `world` in the main package, or `namespace:package/world` if the package has one version.
fn unversioned(resolve: &Resolve, main: PackageId, typed: &str) -> Option<WorldId> {
    if let Some(id) = resolve.packages[main].worlds.get(typed) {
        return Some(*id);
    }
    let mut matching = resolve.worlds.iter().map(|(id, _)| id).filter(|id| {
        qualified_name(resolve, *id).split('@').next() == Some(typed)
    });
    let first = matching.next()?;
    matching.next().is_none().then_some(first)
}

fn mismatch(resolve: &Resolve, typed: &str) -> Option<String> {
    let (name, version) = typed.split_once('@')?;
    let world = unversioned_anywhere(resolve, name)?;
    let has = match world.split_once('@') {
        Some((_, version)) => format!("version {version}"),
        None => "no version".to_owned(),
    };
    Some(diag::version_mismatch(version, &has, &world))
}

fn unversioned_anywhere(resolve: &Resolve, name: &str) -> Option<String> {
    let worlds = resolve.worlds.iter().map(|(id, _)| qualified_name(resolve, id));
    worlds.filter(|world| world.split('@').next() == Some(name)).max()
}

fn an_interface(resolve: &Resolve, main: PackageId, typed: &str) -> Option<String> {
    let in_main = resolve.packages[main].interfaces.get(typed).copied();
    let anywhere = || {
        let ids = resolve.interfaces.iter().map(|(id, _)| id);
        ids.into_iter().find(|id| {
            let name = resolve.id_of(*id);
            name.is_some_and(|name| name == typed || name.split('@').next() == Some(typed))
        })
    };
    let id = in_main.or_else(anywhere)?;
    Some(diag::interface_not_world(&resolve.id_of(id)?))
}

fn only(errors: &mut Errors, args: &Args, resolve: &Resolve, main: PackageId) -> Option<WorldId> {
    let worlds: Vec<_> = resolve.packages[main].worlds.values().copied().collect();
    match worlds.as_slice() {
        [world] => return Some(*world),
        [] => errors.at_span(args.world_span(), diag::unknown_world("", &[]).replace(" ``", "")),
        _ => errors.at_span(args.world_span(), diag::several_worlds(&names(resolve, main))),
    }
    None
}

fn names(resolve: &Resolve, main: PackageId) -> Vec<String> {
    let worlds = resolve.packages[main].worlds.values();
    let mut names: Vec<_> = worlds.map(|id| qualified_name(resolve, *id)).collect();
    names.sort();
    names
}

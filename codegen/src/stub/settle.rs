//! Which world a crate is written for.

use wit_parser::WorldId;

use crate::check::is_of_the_host;
use crate::diag::nearest;
use crate::errors::Errors;
use crate::model::{InterfaceName, World};
use crate::select::{self, NoWorld};
use crate::stub::package::Origin;
use crate::stub::{Error, Package, Request, capability, diag, with_upstream};

/// The world that the request names, or that stands for the interfaces which it names; else the one that there is.
pub(super) fn world(request: &Request<'_>) -> Result<(Package, WorldId), Error> {
    let package = request.package;
    let own = |imports: &[String]| package.with_own_world(request.name, imports, &[]);
    if !request.interfaces.is_empty() {
        return own(&interfaces(package, request.interfaces)?);
    }
    if let Some(own) = of_template(request) {
        return Ok(own);
    }
    match (request.world, package.worlds().as_slice()) {
        (None, []) => own(&all(package)?),
        (None, _) if *package.origin() == Origin::Component => own(&wanted(package)?),
        (None, worlds) => chosen(package, usual(package, worlds)),
        (world, _) => chosen(package, world),
    }
}

fn chosen(package: &Package, world: Option<&str>) -> Result<(Package, WorldId), Error> {
    let id = select::choose(&package.resolve, package.package, world);
    let id = id.map_err(|reason| Error::new(explain(&reason, package)))?;
    Ok((package.clone(), id))
}

/// Where the package itself has no world for which there is a template: one with the interfaces that a template takes.
fn of_template(request: &Request<'_>) -> Option<(Package, WorldId)> {
    let package = request.package;
    let worlds = package.worlds();
    let is_open = worlds.is_empty() || matches!(package.origin(), Origin::Catalogue(_));
    let has_template = |(package, id): &(Package, WorldId)| {
        let world = World::new(package.resolve.clone(), *id);
        capability::fits(&with_upstream(&mut Errors::default(), world))
    };
    if request.world.is_some()
        || !is_open
        || chosen(package, usual(package, &worlds)).is_ok_and(|it| has_template(&it))
    {
        return None;
    }
    let (imports, exports) = capability::own_world(&package.id())?;
    let own = package.with_own_world(request.name, &imports, &exports);
    own.ok().filter(has_template)
}

/// By the convention of WASI, `imports` is what hosts serve.
fn usual<'a>(package: &Package, worlds: &'a [String]) -> Option<&'a str> {
    let is_of_catalogue = matches!(package.origin(), Origin::Catalogue(_));
    let is_usual = |id: &&String| id.split(['/', '@']).nth(1) == Some("imports");
    let usual = worlds.iter().find(is_usual);
    usual.filter(|_| is_of_catalogue).map(String::as_str)
}

fn explain(reason: &NoWorld, package: &Package) -> String {
    match reason {
        NoWorld::None => crate::diag::no_world().to_owned(),
        NoWorld::Several(worlds) => diag::several_worlds(worlds, &package.interfaces()),
        NoWorld::Unknown { typed, worlds } => crate::diag::unknown_world(typed, worlds),
        NoWorld::Versions { typed, worlds } => diag::versions_of_world(typed, worlds),
        NoWorld::Version { asked, has, world } => diag::version_mismatch(asked, has, world),
        NoWorld::Interface(id) => diag::interface_not_world(id),
    }
}

/// All interfaces of a package without world. Where somebody has still to write his world, it must be the only one.
fn all(package: &Package) -> Result<Vec<String>, Error> {
    let interfaces = package.interfaces();
    match (package.origin(), interfaces.as_slice()) {
        (_, []) => Err(Error::new(crate::diag::no_world())),
        (Origin::Files, [_, _, ..]) => Err(Error::new(diag::several_interfaces(&interfaces))),
        _ => Ok(interfaces),
    }
}

/// What a component imports, except for what every host serves.
fn wanted(package: &Package) -> Result<Vec<String>, Error> {
    let imported = package.imported();
    let ids = |names: &[&InterfaceName]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let wanted = imported.iter().filter(|name| !is_of_the_host(name));
    match wanted.collect::<Vec<_>>().as_slice() {
        [] => {
            let imported: Vec<_> = imported.iter().collect();
            Err(Error::new(diag::nothing_wanted(&ids(&imported))))
        }
        wanted => Ok(ids(wanted)),
    }
}

/// The ids that are meant: a name in the package, or one with its package, with or without version.
fn interfaces(package: &Package, typed: &[String]) -> Result<Vec<String>, Error> {
    let found = typed.iter().map(|typed| interface(package, typed));
    let (found, errors): (Vec<_>, Vec<_>) = found.partition(Result::is_ok);
    let messages: Vec<_> = errors.into_iter().filter_map(Result::err).collect();
    match messages.is_empty() {
        true => Ok(found.into_iter().flatten().collect()),
        false => Err(Error { messages }),
    }
}

fn interface(package: &Package, typed: &str) -> Result<String, String> {
    let resolve = &package.resolve;
    let own = &resolve.packages[package.package].interfaces;
    if let Some(id) = own.get(typed).and_then(|id| resolve.id_of(*id)) {
        return Ok(id);
    }
    let all = resolve.interfaces.iter();
    let all: Vec<_> = all.filter_map(|(id, _)| resolve.id_of(id)).collect();
    let is_meant = |id: &&String| *id == typed || id.split('@').next() == Some(typed);
    let found: Vec<_> = all.iter().filter(is_meant).collect();
    match found.as_slice() {
        [id] => Ok((*id).clone()),
        [] => {
            let names = own.keys().chain(&all).map(String::as_str);
            let near = nearest(typed, &names.collect::<Vec<_>>());
            Err(diag::unknown_interface(typed, near, &package.interfaces()))
        }
        ids => Err(diag::versions_of_interface(typed, ids)),
    }
}

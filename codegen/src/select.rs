//! Chooses the world that the attribute or the command means, and puts several into one.

use syn::LitStr;
use wit_parser::{PackageId, Resolve, WorldId};

use crate::attr::Args;
use crate::diag;
use crate::errors::Errors;
use crate::model::{World, homeless, qualified_name};
use crate::wit::{self, SYNTHESIZED_WORLD, Source};

/// The world as the attribute names it; else the one that stands for its `interfaces` or for several worlds; else the
/// only one.
pub(crate) fn world(errors: &mut Errors, args: &Args, source: &mut Source) -> Option<World> {
    let id = match (args.worlds.as_slice(), &args.interfaces) {
        ([], Some(_)) => find(&source.resolve, SYNTHESIZED_WORLD)?,
        ([], None) => chosen(errors, args, source, None)?,
        ([world], _) => chosen(errors, args, source, Some(world))?,
        (worlds, _) => return several(errors, args, source, worlds),
    };
    Some(World::new(source.resolve.clone(), id))
}

fn chosen(
    errors: &mut Errors,
    args: &Args,
    source: &Source,
    literal: Option<&LitStr>,
) -> Option<WorldId> {
    let typed = literal.map(LitStr::value);
    let span = literal.map_or_else(|| args.world_span(), LitStr::span);
    let chosen = choose(&source.resolve, source.package, typed.as_deref());
    chosen
        .map_err(|reason| errors.at_span(span, explain(&reason)))
        .ok()
}

/// One world that includes all of them, so that what they share is one type.
fn several(
    errors: &mut Errors,
    args: &Args,
    source: &mut Source,
    literals: &[LitStr],
) -> Option<World> {
    let mut worlds = Vec::new();
    for literal in literals {
        if let Some(id) = chosen(errors, args, source, Some(literal)) {
            for homeless in homeless(&source.resolve, id) {
                let name = &source.resolve.worlds[id].name;
                errors.at(literal, diag::homeless(name, &homeless));
            }
            if worlds.contains(&id) {
                errors.at(literal, diag::same_world_twice(&literal.value()));
            }
            worlds.push(id);
        }
    }
    if !errors.is_empty() {
        return None;
    }
    let names: Vec<_> = worlds
        .iter()
        .map(|id| qualified_name(&source.resolve, *id))
        .collect();
    let includes: String = names
        .iter()
        .map(|name| format!("include {}; ", wit::escaped(name)))
        .collect();
    let package = source.resolve.worlds[*worlds.first()?].package?;
    let package = source.resolve.packages[package].name.name.clone();
    source.synthesize(errors, args.world_span(), &includes)?;
    let id = find(&source.resolve, SYNTHESIZED_WORLD)?;
    let world = World::new(source.resolve.clone(), id);
    Some(world.standing_for(names, package))
}

/// Why a name, or no name, chooses no world.
#[derive(Debug)]
pub(crate) enum NoWorld {
    /// The package has no world at all.
    None,
    /// The package has several, and nobody named one.
    Several(Vec<String>),
    Unknown {
        typed: String,
        worlds: Vec<String>,
    },
    /// The package of the world is there in several versions.
    Versions {
        typed: String,
        worlds: Vec<String>,
    },
    /// `world` exists, but not in the version that was asked for.
    Version {
        asked: String,
        has: String,
        world: String,
    },
    /// The name is that of an interface.
    Interface(String),
}

/// The world with this name: `world` of the package `main`, `namespace:package/world`, or that with a version.
pub(crate) fn choose(
    resolve: &Resolve,
    main: PackageId,
    typed: Option<&str>,
) -> Result<WorldId, NoWorld> {
    match typed {
        Some(typed) => named(resolve, main, typed),
        None => only(resolve, main),
    }
}

fn explain(reason: &NoWorld) -> String {
    match reason {
        NoWorld::None => diag::no_world().to_owned(),
        NoWorld::Several(worlds) => diag::several_worlds(worlds),
        NoWorld::Unknown { typed, worlds } => diag::unknown_world(typed, worlds),
        NoWorld::Versions { typed, worlds } => diag::several_versions_of_world(typed, worlds),
        NoWorld::Version { asked, has, world } => diag::version_mismatch(asked, has, world),
        NoWorld::Interface(id) => diag::interface_not_world(id),
    }
}

fn find(resolve: &Resolve, name: &str) -> Option<WorldId> {
    resolve
        .worlds
        .iter()
        .map(|(id, _)| id)
        .find(|id| qualified_name(resolve, *id) == name)
}

fn named(resolve: &Resolve, main: PackageId, typed: &str) -> Result<WorldId, NoWorld> {
    if let Some(id) = find(resolve, typed).or_else(|| unversioned(resolve, main, typed)) {
        return Ok(id);
    }
    let unknown = || NoWorld::Unknown {
        typed: typed.to_owned(),
        worlds: candidates(resolve, main, typed),
    };
    Err(versions(resolve, typed)
        .or_else(|| mismatch(resolve, typed))
        .or_else(|| an_interface(resolve, main, typed))
        .unwrap_or_else(unknown))
}

/// `world` in the main package, or `namespace:package/world` if the package has one version.
fn unversioned(resolve: &Resolve, main: PackageId, typed: &str) -> Option<WorldId> {
    if let Some(id) = resolve.packages[main].worlds.get(typed) {
        return Some(*id);
    }
    match worlds_called(resolve, typed).as_slice() {
        [id] => Some(*id),
        _ => None,
    }
}

/// All worlds of this name, whatever their version.
fn worlds_called(resolve: &Resolve, unversioned: &str) -> Vec<WorldId> {
    let ids = resolve.worlds.iter().map(|(id, _)| id);
    ids.filter(|id| qualified_name(resolve, *id).split('@').next() == Some(unversioned))
        .collect()
}

fn versions(resolve: &Resolve, typed: &str) -> Option<NoWorld> {
    let worlds = worlds_called(resolve, typed);
    let mut names: Vec<_> = worlds
        .iter()
        .map(|id| qualified_name(resolve, *id))
        .collect();
    names.sort();
    (names.len() > 1).then(|| NoWorld::Versions {
        typed: typed.to_owned(),
        worlds: names,
    })
}

fn mismatch(resolve: &Resolve, typed: &str) -> Option<NoWorld> {
    let (name, version) = typed.split_once('@')?;
    let world = unversioned_anywhere(resolve, name)?;
    let has = match world.split_once('@') {
        Some((_, version)) => format!("version {version}"),
        None => "no version".to_owned(),
    };
    Some(NoWorld::Version {
        asked: version.to_owned(),
        has,
        world,
    })
}

fn unversioned_anywhere(resolve: &Resolve, name: &str) -> Option<String> {
    let worlds = worlds_called(resolve, name);
    worlds.iter().map(|id| qualified_name(resolve, *id)).max()
}

fn an_interface(resolve: &Resolve, main: PackageId, typed: &str) -> Option<NoWorld> {
    let in_main = resolve.packages[main].interfaces.get(typed).copied();
    let anywhere = || {
        let ids = resolve.interfaces.iter().map(|(id, _)| id);
        ids.into_iter().find(|id| {
            let name = resolve.id_of(*id);
            name.is_some_and(|name| name == typed || name.split('@').next() == Some(typed))
        })
    };
    let id = in_main.or_else(anywhere)?;
    Some(NoWorld::Interface(resolve.id_of(id)?))
}

/// Worlds of this bare name in other packages.
fn elsewhere(resolve: &Resolve, main: PackageId, typed: &str) -> Vec<String> {
    let others = resolve
        .worlds
        .iter()
        .filter(|(_, world)| world.package != Some(main) && world.name == typed);
    let mut names: Vec<_> = others.map(|(id, _)| qualified_name(resolve, id)).collect();
    names.sort();
    names
}

fn only(resolve: &Resolve, main: PackageId) -> Result<WorldId, NoWorld> {
    let worlds: Vec<_> = resolve.packages[main].worlds.values().copied().collect();
    match worlds.as_slice() {
        [world] => Ok(*world),
        [] => Err(NoWorld::None),
        _ => Err(NoWorld::Several(names(resolve, main))),
    }
}

/// The worlds of the package that is named, in all versions; else those of the main one, and those of the same name
/// elsewhere.
fn candidates(resolve: &Resolve, main: PackageId, typed: &str) -> Vec<String> {
    let package = typed.split_once('/').map(|(package, _)| package);
    let all = resolve.worlds.iter().map(|(id, _)| id);
    let mut names: Vec<_> = all.map(|id| qualified_name(resolve, id)).collect();
    names.retain(|name| name.split_once('/').map(|(package, _)| package) == package);
    names.sort();
    match names.is_empty() {
        true => self::names(resolve, main)
            .into_iter()
            .chain(elsewhere(resolve, main, typed))
            .collect(),
        false => names,
    }
}

fn names(resolve: &Resolve, main: PackageId) -> Vec<String> {
    let worlds = resolve.packages[main].worlds.values();
    let mut names: Vec<_> = worlds.map(|id| qualified_name(resolve, *id)).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIT: &str = "
        package a:b@1.0.0;
        interface i {}
        world w { import i; import c:d/x@1.0.0; import c:d/x@2.0.0; include e:f/only@0.1.0; }
        world v { import i; }
        package c:d@1.0.0 { interface x {} world u { import x; } }
        package c:d@2.0.0 { interface x {} world u { import x; } }
        package e:f@0.1.0 { interface y {} world only { import y; } }";

    fn chosen(wit: &str, typed: Option<&str>) -> Result<String, NoWorld> {
        let mut resolve = Resolve::default();
        let package = resolve.push_str("inline", wit).unwrap();
        choose(&resolve, package, typed).map(|id| qualified_name(&resolve, id))
    }

    #[test]
    fn a_world_is_found_by_any_name_that_means_one() {
        for (typed, world) in [
            ("w", "a:b/w@1.0.0"),
            ("a:b/w", "a:b/w@1.0.0"),
            ("a:b/w@1.0.0", "a:b/w@1.0.0"),
            ("c:d/u@2.0.0", "c:d/u@2.0.0"),
            ("e:f/only", "e:f/only@0.1.0"),
        ] {
            assert_eq!(chosen(WIT, Some(typed)).unwrap(), world);
        }
        assert_eq!(
            chosen("package a:b; interface i {} world w { import i; }", None).unwrap(),
            "a:b/w"
        );
    }

    #[test]
    fn a_name_that_means_no_world_is_explained() {
        let reason = |typed| chosen(WIT, typed).unwrap_err();
        assert!(
            matches!(reason(None), NoWorld::Several(worlds) if worlds == ["a:b/v@1.0.0", "a:b/w@1.0.0"])
        );
        assert!(
            matches!(reason(Some("c:d/u")), NoWorld::Versions { worlds, .. }
                if worlds == ["c:d/u@1.0.0", "c:d/u@2.0.0"])
        );
        assert!(
            matches!(reason(Some("only")), NoWorld::Unknown { .. }),
            "a bare name means the main package"
        );
        assert!(matches!(
            reason(Some("a:b/w@2.0.0")),
            NoWorld::Version { asked, has, world }
                if (&*asked, &*has, &*world) == ("2.0.0", "version 1.0.0", "a:b/w@1.0.0")
        ));
        assert!(matches!(reason(Some("i")), NoWorld::Interface(id) if id == "a:b/i@1.0.0"));
        assert!(
            matches!(reason(Some("c:d/x@1.0.0")), NoWorld::Interface(id) if id == "c:d/x@1.0.0")
        );
        assert!(matches!(
            chosen("package a:b; interface i {}", None),
            Err(NoWorld::None)
        ));
    }
}

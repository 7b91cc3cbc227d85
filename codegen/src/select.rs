//! Chooses the world that the attribute or the command means.

use syn::LitStr;
use wit_parser::{PackageId, Resolve, WorldId};

use crate::attr::Args;
use crate::diag;
use crate::errors::Errors;
use crate::model::{World, qualified_name};
use crate::wit::{SYNTHESIZED_WORLD, Source};

/// The world as the attribute names it; else the one that stands for its `interfaces`; else the only one.
pub(crate) fn world(errors: &mut Errors, args: &Args, source: &Source) -> Option<World> {
    let (resolve, package) = (&source.resolve, source.package);
    let id = match (&args.world, &args.interfaces) {
        (None, Some(_)) => find(resolve, SYNTHESIZED_WORLD)?,
        (world, _) => {
            let typed = world.as_ref().map(LitStr::value);
            let chosen = choose(resolve, package, typed.as_deref());
            chosen
                .map_err(|reason| errors.at_span(args.world_span(), explain(&reason)))
                .ok()?
        }
    };
    Some(World::new(resolve.clone(), id))
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
        worlds: names(resolve, main)
            .into_iter()
            .chain(elsewhere(resolve, main, typed))
            .collect(),
    };
    Err(mismatch(resolve, typed)
        .or_else(|| an_interface(resolve, main, typed))
        .unwrap_or_else(unknown))
}

/// `world` in the main package, or `namespace:package/world` if the package has one version.
fn unversioned(resolve: &Resolve, main: PackageId, typed: &str) -> Option<WorldId> {
    if let Some(id) = resolve.packages[main].worlds.get(typed) {
        return Some(*id);
    }
    let mut matching = resolve
        .worlds
        .iter()
        .map(|(id, _)| id)
        .filter(|id| qualified_name(resolve, *id).split('@').next() == Some(typed));
    let first = matching.next()?;
    matching.next().is_none().then_some(first)
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
    let worlds = resolve
        .worlds
        .iter()
        .map(|(id, _)| qualified_name(resolve, id));
    worlds
        .filter(|world| world.split('@').next() == Some(name))
        .max()
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
            matches!(reason(Some("c:d/u")), NoWorld::Unknown { .. }),
            "there are two versions"
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

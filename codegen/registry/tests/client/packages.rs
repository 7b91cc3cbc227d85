//! Packages as registries have them.

use hostplug_registry::{Error, Fetched, Options, Registry, fetch};
use wit_parser::{Resolve, UnresolvedPackageGroup};

/// Uses a type of the other package, and not all of it.
pub(crate) const QUEUE: &str = "
    package acme:queue@1.2.0;
    /// Keeps messages in order.
    interface queue {
        use acme:types/types@1.0.0.{message};
        /// Puts one at the end.
        push: func(message: message) -> result<_, string>;
    }
    world imports { import queue; }
";
pub(crate) const TYPES: &str = "
    package acme:types@1.0.0;
    interface types {
        record message { body: list<u8> }
        /// How long a message may be.
        limit: func() -> u64;
    }
";

/// The binary form of the first package, which uses the others.
pub(crate) fn encode(texts: &[&str]) -> Vec<u8> {
    let group = |text: &&str| UnresolvedPackageGroup::parse("test.wit", text).unwrap();
    let mut groups = texts.iter().map(group);
    let mut resolve = Resolve::default();
    let main = groups.next().unwrap();
    let package = resolve.push_groups(main, groups.collect()).unwrap();
    wit_component::encode(&resolve, package).unwrap()
}

/// Asks a registry, and keeps what it says nowhere else.
pub(crate) fn ask(
    package: &str,
    registry: &str,
    cache: &std::path::Path,
) -> Result<Fetched, Error> {
    fetch(package, &options(registry, cache))
}

pub(crate) fn options(registry: &str, cache: &std::path::Path) -> Options {
    let Ok(registry) = registry.parse::<Registry>();
    let mut options = Options::default();
    options.registry = Some(registry);
    options.cache = Some(cache.to_owned());
    options
}

pub(crate) fn paths(fetched: &Fetched) -> Vec<&str> {
    let paths = fetched.files.iter().map(|(path, _)| path.to_str().unwrap());
    paths.collect()
}

pub(crate) fn text<'a>(fetched: &'a Fetched, path: &str) -> &'a str {
    let file = fetched
        .files
        .iter()
        .find(|(found, _)| found.ends_with(path));
    &file.unwrap().1
}

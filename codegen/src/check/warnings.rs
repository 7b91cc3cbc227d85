//! What is legal, but seldom meant. `allow("namespace:package/interface")` says that it is.

use proc_macro2::Span;
use wit_parser::Stability;

use crate::attr::Args;
use crate::diag;
use crate::model::{Interface, InterfaceName, World};

/// A text, and the token that it is about.
#[derive(Debug)]
pub(crate) struct Warning {
    pub(crate) span: Span,
    pub(crate) message: String,
    /// What `allow` takes to silence it.
    #[cfg_attr(
        not(feature = "stub"),
        expect(dead_code, reason = "only `plugin-gen` silences its own")
    )]
    pub(crate) allow: String,
}

/// The interfaces of WASI 0.2 and 0.3 that hosts serve without any plugin.
const OF_THE_HOST: &[(&str, &[&str], &[&str])] = &[
    (
        "cli",
        &[
            "environment",
            "exit",
            "stderr",
            "stdin",
            "stdout",
            "terminal-input",
            "terminal-output",
            "terminal-stderr",
            "terminal-stdin",
            "terminal-stdout",
        ],
        &[
            "environment",
            "exit",
            "stderr",
            "stdin",
            "stdout",
            "terminal-input",
            "terminal-output",
            "terminal-stderr",
            "terminal-stdin",
            "terminal-stdout",
            "types",
        ],
    ),
    (
        "clocks",
        &["monotonic-clock", "wall-clock"],
        &["monotonic-clock", "system-clock", "types"],
    ),
    ("filesystem", &["preopens", "types"], &["preopens", "types"]),
    ("http", &["outgoing-handler", "types"], &["client", "types"]),
    ("io", &["error", "poll", "streams"], &[]),
    (
        "random",
        &["insecure", "insecure-seed", "random"],
        &["insecure", "insecure-seed", "random"],
    ),
    (
        "sockets",
        &[
            "instance-network",
            "ip-name-lookup",
            "network",
            "tcp",
            "tcp-create-socket",
            "udp",
            "udp-create-socket",
        ],
        &["ip-name-lookup", "types"],
    ),
];

/// Warnings of all interfaces that the plugin serves.
pub(super) fn all(args: &Args, world: &World) -> Vec<Warning> {
    let allowed = |interface: &&Interface| {
        let mut allow = args.allow.iter();
        !allow.any(|literal| interface.name.is(&literal.value()))
    };
    let warnings = world.served().filter(allowed).flat_map(|interface| {
        let span = place(args, interface);
        let warning = move |message| Warning {
            span,
            message,
            allow: interface.name.unversioned(),
        };
        about(world, interface).into_iter().map(warning)
    });
    warnings.collect()
}

/// The literal that names the interface, else the one of the world.
fn place(args: &Args, interface: &Interface) -> Span {
    let mut listed = args.interfaces.iter().flatten();
    let literal = listed.find(|literal| interface.name.is(&literal.value()));
    literal.map_or_else(|| args.world_span(), |literal| literal.span())
}

fn about(world: &World, interface: &Interface) -> Vec<String> {
    let (id, plain) = (interface.name.to_string(), interface.name.unversioned());
    let mut messages = Vec::new();
    if is_of_the_host(&interface.name) {
        messages.push(diag::served_by_the_host(&id, &plain));
    }
    if !interface.features.is_empty() {
        messages.push(diag::unstable(&id, &plain, &interface.features));
    }
    let deprecated = deprecated(world, interface);
    if !deprecated.is_empty() {
        messages.push(diag::deprecated(&id, &plain, &deprecated));
    }
    messages
}

/// Whether hosts serve an interface without any plugin.
pub(crate) fn is_of_the_host(name: &InterfaceName) -> bool {
    let Some(version) = name
        .version
        .as_ref()
        .filter(|version| version.pre.is_empty())
    else {
        return false;
    };
    let mut packages = OF_THE_HOST.iter();
    let package =
        packages.find(|(package, ..)| name.namespace == "wasi" && name.package == *package);
    let names = match (package, version.major, version.minor) {
        (Some((_, p2, _)), 0, 2) => p2,
        (Some((_, _, p3)), 0, 3) => p3,
        _ => return false,
    };
    names.contains(&name.name.as_str())
}

/// What the WIT marks as `@deprecated`: the interface, or functions and types of it.
fn deprecated(world: &World, interface: &Interface) -> Vec<String> {
    let wit = &world.resolve.interfaces[interface.id];
    if is_deprecated(&wit.stability) {
        return vec![interface.name.name.clone()];
    }
    let functions = interface
        .functions
        .iter()
        .filter(|function| is_deprecated(&function.wit.stability))
        .map(|function| function.option_name());
    let types = wit
        .types
        .iter()
        .filter(|(_, id)| is_deprecated(&world.resolve.types[**id].stability))
        .map(|(name, _)| name.clone());
    functions.chain(types).collect()
}

fn is_deprecated(stability: &Stability) -> bool {
    matches!(
        stability,
        Stability::Stable {
            deprecated: Some(_),
            ..
        } | Stability::Unstable {
            deprecated: Some(_),
            ..
        }
    )
}

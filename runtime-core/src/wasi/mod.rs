//! What the runtime serves itself: WASI 0.2 and `wasi:http`, for each part on its own.

mod context;
mod functions;
mod http;
mod link;
mod stdio;

use hostplug::{InterfaceId, Version};

pub(crate) use context::{AllowedAddresses, HostData, MountSpec, Spec};
pub(crate) use functions::missing;
pub(crate) use http::AllowedHosts;
pub(crate) use link::{MAX_PARTS, http_view, link};
pub use stdio::{Origin, Output, PrefixedOutput, Stdio, Stream};

/// The release of WASI 0.2 that Wasmtime implements.
const VERSION: Version = Version::from_static(0, 2, 12, "", "");

const INTERFACES: &[(&str, &[&str])] = &[
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
    ),
    ("clocks", &["monotonic-clock", "wall-clock"]),
    ("filesystem", &["preopens", "types"]),
    ("http", &["outgoing-handler", "types"]),
    ("io", &["error", "poll", "streams"]),
    ("random", &["insecure", "insecure-seed", "random"]),
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
    ),
];

/// All interfaces that the runtime serves.
pub(crate) fn interfaces() -> impl Iterator<Item = InterfaceId> {
    INTERFACES
        .iter()
        .flat_map(|(package, names)| names.iter().map(|name| id(package, name)))
}

/// Whether the runtime serves an import.
pub(crate) fn serves(import: &InterfaceId) -> bool {
    interfaces().any(|interface| interface.serves(import))
}

/// The export of a component that answers HTTP requests.
pub(crate) fn http_handler() -> InterfaceId {
    id("http", "incoming-handler")
}

/// The export of a component that is a command.
pub(crate) fn command() -> InterfaceId {
    id("cli", "run")
}

fn id(package: &'static str, name: &'static str) -> InterfaceId {
    InterfaceId::from_static("wasi", package, name, Some(VERSION))
}

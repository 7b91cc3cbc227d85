//! The interfaces of both tracks of WASI: 0.2 is synchronous and polls, 0.3 has `async` functions and streams. They are
//! served side by side, and no resource of one is a resource of the other.

use hostplug::{InterfaceId, Version};

struct Release {
    version: Version,
    interfaces: &'static [(&'static str, &'static [&'static str])],
}

/// The release of WASI 0.2 that Wasmtime implements.
static P2: Release = Release {
    version: Version::from_static(0, 2, 12, "", ""),
    interfaces: &[
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
    ],
};

/// The release of WASI 0.3 that Wasmtime implements.
static P3: Release = Release {
    version: Version::from_static(0, 3, 0, "", ""),
    interfaces: &[
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
                "types",
            ],
        ),
        ("clocks", &["monotonic-clock", "system-clock", "types"]),
        ("filesystem", &["preopens", "types"]),
        ("http", &["client", "types"]),
        ("random", &["insecure", "insecure-seed", "random"]),
        ("sockets", &["ip-name-lookup", "types"]),
    ],
};

impl Release {
    fn interfaces(&'static self) -> impl Iterator<Item = InterfaceId> {
        self.interfaces
            .iter()
            .flat_map(move |(package, names)| names.iter().map(move |name| self.id(package, name)))
    }

    fn id(&self, package: &'static str, name: &'static str) -> InterfaceId {
        InterfaceId::from_static("wasi", package, name, Some(self.version.clone()))
    }
}

/// All interfaces that the runtime serves.
pub(crate) fn interfaces() -> impl Iterator<Item = InterfaceId> {
    [&P2, &P3].into_iter().flat_map(Release::interfaces)
}

/// Whether the runtime serves an import.
pub(crate) fn serves(import: &InterfaceId) -> bool {
    interfaces().any(|interface| interface.serves(import))
}

/// Whether an interface that the runtime serves is of WASI 0.3.
pub(super) fn is_p3(interface: &InterfaceId) -> bool {
    P3.interfaces().any(|known| known.serves(interface))
}

/// Whether an export answers HTTP requests.
pub(crate) fn is_http_handler(export: &InterfaceId) -> bool {
    let handlers = [P2.id("http", "incoming-handler"), P3.id("http", "handler")];
    handlers.iter().any(|handler| export.serves(handler))
}

/// What two imports have in common whose resources are of one type. All releases of a track are one implementation.
pub(crate) fn tie(interface: &InterfaceId) -> String {
    let (package, name) = (interface.package(), interface.name());
    match interface.track() {
        Some(track) => format!("wasi {package}/{name} {track}"),
        None => format!("wasi {interface}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> InterfaceId {
        text.parse().unwrap()
    }

    #[test]
    fn both_tracks_are_served_and_nothing_between_them() {
        for (import, served) in [
            ("wasi:cli/stdout@0.2.0", true),
            ("wasi:cli/stdout@0.3.0", true),
            ("wasi:cli/stdout@0.3.7", true),
            ("wasi:cli/stdout@0.3.0-rc-2026-01-06", false),
            ("wasi:cli/stdout@0.4.0", false),
            ("wasi:http/outgoing-handler@0.2.4", true),
            ("wasi:http/outgoing-handler@0.3.0", false),
            ("wasi:http/client@0.3.0", true),
            ("wasi:http/handler@0.3.0", false),
            ("wasi:io/streams@0.3.0", false),
            ("wasi:clocks/types@0.3.0", true),
        ] {
            assert_eq!(serves(&id(import)), served, "{import}");
        }
    }

    #[test]
    fn only_the_newer_track_needs_concurrency() {
        use crate::wasi::needs_concurrency;
        assert!(needs_concurrency(&id("wasi:http/client@0.3.0")));
        assert!(!needs_concurrency(&id("wasi:http/types@0.2.6")));
        assert!(!needs_concurrency(&id("acme:shop/inventory@0.3.0")));
    }

    #[test]
    fn resources_are_shared_within_a_track() {
        let types = |version: &str| tie(&id(&format!("wasi:http/types@{version}")));
        assert_eq!(types("0.2.1"), types("0.2.6"));
        assert_ne!(types("0.2.6"), types("0.3.0"));
    }

    #[test]
    fn handlers_of_both_tracks_answer_http() {
        for (export, answers) in [
            ("wasi:http/incoming-handler@0.2.0", true),
            ("wasi:http/handler@0.3.0", true),
            ("wasi:http/handler@0.3.0-rc-2026-01-06", false),
            ("wasi:http/handler@0.2.0", false),
            ("wasi:http/incoming-handler@0.3.0", false),
        ] {
            assert_eq!(is_http_handler(&id(export)), answers, "{export}");
        }
    }
}

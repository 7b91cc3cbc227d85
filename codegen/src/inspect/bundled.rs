//! The plugins that come with Hostplug, and what they serve. A test reads it from their sources.

/// A plugin that comes with Hostplug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// The crate.
    pub package: &'static str,
    /// The texts that it serves, as paths of the catalogue, and of each the interfaces.
    pub serves: &'static [(&'static str, &'static [&'static str])],
}

/// Every one of them.
pub const BUNDLED: &[Bundled] = &[
    Bundled {
        package: "hostplug-blobstore",
        serves: &[(
            "wasi/blobstore/0.2.0-draft/wasmcloud",
            &["blobstore", "container", "types"],
        )],
    },
    Bundled {
        package: "hostplug-config",
        serves: &[
            ("wasi/config/0.2.0-draft-2024-09-27", &["store"]),
            ("wasi/config/0.2.0-draft/runtime", &["runtime"]),
            ("wasi/config/0.2.0-draft/store", &["store"]),
            ("wasi/config/0.2.0-rc.1", &["store"]),
        ],
    },
    Bundled {
        package: "hostplug-keyvalue",
        serves: &[
            ("wasi/keyvalue/0.2.0-draft", &["atomics", "batch", "store"]),
            (
                "wasi/keyvalue/0.2.0-draft2/wrpc",
                &["atomics", "batch", "store"],
            ),
        ],
    },
    Bundled {
        package: "hostplug-logging",
        serves: &[("wasi/logging/0.1.0-draft", &["logging"])],
    },
    Bundled {
        package: "hostplug-messaging",
        serves: &[("wasmcloud/messaging/0.2.0", &["consumer", "types"])],
    },
    Bundled {
        package: "hostplug-secrets",
        serves: &[("wasmcloud/secrets/0.1.0-draft", &["reveal", "store"])],
    },
];

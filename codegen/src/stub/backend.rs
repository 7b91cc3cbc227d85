//! The places in which a capability can keep its data beside memory. Each takes a crate from the registry.

use crate::stub::Backend;
use crate::stub::template::{Texts, texts};

/// A backend, and the files that are written for it in place of those of the one in memory.
pub(super) type Further = (Backend, Texts);

pub(super) const BLOBSTORE: &[Further] = &[(
    Backend::ObjectStore,
    texts![
        "blobstore-object-store" / "Cargo.toml.in",
        "blobstore-object-store" / "examples/host.rs.in",
        "blobstore-object-store" / "how.part",
        "blobstore-object-store" / "kept.part",
        "blobstore-object-store" / "settings.part",
        "blobstore-object-store" / "src/container.rs.in",
        "blobstore-object-store" / "src/lib.rs.in",
        "blobstore-object-store" / "src/objects.rs.in",
        "blobstore-object-store" / "src/value.rs.in",
        "blobstore-object-store" / "tests/conformance.rs.in",
        "blobstore-object-store" / "workload.toml.in",
    ],
)];

pub(super) const KEYVALUE: &[Further] = &[(
    Backend::Redb,
    texts![
        "keyvalue-redb" / "Cargo.toml.in",
        "keyvalue-redb" / "examples/host.rs.in",
        "keyvalue-redb" / "how.part",
        "keyvalue-redb" / "kept.part",
        "keyvalue-redb" / "settings.part",
        "keyvalue-redb" / "src/database.rs.in",
        "keyvalue-redb" / "src/lib.rs.in",
        "keyvalue-redb" / "tests/conformance.rs.in",
        "keyvalue-redb" / "workload.toml.in",
    ],
)];

impl Backend {
    /// As it is asked for.
    pub(super) fn name(self) -> &'static str {
        match self {
            Backend::Memory => "memory",
            Backend::ObjectStore => "object-store",
            Backend::Redb => "redb",
            Backend::None => "none",
        }
    }

    /// The crate that it takes, which a crate without it does without.
    pub(super) fn dependency(self) -> Option<&'static str> {
        match self {
            Backend::ObjectStore => Some("object_store"),
            Backend::Redb => Some("redb"),
            Backend::Memory | Backend::None => None,
        }
    }
}

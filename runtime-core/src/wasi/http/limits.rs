//! What holds for the outgoing requests of all guests.

use std::time::Duration;

/// How long it may take until a connection is there, TLS included. A guest can ask for less.
pub(crate) const CONNECT: Duration = Duration::from_secs(30);

/// How long a server may take for the headers of its response. A guest can ask for less.
pub(crate) const FIRST_BYTE: Duration = Duration::from_secs(600);

/// How long a server may take between two parts of its response. A guest can ask for less.
pub(crate) const BETWEEN_BYTES: Duration = Duration::from_secs(600);

/// How many requests one component of one instance may have under way.
pub(crate) const UNDER_WAY: usize = 64;

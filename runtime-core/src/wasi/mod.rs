//! What the runtime serves itself: WASI 0.2 and 0.3 with `wasi:http`, for each part on its own.

mod clock;
mod context;
mod functions;
mod http;
mod interfaces;
mod link;
mod log_output;
mod p2;
mod p3;
mod rate;
mod stdio;

use hostplug::InterfaceId;

pub(crate) use clock::WallClock;
pub(crate) use context::{AllowedAddresses, HostData, MountSpec, Spec};
pub(crate) use functions::missing;
#[cfg(test)]
pub(crate) use http::limits as outgoing;
pub(crate) use http::{AllowedHosts, Client, Outgoing};
pub(crate) use interfaces::{interfaces, is_http_handler, serves, tie};
pub(crate) use link::{MAX_PARTS, http_view, link};
pub use log_output::LogOutput;
pub(crate) use rate::Rate;
pub use stdio::{Origin, Output, PrefixedOutput, Stdio, Stream};

/// Whether an interface can only be linked where Wasmtime's support for concurrency is on: its functions are `async`,
/// or take and give streams and futures.
#[allow(
    dead_code,
    reason = "for engines without that support; every engine of this host has it"
)]
pub(crate) fn needs_concurrency(interface: &InterfaceId) -> bool {
    interfaces::is_p3(interface)
}

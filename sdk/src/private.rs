//! What the expansion of `#[host_plugin]` uses. It changes without notice.

pub use wasmtime_wasi_io::bindings::wasi::io as wasi_io;

pub use crate::call::panic_text;
pub use crate::caller::Getter;
pub use crate::registration::StaticInterface;
pub use crate::wt;

#[cfg(feature = "macros")]
pub use hostplug_macros::flags;

#[cfg(feature = "wasi")]
pub use wasmtime_wasi::p2::bindings as wasi;

/// The end of a `match` over the indices of a plugin's interfaces.
///
/// # Errors
/// Always: the index comes from a host that counts wrong.
pub fn no_such_interface(interface: usize) -> wasmtime::Result<()> {
    Err(wasmtime::format_err!(
        "the plugin has no interface {interface}"
    ))
}

/// Wasmtime's `flags!` for crates that know Wasmtime only through the SDK.
#[cfg(feature = "macros")]
#[doc(hidden)]
#[macro_export]
macro_rules! __flags {
    ($($flags:tt)*) => { $crate::__private::flags! { $crate $($flags)* } };
}

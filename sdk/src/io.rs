//! Streams and pollables of `wasi:io`, for plugins that make their own: `Caller::table().push` of a
//! [`DynInputStream`](streams::DynInputStream) is the handle that a function returns.

pub use wasmtime_wasi_io::{async_trait, bytes, poll, streams};

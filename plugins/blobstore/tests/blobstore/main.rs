//! Components that use `wasi:blobstore`: over the plugin, and over a component that exports the same.

mod limits;
mod rig;
mod settings;
mod spaces;
mod suite;

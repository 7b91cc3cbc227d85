//! Components that use `wasi:blobstore`: over the plugin, with a backend that is quick and one that is slow, and over a
//! component that exports the same.

mod conformance;
mod limits;
mod rig;
mod settings;
mod slow;
mod spaces;
mod special;

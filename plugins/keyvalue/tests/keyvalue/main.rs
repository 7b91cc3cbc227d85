//! The plugin as components see it: with components, in the conformance suite, and without.

mod conformance;
#[cfg(feature = "redb")]
mod file;
mod rig;
mod settings;
mod spaces;
mod special;

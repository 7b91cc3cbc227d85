//! The plugin as components see it, without components.

#[cfg(feature = "redb")]
mod file;
mod rig;
mod settings;
mod spaces;
mod suite;

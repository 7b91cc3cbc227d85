//! Plugins as the attribute makes them, called by components through the SDK alone.

mod bindings;
mod calls;
mod concurrency;
mod documents;
mod exports;
mod harness;
mod host;
mod hygiene;
mod interfaces;
mod lifecycle;
mod names;
mod registration;
mod resources;
mod results;
mod snapshots;
mod upstream;
mod versions;
mod wat;
mod words;
mod worlds;

/// A crate that passes the SDK on under a name of its own.
mod reexport {
    pub(crate) use hostplug as sdk;
}

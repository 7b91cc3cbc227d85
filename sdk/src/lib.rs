//! The SDK for *host plugins*: Rust types that serve the imports of WebAssembly components.
//!
//! A plugin is one struct, one attribute and the trait methods that WIT describes:
//!
//! ```
//! # #[cfg(feature = "macros")] {
//! use hostplug::{Caller, host_plugin};
//!
//! /// Greets in the words that the workload configures.
//! #[host_plugin(
//!     world = "demo:greet/plugin",
//!     inline = "
//!         package demo:greet;
//!         interface greeter { greet: func(name: string) -> string; }
//!         world plugin { import greeter; }
//!     "
//! )]
//! pub struct Greeter;
//!
//! impl greet::greeter::Host for Caller<'_, Greeter> {
//!     async fn greet(&mut self, name: String) -> hostplug::Result<String> {
//!         let greeting = self.scope().config.get("greeting").map_or("Hello", String::as_str);
//!         Ok(format!("{greeting} {name}"))
//!     }
//! }
//! # }
//! ```
//!
//! The attribute derives from WIT what one would otherwise type by hand: the bindings, the interfaces and versions
//! that the plugin serves, how each is linked, and the name under which each call is traced. A host such as
//! `hostplug-runtime` takes plugins as [`HostPlugin`]s, binds them to components and calls them.
//!
//! [The attribute](attr.host_plugin.html) is documented with a small complete plugin for each level of need.
//!
//! - [`Caller`] is what a method sees of its call: plugin, binding, scope, resources, state.
//! - [`Lifecycle`] makes the bindings of plugins that need more than their settings.
//! - [`Backends`] is for plugins that keep data in one of several ways, [`Shared`] for what bindings have in common.
//! - [`Exported`] calls components that export what the world exports: handlers of messages, of timers.
//! - [`Result`] and [`Fail`] say how a method fails.
//! - [`io`] is for plugins whose functions take or return streams of `wasi:io`.
//! - [`testing`] calls a plugin without any WebAssembly.
//!
//! A panic in a plugin traps the calling guest and nothing else. That needs `panic = "unwind"`, the default.

#![warn(missing_docs)]

mod backends;
mod call;
mod caller;
mod error;
mod exported;
mod fail;
mod interface;
mod invoke;
pub mod io;
mod observer;
mod outgoing;
mod plugin;
mod registration;
mod scope;
mod session;
mod settings;
mod shared;
mod state;
mod steps;
pub mod testing;
#[doc(hidden)]
pub mod wt;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(feature = "macros")]
#[doc = include_str!("../docs/host_plugin.md")]
pub use hostplug_macros::host_plugin;
pub use wasmtime;

pub use crate::backends::{BackendError, BackendSettings, Backends};
pub use crate::call::CallPolicy;
pub use crate::caller::{Caller, Getter, MAX_BINDINGS};
pub use crate::error::Error;
pub use crate::exported::{Callable, Exported};
pub use crate::fail::{Fail, Failure, Result, WitError, not_implemented};
pub use crate::interface::{InterfaceId, InvalidInterfaceId, Track, Version};
pub use crate::invoke::{Export, FreshInstance, InvokeError, Invoker};
pub use crate::observer::{CallObserver, CallSite, Direction, Outcome};
pub use crate::plugin::{Binding, BoxFuture, HostPlugin, Lifecycle, Plugin};
pub use crate::registration::{Interface, Registration, StaticInterface};
pub use crate::scope::Scope;
pub use crate::session::Session;
pub use crate::settings::{InvalidSettings, Settings};
pub use crate::shared::Shared;
pub use crate::state::{Slot, State};

//! The command `hostplug`, as a library: the same program with one's own plugins.
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! fn main() -> ExitCode {
//!     hostplug_host::Cli::new().plugin(hostplug_logging::Logging).main()
//! }
//! ```
//!
//! It has the plugins `config`, `logging`, `keyvalue` and `blobstore`, each unless one of that name is added.

pub mod admin;
mod cli;
#[cfg(unix)]
pub mod control;
mod drain;
mod explain;
mod host_file;
mod invoke;
mod names;
#[cfg(unix)]
mod remote;
mod run;
mod serve;
mod services;
mod signals;
mod svg;
mod telemetry;
mod watch;
mod wave;

pub use cli::Cli;
pub use host_file::HostFile;

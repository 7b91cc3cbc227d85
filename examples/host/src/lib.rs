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

mod cli;
mod explain;
mod host_file;
mod invoke;
mod names;
mod run;
mod services;
mod signals;
mod svg;
mod telemetry;
mod watch;
mod wave;

pub use cli::Cli;
pub use host_file::HostFile;

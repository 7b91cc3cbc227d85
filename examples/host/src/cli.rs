use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hostplug_blobstore::Blobstore;
use hostplug_config::Config;
use hostplug_keyvalue::Keyvalue;
use hostplug_logging::Logging;
use hostplug_runtime::hostplug::HostPlugin;
use hostplug_runtime::{Host, HostBuilder};
use tracing_subscriber::EnvFilter;

use crate::explain::{self, Print};
use crate::invoke::{self, Invoke};
use crate::run;

/// The command `hostplug`, to which plugins can be added.
#[derive(Debug)]
#[must_use]
pub struct Cli {
    builder: HostBuilder,
    plugins: Vec<String>,
}

impl Default for Cli {
    fn default() -> Self {
        Cli::new()
    }
}

impl Cli {
    /// The command with nothing added.
    pub fn new() -> Self {
        Cli {
            builder: Host::builder(),
            plugins: Vec::new(),
        }
    }

    /// Adds a plugin. One that is called `config`, `logging`, `keyvalue` or `blobstore` replaces the plugin of that
    /// name.
    #[track_caller]
    pub fn plugin(mut self, plugin: impl HostPlugin) -> Self {
        self.plugins.push(plugin.registration().name);
        self.builder = self.builder.plugin(plugin);
        self
    }

    /// Reads the command line and does what it says. The exit code is 0 if it was done, 1 if a check or a guest
    /// failed, and 2 if the command could not begin; a guest that is a command decides itself.
    pub fn main(self) -> ExitCode {
        let arguments = Arguments::parse();
        start_log();
        let runtime = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime,
            Err(error) => return report(&error.into(), 2),
        };
        let builder = self.with_defaults();
        runtime.block_on(async {
            let host = arguments.host.as_deref();
            let done = match arguments.command {
                Command::Run {
                    workload,
                    check: true,
                    ..
                } => explain::explain(builder, host, &workload, &Print::default()).await,
                Command::Run {
                    workload, listen, ..
                } => run::run(builder, host, &workload, listen).await,
                Command::Explain { workload, print } => {
                    explain::explain(builder, host, &workload, &print).await
                }
                Command::Invoke(call) => invoke::invoke(builder, host, &call).await,
            };
            done.unwrap_or_else(|failure| report(&failure.error, failure.code))
        })
    }

    fn with_defaults(self) -> HostBuilder {
        let has = |name: &str| self.plugins.iter().any(|plugin| plugin == name);
        let (config, logging) = (has("config"), has("logging"));
        let (keyvalue, blobstore) = (has("keyvalue"), has("blobstore"));
        let mut builder = self.builder;
        if !config {
            builder = builder.plugin(Config);
        }
        if !logging {
            builder = builder.plugin(Logging);
        }
        if !keyvalue {
            builder = builder.plugin(Keyvalue::default());
        }
        if !blobstore {
            builder = builder.plugin(Blobstore::default());
        }
        builder
    }
}

/// Runs workloads of WebAssembly components with host plugins.
#[derive(Debug, Parser)]
#[command(name = "hostplug", version)]
struct Arguments {
    /// The host's own file, with the backends that workloads can select [default: `hostplug.toml` beside the workload]
    #[arg(long, global = true, value_name = "FILE")]
    host: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts a workload: serves its HTTP component until Ctrl-C or SIGTERM, or runs its command to the end
    Run {
        /// The workload document, in TOML or JSON
        workload: PathBuf,
        /// Where to listen for HTTP; port 0 takes any free port
        #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
        listen: SocketAddr,
        /// Only resolve it, as `explain` does
        #[arg(long)]
        check: bool,
    },
    /// Resolves a workload and prints who serves what, and why, without starting it
    #[command(visible_alias = "check")]
    Explain {
        /// The workload document, in TOML or JSON
        workload: PathBuf,
        #[command(flatten)]
        print: Print,
    },
    /// Starts a workload, calls a function that a component exports, and prints the answer
    Invoke(Invoke),
}

/// Logs go to standard error, so that a command's output stays its own.
fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(std::io::stderr);
    // An embedder may have a subscriber of his own already.
    let _ = log.try_init();
}

fn report(error: &anyhow::Error, code: u8) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}

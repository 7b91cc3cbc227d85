use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use hostplug_blobstore::Blobstore;
use hostplug_config::Config;
use hostplug_keyvalue::Keyvalue;
use hostplug_logging::Logging;
use hostplug_runtime::hostplug::HostPlugin;
use hostplug_runtime::{Error, Host, HostBuilder};
use opentelemetry_sdk::metrics::MeterProviderBuilder;

use crate::admin::Metrics;
#[cfg(unix)]
use crate::control::ControlError;
use crate::explain::{self, Print};
use crate::invoke::{self, Invoke};
#[cfg(unix)]
use crate::remote::Remote;
use crate::run::{self, Failure, Run};
use crate::telemetry::{Reader, Telemetry};

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
    /// failed, and 2 if the command could not begin; a guest that is a command decides itself. Ctrl-C and SIGTERM let
    /// requests be answered and end with 0, a second of them ends with 130.
    pub fn main(self) -> ExitCode {
        let arguments = Arguments::parse();
        if let Command::Completions { shell } = arguments.command {
            return completions(shell).unwrap_or_else(|error| report(&error.into(), false));
        }
        let runtime = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime,
            Err(error) => return report(&anyhow::Error::from(error).into(), false),
        };
        let told = arguments.command.metrics().and_then(|(metrics, readers)| {
            let telemetry = match arguments.command.is_observed() {
                true => Telemetry::start(runtime.handle(), readers)?,
                false => Telemetry::log_only(),
            };
            Ok((metrics, telemetry))
        });
        let (metrics, telemetry) = match told {
            Ok(told) => told,
            Err(error) => return report(&error.into(), false),
        };
        let json = arguments.command.json();
        let builder = self.with_defaults();
        let code = runtime.block_on(async {
            let host = arguments.host.as_deref();
            let done = match arguments.command {
                Command::Run { run, check: true } => {
                    explain::explain_all(builder, host, &run.workloads).await
                }
                Command::Run { run, .. } => run::run(builder, host, &run, metrics).await,
                Command::Explain { workload, print } => {
                    explain::explain(builder, host, &workload, &print).await
                }
                Command::Check { workload, .. } => {
                    explain::check(builder, host, &workload, json).await
                }
                Command::Invoke(call) => invoke::invoke(builder, host, &call).await,
                #[cfg(unix)]
                Command::Remote(remote) => remote.ask().await,
                Command::Completions { .. } => Ok(ExitCode::SUCCESS),
            };
            done.unwrap_or_else(|failure| report(&failure, json))
        });
        telemetry.shutdown();
        // What still holds a thread, after all that was to be waited for, must not hold the process.
        runtime.shutdown_background();
        code
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
    /// Starts workloads and serves them until Ctrl-C or SIGTERM, or runs a command to its end
    Run {
        #[command(flatten)]
        run: Run,
        /// Only resolve them, as `explain` does
        #[arg(long, conflicts_with_all = ["json", "watch"])]
        check: bool,
    },
    /// Resolves a workload and prints who serves what, and why, without starting it
    Explain {
        /// The workload document, in TOML or JSON
        workload: PathBuf,
        #[command(flatten)]
        print: Print,
    },
    /// Resolves a workload and says whether it has problems
    Check {
        /// The workload document, in TOML or JSON
        workload: PathBuf,
        /// Print the list of problems in JSON
        #[arg(long)]
        json: bool,
    },
    /// Starts a workload, calls a function that a component exports, and prints the answer
    Invoke(Invoke),
    #[cfg(unix)]
    #[command(flatten)]
    Remote(Remote),
    /// Prints a script with which a shell completes the command
    Completions {
        /// The shell
        shell: Shell,
    },
}

impl Command {
    /// Metrics if somebody can ask for them, and who fills them.
    fn metrics(&self) -> anyhow::Result<(Option<Metrics>, Vec<Reader>)> {
        match self {
            Command::Run { run, check: false } if run.serve.has_admin() => {
                let (metrics, exporter) = Metrics::new()?;
                let reader =
                    Box::new(|builder: MeterProviderBuilder| builder.with_reader(exporter));
                Ok((Some(metrics), vec![reader]))
            }
            _ => Ok((None, Vec::new())),
        }
    }

    /// Whether it lets guests run, so that there is something to send to a collector.
    fn is_observed(&self) -> bool {
        matches!(self, Command::Run { check: false, .. } | Command::Invoke(_))
    }

    /// Whether the standard output is for programs.
    fn json(&self) -> bool {
        match self {
            Command::Run { run, .. } => run.json,
            Command::Check { json, .. } => *json,
            Command::Invoke(invoke) => invoke.json,
            #[cfg(unix)]
            Command::Remote(remote) => remote.json(),
            // `explain` writes its JSON where it is told to.
            Command::Explain { .. } | Command::Completions { .. } => false,
        }
    }
}

/// A host of somebody's own has a name of its own.
fn completions(shell: Shell) -> anyhow::Result<ExitCode> {
    let program = std::env::args_os().next().map(PathBuf::from);
    let name = program.as_deref().and_then(Path::file_stem);
    let name = name.and_then(|name| name.to_str()).unwrap_or("hostplug");
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), name, &mut script);
    explain::print(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// The problems of a workload are data; every other error is for people.
fn report(failure: &Failure, json: bool) -> ExitCode {
    let printed = match failure.error.downcast_ref() {
        Some(Error::Unresolved(report)) if json => explain::print_json(report).is_ok(),
        _ => json && print_refusal(&failure.error),
    };
    if !printed {
        eprintln!("error: {}", message(&failure.error));
    }
    ExitCode::from(failure.code)
}

/// The error with its causes. Many have theirs in their own text already.
pub(crate) fn message(error: &anyhow::Error) -> String {
    let mut message = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !message.contains(&cause) {
            message = format!("{message}: {cause}");
        }
    }
    message
}

/// The same problems, from a host that was asked.
#[cfg(unix)]
fn print_refusal(error: &anyhow::Error) -> bool {
    match error.downcast_ref() {
        Some(ControlError::Refused(refusal)) => refusal
            .report
            .as_ref()
            .is_some_and(|report| explain::print_json(report).is_ok()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn print_refusal(_: &anyhow::Error) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}

//! `run`: workloads that stay, or a command to its end.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::Args;
use hostplug_runtime::hostplug::InterfaceId;
use hostplug_runtime::{Engine, Error, Host, HostBuilder, Running, Stdio, Workload};

use crate::admin::Metrics;
use crate::host_file::HostFile;
use crate::serve::{Probes, Serve};
use crate::services;
use crate::watch::Watched;

/// What is run, and how.
#[derive(Debug, Args)]
// The subcommand is a group of this name already.
#[group(skip)]
pub(crate) struct Run {
    /// The workload documents, in TOML or JSON
    #[arg(required = true, value_name = "WORKLOAD")]
    pub(crate) workloads: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) serve: Serve,
    /// Keep compiled code in this directory, for the next start [default: nowhere]
    #[arg(long, value_name = "DIRECTORY")]
    cache: Option<PathBuf>,
    /// Update a workload whenever its document or a component of it changes
    #[arg(long)]
    watch: bool,
    /// Print where the workloads answer, or their problems, in JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// An error and the exit code that it means.
pub(crate) struct Failure {
    pub(crate) error: anyhow::Error,
    pub(crate) code: u8,
}

/// Bad input and I/O.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure { error, code: 2 }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Unresolved(_)
            | Error::Compose { .. }
            | Error::Link { .. }
            | Error::Trap { .. } => 1,
            _ => 2,
        };
        Failure {
            error: error.into(),
            code,
        }
    }
}

/// Starts workloads, and stays as long as they have something to do.
pub(crate) async fn run(
    builder: HostBuilder,
    host_file: Option<&Path>,
    run: &Run,
    metrics: Option<Metrics>,
) -> Result<ExitCode, Failure> {
    let (workloads, host_file) = read_all(host_file, &run.workloads)?;
    let watched = match run.watch {
        true => watched(&run.workloads, &workloads),
        false => Vec::new(),
    };
    let builder = match &run.cache {
        Some(directory) => builder.cache_dir(directory),
        None => builder,
    };
    let host = start(host_file, builder, &workloads).await?;
    let done = match run.serve.probes(&host, metrics).await {
        Ok(probes) => run.on(&host, workloads, watched, probes).await,
        Err(error) => Err(error.into()),
    };
    match host.shutdown().await {
        // A host that served has been shut down with its server.
        Ok(()) | Err(Error::Stopped) => done,
        Err(error) => done.and(Err(error.into())),
    }
}

pub(crate) fn read(host_file: Option<&Path>, path: &Path) -> Result<(Workload, HostFile)> {
    let workload = Workload::from_file(path)?;
    Ok((workload, HostFile::find(host_file, path)?))
}

/// Several workloads, and the host file that is named or lies beside the first of them.
pub(crate) fn read_all(
    host_file: Option<&Path>,
    paths: &[PathBuf],
) -> Result<(Vec<Workload>, HostFile)> {
    let read = paths.iter().map(Workload::from_file);
    let workloads = read.collect::<Result<_, _>>()?;
    let first = paths.first().map_or(Path::new(""), PathBuf::as_path);
    Ok((workloads, HostFile::find(host_file, first)?))
}

fn watched(paths: &[PathBuf], workloads: &[Workload]) -> Vec<Watched> {
    let pairs = paths.iter().zip(workloads);
    pairs
        .map(|(path, workload)| Watched::new(path, workload))
        .collect()
}

/// A host for these workloads. A machine that does not give the pooling allocator its addresses does without it.
pub(crate) async fn start(
    host_file: HostFile,
    builder: HostBuilder,
    workloads: &[Workload],
) -> Result<Host, Failure> {
    let components = workloads.iter().map(|workload| workload.components.len());
    let stdio = match components.sum() {
        1_usize => Stdio::Inherit,
        _ => Stdio::default(),
    };
    start_with(host_file, builder, stdio).await
}

/// The same with streams of the caller's choice.
pub(crate) async fn start_with(
    host_file: HostFile,
    builder: HostBuilder,
    stdio: Stdio,
) -> Result<Host, Failure> {
    let engine = Engine::pooling().or_else(|_| Engine::new())?;
    let builder = host_file.apply(builder).engine(engine).stdio(stdio);
    Ok(builder.start().await?)
}

/// What a workload is there for.
enum Purpose {
    /// Somebody calls it: clients, or a plugin.
    Serve,
    /// A command of this component.
    Command(String),
}

impl Run {
    async fn on(
        &self,
        host: &Host,
        workloads: Vec<Workload>,
        watched: Vec<Watched>,
        probes: Probes,
    ) -> Result<ExitCode, Failure> {
        let mut running = Vec::new();
        for workload in workloads {
            running.push(host.start(workload).await?);
        }
        if let [running] = running.as_slice()
            && let Purpose::Command(command) = purpose(host, running)?
        {
            return match self.watch {
                true => Err(nothing_to_watch(running)),
                false => command_to_exit(running, &command).await,
            };
        }
        for running in &running {
            if let Purpose::Command(_) = purpose(host, running)? {
                return Err(command_among_others(running));
            }
        }
        let ended = services::ended(host, &running);
        let serve = &self.serve;
        serve
            .until_signal(host, &running, watched, probes, self.json, ended)
            .await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn purpose(host: &Host, running: &Running) -> Result<Purpose, Failure> {
    match commands(running).as_slice() {
        _ if is_called(running) || services::has_any(host, running) => Ok(Purpose::Serve),
        [command] => Ok(Purpose::Command(command.clone())),
        _ => Err(nothing_to_run(running)),
    }
}

/// Whether it has something to do that nobody here asks it for.
fn is_called(running: &Running) -> bool {
    let plan = running.plan();
    let mut components = plan.components.values();
    !plan.routes.is_empty() || components.any(|component| !component.handlers.is_empty())
}

async fn command_to_exit(running: &Running, component: &str) -> Result<ExitCode, Failure> {
    let code = running.run(component).await?;
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// Entries that export `wasi:cli/run`.
fn commands(running: &Running) -> Vec<String> {
    let is_command = |name: &&String| {
        let exports = running.exports(name).unwrap_or_default();
        exports
            .iter()
            .filter_map(|export| export.parse::<InterfaceId>().ok())
            .any(|export| {
                (export.namespace(), export.package(), export.name()) == ("wasi", "cli", "run")
            })
    };
    running
        .plan()
        .entries
        .iter()
        .filter(is_command)
        .cloned()
        .collect()
}

fn nothing_to_watch(running: &Running) -> Failure {
    anyhow!(
        "workload `{}` is a command, and `--watch` is for workloads that stay",
        running.id()
    )
    .into()
}

fn command_among_others(running: &Running) -> Failure {
    anyhow!(
        "workload `{}` is a command, and there are other workloads\nhelp: run it alone",
        running.id()
    )
    .into()
}

fn nothing_to_run(running: &Running) -> Failure {
    let entries: Vec<_> = running.plan().entries.iter().map(String::as_str).collect();
    let error = anyhow!(
        "workload `{}` has no HTTP route and not exactly one command, and no plugin calls it\n\
         note: its entries are `{}`\n\
         help: `run` needs a component that exports `wasi:http/incoming-handler`, `wasi:http/handler` or `wasi:cli/run`",
        running.id(),
        entries.join("`, `")
    );
    Failure { error, code: 1 }
}

//! What the subcommands do.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use hostplug_runtime::hostplug::InterfaceId;
use hostplug_runtime::{Engine, Error, Host, HostBuilder, Running, Stdio, Workload};

use crate::explain;
use crate::host_file::HostFile;
use crate::services;
use crate::signals::Signals;
use crate::watch::Watched;

/// What is run, and how.
#[derive(Debug, Args)]
// The subcommand is a group of this name already.
#[group(skip)]
pub(crate) struct Run {
    /// The workload document, in TOML or JSON
    pub(crate) workload: PathBuf,
    /// Where to listen for HTTP; port 0 takes any free port
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Start the workload anew whenever the document or a component changes
    #[arg(long)]
    watch: bool,
    /// Print where it answers, or the problems of the workload, in JSON
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

/// Starts a workload, and stays as long as it has something to do.
pub(crate) async fn run(
    builder: HostBuilder,
    host_file: Option<&Path>,
    run: &Run,
) -> Result<ExitCode, Failure> {
    let (workload, host_file) = read(host_file, &run.workload)?;
    let watched = run.watch.then(|| Watched::new(&run.workload, &workload));
    let host = start(host_file, builder, &workload).await?;
    let running = host.start(workload).await?;
    let done = match (
        running.plan().routes.is_empty(),
        commands(&running).as_slice(),
    ) {
        (false, _) => serve(&host, &running, run, watched).await,
        (true, _) if run.watch => Err(nothing_to_watch(&running)),
        (true, _) if services::has_any(&host, &running) => services::to_end(&host, &running).await,
        (true, [command]) => command_to_exit(&running, command).await,
        (true, _) => Err(nothing_to_run(&running)),
    };
    host.shutdown().await?;
    done
}

pub(crate) fn read(host_file: Option<&Path>, path: &Path) -> Result<(Workload, HostFile)> {
    let workload = Workload::from_file(path)?;
    Ok((workload, HostFile::find(host_file, path)?))
}

/// A host for one workload. A machine that does not give the pooling allocator its addresses does without it.
pub(crate) async fn start(
    host_file: HostFile,
    builder: HostBuilder,
    workload: &Workload,
) -> Result<Host, Failure> {
    let stdio = match workload.components.len() {
        1 => Stdio::Inherit,
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

async fn serve(
    host: &Host,
    running: &Running,
    run: &Run,
    watched: Option<Watched>,
) -> Result<ExitCode, Failure> {
    // Before anybody is told that there is something to end.
    let mut signals = Signals::new()?;
    let server = host.serve_http(run.listen).await?;
    announce(running, server.address(), run.json)?;
    tokio::select! {
        () = signals.next() => {}
        () = follow(host, running, watched) => {}
    }
    eprintln!("finishing the requests that are under way; a second signal ends them");
    signals.end_at_next();
    server.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// It never ends.
async fn follow(host: &Host, running: &Running, watched: Option<Watched>) {
    match watched {
        Some(watched) => watched.follow(host, running.id()).await,
        None => std::future::pending().await,
    }
}

/// One line on the standard output for programs, or on the standard error for people.
fn announce(running: &Running, address: SocketAddr, json: bool) -> Result<()> {
    let workload = running.id();
    match json {
        true => {
            let line = serde_json::json!({ "workload": workload, "address": address });
            explain::print(format!("{line}\n").as_bytes())
        }
        false => {
            eprintln!("{workload} answers on http://{address}");
            Ok(())
        }
    }
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
    anyhow::anyhow!(
        "workload `{}` has no HTTP route, and `--watch` is for workloads that serve HTTP",
        running.id()
    )
    .into()
}

fn nothing_to_run(running: &Running) -> Failure {
    let entries: Vec<_> = running.plan().entries.iter().map(String::as_str).collect();
    let error = anyhow::anyhow!(
        "workload `{}` has no HTTP route and not exactly one command\nnote: its entries are `{}`\n\
         help: `run` needs a component that exports `wasi:http/incoming-handler`, `wasi:http/handler` or `wasi:cli/run`",
        running.id(),
        entries.join("`, `")
    );
    Failure { error, code: 1 }
}

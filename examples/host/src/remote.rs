//! What a host that runs is asked or told, over its control socket.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hostplug_runtime::{Change, WorkloadStatus};

use crate::control::{self, Client, ControlError, Document};
use crate::explain;
use crate::run::Failure;

/// What is asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Remote {
    /// Lists the workloads of a host that runs, also those that have ended
    Ps {
        #[command(flatten)]
        at: At,
    },
    /// Prints what a workload of a host that runs does
    Status {
        /// Its id: `namespace/name`, or the name alone in the namespace `default`
        id: String,
        #[command(flatten)]
        at: At,
    },
    /// Starts a workload on a host that runs
    Start {
        /// The workload document, in TOML or JSON
        workload: PathBuf,
        /// An id [default: its namespace and name]
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        at: At,
    },
    /// Replaces a workload of a host that runs by a new version, without losing a request
    Update {
        /// The workload document, in TOML or JSON
        workload: PathBuf,
        /// The id of the workload to replace [default: its namespace and name]
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        at: At,
    },
    /// Stops a workload of a host that runs, when its calls have ended
    Stop {
        /// Its id: `namespace/name`, or the name alone in the namespace `default`
        id: String,
        /// Cut the calls off that are still under way after this time, such as `10s`
        #[arg(long, value_parser = humantime::parse_duration, value_name = "TIME")]
        within: Option<Duration>,
        #[command(flatten)]
        at: At,
    },
    /// Prints the workloads of a host that runs, and every change of them until the host ends
    Watch {
        #[command(flatten)]
        at: At,
    },
}

/// Which host, and how the answer is printed.
#[derive(Debug, Args)]
pub(crate) struct At {
    /// The socket of the host [default: that of the only one that runs]
    #[arg(long, value_name = "PATH")]
    control: Option<PathBuf>,
    /// Print the answer in JSON
    #[arg(long)]
    json: bool,
}

/// The host did not do it, or there is none.
impl From<ControlError> for Failure {
    fn from(error: ControlError) -> Self {
        let code = match error {
            ControlError::Refused(_) => 1,
            _ => 2,
        };
        Failure {
            error: error.into(),
            code,
        }
    }
}

impl Remote {
    /// Whether the standard output is for programs.
    pub(crate) fn json(&self) -> bool {
        match self {
            Remote::Ps { at }
            | Remote::Status { at, .. }
            | Remote::Start { at, .. }
            | Remote::Update { at, .. }
            | Remote::Stop { at, .. }
            | Remote::Watch { at } => at.json,
        }
    }

    /// Asks, and prints the answer.
    pub(crate) async fn ask(&self) -> Result<ExitCode, Failure> {
        match self {
            Remote::Ps { at } => at.list(&at.client()?.list().await?)?,
            Remote::Status { id, at } => at.print(&at.client()?.status(id).await?)?,
            Remote::Start { workload, id, at } => {
                let client = at.client()?;
                let started = client.start(id.as_deref(), &document(workload)?).await?;
                at.print(&started)?;
            }
            Remote::Update { workload, id, at } => {
                let client = at.client()?;
                let updated = client.update(id.as_deref(), &document(workload)?).await?;
                at.print(&updated)?;
            }
            Remote::Stop {
                id,
                within: None,
                at,
            } => at.print(&at.client()?.stop(id).await?)?,
            Remote::Stop {
                id,
                within: Some(within),
                at,
            } => at.print(&at.client()?.stop_within(id, *within).await?)?,
            Remote::Watch { at } => at.watch().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The host has a working directory of its own.
fn document(path: &Path) -> Result<Document> {
    let path = path.canonicalize();
    Ok(Document::File(path.context("cannot read the workload")?))
}

impl At {
    fn client(&self) -> Result<Client, ControlError> {
        Ok(Client::new(match &self.control {
            Some(path) => path.clone(),
            None => control::find()?,
        }))
    }

    fn print(&self, status: &WorkloadStatus) -> Result<()> {
        match self.json {
            true => explain::print_json(status),
            false => explain::print((line(status) + "\n").as_bytes()),
        }
    }

    fn list(&self, all: &[WorkloadStatus]) -> Result<()> {
        match self.json {
            true => explain::print_json(&all),
            false => explain::print(table(all).as_bytes()),
        }
    }

    /// What is there, then what changes. Who watches first misses nothing.
    async fn watch(&self) -> Result<(), Failure> {
        let client = self.client()?;
        let mut changes = client.watch().await?;
        let there = client.list().await?;
        for status in there.into_iter().filter(|status| !status.state.is_end()) {
            self.tell(&Change::Workload(status))?;
        }
        while let Some(change) = changes.next().await? {
            self.tell(&change)?;
        }
        Ok(())
    }

    fn tell(&self, change: &Change) -> Result<()> {
        let line = match self.json {
            true => serde_json::to_string(change)?,
            false => text(change),
        };
        explain::print((line + "\n").as_bytes())
    }
}

fn text(change: &Change) -> String {
    match change {
        Change::Workload(status) => line(status),
        Change::Missed(missed) => format!("{missed} changes were missed"),
        other => format!("{other:?}"),
    }
}

/// `default/shop is running, revision 2`
fn line(status: &WorkloadStatus) -> String {
    let WorkloadStatus { id, state, .. } = status;
    let line = match status.revision {
        1 => format!("{id} is {state}"),
        revision => format!("{id} is {state}, revision {revision}"),
    };
    match why(status) {
        why if why.is_empty() => line,
        why => format!("{line}: {why}"),
    }
}

/// How it ended, as far as there is more to say.
fn why(status: &WorkloadStatus) -> String {
    let code = status.exit_code.map(|code| format!("exit code {code}"));
    status.reason.clone().or(code).unwrap_or_default()
}

/// Columns as wide as what is in them. A reason of several lines is told by `status`.
fn table(all: &[WorkloadStatus]) -> String {
    let rows = all.iter().map(|status| {
        let reason = why(status).lines().next().unwrap_or_default().to_owned();
        let (state, revision) = (status.state.to_string(), status.revision.to_string());
        [status.id.clone(), state, revision, reason]
    });
    let head = ["ID", "STATE", "REVISION", "REASON"].map(str::to_owned);
    let rows: Vec<_> = [head].into_iter().chain(rows).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (ids, states) = (width(0), width(1));
    let line = |[id, state, revision, reason]: &[String; 4]| {
        let line = format!("{id:ids$}  {state:states$}  {revision:8}  {reason}");
        line.trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

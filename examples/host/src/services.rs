//! Stays with a workload that has services and serves no HTTP.

use std::process::ExitCode;

use hostplug_runtime::{Host, Running, WorkloadState, WorkloadStatus};

use crate::run::Failure;
use crate::signals::Signals;

pub(crate) fn has_any(host: &Host, running: &Running) -> bool {
    let status = host.status(running.id());
    status.is_ok_and(|status| !status.services.is_empty())
}

/// Waits until all services are done, the workload has failed, or somebody wants it to end.
pub(crate) async fn to_end(host: &Host, running: &Running) -> Result<ExitCode, Failure> {
    // Before anybody is told that there is something to end.
    let mut signals = Signals::new()?;
    eprintln!("{} runs its services", running.id());
    tokio::select! {
        () = signals.next() => {
            signals.end_at_next();
            Ok(ExitCode::SUCCESS)
        }
        status = end(host, running.id()) => match status {
            Some(WorkloadStatus { state: WorkloadState::Failed, reason, .. }) => {
                let reason = reason.unwrap_or_else(|| "it has failed".to_owned());
                let error = anyhow::anyhow!("workload `{}`: {reason}", running.id());
                Err(Failure { error, code: 1 })
            }
            _ => Ok(ExitCode::SUCCESS),
        },
    }
}

async fn end(host: &Host, id: &str) -> Option<WorkloadStatus> {
    let mut changes = host.watch();
    loop {
        let status = host.status(id).ok()?;
        if status.state.is_end() {
            return Some(status);
        }
        changes.next().await?;
    }
}

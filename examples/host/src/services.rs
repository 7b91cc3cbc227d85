//! The end of a workload that has services and nothing else to do.

use hostplug_runtime::{Host, Running, WorkloadState, WorkloadStatus};

use crate::run::Failure;

pub(crate) fn has_any(host: &Host, running: &Running) -> bool {
    let status = host.status(running.id());
    status.is_ok_and(|status| !status.services.is_empty())
}

/// Waits until the only workload has ended by itself: its services are done, or one of them has failed for good. Where
/// there is something else to do it waits for ever.
pub(crate) async fn ended(host: &Host, running: &[Running]) -> Result<(), Failure> {
    let [running] = running else {
        return std::future::pending().await;
    };
    if !has_any(host, running) {
        return std::future::pending().await;
    }
    match end(host, running.id()).await {
        Some(WorkloadStatus {
            state: WorkloadState::Failed,
            reason,
            ..
        }) => {
            let reason = reason.unwrap_or_else(|| "it has failed".to_owned());
            let error = anyhow::anyhow!("workload `{}`: {reason}", running.id());
            Err(Failure { error, code: 1 })
        }
        _ => Ok(()),
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

//! Stops a workload: no new calls, the last ones to their end, then nothing is bound.

use std::sync::Arc;
use std::time::Duration;

use super::Host;
use super::running::Inner as Running;
use super::workloads::Stop;
use crate::error::Error;

/// Somebody who stops a workload that is stopping already waits for that stop.
pub(super) async fn stop(host: Host, id: String) -> Result<(), Error> {
    match host.inner.workloads.begin_stop(&id)? {
        Stop::Drain(running) => drain(&host, &running).await,
        Stop::Join(number) => {
            host.inner.workloads.ended(number, &id).await;
            Ok(())
        }
        Stop::Done => Ok(()),
    }
}

pub(super) async fn stop_within(host: Host, id: String, deadline: Duration) -> Result<(), Error> {
    let mut stopped = std::pin::pin!(stop(host.clone(), id.clone()));
    tokio::select! {
        stopped = &mut stopped => return stopped,
        () = tokio::time::sleep(deadline) => host.inner.workloads.cut_off(&id),
    }
    stopped.await
}

/// Ends a workload whose slot says already that it stops.
pub(super) async fn drain(host: &Host, running: &Arc<Running>) -> Result<(), Error> {
    host.inner.router.remove(running);
    let stopped = running.stop().await;
    host.inner.workloads.alone(running.id()).await;
    host.inner
        .workloads
        .end(running.id(), stopped.as_ref().err());
    stopped
}

/// Ends a version that another has replaced.
pub(super) async fn drain_replaced(host: Host, running: Arc<Running>) {
    if let Err(error) = running.stop().await {
        tracing::error!(
            workload = running.id(),
            "while an update replaced it: {error}"
        );
    }
    host.inner.workloads.drained(running.number());
}

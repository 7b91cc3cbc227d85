use std::time::Duration;

use hostplug::BoxFuture;

use super::heartbeat::Heartbeat;
use super::status::WorkloadStatus;
use super::watch::Watch;
use super::{Host, id_of};
use crate::error::Error;
use crate::spec::Workload;

/// What a platform asks of a host. Adapters (for a message broker, a socket, an HTTP server) take an
/// `Arc<dyn HostApi>`, so that tests and proxies can stand in for a [`Host`]. All that it takes and gives but the watch
/// and the errors is data for serde.
///
/// No method blocks its thread. A future that is dropped gives its work up where that leaves nothing half done: starts
/// and updates are undone, stops go on.
pub trait HostApi: Send + Sync + 'static {
    /// What the host is, what it serves, what it uses and what runs on it.
    fn heartbeat(&self) -> Heartbeat;

    /// Starts a workload, under an id of the caller's or as `namespace/name`; see [`Host::start`].
    ///
    /// # Errors
    /// Those of [`Host::start`].
    fn start(
        &self,
        id: Option<String>,
        workload: Workload,
    ) -> BoxFuture<'_, Result<WorkloadStatus, Error>>;

    /// Replaces a workload by a new version without losing a request; see [`Host::update`].
    ///
    /// # Errors
    /// Those of [`Host::update`].
    fn update(
        &self,
        id: Option<String>,
        workload: Workload,
    ) -> BoxFuture<'_, Result<WorkloadStatus, Error>>;

    /// Stops a workload when its calls have ended; see [`Host::stop`].
    ///
    /// # Errors
    /// Those of [`Host::stop`].
    fn stop<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), Error>>;

    /// Stops a workload, and drops its calls after a deadline; see [`Host::stop_within`].
    ///
    /// # Errors
    /// Those of [`Host::stop`].
    fn stop_within<'a>(
        &'a self,
        id: &'a str,
        deadline: Duration,
    ) -> BoxFuture<'a, Result<(), Error>>;

    /// What is known of a workload; see [`Host::status`].
    ///
    /// # Errors
    /// The host does not know the id.
    fn status(&self, id: &str) -> Result<WorkloadStatus, Error>;

    /// What is known of all workloads; see [`Host::list`].
    fn list(&self) -> Vec<WorkloadStatus>;

    /// The changes from now on; see [`Host::watch`].
    fn watch(&self) -> Watch;
}

impl HostApi for Host {
    fn heartbeat(&self) -> Heartbeat {
        Host::heartbeat(self)
    }

    fn start(
        &self,
        id: Option<String>,
        workload: Workload,
    ) -> BoxFuture<'_, Result<WorkloadStatus, Error>> {
        Box::pin(async move {
            let id = id.unwrap_or_else(|| id_of(&workload));
            self.start_as(&id, workload).await?;
            Host::status(self, &id)
        })
    }

    fn update(
        &self,
        id: Option<String>,
        workload: Workload,
    ) -> BoxFuture<'_, Result<WorkloadStatus, Error>> {
        Box::pin(async move {
            let id = id.unwrap_or_else(|| id_of(&workload));
            self.update_as(&id, workload).await?;
            Host::status(self, &id)
        })
    }

    fn stop<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(Host::stop(self, id))
    }

    fn stop_within<'a>(
        &'a self,
        id: &'a str,
        deadline: Duration,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(Host::stop_within(self, id, deadline))
    }

    fn status(&self, id: &str) -> Result<WorkloadStatus, Error> {
        Host::status(self, id)
    }

    fn list(&self) -> Vec<WorkloadStatus> {
        Host::list(self)
    }

    fn watch(&self) -> Watch {
        Host::watch(self)
    }
}

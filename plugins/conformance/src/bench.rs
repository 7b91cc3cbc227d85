//! What a check works with.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hostplug_runtime::{Component, Host, Workload};

use crate::expect::Checked;
use crate::guest::{Calls, Guest};
use crate::notes::Notes;
use crate::report::Failure;
use crate::subject::Subject;
use crate::suite::Capability;

/// The component through which a suite asks, in each workload.
pub(crate) const PROBE: &str = "probe";

/// A host with the plugin, and the workloads that a check has started on it.
pub(crate) struct Bench<O: 'static> {
    pub(crate) host: Host,
    pub(crate) notes: Notes,
    pub(crate) subject: Arc<Subject>,
    pub(crate) options: Arc<O>,
    pub(crate) capability: &'static Capability<O>,
    pub(crate) probe: Arc<[u8]>,
    pub(crate) check: &'static str,
    /// Tells the names of this check from those of others, if all workloads share their data.
    pub(crate) number: usize,
    pub(crate) calls: Calls,
    pub(crate) started: Arc<Mutex<Vec<String>>>,
}

impl<O> Clone for Bench<O> {
    fn clone(&self) -> Self {
        Bench {
            host: self.host.clone(),
            notes: self.notes.clone(),
            subject: self.subject.clone(),
            options: self.options.clone(),
            probe: self.probe.clone(),
            calls: self.calls.clone(),
            started: self.started.clone(),
            ..*self
        }
    }
}

impl<O> Bench<O> {
    /// The guest.
    pub(crate) fn probe(&self) -> Component {
        Component::bytes(self.probe.clone())
    }

    /// A workload with the guest, which is called after the check.
    pub(crate) fn workload(&self) -> Workload {
        Workload::new(self.check.replace('_', "-")).component(PROBE, self.probe())
    }

    /// Starts the workload of the check.
    pub(crate) async fn start(&self) -> Checked<Guest> {
        self.start_as(self.workload()).await
    }

    pub(crate) async fn start_as(&self, workload: Workload) -> Checked<Guest> {
        let what = format!("start of the workload `{}`", workload.name);
        let started = self.host.start(self.subject.workload(workload)).await;
        let running =
            started.map_err(|error| Failure::new(what, "that it starts", error.to_string()))?;
        let id = running.id().to_owned();
        self.started().push(id);
        Ok(Guest {
            running,
            component: PROBE,
            interface: self.capability.export,
            calls: self.calls.clone(),
        })
    }

    /// Stops a workload that the check has started.
    pub(crate) async fn stop(&self, guest: Guest) -> Checked {
        let id = guest.running.id().to_owned();
        self.started().retain(|started| *started != id);
        self.stop_id(&id).await
    }

    /// Stops all that is left; the first that does not stop fails the check.
    pub(crate) async fn clean_up(&self) -> Checked {
        let started = std::mem::take(&mut *self.started());
        let mut stopped = Ok(());
        for id in started {
            let this = self.stop_id(&id).await;
            stopped = stopped.and(this);
        }
        stopped
    }

    fn started(&self) -> MutexGuard<'_, Vec<String>> {
        self.started.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn stop_id(&self, id: &str) -> Checked {
        let what = format!("stop of the workload `{id}`");
        let stopped = self.host.stop(id).await;
        stopped.map_err(|error| Failure::new(what, "that it stops", error.to_string()))
    }
}

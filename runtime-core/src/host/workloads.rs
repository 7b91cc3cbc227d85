//! The workloads of a host by id, and what each of them does.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;

use super::running::Inner as Running;
use super::status::{WorkloadState, WorkloadStatus};
use crate::error::Error;

/// All workloads. Whoever waits for a change of them waits here.
#[derive(Clone, Default)]
pub(super) struct Workloads(Arc<watch::Sender<Table>>);

#[derive(Default)]
struct Table {
    slots: BTreeMap<String, Slot>,
    /// No workload may be added any more.
    closed: bool,
}

/// What is known of an id.
enum Slot {
    Starting,
    Running(Arc<Running>),
    Stopping,
}

impl Slot {
    fn state(&self) -> WorkloadState {
        match self {
            Slot::Starting => WorkloadState::Starting,
            Slot::Running(_) => WorkloadState::Running,
            Slot::Stopping => WorkloadState::Stopping,
        }
    }
}

impl Table {
    fn unknown(&self, id: &str) -> Error {
        Error::UnknownWorkload {
            id: id.to_owned(),
            workloads: self.slots.keys().cloned().collect(),
        }
    }
}

impl Workloads {
    /// Takes an id for a workload that starts.
    pub(super) fn reserve(&self, id: &str) -> Result<Reserved, Error> {
        self.change(|table| match table.slots.get(id) {
            _ if table.closed => Err(Error::Stopped),
            Some(_) => Err(Error::AlreadyStarted { id: id.to_owned() }),
            None => {
                table.slots.insert(id.to_owned(), Slot::Starting);
                Ok(())
            }
        })?;
        Ok(Reserved {
            workloads: self.clone(),
            id: id.to_owned(),
            filled: false,
        })
    }

    pub(super) fn running(&self, id: &str) -> Result<Arc<Running>, Error> {
        let table = self.0.borrow();
        match table.slots.get(id) {
            Some(Slot::Running(running)) => Ok(running.clone()),
            _ => Err(table.unknown(id)),
        }
    }

    pub(super) fn status(&self, id: &str) -> Result<WorkloadStatus, Error> {
        let table = self.0.borrow();
        let slot = table.slots.get(id).ok_or_else(|| table.unknown(id))?;
        Ok(WorkloadStatus {
            id: id.to_owned(),
            state: slot.state(),
        })
    }

    pub(super) fn statuses(&self) -> Vec<WorkloadStatus> {
        let table = self.0.borrow();
        table
            .slots
            .iter()
            .map(|(id, slot)| WorkloadStatus {
                id: id.clone(),
                state: slot.state(),
            })
            .collect()
    }

    /// From now on nobody else can stop it.
    pub(super) fn begin_stop(&self, id: &str) -> Result<Arc<Running>, Error> {
        self.change(|table| match table.slots.get(id) {
            Some(Slot::Running(running)) => {
                let running = running.clone();
                table.slots.insert(id.to_owned(), Slot::Stopping);
                Ok(running)
            }
            _ => Err(table.unknown(id)),
        })
    }

    pub(super) fn remove(&self, id: &str) {
        self.change(|table| table.slots.remove(id));
    }

    /// Keeps new workloads out, and lists those that are there.
    pub(super) fn close(&self) -> Result<Vec<String>, Error> {
        self.change(|table| match std::mem::replace(&mut table.closed, true) {
            false => Ok(table.slots.keys().cloned().collect()),
            true => Err(Error::Stopped),
        })
    }

    /// Waits until no workload may be added any more.
    pub(super) async fn closed(&self) {
        self.wait_for(|table| table.closed).await;
    }

    /// Waits until there is no workload.
    pub(super) async fn gone(&self) {
        self.wait_for(|table| table.slots.is_empty()).await;
    }

    async fn wait_for(&self, condition: impl FnMut(&Table) -> bool) {
        let found = self.0.subscribe().wait_for(condition).await.map(drop);
        found.expect("the sender lives as long as this");
    }

    fn change<R>(&self, change: impl FnOnce(&mut Table) -> R) -> R {
        let mut result = None;
        self.0.send_modify(|table| result = Some(change(table)));
        result.expect("the change was made")
    }
}

/// An id that is taken while its workload starts, and free again if that fails or is given up.
pub(super) struct Reserved {
    workloads: Workloads,
    id: String,
    filled: bool,
}

impl Reserved {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The workload runs, unless the host stops.
    pub(super) fn fill(&mut self, running: Arc<Running>) -> Result<(), Error> {
        self.filled = self.workloads.change(|table| {
            if !table.closed {
                table.slots.insert(self.id.clone(), Slot::Running(running));
            }
            !table.closed
        });
        if self.filled {
            Ok(())
        } else {
            Err(Error::Stopped)
        }
    }

    /// The start has failed, and is being undone.
    pub(super) fn undo(&self) {
        self.workloads
            .change(|table| table.slots.insert(self.id.clone(), Slot::Stopping));
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        if !self.filled {
            self.workloads.remove(&self.id);
        }
    }
}

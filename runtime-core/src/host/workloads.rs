//! The workloads of a host by id, what each of them does, and how they ended.

use std::sync::Arc;

use tokio::sync::watch;

use super::reserved::Reserved;
use super::router::Router;
use super::running::Inner as Running;
use super::status::{End, WorkloadStatus};
use super::table::{Beside, Phase, Slot, Table};
use super::watch::Watch;
use crate::error::Error;

/// All workloads. Whoever waits for a change of them waits here.
#[derive(Clone, Default)]
pub(super) struct Workloads(Arc<watch::Sender<Table>>);

/// What somebody who wants a workload to stop has to do.
pub(super) enum Stop {
    /// It is his to drain.
    Drain(Arc<Running>),
    /// Somebody else does it: he waits until the version of this number has gone.
    Join(u64),
    /// Nothing is left of it.
    Done,
}

impl Workloads {
    /// Takes an id for a workload that starts.
    pub(super) fn reserve(&self, id: &str) -> Result<Reserved, Error> {
        let number = self.change(|table| {
            if table.closed {
                return Err(Error::Stopped);
            }
            if table.slots.contains_key(id) {
                return Err(Error::AlreadyStarted { id: id.to_owned() });
            }
            table.history.retain(|status| status.id != id);
            let number = table.number();
            let slot = Slot {
                number,
                revision: 1,
                phase: Phase::Starting,
            };
            table.set(id, slot);
            Ok(number)
        })?;
        Ok(Reserved::new(self.clone(), id.to_owned(), number, None))
    }

    /// Lets a new version start beside the one that runs.
    pub(super) fn reserve_update(&self, id: &str) -> Result<Reserved, Error> {
        let (number, running) = self.change(|table| {
            if table.closed {
                return Err(Error::Stopped);
            }
            let running = table.running(id)?;
            if table.is_updated(id) {
                return Err(Error::Updating { id: id.to_owned() });
            }
            let number = table.number();
            table.beside.insert(number, Beside::update(id));
            Ok((number, running))
        })?;
        Ok(Reserved::new(
            self.clone(),
            id.to_owned(),
            number,
            Some(running),
        ))
    }

    pub(super) fn running(&self, id: &str) -> Result<Arc<Running>, Error> {
        self.0.borrow().running(id)
    }

    pub(super) fn status(&self, id: &str) -> Result<WorkloadStatus, Error> {
        let table = self.0.borrow();
        let ended = || table.history.iter().find(|status| status.id == id);
        let live = table.slots.get(id).map(|slot| slot.status(id));
        live.or_else(|| ended().cloned())
            .ok_or_else(|| table.unknown(id))
    }

    /// Those that are there, and how many components run in them.
    pub(super) fn live(&self) -> (Vec<WorkloadStatus>, usize) {
        let table = self.0.borrow();
        let components = table.slots.values().map(Slot::components).sum();
        (table.live(), components)
    }

    /// Those that are there, then those that have ended, the oldest end first.
    pub(super) fn list(&self) -> Vec<WorkloadStatus> {
        let table = self.0.borrow();
        let mut all = table.live();
        all.extend(table.history.iter().cloned());
        all
    }

    pub(super) fn watch(&self) -> Watch {
        Watch::new(self.0.borrow().changes.as_ref())
    }

    /// From now on it takes no calls, and an update of it is given up.
    pub(super) fn begin_stop(&self, id: &str) -> Result<Stop, Error> {
        self.change(|table| match table.slots.get(id) {
            Some(slot) => {
                let number = slot.number;
                let drained = table.begin_end(number, id, End::stopped());
                Ok(drained.map_or(Stop::Join(number), Stop::Drain))
            }
            None if table.history.iter().any(|status| status.id == id) => Ok(Stop::Done),
            None => Err(table.unknown(id)),
        })
    }

    /// A version ends by itself. If it was to be started, its start is given up; if it runs, it is the caller's to drain.
    pub(super) fn begin_end(&self, number: u64, id: &str, end: End) -> Option<Arc<Running>> {
        self.change(|table| table.begin_end(number, id, end))
    }

    /// A start has failed, and is being undone.
    pub(super) fn undo(&self, number: u64, id: &str, end: End) {
        self.change(|table| drop(table.begin_end(number, id, end)));
    }

    /// Nothing is left of a start or of an update.
    pub(super) fn gave_up(&self, number: u64, id: &str, end: End) {
        self.change(|table| {
            table.beside.remove(&number);
            if table
                .slots
                .get(id)
                .is_some_and(|slot| slot.number == number)
            {
                // Whoever stopped it has said already how it ends.
                table.begin_end(number, id, end);
                table.end(id, None);
            }
        });
    }

    /// Puts what was reserved into service. The version that it replaces is the caller's to drain.
    pub(super) fn fill(
        &self,
        number: u64,
        running: &Arc<Running>,
        router: &Router,
    ) -> Result<Option<Arc<Running>>, Error> {
        self.change(|table| table.fill(number, running, router))
    }

    /// A version that was replaced has been unbound.
    pub(super) fn drained(&self, number: u64) {
        self.change(|table| table.beside.remove(&number));
    }

    /// Nothing is left of a workload that stopped, except perhaps why it could not be unbound.
    pub(super) fn end(&self, id: &str, error: Option<&Error>) {
        self.change(|table| table.end(id, error.map(ToString::to_string)));
    }

    /// Drops the calls of all versions that are being drained.
    pub(super) fn cut_off(&self, id: &str) {
        self.0.borrow().cut_off(id);
    }

    /// Keeps new workloads out, and lists those that are there.
    pub(super) fn close(&self) -> Result<Vec<String>, Error> {
        self.change(|table| match std::mem::replace(&mut table.closed, true) {
            false => Ok(table.slots.keys().cloned().collect()),
            true => Err(Error::Stopped),
        })
    }

    /// Ends everybody's watch.
    pub(super) fn end_watches(&self) {
        self.change(|table| table.changes = None);
    }

    /// The services of all workloads end, and nothing else does.
    pub(super) fn end_services(&self) {
        for slot in self.0.borrow().slots.values() {
            if let Phase::Running(running) = &slot.phase {
                running.services().end();
            }
        }
    }

    /// Tells whoever watches of a change inside of a version that runs.
    pub(super) fn tell(&self, number: u64, id: &str) {
        self.0.borrow().tell_again(number, id);
    }

    /// Waits until a start or an update is not wanted any more, and says why.
    pub(super) async fn given_up(&self, number: u64, id: &str) -> Error {
        self.wait_for(|table| table.given_up(number, id).is_some())
            .await;
        let given_up = self.0.borrow().given_up(number, id);
        given_up.unwrap_or(Error::Stopped)
    }

    /// Waits until nothing is left of a version.
    pub(super) async fn ended(&self, number: u64, id: &str) {
        let there = |slot: &Slot| slot.number == number;
        self.wait_for(|table| !table.slots.get(id).is_some_and(there))
            .await;
    }

    /// Waits until there is no other version of a workload than the one that has its id.
    pub(super) async fn alone(&self, id: &str) {
        self.wait_for(|table| table.beside.values().all(|beside| beside.id() != id))
            .await;
    }

    /// Waits until there is no workload.
    pub(super) async fn gone(&self) {
        self.wait_for(|table| table.slots.is_empty() && table.beside.is_empty())
            .await;
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

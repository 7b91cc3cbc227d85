//! What a host knows of its workloads at one moment. Every change of it is made at once, so that nobody sees a half.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tokio::sync::broadcast;

use super::router::Router;
use super::running::Inner as Running;
use super::services::ServiceStatus;
use super::status::{End, WorkloadState, WorkloadStatus};
use super::watch;
use crate::error::Error;

/// How many workloads that have ended are remembered.
const HISTORY: usize = 100;

pub(super) struct Table {
    pub(super) slots: BTreeMap<String, Slot>,
    /// Versions beside the one that has the id, by their number.
    pub(super) beside: BTreeMap<u64, Beside>,
    /// How the last workloads ended, one line for each id, the oldest first.
    pub(super) history: VecDeque<WorkloadStatus>,
    /// No workload may be added any more.
    pub(super) closed: bool,
    /// Who watches. There is none when the host has stopped.
    pub(super) changes: Option<broadcast::Sender<WorkloadStatus>>,
    numbers: u64,
}

/// What is known of an id.
pub(super) struct Slot {
    /// Of the version that starts, runs or stops. No other has it, also of another start of this id.
    pub(super) number: u64,
    pub(super) revision: u64,
    pub(super) phase: Phase,
}

pub(super) enum Phase {
    Starting,
    Running(Arc<Running>),
    /// A start that is undone has nothing that runs.
    Stopping(Option<Arc<Running>>, End),
}

/// A version of a workload that has not got its id yet, or has lost it.
pub(super) enum Beside {
    /// It starts, unless somebody has said how it ends.
    Update(String, Option<End>),
    /// Its last calls go on.
    Drained(Arc<Running>),
}

impl Beside {
    pub(super) fn update(id: &str) -> Self {
        Beside::Update(id.to_owned(), None)
    }

    pub(super) fn id(&self) -> &str {
        match self {
            Beside::Update(id, _) => id,
            Beside::Drained(running) => running.id(),
        }
    }
}

impl Slot {
    pub(super) fn status(&self, id: &str) -> WorkloadStatus {
        let (state, reason) = match &self.phase {
            Phase::Starting => (WorkloadState::Starting, None),
            Phase::Running(_) => (WorkloadState::Running, None),
            Phase::Stopping(_, end) => (WorkloadState::Stopping, end.reason.clone()),
        };
        WorkloadStatus {
            id: id.to_owned(),
            state,
            reason,
            exit_code: None,
            revision: self.revision,
            services: self.services(),
        }
    }

    fn services(&self) -> Vec<ServiceStatus> {
        match &self.phase {
            Phase::Starting | Phase::Stopping(None, _) => Vec::new(),
            Phase::Running(running) | Phase::Stopping(Some(running), _) => {
                running.services().statuses()
            }
        }
    }

    pub(super) fn components(&self) -> usize {
        match &self.phase {
            Phase::Running(running) => running.components(),
            _ => 0,
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Table {
            slots: BTreeMap::new(),
            beside: BTreeMap::new(),
            history: VecDeque::new(),
            closed: false,
            changes: Some(watch::sender()),
            numbers: 0,
        }
    }
}

impl Table {
    pub(super) fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub(super) fn unknown(&self, id: &str) -> Error {
        Error::UnknownWorkload {
            id: id.to_owned(),
            workloads: self.slots.keys().cloned().collect(),
        }
    }

    pub(super) fn running(&self, id: &str) -> Result<Arc<Running>, Error> {
        match self.slots.get(id).map(|slot| &slot.phase) {
            Some(Phase::Running(running)) => Ok(running.clone()),
            _ => Err(self.unknown(id)),
        }
    }

    pub(super) fn live(&self) -> Vec<WorkloadStatus> {
        let live = self.slots.iter().map(|(id, slot)| slot.status(id));
        live.collect()
    }

    pub(super) fn is_updated(&self, id: &str) -> bool {
        let mut beside = self.beside.values();
        beside.any(|beside| matches!(beside, Beside::Update(updated, _) if updated == id))
    }

    /// Changes an id, and tells whoever watches.
    pub(super) fn set(&mut self, id: &str, slot: Slot) {
        self.tell(slot.status(id));
        self.slots.insert(id.to_owned(), slot);
    }

    /// Tells of a version that runs.
    pub(super) fn tell_again(&self, number: u64, id: &str) {
        let slot = self.slots.get(id);
        let slot = slot.filter(|slot| slot.number == number);
        if let Some(slot) = slot.filter(|slot| matches!(slot.phase, Phase::Running(_))) {
            self.tell(slot.status(id));
        }
    }

    fn tell(&self, status: WorkloadStatus) {
        if let Some(changes) = &self.changes {
            // It is an error if nobody watches.
            let _ = changes.send(status);
        }
    }

    /// Says how a version is to end, if nobody has said it yet.
    pub(super) fn begin_end(&mut self, number: u64, id: &str, end: End) -> Option<Arc<Running>> {
        if let Some(Beside::Update(_, given_up)) = self.beside.get_mut(&number) {
            given_up.get_or_insert(end);
            return None;
        }
        let slot = self.slots.get(id).filter(|slot| slot.number == number)?;
        let (revision, running) = match &slot.phase {
            Phase::Stopping(..) => return None,
            Phase::Starting => (slot.revision, None),
            Phase::Running(running) => (slot.revision, Some(running.clone())),
        };
        self.give_up_updates(id);
        let phase = Phase::Stopping(running.clone(), end);
        let slot = Slot {
            number,
            revision,
            phase,
        };
        self.set(id, slot);
        running
    }

    fn give_up_updates(&mut self, id: &str) {
        for beside in self.beside.values_mut() {
            if let Beside::Update(updated, given_up) = beside
                && updated == id
            {
                given_up.get_or_insert_with(End::stopped);
            }
        }
    }

    /// Frees an id whose version stops.
    pub(super) fn end(&mut self, id: &str, error: Option<String>) {
        let Some(slot) = self.slots.remove(id) else {
            return;
        };
        let services = slot.services();
        let mut end = match slot.phase {
            Phase::Stopping(_, end) => end,
            Phase::Starting | Phase::Running(_) => End::stopped(),
        };
        end.reason = end.reason.or(error);
        let mut status = end.status(id.to_owned(), slot.revision);
        status.services = services;
        self.history.push_back(status.clone());
        if self.history.len() > HISTORY {
            self.history.pop_front();
        }
        self.tell(status);
    }

    /// Why a start or an update is not wanted any more.
    pub(super) fn given_up(&self, number: u64, id: &str) -> Option<Error> {
        if self.closed {
            return Some(Error::Stopped);
        }
        if let Some(Beside::Update(_, given_up)) = self.beside.get(&number) {
            return given_up.as_ref().map(|end| end.error(id));
        }
        match self.slots.get(id).filter(|slot| slot.number == number) {
            Some(slot) => match &slot.phase {
                Phase::Stopping(_, end) => Some(end.error(id)),
                Phase::Starting | Phase::Running(_) => None,
            },
            None => Some(End::stopped().error(id)),
        }
    }

    pub(super) fn fill(
        &mut self,
        number: u64,
        running: &Arc<Running>,
        router: &Router,
    ) -> Result<Option<Arc<Running>>, Error> {
        let id = running.id();
        if let Some(error) = self.given_up(number, id) {
            return Err(error);
        }
        let replaced = self.running(id).ok();
        router.put(running, replaced.as_ref())?;
        running.take_calls();
        self.beside.remove(&number);
        if let Some(replaced) = &replaced {
            let drained = Beside::Drained(replaced.clone());
            self.beside.insert(replaced.number(), drained);
        }
        let updates = self.slots.get(id).filter(|_| replaced.is_some());
        let slot = Slot {
            number,
            revision: updates.map_or(1, |slot| slot.revision + 1),
            phase: Phase::Running(running.clone()),
        };
        self.set(id, slot);
        Ok(replaced)
    }

    pub(super) fn cut_off(&self, id: &str) {
        if let Some(Phase::Stopping(Some(running), _)) = self.slots.get(id).map(|slot| &slot.phase)
        {
            running.cut_off();
        }
        for beside in self.beside.values() {
            if let Beside::Drained(running) = beside
                && running.id() == id
            {
                running.cut_off();
            }
        }
    }
}

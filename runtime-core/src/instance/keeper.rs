//! The tasks that fill pools and retire what nobody calls.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep_until;

use super::{Entry, Shelf};
use crate::budget;
use crate::error::Error;
use crate::spec::InstancePolicy;

/// The task of one entry, if its policy needs one.
#[derive(Default)]
pub(crate) struct Keeper(Mutex<Option<JoinHandle<()>>>);

impl Keeper {
    fn set(&self, task: JoinHandle<()>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Ends the task, and with it the instance that it may be making.
    async fn end(&self) {
        let task = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let task = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = task {
            task.abort();
        }
    }
}

impl Entry {
    /// Makes what has to be there before the first call.
    ///
    /// # Errors
    /// An instance cannot be made.
    pub(crate) async fn open(self: &Arc<Self>) -> Result<(), Error> {
        let (entry, shelf) = (Arc::downgrade(self), self.keeping.shelf.clone());
        match self.keeping.shelf.policy() {
            InstancePolicy::Fresh => {}
            InstancePolicy::Pool(_) => {
                while self.keeping.shelf.lacks() > 0 {
                    self.keeping.shelf.put(self.make_within().await?);
                }
                self.keeping.keeper.set(tokio::spawn(refill(entry, shelf)));
            }
            InstancePolicy::Reuse(reuse) => {
                self.keeping
                    .keeper
                    .set(tokio::spawn(retire(shelf, reuse.idle)));
            }
        }
        Ok(())
    }

    /// From now on no instance is kept. Those that serve calls are waited for by who waits for the calls.
    pub(crate) fn close(&self) {
        self.keeping.shelf.close();
    }

    /// Waits until nothing is left that makes instances.
    pub(crate) async fn closed(&self) {
        self.close();
        self.keeping.keeper.end().await;
    }

    /// The making of an instance in advance runs guests' code, so it is limited like a call.
    async fn make_within(&self) -> Result<super::Held, Error> {
        let limits = self.limits.call;
        let _ticking = self.clock.tick();
        let made = budget::metered(limits.cpu, Box::pin(self.make()));
        let made = budget::within(limits.time, made).await;
        made.map_err(|source| self.trap(source))?
    }
}

/// Makes instances in the place of those that were taken.
async fn refill(entry: Weak<Entry>, shelf: Arc<Shelf>) {
    loop {
        shelf.changed().await;
        while shelf.lacks() > 0 {
            let Some(entry) = entry.upgrade() else { return };
            match entry.make_within().await {
                Ok(held) => shelf.put(held),
                Err(error) => {
                    // The calls make their own, and each that was to take one is another try.
                    tracing::error!(
                        workload = entry.workload,
                        component = entry.component,
                        "no instance can be made in advance: {error}"
                    );
                    break;
                }
            }
        }
    }
}

async fn retire(shelf: Arc<Shelf>, idle: Duration) {
    loop {
        match shelf.drop_idle(idle) {
            Some(next) => sleep_until(next).await,
            None => shelf.changed().await,
        }
    }
}

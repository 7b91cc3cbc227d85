//! What is in memory: made once however many want it at once, and forgotten only when nobody uses it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::key::Key;

/// How much memory something takes.
pub(crate) trait Weigh {
    fn weight(&self) -> u64;
}

/// Values by key. Those that nobody uses weigh no more than the limit together; the longest unused go first.
pub(super) struct Memory<V: Weigh> {
    limit: u64,
    table: Mutex<Table<V>>,
    /// Something has been made, or could not be.
    settled: Condvar,
}

struct Table<V> {
    slots: BTreeMap<Key, Slot<V>>,
    /// The keys of what nobody uses, in the order of the times since when.
    idle: BTreeMap<u64, Key>,
    clock: u64,
    usage: Usage,
}

enum Slot<V> {
    InTheMaking,
    Made(Made<V>),
}

struct Made<V> {
    value: V,
    weight: u64,
    users: usize,
    /// The time since when nobody uses it, if so.
    idle_since: u64,
}

/// How much all values weigh.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    pub(super) total: u64,
    pub(super) idle: u64,
}

/// A value that is in use.
pub(crate) struct Lease<V: Weigh> {
    memory: Arc<Memory<V>>,
    key: Key,
    value: V,
}

impl<V: Weigh + Clone> Memory<V> {
    pub(super) fn new(limit: u64) -> Self {
        Memory {
            limit,
            table: Mutex::new(Table {
                slots: BTreeMap::new(),
                idle: BTreeMap::new(),
                clock: 0,
                usage: Usage::default(),
            }),
            settled: Condvar::new(),
        }
    }

    /// The value of a key, and whether it was there already. If somebody is making it, this waits; if that fails or
    /// panics, this makes it itself.
    pub(super) fn find<E>(
        self: &Arc<Self>,
        key: &Key,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<(Lease<V>, bool), E> {
        if let Some(value) = self.take_or_begin(key) {
            return Ok((self.lease(key, value), true));
        }
        let making = Making { memory: self, key };
        let value = make()?;
        making.done(value.clone());
        Ok((self.lease(key, value), false))
    }

    /// `None` says that the caller has to make it.
    fn take_or_begin(&self, key: &Key) -> Option<V> {
        let mut table = self.lock();
        loop {
            match table.slots.get(key) {
                Some(Slot::Made(_)) => return table.take(key),
                Some(Slot::InTheMaking) => {
                    table = self
                        .settled
                        .wait(table)
                        .unwrap_or_else(PoisonError::into_inner);
                }
                None => {
                    table.slots.insert(key.clone(), Slot::InTheMaking);
                    return None;
                }
            }
        }
    }

    fn lease(self: &Arc<Self>, key: &Key, value: V) -> Lease<V> {
        Lease {
            memory: self.clone(),
            key: key.clone(),
            value,
        }
    }
}

impl<V: Weigh> Memory<V> {
    pub(super) fn usage(&self) -> Usage {
        self.lock().usage
    }

    fn release(&self, key: &Key) {
        let mut table = self.lock();
        table.release(key);
        let forgotten = table.forget_idle(self.limit);
        // Unmapping code takes its time, for which nobody should have to wait.
        drop(table);
        drop(forgotten);
    }

    fn lock(&self) -> MutexGuard<'_, Table<V>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V> Table<V> {
    /// Something that was made has one more user.
    fn take(&mut self, key: &Key) -> Option<V>
    where
        V: Clone,
    {
        let Some(Slot::Made(made)) = self.slots.get_mut(key) else {
            return None;
        };
        if made.users == 0 {
            self.idle.remove(&made.idle_since);
            self.usage.idle -= made.weight;
        }
        made.users += 1;
        Some(made.value.clone())
    }

    fn release(&mut self, key: &Key) {
        let Some(Slot::Made(made)) = self.slots.get_mut(key) else {
            return;
        };
        made.users -= 1;
        if made.users == 0 {
            self.clock += 1;
            made.idle_since = self.clock;
            self.usage.idle += made.weight;
            self.idle.insert(self.clock, key.clone());
        }
    }

    fn forget_idle(&mut self, limit: u64) -> Vec<Slot<V>> {
        let mut forgotten = Vec::new();
        while self.usage.idle > limit
            && let Some((_, key)) = self.idle.pop_first()
        {
            let slot = self.slots.remove(&key);
            if let Some(Slot::Made(made)) = &slot {
                self.usage.idle -= made.weight;
                self.usage.total -= made.weight;
            }
            forgotten.extend(slot);
        }
        forgotten
    }
}

/// Others wait for a value that is being made. However that ends, they go on.
struct Making<'a, V: Weigh> {
    memory: &'a Memory<V>,
    key: &'a Key,
}

impl<V: Weigh> Making<'_, V> {
    fn done(self, value: V) {
        let weight = value.weight();
        let made = Made {
            value,
            weight,
            users: 1,
            idle_since: 0,
        };
        let mut table = self.memory.lock();
        table.usage.total += weight;
        table.slots.insert(self.key.clone(), Slot::Made(made));
    }
}

impl<V: Weigh> Drop for Making<'_, V> {
    fn drop(&mut self) {
        let mut table = self.memory.lock();
        if let Some(Slot::InTheMaking) = table.slots.get(self.key) {
            table.slots.remove(self.key);
        }
        drop(table);
        self.memory.settled.notify_all();
    }
}

impl<V: Weigh> Lease<V> {
    pub(super) fn value(&self) -> &V {
        &self.value
    }
}

impl<V: Weigh> Drop for Lease<V> {
    fn drop(&mut self) {
        self.memory.release(&self.key);
    }
}

impl<V: Weigh> fmt::Debug for Lease<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lease").field(&self.key).finish()
    }
}

impl<V: Weigh> fmt::Debug for Memory<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory")
            .field("limit", &self.limit)
            .field("usage", &self.usage())
            .finish_non_exhaustive()
    }
}

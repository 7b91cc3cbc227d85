//! Instances that wait for calls.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::Held;
use crate::spec::InstancePolicy;

pub(crate) struct Shelf {
    policy: InstancePolicy,
    kept: Mutex<Kept>,
    /// Wakes the task that keeps the shelf in order.
    keeper: Notify,
}

#[derive(Default)]
struct Kept {
    idle: Vec<Idle>,
    /// The keeper has nothing to look for until something is put here.
    keeper_rests: bool,
    closed: bool,
}

struct Idle {
    held: Held,
    since: Instant,
}

impl Shelf {
    pub(super) fn new(policy: InstancePolicy) -> Self {
        Shelf {
            policy,
            kept: Mutex::default(),
            keeper: Notify::new(),
        }
    }

    pub(super) fn policy(&self) -> InstancePolicy {
        self.policy
    }

    /// The instance that was used last, so that those which are not needed go idle.
    pub(super) fn take(&self) -> Option<Held> {
        if self.policy == InstancePolicy::Fresh {
            return None;
        }
        let taken = self.kept().idle.pop();
        if let InstancePolicy::Pool(_) = self.policy {
            self.keeper.notify_one();
        }
        Some(taken?.held)
    }

    /// Keeps an instance whose call has ended well, if it may serve another one.
    pub(super) fn give_back(&self, held: Held) {
        if let InstancePolicy::Reuse(reuse) = self.policy
            && held.served < reuse.requests
        {
            self.put(held);
        }
    }

    /// An instance that cannot be kept is dropped without the lock: that is the end of its guest's resources.
    pub(super) fn put(&self, held: Held) {
        let since = Instant::now();
        let mut kept = self.kept();
        if kept.closed {
            drop(kept);
            return drop(held);
        }
        kept.idle.push(Idle { held, since });
        let wakes = mem::take(&mut kept.keeper_rests);
        drop(kept);
        if wakes {
            self.keeper.notify_one();
        }
    }

    pub(super) fn idle(&self) -> usize {
        self.kept().idle.len()
    }

    /// Nothing is kept any more.
    pub(super) fn close(&self) {
        let mut kept = self.kept();
        kept.closed = true;
        let idle = mem::take(&mut kept.idle);
        drop(kept);
        drop(idle);
    }

    /// How many a pool lacks.
    pub(super) fn lacks(&self) -> usize {
        let InstancePolicy::Pool(pool) = self.policy else {
            return 0;
        };
        let kept = self.kept();
        match kept.closed {
            true => 0,
            false => (pool.size as usize).saturating_sub(kept.idle.len()),
        }
    }

    /// Waits until an instance has been taken or, where none was there, put.
    pub(super) async fn changed(&self) {
        self.keeper.notified().await;
    }

    /// Drops what nobody has called for so long, and says when to look again, unless there is nothing to look for.
    pub(super) fn drop_idle(&self, longest: Duration) -> Option<Instant> {
        let now = Instant::now();
        let mut kept = self.kept();
        // The longest unused are the first.
        let expired = |idle: &Idle| now.duration_since(idle.since) >= longest;
        let count = kept.idle.iter().take_while(|idle| expired(idle)).count();
        let gone: Vec<_> = kept.idle.drain(..count).collect();
        let next = kept.idle.first().map(|idle| idle.since + longest);
        kept.keeper_rests = next.is_none();
        drop(kept);
        drop(gone);
        next
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

/// The instances of one entry: how many there are, and how many there have been. `made` is `idle`, `busy` and `retired`
/// together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Instances {
    /// Those that wait for a call.
    pub idle: u64,
    /// Those that serve calls, or are being made.
    pub busy: u64,
    /// All that were ever made.
    pub made: u64,
    /// Those that are gone: with their only call, after the last that they might serve, by a trap or a limit, because
    /// nobody called them for long, or with their workload.
    pub retired: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    made: AtomicU64,
    retired: AtomicU64,
}

impl Counts {
    pub(super) fn count(self: &Arc<Self>) -> Counted {
        self.made.fetch_add(1, Ordering::Relaxed);
        Counted(self.clone())
    }

    /// What is read one after the other need not fit, so it is made to.
    pub(super) fn instances(&self, idle: usize) -> Instances {
        let retired = self.retired.load(Ordering::Relaxed);
        let made = self.made.load(Ordering::Relaxed).max(retired);
        let idle = (idle as u64).min(made - retired);
        Instances {
            idle,
            busy: made - retired - idle,
            made,
            retired,
        }
    }
}

/// An instance that counts. Its store holds it, and so it goes with the store, however that ends.
#[derive(Debug)]
pub(crate) struct Counted(Arc<Counts>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.retired.fetch_add(1, Ordering::Relaxed);
    }
}

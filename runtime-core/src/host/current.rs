use std::sync::{Arc, PoisonError, RwLock, Weak};

use super::calls::Call;
use super::running::Inner as Running;

/// The version of a workload that takes the calls, as those know it who have a handle of some version.
#[derive(Default)]
pub(super) struct Current(RwLock<Weak<Running>>);

impl Current {
    /// Calls that come later go to `running`.
    pub(super) fn set(&self, running: &Arc<Running>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(running);
    }

    /// The version that takes the calls, if there is one.
    pub(super) fn get(&self) -> Option<Arc<Running>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .upgrade()
    }

    /// Begins a call. The lock keeps an update from replacing the version between the two steps.
    pub(super) fn enter(&self) -> Option<(Arc<Running>, Call)> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let running = current.upgrade()?;
        let call = running.enter().ok()?;
        Some((running, call))
    }
}

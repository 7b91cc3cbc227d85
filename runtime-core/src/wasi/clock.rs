//! What guests see as the time of day.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use wasmtime_wasi::HostWallClock;

/// A clock of the embedder's. Nothing in the host but guests sees it: limits, restarts and idle times count time that
/// never jumps.
#[derive(Clone)]
pub(crate) struct WallClock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl WallClock {
    pub(crate) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        WallClock(Arc::new(now))
    }
}

impl HostWallClock for WallClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    /// WASI 0.2 has no time before 1970.
    fn now(&self) -> Duration {
        let since = (self.0)().duration_since(SystemTime::UNIX_EPOCH);
        since.unwrap_or_default()
    }
}

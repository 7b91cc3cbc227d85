use std::fmt;
use std::time::Duration;

/// Which instances serve the calls of an entry. Runs of commands always have one of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstancePolicy {
    /// Each call has an instance of its own, which ends with it.
    #[default]
    Fresh,
    /// Like `Fresh`, but instances are made before they are needed.
    Pool(Pool),
    /// An instance serves many calls, and keeps what its guest has in memory.
    Reuse(Reuse),
}

/// Instances that wait for their only call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pool {
    /// How many there are. A call that finds none makes its own.
    pub size: u32,
}

impl Pool {
    /// Sets how many instances there are.
    #[must_use]
    pub fn size(mut self, size: u32) -> Self {
        self.size = size;
        self
    }
}

impl Default for Pool {
    /// Eight instances.
    fn default() -> Self {
        Pool { size: 8 }
    }
}

/// Instances that serve many calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reuse {
    /// How many calls one serves until another takes its place.
    pub requests: u32,
    /// How many calls one serves at once. There is no more than one.
    pub concurrency: u32,
    /// How long one stays without a call.
    pub idle: Duration,
}

impl Reuse {
    /// Sets how many calls an instance serves.
    #[must_use]
    pub fn requests(mut self, requests: u32) -> Self {
        self.requests = requests;
        self
    }

    /// Sets how many calls an instance serves at once.
    #[must_use]
    pub fn concurrency(mut self, concurrency: u32) -> Self {
        self.concurrency = concurrency;
        self
    }

    /// Sets how long an instance stays without a call.
    #[must_use]
    pub fn idle(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }
}

impl Default for Reuse {
    /// 128 calls, one after the other, and 30 seconds without one.
    fn default() -> Self {
        Reuse {
            requests: 128,
            concurrency: 1,
            idle: Duration::from_secs(30),
        }
    }
}

/// In the words of the workload document.
impl fmt::Display for InstancePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InstancePolicy::Fresh => f.write_str("fresh"),
            InstancePolicy::Pool(Pool { size }) => write!(f, "pool, size {size}"),
            InstancePolicy::Reuse(reuse) => write!(
                f,
                "reuse, requests {}, concurrency {}, idle {}",
                reuse.requests,
                reuse.concurrency,
                humantime::format_duration(reuse.idle)
            ),
        }
    }
}

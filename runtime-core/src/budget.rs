//! What a call of an entry may use: time by the clock, and time on a thread.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hostplug::wasmtime::{self, Store, UpdateDeadline};

use crate::caps::Caps;
use crate::epoch::Ticking;
use crate::limits::size;

/// What the calls of one entry may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryLimits {
    pub(crate) memory: u64,
    pub(crate) caps: Caps,
    /// Bytes of the body of a request.
    pub(crate) body: u64,
    /// Bytes of outgoing requests.
    pub(crate) egress: u64,
    /// Functions and HTTP requests.
    pub(crate) call: Allowed,
    /// Runs of a command.
    pub(crate) command: Allowed,
}

/// The time of one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowed {
    pub(crate) cpu: Option<Duration>,
    pub(crate) time: Option<Duration>,
}

/// A limit that a call has reached, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Exceeded {
    /// Bytes of memories and tables.
    #[error("used more than {} of memory", size(*.0))]
    Memory(u64),
    /// Time on a thread.
    #[error("had a thread for longer than {}", humantime::format_duration(*.0))]
    Cpu(Duration),
    /// Time by the clock.
    #[error("took longer than {}", humantime::format_duration(*.0))]
    Time(Duration),
    /// Bytes that the host copies from a guest in one call.
    #[error("passed more than {} between itself and the host in one call", size(*.0))]
    HostCall(u64),
    /// Resources of one instance.
    #[error("held more than {0} handles at the same time")]
    Handles(u32),
}

impl Exceeded {
    /// The key of the limit in a workload document.
    pub fn key(&self) -> &'static str {
        match self {
            Exceeded::Memory(_) => "memory",
            Exceeded::Cpu(_) => "cpu",
            Exceeded::Time(_) => "time",
            Exceeded::HostCall(_) => "host-call",
            Exceeded::Handles(_) => "handles",
        }
    }

    /// The limit, as the document says it.
    pub(crate) fn value(&self) -> String {
        match self {
            Exceeded::Memory(bytes) | Exceeded::HostCall(bytes) => format!("\"{}\"", size(*bytes)),
            Exceeded::Handles(handles) => handles.to_string(),
            Exceeded::Cpu(time) | Exceeded::Time(time) => {
                format!("\"{}\"", humantime::format_duration(*time))
            }
        }
    }
}

/// Ends a call whose time is over, be it that it waits or that it does not come back.
pub(crate) struct Budget {
    time: Option<Duration>,
    cpu: Arc<Cpu>,
    _ticking: Ticking,
}

impl Budget {
    /// Lets the guests of a store yield at every tick, and looks there at what they have used.
    ///
    /// # Errors
    /// There can be no further thread.
    pub(crate) fn start<T: 'static>(
        store: &mut Store<T>,
        allowed: Allowed,
    ) -> std::io::Result<Self> {
        let ticking = Ticking::start(store.engine())?;
        let cpu = Arc::new(Cpu::new());
        let seen = cpu.clone();
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(move |_| match allowed.cpu {
            Some(limit) if seen.used() > limit => Err(Exceeded::Cpu(limit).into()),
            _ => Ok(UpdateDeadline::Yield(1)),
        });
        Ok(Budget {
            time: allowed.time,
            cpu,
            _ticking: ticking,
        })
    }

    /// How long somebody may wait for the call.
    pub(crate) fn time(&self) -> Option<Duration> {
        self.time
    }

    /// Waits for a call, whose use of a thread counts.
    pub(crate) async fn metered<F: Future>(self, call: F) -> F::Output {
        let mut call = pin!(call);
        poll_fn(|context| {
            self.cpu.enter();
            let polled = call.as_mut().poll(context);
            self.cpu.leave();
            polled
        })
        .await
    }
}

/// Waits no longer than `time`.
///
/// # Errors
/// It is over.
pub(crate) async fn within<F: Future>(
    time: Option<Duration>,
    future: F,
) -> wasmtime::Result<F::Output> {
    match time {
        None => Ok(future.await),
        Some(time) => {
            let ended = tokio::time::timeout(time, future).await;
            ended.map_err(|_| Exceeded::Time(time).into())
        }
    }
}

/// How long a future has been polled. Nobody but its present thread looks at it, so the order of memory does not matter.
struct Cpu {
    made: Instant,
    /// Nanoseconds of the polls that have ended.
    used: AtomicU64,
    /// When the present poll began, in nanoseconds.
    entered: AtomicU64,
}

impl Cpu {
    fn new() -> Self {
        Cpu {
            made: Instant::now(),
            used: AtomicU64::new(0),
            entered: AtomicU64::new(0),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.made.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn enter(&self) {
        self.entered.store(self.now(), Ordering::Relaxed);
    }

    fn leave(&self) {
        self.used.fetch_add(self.present(), Ordering::Relaxed);
    }

    fn present(&self) -> u64 {
        let entered = self.entered.load(Ordering::Relaxed);
        self.now().saturating_sub(entered)
    }

    /// In the middle of a poll.
    fn used(&self) -> Duration {
        let ended = self.used.load(Ordering::Relaxed);
        Duration::from_nanos(ended.saturating_add(self.present()))
    }
}

//! What a call of an entry may use: time by the clock, and time on a thread.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use hostplug::wasmtime::{self, Store, UpdateDeadline};

use crate::caps::Caps;
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
    /// Calls at once, and calls that wait for them.
    pub(crate) requests: u32,
    pub(crate) queue: u32,
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

/// Lets the guests of a store yield at every tick, and looks there at what the present call has used. It holds for the
/// calls that are [`metered`].
pub(crate) fn interrupt<T: 'static>(store: &mut Store<T>) {
    store.set_epoch_deadline(1);
    // It captures nothing, so that it need not be allocated for each store.
    store.epoch_deadline_callback(|_| match END.get() {
        Some(end) if Instant::now() > end.at => Err(Exceeded::Cpu(end.limit).into()),
        _ => Ok(UpdateDeadline::Yield(1)),
    });
}

/// When the present poll of a metered call must have come back. A guest runs on the thread that polls its call, so the
/// thread knows whose end it is; a call within a call puts its own in the place of the outer one, for as long as it is
/// polled.
#[derive(Clone, Copy)]
struct End {
    at: Instant,
    limit: Duration,
}

thread_local! {
    static END: Cell<Option<End>> = const { Cell::new(None) };
}

/// Waits for a call, whose use of a thread counts: how long it is polled.
pub(crate) async fn metered<F: Future>(
    limit: Option<Duration>,
    mut call: Pin<Box<F>>,
) -> F::Output {
    let mut used = Duration::ZERO;
    poll_fn(|context| {
        let began = Instant::now();
        let left = |limit: Duration| limit.saturating_sub(used);
        let end = limit.and_then(|limit| {
            let at = began.checked_add(left(limit))?;
            Some(End { at, limit })
        });
        let within = Within(END.replace(end));
        let polled = call.as_mut().poll(context);
        drop(within);
        used += began.elapsed();
        polled
    })
    .await
}

/// Puts the end of the outer call back, also if the inner one panics.
struct Within(Option<End>);

impl Drop for Within {
    fn drop(&mut self) {
        END.set(self.0);
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

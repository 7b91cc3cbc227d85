//! One call of an isolated callee.

use std::sync::{Arc, OnceLock, Weak};
use std::time::Instant;

use hostplug::wasmtime::component::{LinkerInstance, Val};
use hostplug::wasmtime::{self, Result, Store, UpdateDeadline};
use hostplug::{Outcome, State};
use tracing::{Instrument, Span, field};

use super::apart::Apart;
use super::trap::{Gone, TimeOut, Trap, ended_by};
use super::{Link, Step};
use crate::budget::Exceeded;
use crate::call::{self, Found};
use crate::instance::Entry;
use crate::limits::MemoryLimit;
use crate::wasi::HostData;

/// One function of a link.
pub(super) struct Function {
    pub(super) link: Arc<Link>,
    /// How the callee exports it, `interface#function`.
    pub(super) path: String,
    /// Found by the first call: when it is linked, there is no callee yet.
    pub(super) found: OnceLock<Found>,
    /// The result that the caller sees in the place of a trap.
    pub(super) on_trap: Option<Val>,
}

impl Function {
    /// Wasmtime wants an async import to be served by a concurrent function, and the others not to be.
    pub(super) fn define(
        self,
        instance: &mut LinkerInstance<'_, State>,
        name: &str,
        is_async: bool,
    ) -> Result<()> {
        let function = Arc::new(self);
        if is_async {
            instance.func_new_concurrent(name, move |accessor, _, params, results| {
                let before = accessor.with(|mut access| step_of(access.data_mut()));
                let (function, params) = (function.clone(), params.to_vec());
                Box::pin(async move {
                    let served = async move { function.serve(before, &params).await };
                    let served = Apart::start(served).await;
                    served.map(|values| give(results, values))
                })
            })
        } else {
            instance.func_new_async(name, move |mut store, _, params, results| {
                let (function, before) = (function.clone(), step_of(store.data_mut()));
                Box::new(async move {
                    let served = function.serve(before, params).await;
                    served.map(|values| give(results, values))
                })
            })
        }
    }

    async fn serve(&self, before: Option<Arc<Step>>, params: &[Val]) -> Result<Vec<Val>> {
        let span = self.span();
        let mut ended = Ended(&span, Outcome::Cancelled);
        let called = self.call(before, params).instrument(span.clone()).await;
        ended.1 = match &called {
            Ok(_) => Outcome::Returned,
            Err(error) if ended_by::<TimeOut>(error) => Outcome::TimedOut,
            Err(_) => Outcome::Trapped,
        };
        called.or_else(|error| span.in_scope(|| self.trapped(error)))
    }

    async fn call(&self, before: Option<Arc<Step>>, params: &[Val]) -> Result<Vec<Val>> {
        let link = &*self.link;
        let entry = link.entry.get().and_then(Weak::upgrade).ok_or(Gone)?;
        let step = Step::after(before, &link.caller, &link.callee)?;
        let limits = &link.isolation.limits;
        let mut store = entry.store_within(step, MemoryLimit::new(limits.memory))?;
        let _ticking = entry.clock.tick();
        interrupt(&mut store, Instant::now().checked_add(limits.time));
        let found = self.find(&entry)?;
        let called = call::invoke_in(&mut store, &entry, &self.path, found, params);
        match tokio::time::timeout(limits.time, called).await {
            Ok(Ok(values)) => Ok(values),
            Ok(Err(crate::Error::Trap { source, .. })) => Err(source),
            Ok(Err(crate::Error::Limit { limit, source, .. })) => Err(named(limit, source)),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(TimeOut.into()),
        }
    }

    fn find(&self, entry: &Entry) -> Result<&Found> {
        match self.found.get() {
            Some(found) => Ok(found),
            None => {
                let found = call::find(entry, &self.path)?;
                Ok(self.found.get_or_init(|| found))
            }
        }
    }

    /// The trap as the caller sees it.
    fn trapped(&self, error: wasmtime::Error) -> Result<Vec<Val>> {
        let error = Trap::explain(&self.link, &self.path, error);
        match &self.on_trap {
            None => Err(error),
            Some(value) => {
                tracing::warn!("the caller sees an error instead of a trap: {error:#}");
                Ok(vec![value.clone()])
            }
        }
    }

    fn span(&self) -> Span {
        tracing::debug_span!(
            target: "hostplug::isolated",
            "isolated",
            workload = &*self.link.workload,
            caller = &*self.link.caller,
            callee = &*self.link.callee,
            function = self.path,
            outcome = field::Empty,
        )
    }
}

/// What Wasmtime says of handles and copies does not name their limit.
fn named(limit: Exceeded, source: wasmtime::Error) -> wasmtime::Error {
    match limit {
        Exceeded::Handles(_) | Exceeded::HostCall(_) => source.context(limit),
        Exceeded::Memory(_) | Exceeded::Cpu(_) | Exceeded::Time(_) => source,
    }
}

/// Their number is right: resolution has compared the types.
fn give(results: &mut [Val], values: Vec<Val>) {
    for (result, value) in results.iter_mut().zip(values) {
        *result = value;
    }
}

fn step_of(state: &mut State) -> Option<Arc<Step>> {
    HostData::of(state).step.clone()
}

/// Lets others have the thread at every tick, and ends a guest that does not come back with the backtrace of where it
/// is. An end that is too far away to be told is none.
fn interrupt(store: &mut Store<State>, end: Option<Instant>) {
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(move |_| match end {
        Some(end) if Instant::now() >= end => Err(TimeOut.into()),
        _ => Ok(UpdateDeadline::Yield(1)),
    });
}

/// Tells the span how the call ended, also if it was dropped.
struct Ended<'a>(&'a Span, Outcome);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.record("outcome", self.1.as_str());
    }
}

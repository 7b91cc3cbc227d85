//! What happens around every host call: span, duration, outcome, deadline, and the panic that becomes a trap.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use pin_project_lite::pin_project;
use tokio::time::Sleep;
use tracing::level_filters::LevelFilter;
use tracing::span::Entered;
use tracing::{Level, Span};

use crate::observer::{CallObserver, CallSite, Direction, Outcome};
use crate::scope::Scope;

/// What holds for all calls of one import, or of one export that a plugin calls.
#[derive(Clone)]
#[non_exhaustive]
pub struct CallPolicy {
    /// Name under which the plugin is registered.
    pub plugin: Arc<str>,
    /// The interface.
    pub interface: Arc<str>,
    /// The component.
    pub scope: Arc<Scope>,
    /// How long one asynchronous call may take; the timer is armed only when the call first waits.
    pub deadline: Option<Duration>,
    /// Who is told of the end of each call.
    pub observer: Option<Arc<dyn CallObserver>>,
}

impl CallPolicy {
    /// A policy without deadline and observer.
    pub fn new(
        plugin: impl Into<Arc<str>>,
        interface: impl Into<Arc<str>>,
        scope: Arc<Scope>,
    ) -> Self {
        CallPolicy {
            plugin: plugin.into(),
            interface: interface.into(),
            scope,
            deadline: None,
            observer: None,
        }
    }

    pub(crate) fn site(&self, direction: Direction, function: &str) -> Arc<Site> {
        let call = CallSite {
            direction,
            plugin: self.plugin.clone(),
            interface: self.interface.clone(),
            function: function.into(),
            scope: self.scope.clone(),
        };
        let own = |observer: &Arc<dyn CallObserver>| {
            let own = observer.at(&call);
            own.unwrap_or_else(|| observer.clone())
        };
        let observer = self.observer.as_ref().map(own);
        Arc::new(Site {
            call,
            deadline: self.deadline,
            observer,
        })
    }

    /// Nobody observes most calls, so they get by with a cheap test.
    #[inline]
    pub(crate) fn may_be_observed(&self) -> bool {
        may_be_observed(&self.observer)
    }
}

impl fmt::Debug for CallPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallPolicy")
            .field("plugin", &self.plugin)
            .field("interface", &self.interface)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

#[inline]
fn may_be_observed(observer: &Option<Arc<dyn CallObserver>>) -> bool {
    observer.is_some() || LevelFilter::current() >= Level::DEBUG
}

/// The name of a span must be a literal.
macro_rules! call_span {
    ($name:literal, $site:expr) => {{
        let CallSite {
            plugin,
            interface,
            function,
            scope,
            ..
        } = $site;
        tracing::debug_span!(
            target: "hostplug::call",
            $name,
            plugin = &**plugin,
            interface = &**interface,
            function = &**function,
            namespace = scope.namespace,
            workload = scope.workload,
            component = scope.component,
            label = scope.label,
            outcome = tracing::field::Empty,
        )
    }};
}

/// A call site together with its policy.
#[expect(
    missing_debug_implementations,
    reason = "only generated code holds one"
)]
pub struct Site {
    call: CallSite,
    deadline: Option<Duration>,
    observer: Option<Arc<dyn CallObserver>>,
}

impl Site {
    /// Runs a function that does not wait.
    pub(crate) fn run<R>(&self, call: impl FnOnce() -> wasmtime::Result<R>) -> wasmtime::Result<R> {
        let record = self.begin();
        let _entered = record.as_ref().and_then(Record::enter);
        let (result, outcome) = match catch_unwind(AssertUnwindSafe(call)) {
            Ok(result) => {
                let outcome = outcome_of(&result);
                (result, outcome)
            }
            Err(panic) => (Err(self.panicked(&*panic)), Outcome::Panicked),
        };
        if let Some(record) = &record {
            self.end(record, outcome);
        }
        result
    }

    #[inline]
    fn begin(&self) -> Option<Record> {
        if self.may_be_observed() {
            self.record()
        } else {
            None
        }
    }

    #[inline]
    fn may_be_observed(&self) -> bool {
        may_be_observed(&self.observer)
    }

    pub(crate) fn record(&self) -> Option<Record> {
        let traced = tracing::enabled!(target: "hostplug::call", Level::DEBUG);
        if !traced && self.observer.is_none() {
            return None;
        }
        let span = traced.then(|| Box::new(self.span()));
        Some(Record {
            span,
            started: Instant::now(),
        })
    }

    fn span(&self) -> Span {
        match self.call.direction {
            Direction::ToPlugin => call_span!("host_call", &self.call),
            Direction::ToComponent => call_span!("component_call", &self.call),
        }
    }

    pub(crate) fn end(&self, record: &Record, outcome: Outcome) {
        if let Some(span) = &record.span {
            span.record("outcome", outcome.as_str());
        }
        if let Some(observer) = &self.observer {
            observer.finished(&self.call, record.started.elapsed(), outcome);
        }
    }

    fn panicked(&self, panic: &(dyn Any + Send)) -> wasmtime::Error {
        let message = panic_text(panic);
        wasmtime::format_err!(
            "plugin `{}` panicked in `{}`: {message}",
            self.call.plugin,
            self.path()
        )
    }

    fn timed_out(&self, deadline: Duration) -> wasmtime::Error {
        wasmtime::format_err!(
            "plugin `{}` took longer than {deadline:?} in `{}`",
            self.call.plugin,
            self.path()
        )
    }

    fn path(&self) -> String {
        format!("{}#{}", self.call.interface, self.call.function)
    }
}

/// What a panic says.
pub fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a value that is not text")
}

/// A call that somebody observes. Every call has room for it, so the span, which is large and rare, is elsewhere.
pub(crate) struct Record {
    pub(crate) span: Option<Box<Span>>,
    started: Instant,
}

impl Record {
    #[inline]
    fn enter(&self) -> Option<Entered<'_>> {
        self.span.as_ref().map(|span| span.enter())
    }
}

fn outcome_of<R>(result: &wasmtime::Result<R>) -> Outcome {
    match result {
        Ok(_) => Outcome::Returned,
        Err(_) => Outcome::Trapped,
    }
}

pin_project! {
    /// The future of a host call. Generated code makes it around the function's own future, so that both share one
    /// allocation; the linker then arms it.
    pub struct HostCall<F> {
        #[pin]
        future: F,
        guard: Guard,
    }
}

impl<F> HostCall<F> {
    #[inline]
    pub fn new(future: F) -> Self {
        HostCall {
            future,
            guard: Guard {
                site: None,
                record: None,
                polled: false,
                timer: None,
            },
        }
    }
}

/// A host call whose site is still to be told.
pub trait Arm: Future {
    fn arm(&mut self, site: Arc<Site>);
}

impl<F, R> Arm for HostCall<F>
where
    F: Future<Output = wasmtime::Result<R>>,
{
    fn arm(&mut self, site: Arc<Site>) {
        self.guard.site = Some(site);
    }
}

impl<F, R> Future for HostCall<F>
where
    F: Future<Output = wasmtime::Result<R>>,
{
    type Output = wasmtime::Result<R>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let guard = this.guard;
        guard.start();
        let entered = guard.record.as_ref().and_then(Record::enter);
        let polled = catch_unwind(AssertUnwindSafe(|| this.future.poll(context)));
        drop(entered);
        // Each case answers by itself: to bring the results together would be to copy that of every call.
        match polled {
            Ok(Poll::Ready(result)) => {
                guard.end(outcome_of(&result));
                Poll::Ready(result)
            }
            Ok(Poll::Pending) => match guard.expired(context) {
                Some(error) => {
                    guard.end(Outcome::TimedOut);
                    Poll::Ready(Err(error))
                }
                None => Poll::Pending,
            },
            Err(panic) => {
                guard.end(Outcome::Panicked);
                Poll::Ready(Err(guard.panicked(&*panic)))
            }
        }
    }
}

struct Guard {
    site: Option<Arc<Site>>,
    record: Option<Record>,
    polled: bool,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Guard {
    #[inline]
    fn start(&mut self) {
        if self.polled {
            return;
        }
        self.polled = true;
        if let Some(site) = self.site.as_ref().filter(|site| site.may_be_observed()) {
            self.record = site.record();
        }
    }

    /// Outside of a Tokio runtime there is no timer, and no deadline.
    fn expired(&mut self, context: &mut Context<'_>) -> Option<wasmtime::Error> {
        let site = self.site.as_ref()?;
        let deadline = site.deadline?;
        if self.timer.is_none() && tokio::runtime::Handle::try_current().is_err() {
            return None;
        }
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(deadline)));
        timer
            .as_mut()
            .poll(context)
            .is_ready()
            .then(|| site.timed_out(deadline))
    }

    fn panicked(&self, panic: &(dyn Any + Send)) -> wasmtime::Error {
        match &self.site {
            Some(site) => site.panicked(panic),
            None => wasmtime::format_err!("a host function panicked"),
        }
    }

    /// A quiet call has no record, and moving the place where it would be costs more than looking.
    #[inline]
    fn end(&mut self, outcome: Outcome) {
        if self.record.is_some() {
            self.end_record(outcome);
        }
    }

    fn end_record(&mut self, outcome: Outcome) {
        if let (Some(site), Some(record)) = (&self.site, self.record.take()) {
            site.end(&record, outcome);
        }
    }
}

impl Drop for Guard {
    #[inline]
    fn drop(&mut self) {
        self.end(Outcome::Cancelled);
    }
}

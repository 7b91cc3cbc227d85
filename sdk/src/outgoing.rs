//! What happens around every call of a component: span, duration, outcome, deadline, and the end of endless circles.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tracing::{Instrument, Span};

use crate::call::{CallPolicy, Record, Site};
use crate::invoke::InvokeError;
use crate::observer::{Direction, Outcome};

/// How many calls of components may wait for each other, each made by a plugin that the one before it has called.
const MAX_DEPTH: usize = 16;

tokio::task_local! {
    /// How many calls of components the present one stands in. It ends where a plugin hands its work to another task,
    /// and so does the waiting.
    static DEPTH: usize;
}

/// Makes one call. The inner result is that of Wasmtime, where an error is a trap.
pub async fn call<R>(
    policy: &CallPolicy,
    function: &str,
    call: impl Future<Output = Result<wasmtime::Result<R>, InvokeError>>,
) -> Result<R, InvokeError> {
    let mut observed = Observed::begin(policy, function);
    let span = observed.span();
    let within = within(policy, function, call).instrument(span).await;
    let answer = within.and_then(|answer| {
        answer.map_err(|source| InvokeError::Trapped {
            component: policy.scope.component.clone(),
            function: path(policy, function),
            source,
        })
    });
    observed.outcome = outcome_of(&answer);
    answer
}

async fn within<R>(
    policy: &CallPolicy,
    function: &str,
    call: impl Future<Output = Result<R, InvokeError>>,
) -> Result<R, InvokeError> {
    let depth = DEPTH.try_with(|depth| *depth).unwrap_or_default();
    if depth == MAX_DEPTH {
        return Err(InvokeError::TooDeep {
            component: policy.scope.component.clone(),
            function: path(policy, function),
            depth,
        });
    }
    let call = DEPTH.scope(depth + 1, call);
    // Outside of a Tokio runtime there is no timer, and no deadline.
    match policy.deadline.filter(|_| Handle::try_current().is_ok()) {
        None => call.await,
        Some(deadline) => timed(policy, function, deadline, call).await,
    }
}

async fn timed<R>(
    policy: &CallPolicy,
    function: &str,
    deadline: Duration,
    call: impl Future<Output = Result<R, InvokeError>>,
) -> Result<R, InvokeError> {
    match tokio::time::timeout(deadline, call).await {
        Ok(answer) => answer,
        Err(_) => Err(InvokeError::TimedOut {
            component: policy.scope.component.clone(),
            function: path(policy, function),
            deadline,
        }),
    }
}

fn path(policy: &CallPolicy, function: &str) -> String {
    format!("{}#{function}", policy.interface)
}

fn outcome_of<R>(answer: &Result<R, InvokeError>) -> Outcome {
    match answer {
        Ok(_) => Outcome::Returned,
        Err(InvokeError::Trapped { .. }) => Outcome::Trapped,
        Err(InvokeError::TimedOut { .. }) => Outcome::TimedOut,
        Err(_) => Outcome::Refused,
    }
}

/// Tells how the call ended, also if its future is dropped.
struct Observed {
    call: Option<(Arc<Site>, Record)>,
    outcome: Outcome,
}

impl Observed {
    fn begin(policy: &CallPolicy, function: &str) -> Self {
        let site = policy
            .may_be_observed()
            .then(|| policy.site(Direction::ToComponent, function));
        Observed {
            call: site.and_then(|site| Some((site.clone(), site.record()?))),
            outcome: Outcome::Cancelled,
        }
    }

    fn span(&self) -> Span {
        let span = self
            .call
            .as_ref()
            .and_then(|(_, record)| record.span.as_deref());
        span.cloned().unwrap_or_else(Span::none)
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        if let Some((site, record)) = &self.call {
            site.end(record, self.outcome);
        }
    }
}

//! Lets work belong to a span and to a trace, also where another task does it.

use std::future::poll_fn;
use std::pin::pin;

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use tracing::{Instrument, Span};

use crate::error::Error;

/// Lets what another task does belong to the span and the trace of the present one.
pub(crate) fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let active = |context: &Context| context.has_active_span().then(|| context.clone());
    within(Context::map_current(active), work).instrument(Span::current())
}

/// Lets work belong to a trace, if there is one.
pub(super) async fn within<F: Future>(trace: Option<Context>, work: F) -> F::Output {
    let Some(trace) = trace else {
        return work.await;
    };
    let mut work = pin!(work);
    poll_fn(|context| {
        let _active = trace.clone().attach();
        work.as_mut().poll(context)
    })
    .await
}

/// How something ended.
pub(super) fn outcome_of<R>(result: &Result<R, Error>) -> &'static str {
    match result {
        Ok(_) => "returned",
        Err(Error::Limit { .. }) => "limit",
        Err(Error::Trap { .. }) => "trapped",
        Err(Error::CutOff { .. }) => "cut-off",
        Err(
            Error::Stopped
            | Error::Saturated { .. }
            | Error::UnknownWorkload { .. }
            | Error::NotAnEntry { .. }
            | Error::NoSuchExport { .. }
            | Error::Signature { .. },
        ) => "refused",
        Err(_) => "failed",
    }
}

/// Writes into a span how what it is for has ended.
pub(super) fn end<R>(span: &Span, result: &Result<R, Error>) {
    if span.is_disabled() {
        return;
    }
    span.record("outcome", outcome_of(result));
    if let Err(error) = result {
        error_in(span, error);
    }
}

/// Writes into the present span that something went wrong after its outcome was known.
pub(crate) fn late(error: &Error) {
    error_in(&Span::current(), error);
}

fn error_in(span: &Span, error: &Error) {
    span.record("otel.status_code", "ERROR");
    if let Error::Limit { limit, .. } = error {
        span.record("limit", limit.key());
    }
}

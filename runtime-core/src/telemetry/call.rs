//! Functions and commands that the host calls.

use std::time::Instant;

use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::span;
use super::subject::Subject;
use crate::error::Error;

const TARGET: &str = "hostplug::call";

/// The function that a command is.
const RUN: &str = "wasi:cli/run#run";

impl Subject {
    /// A call of a function, with its span around it.
    pub(crate) async fn function<R>(
        &self,
        function: &str,
        work: impl Future<Output = Result<R, Error>>,
    ) -> Result<R, Error> {
        let span = tracing::debug_span!(
            target: TARGET,
            "function_call",
            namespace = &*self.names.namespace,
            workload = &*self.names.workload,
            component = &*self.names.component,
            function,
            outcome = Empty,
            limit = Empty,
            otel.status_code = Empty,
        );
        self.watched(span, function, work).await
    }

    /// The run of a command, with its span around it.
    pub(crate) async fn command(
        &self,
        work: impl Future<Output = Result<i32, Error>>,
    ) -> Result<i32, Error> {
        let span = tracing::debug_span!(
            target: TARGET,
            "command_run",
            namespace = &*self.names.namespace,
            workload = &*self.names.workload,
            component = &*self.names.component,
            exit_code = Empty,
            outcome = Empty,
            limit = Empty,
            otel.status_code = Empty,
        );
        let result = self.watched(span.clone(), RUN, work).await;
        if let Ok(code) = &result {
            span.record("exit_code", code);
        }
        result
    }

    async fn watched<R>(
        &self,
        span: Span,
        function: &str,
        work: impl Future<Output = Result<R, Error>>,
    ) -> Result<R, Error> {
        let mut watched = Watched {
            subject: self,
            function,
            span: &span,
            started: self.now(),
            ended: false,
        };
        let result = work.instrument(span.clone()).await;
        watched.end(&result);
        result
    }
}

/// A call whose future can be dropped before it has ended.
struct Watched<'a> {
    subject: &'a Subject,
    function: &'a str,
    span: &'a Span,
    started: Option<Instant>,
    ended: bool,
}

impl Watched<'_> {
    fn end<R>(&mut self, result: &Result<R, Error>) {
        self.ended = true;
        span::end(self.span, result);
        // A name that nobody exports is no name for a metric: there would be no end of them.
        if !matches!(result, Err(Error::NoSuchExport { .. })) {
            self.count(span::outcome_of(result));
        }
    }

    fn count(&self, outcome: &'static str) {
        if let Some(started) = self.started {
            let function = self.function.to_owned();
            self.subject
                .called(function, outcome, Some(started.elapsed()));
        }
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.span.record("outcome", "cancelled");
            self.count("cancelled");
        }
    }
}

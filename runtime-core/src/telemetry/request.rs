//! HTTP requests that the host answers.

use std::time::Instant;

use http::{Method, StatusCode};
use opentelemetry::trace::{SpanContext, TraceContextExt};
use opentelemetry::{Context, KeyValue};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::subject::Subject;
use super::{context, span};
use crate::call::{Request, Response};
use crate::error::Error;

/// A request, until the response to it begins. Its span lasts as long as the guest works for it.
pub(crate) struct Watched<'a> {
    subject: &'a Subject,
    method: &'static str,
    scheme: &'static str,
    span: Span,
    /// The trace that the request belongs to, if nobody makes a span of it.
    trace: Option<Context>,
    started: Option<Instant>,
    ended: bool,
}

impl Subject {
    /// A request begins.
    pub(crate) fn request<B>(&self, request: &Request<B>) -> Watched<'_> {
        let method = known(request.method());
        let started = self.now();
        let (span, trace) = self.open(method, request);
        Watched {
            subject: self,
            method,
            scheme: match request.uri().scheme_str() {
                Some("https") => "https",
                _ => "http",
            },
            span,
            trace,
            started,
            ended: false,
        }
    }

    /// The span of a request, in the trace that its headers name. Whoever already has a span around the request has
    /// read them before.
    fn open<B>(&self, method: &'static str, request: &Request<B>) -> (Span, Option<Context>) {
        let Some(remote) = context::extract(request.headers()) else {
            return (self.request_span(method, request), None);
        };
        if Context::map_current(Context::has_active_span) {
            return (self.request_span(method, request), None);
        }
        let parent = Context::current().with_remote_span_context(remote.clone());
        let _parent = parent.attach();
        let span = self.request_span(method, request);
        let trace = unless_recorded(&span, &remote);
        (span, trace)
    }

    fn request_span<B>(&self, method: &'static str, request: &Request<B>) -> Span {
        tracing::debug_span!(
            target: "hostplug::request",
            "http_request",
            otel.name = method,
            otel.kind = "server",
            namespace = &*self.names.namespace,
            workload = &*self.names.workload,
            component = &*self.names.component,
            http.request.method = method,
            url.path = request.uri().path(),
            http.response.status_code = Empty,
            outcome = Empty,
            limit = Empty,
            otel.status_code = Empty,
        )
    }
}

/// A subscriber that knows of OpenTelemetry makes the span a child of the remote one, and active when it is entered.
/// Without one, what the guest does is a child of the remote span by an identifier of this host.
fn unless_recorded(span: &Span, remote: &SpanContext) -> Option<Context> {
    let active =
        span.in_scope(|| Context::map_current(|context| context.span().span_context().span_id()));
    (active == remote.span_id())
        .then(|| Context::current().with_remote_span_context(context::continued(remote)))
}

impl Watched<'_> {
    /// Waits for the response, or makes one of the reason why there is none.
    pub(crate) async fn answered(
        mut self,
        answer: impl Future<Output = Result<Response, Error>>,
        failure: impl FnOnce(&Error) -> Response,
    ) -> Response {
        let (span, trace) = (self.span.clone(), self.trace.take());
        let answered = async {
            let answer = answer.await;
            span::end(&self.span, &answer);
            let outcome = span::outcome_of(&answer);
            let response = answer.unwrap_or_else(|error| failure(&error));
            self.end(outcome, response.status());
            response
        };
        span::within(trace, answered).instrument(span).await
    }

    fn end(&mut self, outcome: &'static str, status: StatusCode) {
        self.ended = true;
        self.span
            .record("http.response.status_code", status.as_u16());
        let code = KeyValue::new("http.response.status_code", i64::from(status.as_u16()));
        let error = match (outcome, status.is_server_error()) {
            ("returned", false) => None,
            ("returned", true) => Some(KeyValue::new("error.type", status.as_str().to_owned())),
            (outcome, _) => Some(KeyValue::new("error.type", outcome)),
        };
        self.count(code, error);
    }

    fn count(&self, ended: KeyValue, error: Option<KeyValue>) {
        let (Some(metrics), Some(started)) = (self.subject.metrics(), self.started) else {
            return;
        };
        let elapsed = started.elapsed();
        let [namespace, workload, component] = self.subject.names.attributes();
        let method = KeyValue::new("http.request.method", self.method);
        let scheme = KeyValue::new("url.scheme", self.scheme);
        let common = [namespace, workload, component, method, scheme, ended];
        match error {
            None => metrics.request(elapsed, &common),
            Some(error) => {
                let [namespace, workload, component, method, scheme, ended] = common;
                metrics.request(
                    elapsed,
                    &[namespace, workload, component, method, scheme, ended, error],
                );
            }
        }
    }
}

impl Drop for Watched<'_> {
    /// The client went away before there was a response.
    fn drop(&mut self) {
        if !self.ended {
            self.span.record("outcome", "cancelled");
            self.count(KeyValue::new("error.type", "cancelled"), None);
        }
    }
}

/// Clients can make up methods without end.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        "CONNECT" => "CONNECT",
        "TRACE" => "TRACE",
        _ => "_OTHER",
    }
}

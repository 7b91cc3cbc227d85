//! Carries the requests of the exporters, whose own threads have no runtime.

use std::env;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use opentelemetry_http::{HttpClient, HttpError, Request, Response};
use rustls::crypto::ring;
use tokio::runtime::Handle;

/// What the specification says if nobody else does.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A collector has nothing more to say than whether it has taken what was sent.
const LONGEST_ANSWER: usize = 1 << 20;

/// Sends on a runtime, for threads that only wait.
#[derive(Clone, Debug)]
pub(super) struct Client {
    runtime: Handle,
    pool: Pool<HttpsConnector<HttpConnector>, Full<Bytes>>,
    timeout: Duration,
    /// The log has been told that the collector does not answer.
    failing: Arc<AtomicBool>,
}

impl Client {
    pub(super) fn new(runtime: &Handle) -> Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Client {
            runtime: runtime.clone(),
            pool: Pool::builder(TokioExecutor::new()).build(connector),
            timeout: timeout(),
            failing: Arc::default(),
        })
    }

    async fn send(self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let to = request.uri().clone();
        let sent = tokio::time::timeout(self.timeout, self.exchange(request)).await;
        let answer =
            sent.unwrap_or_else(|_| Err(format!("no answer in {:?}", self.timeout).into()));
        match &answer {
            Ok(answer) if answer.status().is_success() => {
                self.failing.store(false, Ordering::Relaxed)
            }
            Ok(answer) => self.failed(&to, &format!("status {}", answer.status())),
            Err(error) => self.failed(&to, &causes(&**error)),
        }
        answer
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.pool.request(request.map(Full::new)).await?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LONGEST_ANSWER).collect().await?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }

    /// Once is enough until it is well again.
    fn failed(&self, to: &http::Uri, why: &str) {
        if !self.failing.swap(true, Ordering::Relaxed) {
            tracing::warn!("traces or metrics cannot be sent to {to}: {why}");
        }
    }
}

fn timeout() -> Duration {
    let said = env::var("OTEL_EXPORTER_OTLP_TIMEOUT").ok();
    let milliseconds = said.and_then(|text| text.parse().ok());
    milliseconds.map_or(TIMEOUT, Duration::from_millis)
}

/// An error with its causes: the outermost of a connection says very little.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let causes: Vec<_> = causes.map(ToString::to_string).collect();
    causes.join(": ")
}

impl HttpClient for Client {
    fn send_bytes<'a, 'b>(
        &'a self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        let sent = self.runtime.spawn(self.clone().send(request));
        Box::pin(async { sent.await? })
    }
}

//! The port for those who look after a host: probes, metrics, a heartbeat. It changes nothing, and knows no clients
//! from others, so its address should be one that only they can reach.
//!
//! | request | answer |
//! |---|---|
//! | `GET /livez` | 200 as long as the process can answer |
//! | `GET /readyz` | 200, or 503 with a line for each reason why the host is not [ready](Readiness) |
//! | `GET /metrics` | what OpenTelemetry counts in this process, as Prometheus reads it |
//! | `GET /heartbeat` | the [`Heartbeat`](hostplug_runtime::Heartbeat) in JSON |

mod metrics;
mod ready;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hostplug_runtime::HostApi;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

pub use metrics::{Metrics, MetricsError};
pub use ready::Readiness;

const TEXT: &str = "text/plain; charset=utf-8";

/// A server for probes and metrics. It ends when it is dropped.
#[derive(Debug)]
#[must_use]
pub struct Admin {
    address: SocketAddr,
    task: JoinHandle<()>,
}

/// What the server tells.
struct Told {
    host: Arc<dyn HostApi>,
    readiness: Readiness,
    metrics: Metrics,
}

impl Admin {
    /// Listens on an address; port 0 takes any free port.
    ///
    /// # Errors
    /// The address cannot be had.
    pub async fn listen(
        address: SocketAddr,
        host: Arc<dyn HostApi>,
        readiness: Readiness,
        metrics: Metrics,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        metrics::observe(&host);
        let told = Told {
            host,
            readiness,
            metrics,
        };
        Ok(Admin {
            address,
            task: tokio::spawn(serve(listener, Arc::new(told))),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Admin {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, told: Arc<Told>) {
    // They end with the server.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                let told = told.clone();
                let service = service_fn(move |request| {
                    let answer = answer(&told, &request);
                    async { Ok::<_, Infallible>(answer) }
                });
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .serve_connection(TokioIo::new(stream), service);
                connections.spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!("a connection of the admin port ended: {error}");
                    }
                });
            }
            Err(error) => {
                // Without a pause, a process that is out of file descriptors would spin here.
                tracing::error!("the admin port cannot accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn answer<B>(told: &Told, request: &Request<B>) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "only GET is allowed\n");
        let allow = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(ALLOW, allow);
        return response;
    }
    match request.uri().path() {
        "/livez" => text(StatusCode::OK, "ok\n"),
        "/readyz" => match told.readiness.check(&*told.host) {
            Ok(()) => text(StatusCode::OK, "ok\n"),
            Err(reasons) => text(
                StatusCode::SERVICE_UNAVAILABLE,
                format!("{}\n", reasons.join("\n")),
            ),
        },
        "/metrics" => match told.metrics.text() {
            Ok(metrics) => typed(StatusCode::OK, prometheus::TEXT_FORMAT, metrics),
            Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
        },
        "/heartbeat" => match serde_json::to_vec(&told.host.heartbeat()) {
            Ok(heartbeat) => typed(StatusCode::OK, "application/json", heartbeat),
            Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
        },
        _ => text(
            StatusCode::NOT_FOUND,
            "there are `/livez`, `/readyz`, `/metrics`, `/heartbeat`\n",
        ),
    }
}

fn text(status: StatusCode, text: impl Into<Bytes>) -> Response<Full<Bytes>> {
    typed(status, TEXT, text)
}

fn typed(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.into()));
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

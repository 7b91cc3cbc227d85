use std::convert::Infallible;
use std::net::SocketAddr;

use bytes::Bytes;
use http::StatusCode;
use hyper::body::Body as HttpBody;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::http::{Request, Response, text};
use crate::budget::Exceeded;
use crate::error::Error;
use crate::host::Host;

/// A server that sends HTTP/1.1 requests to the workloads of a host. It ends with [`HttpServer::shutdown`]; when it is
/// dropped, it ends in the same way, and nobody waits for it.
#[derive(Debug)]
pub struct HttpServer {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl HttpServer {
    pub(crate) async fn listen(host: Host, address: SocketAddr) -> Result<Self, Error> {
        let failed = |source| Error::Listen {
            address: address.to_string(),
            source,
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(host, listener, stopped));
        Ok(HttpServer {
            address,
            stop,
            task,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no new connections, and waits until the requests that are under way have been answered.
    pub async fn shutdown(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

async fn serve(host: Host, listener: TcpListener, mut stopped: oneshot::Receiver<()>) {
    let connections = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let host = host.clone();
                    let service = service_fn(move |request| answer(host.clone(), request));
                    let connection =
                        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
                    let connection = connections.watch(connection);
                    tokio::spawn(async move {
                        if let Err(error) = connection.await {
                            tracing::debug!("a connection ended: {error}");
                        }
                    });
                }
                Err(error) => {
                    // Without a pause, a process that is out of file descriptors would spin here.
                    tracing::error!("cannot accept a connection: {error}");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            },
            _ = &mut stopped => break,
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn answer<B>(host: Host, request: Request<B>) -> Result<Response, Infallible>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<wasmtime_wasi_http::Error>,
{
    Ok(host.handle_http(request).await)
}

/// The response to a request that no guest has answered. The reason is for the log: a client learns only whose fault
/// it is.
pub(crate) fn failure(workload: &str, error: &Error) -> Response {
    tracing::error!(workload, "{error}");
    let status = match error {
        Error::Stopped
        | Error::UnknownWorkload { .. }
        | Error::CutOff { .. }
        | Error::Saturated { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Limit {
            limit: Exceeded::Cpu(_) | Exceeded::Time(_),
            ..
        } => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let in_time = match status {
        StatusCode::GATEWAY_TIMEOUT => " in time",
        _ => "",
    };
    let mut response = text(
        status,
        format!("workload `{workload}` failed to answer{in_time}; the log of the host says why"),
    );
    if let Error::Saturated { .. } = error {
        let soon = http::HeaderValue::from_static("1");
        response
            .headers_mut()
            .insert(http::header::RETRY_AFTER, soon);
    }
    response
}

/// The response to a request that no route takes.
pub(crate) fn not_found(host: &str, path: &str) -> Response {
    text(
        StatusCode::NOT_FOUND,
        format!("no workload serves `{host}{path}`"),
    )
}

/// The response to a request that cannot be routed.
pub(crate) fn no_host() -> Response {
    text(
        StatusCode::BAD_REQUEST,
        "the request names no host: it has no `host` header".to_owned(),
    )
}

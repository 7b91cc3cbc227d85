use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;

use http::uri::Scheme;
use hyper::body::Incoming;
use hyper::rt::{Read, Write};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, interval_at, timeout};

use super::activity::{Activity, Looks, UnderWay, Verdict, Watched};
use super::limits::HttpLimits;
use super::tls::Tls;
use crate::call::Request;
use crate::host::Host;

/// What all connections of a listener have in common.
pub(super) struct Listener {
    host: Host,
    tls: Option<Tls>,
    limits: HttpLimits,
    protocols: auto::Builder<TokioExecutor>,
}

/// What the requests of one connection have in common.
struct Connection {
    host: Host,
    secure: bool,
    activity: Activity,
}

impl AsRef<Activity> for Connection {
    fn as_ref(&self) -> &Activity {
        &self.activity
    }
}

/// The smallest buffer that hyper takes.
const LEAST_HEADERS: u32 = 8 << 10;

impl Listener {
    pub(super) fn new(host: Host, tls: Option<Tls>, limits: HttpLimits) -> Self {
        let mut protocols = auto::Builder::new(TokioExecutor::new());
        let headers = limits.headers.max(LEAST_HEADERS);
        // Without a timer there is no limit of time for headers, which is that of an idle connection here.
        protocols.http1().max_buf_size(headers as usize);
        protocols
            .http2()
            .max_header_list_size(headers)
            .max_concurrent_streams(limits.streams);
        Listener {
            host,
            tls,
            limits,
            protocols,
        }
    }

    /// Serves a connection to its end. When `draining` becomes true, or nobody can say so any more, it ends with the
    /// requests that are under way.
    pub(super) async fn serve(&self, stream: TcpStream, draining: watch::Receiver<bool>) {
        let served = match &self.tls {
            None => self.converse(TokioIo::new(stream), false, draining).await,
            Some(tls) => match timeout(self.limits.handshake, tls.accept(stream)).await {
                Ok(Ok(stream)) => self.converse(TokioIo::new(stream), true, draining).await,
                Ok(Err(error)) => Err(error.into()),
                Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
            },
        };
        if let Err(error) = served {
            tracing::debug!("a connection ended: {error}");
        }
    }

    async fn converse(
        &self,
        stream: impl Read + Write + Unpin + 'static,
        secure: bool,
        mut draining: watch::Receiver<bool>,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let connection = Arc::new(Connection {
            host: self.host.clone(),
            secure,
            activity: Activity::default(),
        });
        let service = service_fn(|request| answer(connection.clone(), request));
        let mut conversation = pin!(self.protocols.serve_connection(stream, service));
        let mut looks = Looks::new(&self.limits);
        let mut clock = interval_at(Instant::now() + looks.every, looks.every);
        let (mut drains, mut ending) = (false, false);
        loop {
            tokio::select! {
                biased;
                ended = conversation.as_mut() => return ended,
                _ = draining.wait_for(|draining| *draining), if !drains => {
                    drains = true;
                    conversation.as_mut().graceful_shutdown();
                }
                _ = clock.tick() => match looks.look(&connection.activity) {
                    Verdict::Busy => {}
                    Verdict::Idle if !ending => {
                        ending = true;
                        conversation.as_mut().graceful_shutdown();
                    }
                    Verdict::Idle => return Err("it had no request for too long".into()),
                    Verdict::Stalled => return Err("its client stopped reading".into()),
                },
            }
        }
    }
}

async fn answer(
    connection: Arc<Connection>,
    mut request: Request<Incoming>,
) -> Result<http::Response<Watched<Connection>>, Infallible> {
    let under_way = UnderWay::new(connection.clone());
    if connection.secure {
        request.extensions_mut().insert(Secure);
    }
    let response = connection.host.handle_http(request).await;
    Ok(response.map(|body| Watched::new(body, under_way)))
}

/// Marks requests that came through TLS.
#[derive(Clone)]
struct Secure;

/// How a request came here, or, behind a proxy that says so, to the proxy.
pub(crate) fn scheme(uri: &http::Uri, extensions: &http::Extensions) -> Scheme {
    match extensions.get::<Secure>() {
        Some(_) => Scheme::HTTPS,
        None => uri.scheme().cloned().unwrap_or(Scheme::HTTP),
    }
}

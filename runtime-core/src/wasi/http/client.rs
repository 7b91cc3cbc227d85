use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::{HttpConnector, capture_connection};
use hyper_util::client::legacy::{self, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;
use wasmtime_wasi_http::{RequestOptions, WasiBody};

use super::body::{Inbound, Outbound, Spent};
use super::error;
use super::limits::{BETWEEN_BYTES, CONNECT, FIRST_BYTE};
use crate::error::Error;

/// How long a connection is kept for the next request.
const IDLE: Duration = Duration::from_secs(90);

/// How many connections to one server are kept.
const IDLE_CONNECTIONS: usize = 32;

/// Sends requests over connections that are kept. Clones share them.
#[derive(Clone)]
pub(crate) struct Client(legacy::Client<HttpsConnector<HttpConnector>, Outbound>);

impl Client {
    /// Trusts the roots that browsers trust, and those in `roots`, which is PEM.
    pub(crate) fn new(roots: &[u8]) -> Result<Self, Error> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls(roots)?)
            .https_or_http()
            .enable_all_versions()
            .wrap_connector(tcp);
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .build(connector);
        Ok(Client(client))
    }

    pub(super) async fn send(
        &self,
        request: Request<WasiBody>,
        options: RequestOptions,
        spent: Arc<Spent>,
    ) -> Result<Response<WasiBody>, error::Error> {
        if request.uri().authority().is_none() {
            return Err(error::Error::HttpRequestUriInvalid);
        }
        let under_way = spent.enter()?;
        let response = self.response(request, options, spent.clone()).await?;
        let patience = at_most(options.between_bytes_timeout, BETWEEN_BYTES);
        Ok(response.map(|body| Inbound::new(body, spent, patience, under_way).boxed_unsync()))
    }

    async fn response(
        &self,
        request: Request<WasiBody>,
        options: RequestOptions,
        spent: Arc<Spent>,
    ) -> Result<Response<hyper::body::Incoming>, error::Error> {
        let mut request = request.map(|body| Outbound { body, spent });
        let mut connection = capture_connection(&mut request);
        let mut response = self.0.request(request);
        let connect = at_most(options.connect_timeout, CONNECT);
        let connected = async {
            drop(connection.wait_for_connection_metadata().await);
        };
        if let Some(response) = either(&mut response, timeout(connect, connected)).await? {
            return Ok(response);
        }
        let first_byte = at_most(options.first_byte_timeout, FIRST_BYTE);
        match timeout(first_byte, response).await {
            Ok(response) => response.map_err(|failed| error::of(&failed)),
            Err(_) => Err(error::Error::ConnectionReadTimeout),
        }
    }
}

/// The response, if it is there before anybody knows of a connection.
async fn either(
    response: &mut ResponseFuture,
    connected: impl Future<Output = Result<(), tokio::time::error::Elapsed>>,
) -> Result<Option<Response<hyper::body::Incoming>>, error::Error> {
    tokio::select! {
        biased;
        response = response => match response {
            Ok(response) => Ok(Some(response)),
            Err(failed) => Err(error::of(&failed)),
        },
        connected = connected => match connected {
            Ok(()) => Ok(None),
            Err(_) => Err(error::Error::ConnectionTimeout),
        },
    }
}

fn at_most(asked: Option<Duration>, most: Duration) -> Duration {
    asked.map_or(most, |asked| asked.min(most))
}

fn tls(roots: &[u8]) -> Result<ClientConfig, Error> {
    let mut store = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.into(),
    };
    for (number, root) in CertificateDer::pem_slice_iter(roots).enumerate() {
        let added = match root {
            Ok(root) => store.add(root).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        added.map_err(|why| refused(format!("number {} is none: {why}", number + 1)))?;
    }
    if !roots.is_empty() && store.roots.len() == webpki_roots::TLS_SERVER_ROOTS.len() {
        return Err(refused("there is none in what was given".to_owned()));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(error.to_string()))?;
    Ok(config.with_root_certificates(store).with_no_client_auth())
}

fn refused(message: String) -> Error {
    Error::RootCertificates { message }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

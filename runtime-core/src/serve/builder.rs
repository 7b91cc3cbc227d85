use std::net::SocketAddr;

use super::limits::HttpLimits;
use super::server::HttpServer;
use super::tls::Tls;
use crate::error::Error;
use crate::host::Host;

/// A listener that is being described; [`Host::http`] begins one. A host can have several.
///
/// ```no_run
/// use hostplug_runtime::{Host, HttpLimits, Tls};
///
/// # async fn example(host: Host) -> Result<(), Box<dyn std::error::Error>> {
/// let server = host
///     .http()
///     .tls(Tls::files("/etc/tls/tls.crt", "/etc/tls/tls.key")?)
///     .limits(HttpLimits::default().connections(2_000))
///     .listen(([0, 0, 0, 0], 443).into())
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct HttpBuilder {
    host: Host,
    tls: Option<Tls>,
    limits: HttpLimits,
}

impl HttpBuilder {
    pub(crate) fn new(host: Host) -> Self {
        HttpBuilder {
            host,
            tls: None,
            limits: HttpLimits::default(),
        }
    }

    /// Takes connections with TLS only. Guests see the scheme `https`.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Sets what clients may do; the default is [`HttpLimits::default`].
    pub fn limits(mut self, limits: HttpLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Serves HTTP/1 and HTTP/2 for all workloads on an address; port 0 takes any free port. With TLS the client
    /// chooses by ALPN, without it HTTP/2 begins with prior knowledge.
    ///
    /// # Errors
    /// The address cannot be had.
    pub async fn listen(self, address: SocketAddr) -> Result<HttpServer, Error> {
        HttpServer::listen(self.host, address, self.tls, self.limits).await
    }
}

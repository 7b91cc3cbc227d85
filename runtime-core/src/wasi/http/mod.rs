//! Outgoing HTTP requests, which only go to allowed hosts, over connections that all components of a host share.

mod allowed;
mod body;
mod client;
mod error;
pub(crate) mod limits;

use std::sync::Arc;

use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

pub(crate) use allowed::AllowedHosts;
use body::Spent;
pub(crate) use client::Client;

/// What one component may send, and with what.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) workload: Arc<str>,
    pub(crate) component: Arc<str>,
    pub(crate) allowed: AllowedHosts,
    pub(crate) client: Client,
}

/// The hooks of one part in one store.
pub(crate) struct Hooks {
    outgoing: Arc<Outgoing>,
    egress: u64,
    /// What its requests have used. Most instances send none.
    spent: Option<Arc<Spent>>,
}

impl Hooks {
    pub(super) fn new(outgoing: Arc<Outgoing>, egress: u64) -> Self {
        Hooks {
            outgoing,
            egress,
            spent: None,
        }
    }

    /// A call begins, which has all that one may use.
    pub(super) fn begin_call(&mut self) {
        self.spent = None;
    }
}

type Sent = Result<
    (
        http::Response<WasiBody>,
        Box<dyn Future<Output = Result<(), Error>> + Send>,
    ),
    Error,
>;

impl WasiHttpHooks for Hooks {
    fn send_request(
        &mut self,
        mut request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let spent = self
            .spent
            .get_or_insert_with(|| Arc::new(Spent::new(self.egress)));
        let (outgoing, spent) = (self.outgoing.clone(), spent.clone());
        crate::telemetry::inject(request.headers_mut());
        Box::new(async move {
            let host = request.uri().host().unwrap_or_default().to_owned();
            let sent = send(&outgoing, request, options.unwrap_or_default(), spent).await;
            if let Err(error) = &sent {
                tracing::debug!(
                    workload = &*outgoing.workload,
                    component = &*outgoing.component,
                    "a request to `{host}` failed: {error}"
                );
            }
            // The connection belongs to the host, so there is nothing more to do for the guest's sake.
            let io = || -> Box<dyn Future<Output = _> + Send> { Box::new(async { Ok(()) }) };
            sent.map(|response| (response, io()))
        })
    }
}

async fn send(
    outgoing: &Outgoing,
    request: http::Request<WasiBody>,
    options: RequestOptions,
    spent: Arc<Spent>,
) -> Result<http::Response<WasiBody>, Error> {
    if !outgoing.allowed.allows(request.uri()) {
        return Err(Error::HttpRequestDenied);
    }
    outgoing.client.send(request, options, spent).await
}

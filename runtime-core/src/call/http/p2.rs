//! `wasi:http/incoming-handler` of WASI 0.2.

use bytes::Bytes;
use hostplug::State;
use hostplug::wasmtime::{Result, Store};
use http::uri;
use hyper::body::Body as HttpBody;
use wasmtime_wasi_http::p2::bindings::Proxy;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;

use super::{Reply, Request, refused};
use crate::{serve, wasi};

/// Answers one request. It ends with the guest, which may go on after the answer has begun.
pub(super) async fn answer<B>(
    store: &mut Store<State>,
    proxy: &Proxy,
    request: Request<B>,
    reply: Reply,
) -> Result<()>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<wasmtime_wasi_http::Error>,
{
    let scheme = match serve::scheme(request.uri(), request.extensions()) {
        scheme if scheme == uri::Scheme::HTTPS => Scheme::Https,
        _ => Scheme::Http,
    };
    let mut view = wasi::http_view(store.data_mut());
    let request = view.new_incoming_request(scheme, request)?;
    let response = view.new_response_outparam_from_callback(move |response| {
        reply.send(response.map_err(refused));
    })?;
    let handler = proxy.wasi_http_incoming_handler();
    handler.call_handle(store, request, response).await
}

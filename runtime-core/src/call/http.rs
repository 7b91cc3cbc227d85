use std::sync::Arc;

use bytes::Bytes;
use hostplug::wasmtime;
use http::StatusCode;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Body as HttpBody;
use tokio::sync::{OwnedRwLockReadGuard, oneshot};
use tokio::task::JoinHandle;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;

use super::function;
use crate::error::Error;
use crate::instance::Entry;
use crate::wasi;

/// The body of a response. Its errors end the connection.
pub type Body = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// A request with any body.
pub type Request<B> = http::Request<B>;

/// A response as a guest or the host itself gives it.
pub type Response = http::Response<Body>;

/// Lets a fresh instance answer one request. The instance goes on while the response's body is read, and `running`
/// is held until it has ended.
pub(crate) async fn handle<B>(
    entry: Arc<Entry>,
    request: Request<B>,
    running: OwnedRwLockReadGuard<()>,
) -> Result<Response, Error>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<wasmtime_wasi_http::Error>,
{
    let proxy = entry.proxy.clone().ok_or_else(|| {
        function::no_such_export(&entry, &format!("{}#handle", wasi::http_handler()))
    })?;
    let (sender, receiver) = oneshot::channel();
    let mut store = entry.store()?;
    let trap = |source| entry.trap(source);
    let mut view = wasi::http_view(store.data_mut());
    let request = view
        .new_incoming_request(Scheme::Http, request)
        .map_err(trap)?;
    let response = view.new_response_outparam(sender).map_err(trap)?;
    let task = tokio::spawn(async move {
        // Locals are dropped in the opposite order: a plugin is unbound only when its resources are gone.
        let _running = running;
        let mut store = store;
        let instance = proxy.instantiate_async(&mut store).await?;
        instance
            .wasi_http_incoming_handler()
            .call_handle(&mut store, request, response)
            .await
    });
    let task = AbortOnDrop(Some(task));
    match receiver.await {
        Ok(Ok(response)) => {
            task.detach(&entry.component);
            Ok(response.map(|body| body.map_err(Into::into).boxed_unsync()))
        }
        Ok(Err(code)) => Err(trap(wasmtime::format_err!(
            "the guest answered with the error {code:?}"
        ))),
        Err(_) => Err(trap(task.failure().await)),
    }
}

/// A client that goes away before there is a response takes the instance with it.
struct AbortOnDrop(Option<JoinHandle<wasmtime::Result<()>>>);

impl AbortOnDrop {
    /// The response has begun: the instance goes on by itself, and only a log learns of its end.
    fn detach(mut self, component: &str) {
        let Some(task) = self.0.take() else { return };
        let component = component.to_owned();
        tokio::spawn(async move {
            if let Ok(Err(error)) = task.await {
                tracing::error!(
                    component,
                    "a guest trapped after its response had begun: {error:#}"
                );
            }
        });
    }

    /// Why there is no response.
    async fn failure(mut self) -> wasmtime::Error {
        match self.0.take() {
            None => wasmtime::format_err!("the guest never ran"),
            Some(task) => match task.await {
                Ok(Ok(())) => {
                    wasmtime::format_err!("the guest returned without setting a response")
                }
                Ok(Err(error)) => error,
                Err(error) => wasmtime::format_err!("the guest's task failed: {error}"),
            },
        }
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.abort();
        }
    }
}

/// A response of the host's own.
pub(super) fn text(status: StatusCode, message: String) -> Response {
    let body = Full::new(Bytes::from(message + "\n"));
    let mut response = http::Response::new(body.map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = status;
    let plain = http::HeaderValue::from_static("text/plain; charset=utf-8");
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, plain);
    response
}

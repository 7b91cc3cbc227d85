//! HTTP requests, which a fresh instance answers.

mod cancel;
mod p2;
mod p3;

use std::fmt::Debug;
use std::sync::Arc;

use bytes::Bytes;
use hostplug::wasmtime::component::InstancePre;
use hostplug::{State, wasmtime};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Body as HttpBody;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::handler::ProxyPre;
use wasmtime_wasi_http::p2::bindings::ProxyPre as IncomingHandler;
use wasmtime_wasi_http::p3::bindings::ServicePre as Handler;

use self::cancel::Gone;
use super::function;
use crate::budget;
use crate::error::Error;
use crate::host::Call;
use crate::instance::Entry;
use crate::telemetry;

/// The body of a response. Its errors end the connection.
pub type Body = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// A request with any body.
pub type Request<B> = http::Request<B>;

/// A response as a guest or the host itself gives it.
pub type Response = http::Response<Body>;

/// What a guest answers: a response, or the reason why there is none.
type Answer = wasmtime::Result<http::Response<WasiBody>>;

/// How an entry answers HTTP requests, if it does. One that has handlers of both tracks is asked through the newer.
pub(crate) fn proxy(pre: &InstancePre<State>) -> Option<ProxyPre<State>> {
    let newer = Handler::new(pre.clone()).map(ProxyPre::P3);
    let older = || IncomingHandler::new(pre.clone()).map(ProxyPre::P2);
    newer.or_else(|_| older()).ok()
}

/// Lets a fresh instance answer one request. The instance goes on while the response's body is read, and `running`
/// is held until it has ended.
pub(crate) async fn handle<B>(
    entry: Arc<Entry>,
    request: Request<B>,
    running: Call,
) -> Result<Response, Error>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<wasmtime_wasi_http::Error>,
{
    let (sender, receiver) = oneshot::channel();
    let bodiless = request.method() == http::Method::HEAD;
    let (store, budget) = entry.begin(entry.limits.call)?;
    let time = budget.time();
    let task = match &entry.proxy {
        Some(ProxyPre::P2(proxy)) => {
            let answer = p2::answer(proxy.clone(), store, request, sender);
            spawn(budget.metered(answer), running)
        }
        Some(ProxyPre::P3(service)) => {
            let answer = p3::answer(service.clone(), store, request, sender);
            spawn(budget.metered(answer), running)
        }
        None => return Err(function::no_such_export(&entry, "wasi:http/handler#handle")),
    };
    // The task ends with its handle if the time is over.
    let received = budget::within(time, receiver).await;
    match received.map_err(|source| entry.trap(source))? {
        Ok(Ok(response)) => {
            let (response, gone) = cancel::watched(response, bodiless);
            task.detach(entry, gone);
            Ok(response)
        }
        Ok(Err(refused)) => Err(entry.trap(refused)),
        Err(_) => Err(match task.failure().await.downcast() {
            Ok(stopped) => stopped,
            Err(trap) => entry.trap(trap),
        }),
    }
}

/// Why there is no response although the guest has not trapped.
fn refused(code: impl Debug) -> wasmtime::Error {
    wasmtime::format_err!("the guest answered with the error {code:?}")
}

fn spawn(
    answer: impl Future<Output = wasmtime::Result<()>> + Send + 'static,
    running: Call,
) -> AbortOnDrop {
    // A plugin is unbound only when its resources are gone, which end with the future.
    let work = async move { running.work(answer).await };
    AbortOnDrop(Some(tokio::spawn(telemetry::carried(work))))
}

/// A client that goes away before there is a response takes the instance with it.
struct AbortOnDrop(Option<JoinHandle<wasmtime::Result<()>>>);

impl AbortOnDrop {
    /// The response has begun: the instance goes on by itself, unless its client goes away, and only a log learns of
    /// its end.
    fn detach(mut self, entry: Arc<Entry>, gone: oneshot::Receiver<Gone>) {
        let Some(task) = self.0.take() else { return };
        tokio::spawn(telemetry::carried(async move {
            if let Ok(Err(error)) = cancel::ended(task, gone).await {
                let error = entry.trap(error);
                telemetry::late(&error);
                tracing::error!(
                    workload = entry.workload,
                    component = entry.component,
                    "after its response had begun: {error}",
                );
            }
        }));
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

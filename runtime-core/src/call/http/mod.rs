//! HTTP requests, which an instance answers.

mod body;
mod p2;
mod p3;
mod reply;

use std::fmt::Debug;
use std::sync::Arc;

use bytes::Bytes;
use hostplug::State;
use hostplug::wasmtime::component::{Instance, InstancePre};
use hostplug::wasmtime::{self, Store};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Body as HttpBody;
use tokio::task::JoinHandle;
use wasmtime_wasi_http::handler::Proxy;
use wasmtime_wasi_http::p2::bindings::ProxyIndices as IncomingHandler;
use wasmtime_wasi_http::p3::bindings::ServiceIndices as NewHandler;

use super::function;
use crate::budget;
use crate::error::Error;
use crate::host::Call;
use crate::instance::{Entry, Held};
use crate::telemetry;
use body::Watched;
use reply::{Breaks, Progress, Reply};

/// The body of a response. Its errors end the connection.
pub type Body = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// A request with any body.
pub type Request<B> = http::Request<B>;

/// A response as a guest or the host itself gives it.
pub type Response = http::Response<Body>;

/// Where an entry has its HTTP handler. One that has handlers of both tracks is asked through the newer.
pub(crate) enum Handler {
    P2(IncomingHandler),
    P3(NewHandler),
}

impl Handler {
    pub(crate) fn of(pre: &InstancePre<State>) -> Option<Self> {
        let newer = NewHandler::new(pre).map(Handler::P3);
        let older = || IncomingHandler::new(pre).map(Handler::P2);
        newer.or_else(|_| older()).ok()
    }

    fn load(&self, store: &mut Store<State>, instance: &Instance) -> wasmtime::Result<Proxy> {
        Ok(match self {
            Handler::P2(indices) => Proxy::P2(indices.load(store, instance)?),
            Handler::P3(indices) => Proxy::P3(indices.load(store, instance)?),
        })
    }
}

/// Lets an instance answer one request. The instance goes on while the response's body is read, and `running` is held
/// until it has ended.
pub(crate) async fn handle<B>(
    entry: Arc<Entry>,
    request: Request<B>,
    running: Call,
) -> Result<Response, Error>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<wasmtime_wasi_http::Error>,
{
    let head_only = request.method() == http::Method::HEAD;
    let (reply, receiver, progress) = reply::channel();
    let served = serve(entry.clone(), request, reply, progress.clone());
    // A plugin is unbound only when its resources are gone, which end with the future.
    let task = AbortOnDrop(Some(tokio::spawn(telemetry::carried(running.work(served)))));
    // The task ends with its handle if the time is over.
    let received = budget::within(entry.limits.call.time, receiver).await;
    match received.map_err(|source| entry.trap(source))? {
        Ok(Ok(response)) => {
            let response = Watched::watch(response, head_only, progress, task.detach());
            Ok(response.map(BodyExt::boxed_unsync))
        }
        Ok(Err(refused)) => {
            task.detach();
            Err(entry.trap(refused))
        }
        Err(_) => Err(task.failure(&entry).await),
    }
}

async fn serve<B>(
    entry: Arc<Entry>,
    request: Request<B>,
    reply: Reply,
    progress: Arc<Progress>,
) -> Result<(), Error>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<wasmtime_wasi_http::Error>,
{
    let work = async {
        let _admitted = entry.admit().await?;
        let _ticking = entry.clock.tick();
        let answered = Box::pin(answer(&entry, request, reply, &progress));
        budget::metered(entry.limits.call.cpu, answered).await
    };
    let served = work.await;
    if let Err(error) = &served
        && progress.has_begun()
    {
        telemetry::late(error);
        tracing::error!(
            workload = entry.workload,
            component = entry.component,
            "after its response had begun: {error}"
        );
    }
    served
}

/// An instance is kept if the client has got its answer, and all of it.
async fn answer<B>(
    entry: &Entry,
    request: Request<B>,
    reply: Reply,
    progress: &Progress,
) -> Result<(), Error>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<wasmtime_wasi_http::Error>,
{
    let Some(handler) = &entry.handler else {
        return Err(function::no_such_export(entry, "wasi:http/handler#handle"));
    };
    let mut held = entry.take().await?;
    // It is dropped before the store.
    let breaks = Breaks::new(progress);
    let answered = answer_on(handler, &mut held, request, reply).await;
    answered.map_err(|source| entry.trap(source))?;
    breaks.ended_well();
    if progress.is_well() {
        entry.give_back(held);
    }
    Ok(())
}

async fn answer_on<B>(
    handler: &Handler,
    held: &mut Held,
    request: Request<B>,
    reply: Reply,
) -> wasmtime::Result<()>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<wasmtime_wasi_http::Error>,
{
    let proxy = match held.proxy.take() {
        Some(proxy) => proxy,
        None => handler.load(&mut held.store, &held.instance)?,
    };
    match held.proxy.insert(proxy) {
        Proxy::P2(proxy) => p2::answer(&mut held.store, proxy, request, reply).await,
        Proxy::P3(service) => p3::answer(&mut held.store, service, request, reply).await,
    }
}

/// Why there is no response although the guest has not trapped.
fn refused(code: impl Debug) -> wasmtime::Error {
    wasmtime::format_err!("the guest answered with the error {code:?}")
}

/// A client that goes away before there is a response takes the instance with it.
struct AbortOnDrop(Option<JoinHandle<Result<(), Error>>>);

impl AbortOnDrop {
    /// The response has begun: the instance goes on by itself.
    fn detach(mut self) -> Option<JoinHandle<Result<(), Error>>> {
        self.0.take()
    }

    /// Why there is no response.
    async fn failure(mut self, entry: &Entry) -> Error {
        let ended = match self.0.take() {
            Some(task) => task.await,
            None => Ok(Ok(())),
        };
        entry.trap(match ended {
            Ok(Err(error)) => return error,
            Ok(Ok(())) => {
                wasmtime::format_err!("the guest returned without setting a response")
            }
            Err(error) => wasmtime::format_err!("the guest's task failed: {error}"),
        })
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.abort();
        }
    }
}

//! The host: plugins that have been started, and workloads that run with them.

mod allow;
mod api;
mod bind;
mod builder;
mod calls;
mod current;
mod gauges;
mod heartbeat;
mod invoker;
mod prepare;
mod process;
mod reserved;
mod router;
mod running;
mod secrets;
mod services;
mod sizes;
mod status;
mod stop;
mod table;
mod values;
mod watch;
mod workloads;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Body as HttpBody;

pub use api::HostApi;
pub use builder::HostBuilder;
pub(crate) use calls::Call;
pub use heartbeat::Heartbeat;
pub use running::Running;
pub use secrets::Secret;
pub use services::{ServiceState, ServiceStatus};
pub use status::{WorkloadState, WorkloadStatus};
pub use watch::{Change, Watch};

use crate::cache::{Cache, CacheStatistics};
use crate::call::{self, Request, Response};
use crate::error::Error;
use crate::registry::Registry;
use crate::serve::{self, HttpBuilder, HttpServer};
use crate::spec::Workload;
use builder::Options;
use heartbeat::Identity;
use reserved::Reserved;
use router::{Entered, Router, Target};
use workloads::Workloads;

/// Starts, stops and calls workloads. Clones are the same host.
#[derive(Clone)]
pub struct Host {
    inner: Arc<Inner>,
}

struct Inner {
    identity: Identity,
    options: Options,
    registry: Registry,
    cache: Cache,
    workloads: Workloads,
    router: Router,
}

/// Services would keep a workload running whose host nobody has any more.
impl Drop for Inner {
    fn drop(&mut self) {
        self.workloads.end_services();
    }
}

impl Host {
    /// Begins a host.
    pub fn builder() -> HostBuilder {
        HostBuilder::default()
    }

    /// Resolves, binds and starts a workload. Its id is `namespace/name`.
    ///
    /// If the future is dropped before it has ended, the start is undone in the background; the id is free again when
    /// nothing is left of it.
    ///
    /// # Errors
    /// A workload of this id is there, a component or value cannot be had, the workload cannot be resolved, a route
    /// of it is taken, a plugin refuses to be bound or reports a failure, or somebody stops the workload or the host
    /// meanwhile. Nothing of the workload is left behind then but its [`status`](Host::status).
    pub async fn start(&self, workload: Workload) -> Result<Running, Error> {
        self.start_as(id_of(&workload), workload).await
    }

    /// Starts a workload under an id of one's own; else like [`start`](Host::start). What plugins keep belongs to the
    /// namespace and the name of a workload, and not to its id.
    ///
    /// # Errors
    /// Those of [`start`](Host::start).
    pub async fn start_as(
        &self,
        id: impl Into<String>,
        workload: Workload,
    ) -> Result<Running, Error> {
        let reserved = self.inner.workloads.reserve(&id.into())?;
        self.start_reserved(reserved, workload).await
    }

    /// Replaces the workload that runs as `namespace/name` by a new version. The new one is started beside the old one.
    /// When it is ready it gets all routes and handles at once, so that no request is refused, and this returns. The
    /// old one ends its calls in the background, and is unbound then; a stop of the workload waits for that too.
    ///
    /// For a while plugins have bindings of both. An empty volume is a new one. If the future is dropped, either the
    /// old one runs on or the new one does.
    ///
    /// # Errors
    /// No workload of this id runs, or it is being updated already; or the new one cannot be started, for the reasons
    /// that [`start`](Host::start) has. The old one runs on then as if nothing had happened. A stop of the workload, or
    /// of the host, gives the update up.
    pub async fn update(&self, workload: Workload) -> Result<Running, Error> {
        self.update_as(id_of(&workload), workload).await
    }

    /// Updates a workload that has an id of one's own; else like [`update`](Host::update).
    ///
    /// # Errors
    /// Those of [`update`](Host::update).
    pub async fn update_as(
        &self,
        id: impl Into<String>,
        workload: Workload,
    ) -> Result<Running, Error> {
        let reserved = self.inner.workloads.reserve_update(&id.into())?;
        self.start_reserved(reserved, workload).await
    }

    async fn start_reserved(
        &self,
        mut reserved: Reserved,
        workload: Workload,
    ) -> Result<Running, Error> {
        let reporter = reserved.reporter(self);
        // In boxes, so that the futures of those who start workloads stay small.
        let prepare = Box::pin(prepare::workload(self, workload, &reporter));
        let prepared = tokio::select! {
            prepared = prepare => prepared,
            error = reserved.given_up() => Err(error),
        };
        match prepared {
            Ok(prepared) => Box::pin(bind::start(self.clone(), reserved, prepared)).await,
            Err(error) => {
                reserved.undo(&error);
                Err(error)
            }
        }
    }

    /// Resolves a workload without starting it.
    ///
    /// # Errors
    /// Those of [`Host::start`], as far as they show without binding anything.
    pub async fn resolve(&self, workload: &Workload) -> Result<crate::resolve::Plan, Error> {
        prepare::plan(self, workload).await
    }

    /// Takes a workload out of service, waits for the calls that are under way, and unbinds it from all plugins. All
    /// this goes on if the future is dropped.
    ///
    /// A start that is under way is given up. Where somebody else stops the workload already, this waits for the same
    /// end, and he alone learns of errors. A workload that has ended has been stopped.
    ///
    /// # Errors
    /// The host does not know the id; or a plugin failed to unbind, after all others were unbound.
    pub async fn stop(&self, id: &str) -> Result<(), Error> {
        joined(tokio::spawn(stop::stop(self.clone(), id.to_owned()))).await
    }

    /// Like [`stop`](Host::stop), but calls that are still under way when the deadline has passed are dropped, and
    /// answer [`Error::CutOff`]; HTTP requests get the status 503, or a body that breaks off. It also sets a deadline
    /// for a stop that is under way.
    ///
    /// Calls that plugins make are their own: a plugin that holds a session with an instance is waited for.
    ///
    /// # Errors
    /// Those of [`stop`](Host::stop).
    pub async fn stop_within(&self, id: &str, deadline: Duration) -> Result<(), Error> {
        let stop = stop::stop_within(self.clone(), id.to_owned(), deadline);
        joined(tokio::spawn(stop)).await
    }

    /// The workload of an id.
    ///
    /// # Errors
    /// No workload of this id runs.
    pub fn workload(&self, id: &str) -> Result<Running, Error> {
        self.inner.workloads.running(id).map(Running::new)
    }

    /// What is known of a workload, also when it has failed, completed or been stopped: the host remembers the last
    /// hundred that have ended, until their ids are taken again.
    ///
    /// # Errors
    /// The host does not know the id.
    pub fn status(&self, id: &str) -> Result<WorkloadStatus, Error> {
        self.inner.workloads.status(id)
    }

    /// What is known of all workloads: those that are there by id, then those that have ended, the oldest end first.
    pub fn list(&self) -> Vec<WorkloadStatus> {
        self.inner.workloads.list()
    }

    /// Watches all workloads from now on. To miss nothing, watch first and ask for the [`list`](Host::list) then.
    pub fn watch(&self) -> Watch {
        self.inner.workloads.watch()
    }

    /// What the host is, what it serves and what runs on it. It never waits, except for the system's files that say
    /// what the process uses.
    pub fn heartbeat(&self) -> Heartbeat {
        let (workloads, components) = self.inner.workloads.live();
        self.inner
            .identity
            .heartbeat(&self.inner.registry, workloads, components)
    }

    /// What the caches of compiled code have done and what they hold.
    pub fn cache_statistics(&self) -> CacheStatistics {
        self.inner.cache.statistics()
    }

    /// Serves HTTP/1 and HTTP/2, without TLS, for all workloads on an address; port 0 takes any free port. It is
    /// [`http`](Host::http) with what is there by default.
    ///
    /// # Errors
    /// The address cannot be had.
    pub async fn serve_http(&self, address: SocketAddr) -> Result<HttpServer, Error> {
        self.http().listen(address).await
    }

    /// Begins a listener for HTTP, with TLS or with limits of one's own.
    pub fn http(&self) -> HttpBuilder {
        HttpBuilder::new(self.clone())
    }

    /// Answers one request as [`serve_http`](Host::serve_http) would, without a socket.
    pub async fn handle_http<B>(&self, request: Request<B>) -> Response
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<wasmtime_wasi_http::Error>,
    {
        let Some(target) = Target::of(&request) else {
            return serve::no_host();
        };
        let Some(entered) = self.inner.router.enter(target) else {
            return serve::not_found(target.host, target.path);
        };
        let Entered {
            running,
            entry,
            call,
        } = entered;
        let failure = |error: &Error| serve::failure(running.id(), error);
        let watched = entry.subject.request(&request);
        let limit = entry.limits.body;
        let answer = async {
            if serve::declared(request.headers()).is_some_and(|size| size > limit) {
                return Ok(serve::body_too_large(limit));
            }
            let request = request.map(|body| serve::Limited::new(body, limit));
            call::handle(entry.clone(), request, call?).await
        };
        watched.answered(answer, failure).await
    }

    /// Stops all workloads at once, then the plugins, the last that was added first. A start that is under way fails.
    /// All this goes on if the future is dropped.
    ///
    /// # Errors
    /// The first error of a plugin, after everything was stopped; or the host has been stopped before.
    pub async fn shutdown(&self) -> Result<(), Error> {
        let ids = self.inner.workloads.close()?;
        let host = self.clone();
        joined(tokio::spawn(async move { host.shut_down(&ids).await })).await
    }

    async fn shut_down(&self, ids: &[String]) -> Result<(), Error> {
        let mut stops = tokio::task::JoinSet::new();
        for id in ids {
            let (host, id) = (self.clone(), id.clone());
            stops.spawn(async move { host.stop(&id).await });
        }
        let mut result = Ok(());
        while let Some(stopped) = stops.join_next().await {
            match stopped {
                // Somebody else was faster to stop it.
                Ok(Ok(()) | Err(Error::UnknownWorkload { .. })) => {}
                Ok(error) => result = result.and(error),
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
        self.inner.workloads.gone().await;
        self.inner.workloads.end_watches();
        for registered in self.inner.registry.iter().rev() {
            let stopped = registered.stop().await.map_err(Error::from);
            result = result.and(stopped);
        }
        result
    }
}

/// The id of a workload whose caller has none of his own.
fn id_of(workload: &Workload) -> String {
    format!("{}/{}", workload.namespace, workload.name)
}

/// The result of a task that nobody cancels.
async fn joined<T>(task: tokio::task::JoinHandle<T>) -> T {
    match task.await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host")
            .field("identity", &self.inner.identity)
            .finish_non_exhaustive()
    }
}

//! The host: plugins that have been started, and workloads that run with them.

mod allow;
mod bind;
mod builder;
mod invoker;
mod prepare;
mod router;
mod running;
mod status;
mod workloads;

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Body as HttpBody;

pub use builder::HostBuilder;
pub use running::Running;
pub use status::{Heartbeat, WorkloadState, WorkloadStatus};

use crate::cache::{Cache, CacheStatistics};
use crate::call::{self, HttpServer, Request, Response};
use crate::error::Error;
use crate::registry::Registry;
use crate::spec::Workload;
use builder::Options;
use router::Router;
use status::Identity;
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
    /// of it is taken, or a plugin refuses to be bound. Nothing of the workload is left behind then.
    pub async fn start(&self, workload: Workload) -> Result<Running, Error> {
        let reserved = self
            .inner
            .workloads
            .reserve(&format!("{}/{}", workload.namespace, workload.name))?;
        let prepared = tokio::select! {
            prepared = prepare::workload(self, workload) => prepared?,
            () = self.inner.workloads.closed() => return Err(Error::Stopped),
        };
        bind::start(self.clone(), reserved, prepared).await
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
    /// # Errors
    /// No workload of this id runs; or a plugin failed to unbind, after all others were unbound.
    pub async fn stop(&self, id: &str) -> Result<(), Error> {
        let running = self.inner.workloads.begin_stop(id)?;
        let host = self.inner.clone();
        let stopped = tokio::spawn(async move {
            host.router.remove(running.id());
            let stopped = running.stop().await;
            host.workloads.remove(running.id());
            stopped
        });
        joined(stopped).await
    }

    /// The workload of an id.
    ///
    /// # Errors
    /// No workload of this id runs.
    pub fn workload(&self, id: &str) -> Result<Running, Error> {
        self.inner.workloads.running(id).map(Running::new)
    }

    /// What is known of a workload.
    ///
    /// # Errors
    /// There is no workload of this id.
    pub fn status(&self, id: &str) -> Result<WorkloadStatus, Error> {
        self.inner.workloads.status(id)
    }

    /// What the host is, what it serves and what runs on it. It never waits.
    pub fn heartbeat(&self) -> Heartbeat {
        self.inner
            .identity
            .heartbeat(&self.inner.registry, self.inner.workloads.statuses())
    }

    /// What the caches of compiled code have done and what they hold.
    pub fn cache_statistics(&self) -> CacheStatistics {
        self.inner.cache.statistics()
    }

    /// Serves HTTP/1.1 for all workloads on an address; port 0 takes any free port.
    ///
    /// # Errors
    /// The address cannot be had.
    pub async fn serve_http(&self, address: SocketAddr) -> Result<HttpServer, Error> {
        HttpServer::listen(self.clone(), address).await
    }

    /// Answers one request as [`serve_http`](Host::serve_http) would, without a socket.
    pub async fn handle_http<B>(&self, request: Request<B>) -> Response
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<wasmtime_wasi_http::Error>,
    {
        let Some((host, path)) = router::target(&request) else {
            return call::no_host();
        };
        match self.inner.router.find(&host, &path) {
            None => call::not_found(&host, &path),
            Some((running, component)) => match running.handle_http(&component, request).await {
                Ok(response) => response,
                Err(error) => call::failure(running.id(), &error),
            },
        }
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
        for registered in self.inner.registry.iter().rev() {
            let stopped = registered.stop().await.map_err(Error::from);
            result = result.and(stopped);
        }
        result
    }
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

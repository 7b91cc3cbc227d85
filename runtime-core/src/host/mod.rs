//! The host: plugins that have been started, and workloads that run with them.

mod builder;
mod prepare;
mod router;
mod running;
mod status;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use hyper::body::Body as HttpBody;

pub use builder::HostBuilder;
pub use running::Running;
pub use status::{Heartbeat, WorkloadState, WorkloadStatus};

use crate::call::{self, HttpServer, Request, Response};
use crate::error::Error;
use crate::link::ModuleCache;
use crate::registry::Registry;
use crate::spec::Workload;
use builder::Options;
use router::Router;
use running::Inner as RunningInner;
use status::Identity;

/// Starts, stops and calls workloads. Clones are the same host.
#[derive(Clone)]
pub struct Host {
    inner: Arc<Inner>,
}

struct Inner {
    identity: Identity,
    options: Options,
    registry: Registry,
    modules: ModuleCache,
    workloads: Mutex<BTreeMap<String, Slot>>,
    router: Router,
}

/// What is known of a workload's id.
enum Slot {
    Starting,
    Running(Arc<RunningInner>),
    Stopping,
}

impl Slot {
    fn state(&self) -> WorkloadState {
        match self {
            Slot::Starting => WorkloadState::Starting,
            Slot::Running(_) => WorkloadState::Running,
            Slot::Stopping => WorkloadState::Stopping,
        }
    }
}

impl Host {
    /// Begins a host.
    pub fn builder() -> HostBuilder {
        HostBuilder::default()
    }

    /// Resolves, binds and starts a workload. Its id is `namespace/name`.
    ///
    /// # Errors
    /// A workload of this id is there, a component or value cannot be had, the workload cannot be resolved, or a
    /// plugin refuses to be bound. Nothing of the workload is left behind then.
    pub async fn start(&self, workload: Workload) -> Result<Running, Error> {
        let id = format!("{}/{}", workload.namespace, workload.name);
        let reserved = Reserved::new(self, &id)?;
        let running = Arc::new(prepare::workload(self, &id, workload).await?);
        reserved.fill(running.clone());
        self.inner.router.add(&running);
        Ok(Running::new(running))
    }

    /// Resolves a workload without starting it.
    ///
    /// # Errors
    /// Those of [`Host::start`], as far as they show without binding anything.
    pub async fn resolve(&self, workload: &Workload) -> Result<crate::resolve::Plan, Error> {
        prepare::plan(self, workload).await
    }

    /// Takes a workload out of service, waits for the calls that are under way, and unbinds it from all plugins.
    ///
    /// # Errors
    /// No workload of this id runs; or a plugin failed to unbind, after all others were unbound.
    pub async fn stop(&self, id: &str) -> Result<(), Error> {
        let running = self.begin_stop(id)?;
        self.inner.router.remove(id);
        let stopped = running.stop().await;
        self.workloads().remove(id);
        stopped
    }

    fn begin_stop(&self, id: &str) -> Result<Arc<RunningInner>, Error> {
        let mut workloads = self.workloads();
        let unknown = || workloads.keys().cloned().collect();
        match workloads.get(id) {
            Some(Slot::Running(running)) => {
                let running = running.clone();
                workloads.insert(id.to_owned(), Slot::Stopping);
                Ok(running)
            }
            _ => Err(Error::UnknownWorkload { id: id.to_owned(), workloads: unknown() }),
        }
    }

    /// The workload of an id.
    ///
    /// # Errors
    /// No workload of this id runs.
    pub fn workload(&self, id: &str) -> Result<Running, Error> {
        let workloads = self.workloads();
        match workloads.get(id) {
            Some(Slot::Running(running)) => Ok(Running::new(running.clone())),
            _ => Err(Error::UnknownWorkload { id: id.to_owned(), workloads: workloads.keys().cloned().collect() }),
        }
    }

    /// What is known of a workload.
    ///
    /// # Errors
    /// There is no workload of this id.
    pub fn status(&self, id: &str) -> Result<WorkloadStatus, Error> {
        let workloads = self.workloads();
        let slot = workloads.get(id).ok_or_else(|| Error::UnknownWorkload {
            id: id.to_owned(),
            workloads: workloads.keys().cloned().collect(),
        })?;
        Ok(WorkloadStatus { id: id.to_owned(), state: slot.state() })
    }

    /// What the host is, what it serves and what runs on it. It never waits.
    pub fn heartbeat(&self) -> Heartbeat {
        let workloads = self.workloads();
        let statuses = workloads.iter().map(|(id, slot)| WorkloadStatus { id: id.clone(), state: slot.state() });
        self.inner.identity.heartbeat(&self.inner.registry, statuses.collect())
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
        let (host, path) = router::target(&request);
        match self.inner.router.find(&host, &path) {
            None => call::not_found(&host, &path),
            Some((running, component)) => match running.handle_http(&component, request).await {
                Ok(response) => response,
                Err(error) => call::failure(running.id(), &error),
            },
        }
    }

    /// Stops all workloads, then all plugins.
    ///
    /// # Errors
    /// The first error of a plugin, after everything was stopped.
    pub async fn shutdown(&self) -> Result<(), Error> {
        let ids: Vec<_> = self.workloads().keys().cloned().collect();
        let mut result = Ok(());
        for id in ids {
            let stopped = self.stop(&id).await;
            result = result.and(stopped);
        }
        for registered in self.inner.registry.iter().rev() {
            let stopped = registered.plugin.stop().await.map_err(Error::from);
            result = result.and(stopped);
        }
        result
    }

    fn workloads(&self) -> MutexGuard<'_, BTreeMap<String, Slot>> {
        self.inner.workloads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("identity", &self.inner.identity).finish_non_exhaustive()
    }
}

/// An id that is taken while its workload starts, and free again if that fails or is cancelled.
struct Reserved<'a> {
    host: &'a Host,
    id: String,
    filled: bool,
}

impl<'a> Reserved<'a> {
    fn new(host: &'a Host, id: &str) -> Result<Self, Error> {
        let mut workloads = host.workloads();
        if workloads.contains_key(id) {
            return Err(Error::AlreadyStarted { id: id.to_owned() });
        }
        workloads.insert(id.to_owned(), Slot::Starting);
        Ok(Reserved { host, id: id.to_owned(), filled: false })
    }

    fn fill(mut self, running: Arc<RunningInner>) {
        self.filled = true;
        self.host.workloads().insert(self.id.clone(), Slot::Running(running));
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        if !self.filled {
            self.host.workloads().remove(&self.id);
        }
    }
}

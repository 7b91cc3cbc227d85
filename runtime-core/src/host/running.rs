use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use hostplug::Binding;
use hostplug::wasmtime::component::{ComponentNamedList, Lift, Lower, Val};
use hyper::body::Body as HttpBody;
use tempfile::TempDir;
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use crate::call::{self, Request, Response};
use crate::error::Error;
use crate::instance::Entry;
use crate::resolve::{Plan, RoutePlan};

/// A workload that runs. Clones are the same workload.
#[derive(Clone)]
pub struct Running {
    inner: Arc<Inner>,
}

/// What a running workload holds.
pub(super) struct Inner {
    pub(super) id: String,
    pub(super) plan: Plan,
    pub(super) entries: BTreeMap<String, Arc<Entry>>,
    pub(super) bindings: Vec<Arc<dyn Binding>>,
    pub(super) volumes: Vec<TempDir>,
    /// Held by every call, and taken by the stop that waits for them.
    pub(super) calls: Arc<RwLock<()>>,
    pub(super) stopped: AtomicBool,
}

impl Running {
    pub(super) fn new(inner: Arc<Inner>) -> Self {
        Running { inner }
    }

    /// `namespace/name`.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// Who serves what in it.
    pub fn plan(&self) -> &Plan {
        &self.inner.plan
    }

    /// Names of what an entry exports.
    ///
    /// # Errors
    /// The component is no entry.
    pub fn exports(&self, component: &str) -> Result<Vec<String>, Error> {
        let entry = self.inner.entry(component)?;
        let engine = entry.pre.engine();
        let ty = entry.pre.component().component_type();
        Ok(ty.exports(engine).map(|(name, _)| name.to_owned()).collect())
    }

    /// Calls an exported function with Rust types, on a fresh instance. `function` is a function of the world, or
    /// `namespace:package/interface@version#function`.
    ///
    /// # Errors
    /// The workload has been stopped, the function is not there or has other types, or the guest trapped.
    pub async fn call<P, R>(&self, component: &str, function: &str, params: P) -> Result<R, Error>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let _running = self.inner.enter().await?;
        call::call(self.inner.entry(component)?, function, params).await
    }

    /// Calls an exported function with values whose types are known only at run time; else like
    /// [`call`](Running::call).
    ///
    /// # Errors
    /// Those of [`call`](Running::call).
    pub async fn invoke(&self, component: &str, function: &str, params: &[Val]) -> Result<Vec<Val>, Error> {
        let _running = self.inner.enter().await?;
        call::invoke(self.inner.entry(component)?, function, params).await
    }

    /// Runs a component that exports `wasi:cli/run` to its end, and answers its exit code.
    ///
    /// # Errors
    /// The workload has been stopped, the component is no command, or the guest trapped.
    pub async fn run(&self, component: &str) -> Result<i32, Error> {
        let _running = self.inner.enter().await?;
        call::run(self.inner.entry(component)?).await
    }
}

impl Inner {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn routes(&self) -> &[RoutePlan] {
        &self.plan.routes
    }

    pub(super) async fn handle_http<B>(&self, component: &str, request: Request<B>) -> Result<Response, Error>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<wasmtime_wasi_http::Error>,
    {
        let running = self.enter().await?;
        let entry = self.entry(component)?;
        let proxy = entry.proxy.clone().ok_or_else(|| Error::NoSuchExport {
            component: component.to_owned(),
            function: format!("{}#handle", crate::wasi::http_handler()),
            exports: Vec::new(),
        })?;
        call::handle(entry.clone(), proxy, request, running).await
    }

    async fn enter(&self) -> Result<OwnedRwLockReadGuard<()>, Error> {
        let running = self.calls.clone().read_owned().await;
        match self.stopped.load(Ordering::Acquire) {
            false => Ok(running),
            true => Err(Error::UnknownWorkload { id: self.id.clone(), workloads: Vec::new() }),
        }
    }

    fn entry(&self, component: &str) -> Result<&Arc<Entry>, Error> {
        self.entries.get(component).ok_or_else(|| Error::NotAnEntry {
            component: component.to_owned(),
            entries: self.entries.keys().cloned().collect(),
        })
    }

    /// Waits for all calls, then unbinds. The first error is returned after everything was unbound.
    pub(super) async fn stop(&self) -> Result<(), Error> {
        self.stopped.store(true, Ordering::Release);
        let _all_calls = self.calls.write().await;
        unbind(&self.bindings).await
    }
}

/// Unbinds everything, whatever fails, in the opposite order.
pub(super) async fn unbind(bindings: &[Arc<dyn Binding>]) -> Result<(), Error> {
    let mut result = Ok(());
    for binding in bindings.iter().rev() {
        let unbound = binding.unbind().await.map_err(Error::from);
        result = result.and(unbound);
    }
    result
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("id", &self.inner.id)
            .field("volumes", &self.inner.volumes.len())
            .finish_non_exhaustive()
    }
}

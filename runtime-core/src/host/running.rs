use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use hostplug::Binding;
use hostplug::wasmtime::component::types::ComponentFunc;
use hostplug::wasmtime::component::{ComponentNamedList, Lift, Lower, Val};
use hyper::body::Body as HttpBody;
use tempfile::TempDir;
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use super::invoker::Service;
use crate::call::{self, Request, Response};
use crate::error::Error;
use crate::instance::Entry;
use crate::registry::caught;
use crate::resolve::{Plan, RoutePlan};

/// A workload that runs. Clones are the same workload.
#[derive(Clone)]
pub struct Running {
    inner: Arc<Inner>,
}

/// What a running workload holds.
pub(super) struct Inner {
    id: String,
    plan: Plan,
    entries: BTreeMap<String, Arc<Entry>>,
    bound: Vec<Bound>,
    /// Empty volumes; taken away by the stop, since a handle of the workload may live longer.
    volumes: Mutex<Vec<TempDir>>,
    /// Held by every call, and taken by the stop that waits for them.
    calls: Arc<RwLock<()>>,
    stopped: AtomicBool,
    /// Tells plugins whether they may call.
    service: Service,
}

/// A binding and the name of its plugin in the host.
pub(super) struct Bound {
    pub(super) plugin: String,
    pub(super) binding: Arc<dyn Binding>,
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
        Ok(ty
            .exports(engine)
            .map(|(name, _)| name.to_owned())
            .collect())
    }

    /// The functions of an entry, under the names by which [`call`](Running::call) finds them, with their types.
    ///
    /// # Errors
    /// The component is no entry.
    pub fn functions(&self, component: &str) -> Result<Vec<(String, ComponentFunc)>, Error> {
        Ok(call::functions(self.inner.entry(component)?))
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
        let _running = self.inner.enter()?;
        call::call(self.inner.entry(component)?, function, params).await
    }

    /// Calls an exported function with values whose types are known only at run time; else like
    /// [`call`](Running::call).
    ///
    /// # Errors
    /// Those of [`call`](Running::call).
    pub async fn invoke(
        &self,
        component: &str,
        function: &str,
        params: &[Val],
    ) -> Result<Vec<Val>, Error> {
        let _running = self.inner.enter()?;
        call::invoke(self.inner.entry(component)?, function, params).await
    }

    /// Runs a component that exports `wasi:cli/run` to its end, and answers its exit code.
    ///
    /// # Errors
    /// The workload has been stopped, the component is no command, or the guest trapped.
    pub async fn run(&self, component: &str) -> Result<i32, Error> {
        let _running = self.inner.enter()?;
        call::run(self.inner.entry(component)?).await
    }
}

impl Inner {
    pub(super) fn new(
        id: &str,
        plan: Plan,
        entries: BTreeMap<String, Arc<Entry>>,
        bound: Vec<Bound>,
        volumes: Vec<TempDir>,
        service: Service,
    ) -> Self {
        Inner {
            id: id.to_owned(),
            plan,
            entries,
            bound,
            volumes: Mutex::new(volumes),
            calls: Arc::default(),
            stopped: AtomicBool::new(false),
            service,
        }
    }

    /// Lets plugins call components.
    pub(super) fn begin_service(self: &Arc<Self>) {
        self.service.begin(self);
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn routes(&self) -> &[RoutePlan] {
        &self.plan.routes
    }

    pub(super) async fn handle_http<B>(
        &self,
        component: &str,
        request: Request<B>,
    ) -> Result<Response, Error>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<wasmtime_wasi_http::Error>,
    {
        let running = self.enter()?;
        call::handle(self.entry(component)?.clone(), request, running).await
    }

    /// It does not wait: a call that comes while the workload stops is refused at once, and so cannot hold up the stop
    /// of another workload that makes the call.
    pub(super) fn enter(&self) -> Result<OwnedRwLockReadGuard<()>, Error> {
        match self.calls.clone().try_read_owned() {
            Ok(running) if !self.stopped.load(Ordering::Acquire) => Ok(running),
            _ => Err(Error::UnknownWorkload {
                id: self.id.clone(),
                workloads: Vec::new(),
            }),
        }
    }

    pub(super) fn entry(&self, component: &str) -> Result<&Arc<Entry>, Error> {
        self.entries
            .get(component)
            .ok_or_else(|| Error::NotAnEntry {
                component: component.to_owned(),
                entries: self.entries.keys().cloned().collect(),
            })
    }

    /// Waits for all calls, then unbinds everything, whatever fails, in the opposite order. The first error is
    /// returned.
    pub(super) async fn stop(&self) -> Result<(), Error> {
        self.stopped.store(true, Ordering::Release);
        self.service.end();
        let _all_calls = self.calls.write().await;
        let mut result = Ok(());
        for Bound { plugin, binding } in self.bound.iter().rev() {
            let unbound = caught(plugin, "unbind", binding.unbind())
                .await
                .map_err(Error::from);
            result = result.and(unbound);
        }
        let volumes =
            std::mem::take(&mut *self.volumes.lock().unwrap_or_else(PoisonError::into_inner));
        for volume in volumes {
            if let Err(error) = volume.close() {
                tracing::error!(
                    workload = self.id,
                    "an empty volume is left behind: {error}"
                );
            }
        }
        result
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("id", &self.inner.id)
            .finish_non_exhaustive()
    }
}

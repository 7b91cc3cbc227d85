use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use hostplug::wasmtime::component::types::ComponentFunc;
use hostplug::wasmtime::component::{ComponentNamedList, Lift, Lower, Val};
use hostplug::{Binding, InterfaceId};
use tempfile::TempDir;

use super::calls::{Call, Calls};
use super::current::Current;
use super::invoker::Service;
use super::reserved::Reporter;
use super::services::{self, Services};
use super::status::End;
use crate::call;
use crate::error::Error;
use crate::instance::{Entry, Instances};
use crate::registry::caught;
use crate::resolve::{Plan, RoutePlan};

/// A workload that runs. Clones are the same workload. When it is updated, calls go to the new version, also through
/// handles that are older; [`plan`](Running::plan) and [`exports`](Running::exports) are those of the version for which
/// the handle was made.
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
    calls: Calls,
    /// Which version takes the calls of those that have a handle of this one.
    current: Arc<Current>,
    reporter: Reporter,
    /// Tells plugins whether they may call.
    service: Service,
    services: Services,
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

    /// `namespace/name`, or what [`Host::start_as`](super::Host::start_as) was given.
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

    /// Calls an exported function with Rust types, on an instance that the component's policy gives it. `function` is a function of the world, or
    /// `namespace:package/interface@version#function`.
    ///
    /// # Errors
    /// The workload has been stopped, the function is not there or has other types, or the guest trapped.
    pub async fn call<P, R>(&self, component: &str, function: &str, params: P) -> Result<R, Error>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let (running, call) = self.enter()?;
        let entry = running.entry(component)?;
        let work = async { call::call(entry, function, params).await };
        entry.subject.function(function, call.work(work)).await
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
        let (running, call) = self.enter()?;
        let entry = running.entry(component)?;
        let work = async { call::invoke(entry, function, params).await };
        entry.subject.function(function, call.work(work)).await
    }

    /// Runs a component that exports `wasi:cli/run` to its end, and answers its exit code.
    ///
    /// If the workload has no other entry, and this one exports nothing else, then the workload has done what it was
    /// for: it is unbound, and [completed](super::WorkloadState::Completed); or
    /// [failed](super::WorkloadState::Failed), if the guest trapped. A workload that can be asked for more goes on, and
    /// the command can be run again.
    ///
    /// # Errors
    /// The workload has been stopped, the component is no command, or the guest trapped.
    pub async fn run(&self, component: &str) -> Result<i32, Error> {
        let (running, call) = self.enter()?;
        let entry = running.entry(component)?;
        let work = async { call::run(entry).await };
        let result = entry.subject.command(call.work(work)).await;
        running.after_run(&result).await;
        result
    }

    /// How many instances an entry has and has had, in the version that takes the calls at present.
    ///
    /// # Errors
    /// The component is no entry.
    pub fn instances(&self, component: &str) -> Result<Instances, Error> {
        let current = self.inner.current.get();
        let running = current.as_ref().unwrap_or(&self.inner);
        Ok(running.entry(component)?.instances())
    }

    fn enter(&self) -> Result<(Arc<Inner>, Call), Error> {
        match self.inner.current.enter() {
            Some(entered) => Ok(entered),
            None => Err(self.inner.gone()),
        }
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
        (current, reporter): (Arc<Current>, Reporter),
    ) -> Self {
        Inner {
            id: id.to_owned(),
            plan,
            entries,
            bound,
            volumes: Mutex::new(volumes),
            calls: Calls::new(id),
            current,
            reporter,
            service,
            services: Services::default(),
        }
    }

    pub(super) fn with_services(mut self, services: Services) -> Self {
        self.services = services;
        self
    }

    pub(super) fn services(&self) -> &Services {
        &self.services
    }

    /// One run of a service, which is a call like any other.
    pub(super) async fn run_service(&self, component: &str) -> Result<i32, Error> {
        let call = self.enter()?;
        let work = async { call::run(self.entry(component)?).await };
        call.work(work).await
    }

    /// Whether nobody can ask it for anything.
    pub(super) fn has_only_services(&self) -> bool {
        let mut entries = self.entries.iter();
        entries.all(|(name, entry)| self.services.has(name) && exports_run_alone(entry))
    }

    /// Ends it by itself.
    pub(super) fn end(&self, end: End) {
        // It goes on when nobody waits for it.
        drop(self.reporter.end(end));
    }

    /// Tells whoever watches that something has changed in it.
    pub(super) fn tell(&self) {
        self.reporter.tell();
    }

    /// Calls through handles of all versions come here from now on.
    pub(super) fn take_calls(self: &Arc<Self>) {
        self.current.set(self);
    }

    pub(super) fn current(&self) -> &Arc<Current> {
        &self.current
    }

    pub(super) fn number(&self) -> u64 {
        self.reporter.number()
    }

    pub(super) fn components(&self) -> usize {
        self.plan.components.len()
    }

    /// Lets plugins call components, and runs those that are services.
    pub(super) fn begin_service(self: &Arc<Self>) {
        self.service.begin(self);
        services::start(self);
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn routes(&self) -> &[RoutePlan] {
        &self.plan.routes
    }

    pub(super) fn enter(&self) -> Result<Call, Error> {
        self.calls.enter()
    }

    fn gone(&self) -> Error {
        Error::UnknownWorkload {
            id: self.id.clone(),
            workloads: Vec::new(),
        }
    }

    /// A workload that was there for one run only ends with it.
    async fn after_run(&self, result: &Result<i32, Error>) {
        let end = match result {
            Ok(code) => End::completed(*code),
            Err(error @ Error::Trap { .. }) => End::failed(error.to_string()),
            Err(_) => return,
        };
        if self.is_one_command()
            && let Some(ended) = self.reporter.end(end)
        {
            // The task does not panic, and nobody cancels it.
            let _ = ended.await;
        }
    }

    fn is_one_command(&self) -> bool {
        let mut entries = self.entries.values();
        let (Some(entry), None) = (entries.next(), entries.next()) else {
            return false;
        };
        self.services.is_empty() && exports_run_alone(entry)
    }

    /// Ends the calls that are under way, as far as the host makes them.
    pub(super) fn cut_off(&self) {
        self.calls.cut_off();
    }

    pub(super) fn entry(&self, component: &str) -> Result<&Arc<Entry>, Error> {
        self.entries
            .get(component)
            .ok_or_else(|| Error::NotAnEntry {
                component: component.to_owned(),
                entries: self.entries.keys().cloned().collect(),
            })
    }

    /// Makes what has to be there before the first call.
    pub(super) async fn open(&self) -> Result<(), Error> {
        for entry in self.entries.values() {
            entry.open().await?;
        }
        Ok(())
    }

    /// No instance waits for calls any more, and none is made.
    async fn close(&self) {
        for entry in self.entries.values() {
            entry.closed().await;
        }
    }

    /// Waits for all calls, then unbinds everything, whatever fails, in the opposite order. The first error is
    /// returned.
    pub(super) async fn stop(&self) -> Result<(), Error> {
        self.calls.refuse();
        self.service.end();
        self.services.end();
        self.close().await;
        let _no_calls = self.calls.ended().await;
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

fn exports_run_alone(entry: &Entry) -> bool {
    let ty = entry.pre.component().component_type();
    ty.exports(entry.pre.engine()).all(|(name, _)| is_run(name))
}

fn is_run(export: &str) -> bool {
    let id = export.parse::<InterfaceId>();
    id.is_ok_and(|id| (id.namespace(), id.package(), id.name()) == ("wasi", "cli", "run"))
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("id", &self.inner.id)
            .finish_non_exhaustive()
    }
}

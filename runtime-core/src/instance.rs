//! An entry of a running workload, and its instances.

use std::sync::Arc;

use hostplug::wasmtime::component::{Instance, InstancePre};
use hostplug::wasmtime::{self, Store};
use hostplug::{Binding, State};
use wasmtime_wasi_http::handler::ProxyPre;

use crate::budget::{Allowed, Budget, EntryLimits, Exceeded};
use crate::cache::Hold;
use crate::epoch;
use crate::error::Error;
use crate::limits::{MemoryLimit, OutOfMemory};
use crate::link::{Step, ended_by};
use crate::telemetry::Subject;
use crate::wasi::{HostData, Spec};

/// A component whose exports the host calls, together with everything that it imports.
pub(crate) struct Entry {
    pub(crate) component: String,
    /// The id of its workload.
    pub(crate) workload: String,
    pub(crate) pre: InstancePre<State>,
    /// Set if it answers HTTP requests.
    pub(crate) proxy: Option<ProxyPre<State>>,
    /// What a store holds, by index.
    pub(crate) bindings: Vec<Arc<dyn Binding>>,
    /// What each part sees, by index.
    pub(crate) specs: Vec<Spec>,
    /// What one call may use.
    pub(crate) limits: EntryLimits,
    /// Who hears of its calls.
    pub(crate) subject: Subject,
    /// Its code is in use.
    pub(crate) _code: Vec<Hold>,
}

impl Entry {
    /// A store for one call, and what that may use.
    pub(crate) fn begin(&self, allowed: Allowed) -> Result<(Store<State>, Budget), Error> {
        let mut store = self.store_with(None, self.memory())?;
        let budget = Budget::start(&mut store, allowed).map_err(Error::Thread)?;
        Ok((store, budget))
    }

    /// A store for one instance, whose calls limit their time themselves.
    pub(crate) fn store(&self) -> Result<Store<State>, Error> {
        let mut store = self.store_with(None, self.memory())?;
        epoch::never(&mut store);
        Ok(store)
    }

    fn memory(&self) -> MemoryLimit {
        MemoryLimit::new(self.limits.memory)
    }

    /// A store for one call of another store. Its memory is limited; the caller limits its time.
    pub(crate) fn store_within(
        &self,
        step: Arc<Step>,
        memory: MemoryLimit,
    ) -> Result<Store<State>, Error> {
        self.store_with(Some(step), memory)
    }

    fn store_with(
        &self,
        step: Option<Arc<Step>>,
        memory: MemoryLimit,
    ) -> Result<Store<State>, Error> {
        let parts = self
            .specs
            .iter()
            .map(|spec| spec.context(self.limits.egress))
            .collect::<Result<_, _>>()?;
        let state = State::new(
            self.bindings.iter().map(|binding| binding.open()),
            HostData {
                parts,
                step,
                memory,
                _live: self.subject.instance(),
            },
        );
        let mut store = Store::new(self.pre.engine(), state);
        store.limiter(|state| &mut HostData::of(state).memory);
        self.limits.caps.hold(&mut store);
        Ok(store)
    }

    /// The instance of a store.
    pub(crate) async fn instantiate_in(&self, store: &mut Store<State>) -> Result<Instance, Error> {
        let instance = self.pre.instantiate_async(store).await;
        instance.map_err(|source| self.trap(source))
    }

    pub(crate) fn trap(&self, source: wasmtime::Error) -> Error {
        let component = self.component.clone();
        let limit = limit(&source).or_else(|| self.limits.caps.exceeded(&source));
        self.subject.failed(limit.as_ref());
        match limit {
            Some(limit) => Error::Limit {
                component,
                limit,
                source,
            },
            None => Error::Trap { component, source },
        }
    }
}

/// The limit that a guest has reached, if that was its end. One of an isolated callee is that of its link.
fn limit(reason: &wasmtime::Error) -> Option<Exceeded> {
    if ended_by::<Exceeded>(reason) {
        return reason.downcast_ref().copied();
    }
    let memory = reason.downcast_ref::<OutOfMemory>();
    let memory = memory.filter(|_| ended_by::<OutOfMemory>(reason))?;
    Some(Exceeded::Memory(memory.limit as u64))
}

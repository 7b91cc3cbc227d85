//! An entry of a running workload, and its instances.

use std::sync::Arc;

use hostplug::wasmtime::component::{Instance, InstancePre};
use hostplug::wasmtime::{self, Store};
use hostplug::{Binding, State};
use wasmtime_wasi_http::handler::ProxyPre;

use crate::cache::Hold;
use crate::epoch;
use crate::error::Error;
use crate::limits::MemoryLimit;
use crate::link::Step;
use crate::wasi::{HostData, Spec};

/// A component whose exports the host calls, together with everything that it imports.
pub(crate) struct Entry {
    pub(crate) component: String,
    pub(crate) pre: InstancePre<State>,
    /// Set if it answers HTTP requests.
    pub(crate) proxy: Option<ProxyPre<State>>,
    /// What a store holds, by index.
    pub(crate) bindings: Vec<Arc<dyn Binding>>,
    /// What each part sees, by index.
    pub(crate) specs: Vec<Spec>,
    /// Its code is in use.
    pub(crate) _code: Vec<Hold>,
}

impl Entry {
    /// A store for one instance.
    pub(crate) fn store(&self) -> Result<Store<State>, Error> {
        let mut store = self.store_with(None, MemoryLimit::new(u64::MAX))?;
        epoch::never(&mut store);
        Ok(store)
    }

    /// A store for one call of another store. Its memory is limited; the caller limits its time.
    pub(crate) fn store_within(
        &self,
        step: Arc<Step>,
        memory: MemoryLimit,
    ) -> Result<Store<State>, Error> {
        let mut store = self.store_with(Some(step), memory)?;
        store.limiter(|state| &mut HostData::of(state).memory);
        Ok(store)
    }

    fn store_with(
        &self,
        step: Option<Arc<Step>>,
        memory: MemoryLimit,
    ) -> Result<Store<State>, Error> {
        let parts = self
            .specs
            .iter()
            .map(Spec::context)
            .collect::<Result<_, _>>()?;
        let state = State::new(
            self.bindings.iter().map(|binding| binding.open()),
            HostData {
                parts,
                step,
                memory,
            },
        );
        Ok(Store::new(self.pre.engine(), state))
    }

    /// A fresh instance in a store of its own.
    pub(crate) async fn instantiate(&self) -> Result<(Store<State>, Instance), Error> {
        let mut store = self.store()?;
        let instance = self.instantiate_in(&mut store).await?;
        Ok((store, instance))
    }

    /// The instance of a store.
    pub(crate) async fn instantiate_in(&self, store: &mut Store<State>) -> Result<Instance, Error> {
        let instance = self.pre.instantiate_async(store).await;
        instance.map_err(|source| self.trap(source))
    }

    pub(crate) fn trap(&self, source: wasmtime::Error) -> Error {
        Error::Trap {
            component: self.component.clone(),
            source,
        }
    }
}

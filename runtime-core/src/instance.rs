//! An entry of a running workload, and its instances.

use std::sync::Arc;

use hostplug::wasmtime::component::{Instance, InstancePre};
use hostplug::wasmtime::{self, Store};
use hostplug::{Binding, State};
use wasmtime_wasi_http::handler::ProxyPre;

use crate::cache::Hold;
use crate::error::Error;
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
        let parts = self
            .specs
            .iter()
            .map(Spec::context)
            .collect::<Result<_, _>>()?;
        let state = State::new(
            self.bindings.iter().map(|binding| binding.open()),
            HostData { parts },
        );
        Ok(Store::new(self.pre.engine(), state))
    }

    /// A fresh instance in a store of its own.
    pub(crate) async fn instantiate(&self) -> Result<(Store<State>, Instance), Error> {
        let mut store = self.store()?;
        let instance = self
            .pre
            .instantiate_async(&mut store)
            .await
            .map_err(|source| self.trap(source))?;
        Ok((store, instance))
    }

    pub(crate) fn trap(&self, source: wasmtime::Error) -> Error {
        Error::Trap {
            component: self.component.clone(),
            source,
        }
    }
}

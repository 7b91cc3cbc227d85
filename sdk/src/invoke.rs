//! The way from a plugin to the components that it is bound to, as a host provides it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use wasmtime::Store;
use wasmtime::component::Instance;

use crate::plugin::BoxFuture;
use crate::state::State;

/// Makes instances of one component for one plugin. A host implements it, and hands it to the plugin in
/// [`Scope::with_invoker`](crate::Scope::with_invoker).
///
/// A plugin may keep it for as long as it likes, so it must not keep the workload alive. It never panics, and answers
/// at once where the workload does not run.
pub trait Invoker: Send + Sync + 'static {
    /// What [`HostPlugin::export`](crate::HostPlugin::export) has found in the component. Complete before the plugin
    /// is bound.
    fn exports(&self) -> &[Export];

    /// Waits while the workload starts.
    ///
    /// # Errors
    /// [`InvokeError::Stopped`].
    fn ready(&self) -> BoxFuture<'_, Result<(), InvokeError>>;

    /// Makes a fresh instance in a store of its own. The workload must not stop before it is dropped.
    ///
    /// # Errors
    /// The workload does not run, or Wasmtime cannot make the instance.
    fn instantiate(&self) -> BoxFuture<'_, Result<FreshInstance, InvokeError>>;
}

impl fmt::Debug for dyn Invoker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invoker")
    }
}

/// Where in a component the functions of one interface are.
#[derive(Clone)]
pub struct Export(Arc<dyn Any + Send + Sync>);

impl Export {
    pub(crate) fn new(indices: impl Any + Send + Sync) -> Self {
        Export(Arc::new(indices))
    }

    pub(crate) fn get<T: Any>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Export")
    }
}

/// An instance that nobody has called yet, and what keeps its workload from stopping.
pub struct FreshInstance {
    pub(crate) store: Store<State>,
    pub(crate) instance: Instance,
    // Fields are dropped in this order: what the store holds goes before the workload may stop.
    _running: Box<dyn Any + Send>,
}

impl FreshInstance {
    /// `running` is dropped after the store.
    pub fn new(store: Store<State>, instance: Instance, running: impl Any + Send) -> Self {
        FreshInstance {
            store,
            instance,
            _running: Box::new(running),
        }
    }
}

impl fmt::Debug for FreshInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FreshInstance")
    }
}

/// Why a component did not answer its plugin. What a WIT function returns, also as an error, is no `InvokeError`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvokeError {
    /// The workload is being bound; [`Exported::ready`](crate::Exported::ready) waits for it.
    #[error("component `{component}` cannot be called yet: its workload is starting")]
    Starting {
        /// The component.
        component: String,
    },

    /// The workload stops, has stopped or did not start. It will never answer again.
    #[error("component `{component}` cannot be called any more: its workload has stopped")]
    Stopped {
        /// The component.
        component: String,
    },

    /// There is no instance, so the function was not called.
    #[error("component `{component}` cannot be instantiated: {source:#}")]
    Instantiate {
        /// The component.
        component: String,
        /// Why.
        source: wasmtime::Error,
    },

    /// The guest trapped, or a host function that it called did. Its instance is gone; the next call gets a new one.
    #[error("component `{component}` trapped in `{function}`: {source:#}")]
    Trapped {
        /// The component.
        component: String,
        /// The function, as `namespace:package/interface@version#function`.
        function: String,
        /// The trap.
        source: wasmtime::Error,
    },
}

//! The way from a plugin to the components that it is bound to, as a host provides it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use wasmtime::Store;
use wasmtime::component::Instance;

use crate::call::CallPolicy;
use crate::plugin::BoxFuture;
use crate::scope::Scope;
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

    /// What holds for the calls of one interface: under which name the plugin is known, and who is told of their ends.
    /// A deadline is one that the host sets; the plugin may set another.
    fn policy(&self, interface: &'static str, scope: Arc<Scope>) -> CallPolicy;

    /// Waits while the workload starts.
    ///
    /// # Errors
    /// [`InvokeError::Stopped`].
    fn ready(&self) -> BoxFuture<'_, Result<(), InvokeError>>;

    /// Makes a fresh instance in a store of its own. The workload must not stop before it is dropped. If calls of it are
    /// `timed`, its guests must let others have the thread from time to time, or no deadline would ever be noticed.
    ///
    /// # Errors
    /// The workload does not run, or Wasmtime cannot make the instance.
    fn instantiate(&self, timed: bool) -> BoxFuture<'_, Result<FreshInstance, InvokeError>>;

    /// Gives an instance for one call, which may be one that has served others before. Else like
    /// [`instantiate`](Invoker::instantiate), which is what it does unless somebody implements it.
    ///
    /// # Errors
    /// The workload does not run, or Wasmtime cannot make the instance.
    fn take(&self, timed: bool) -> BoxFuture<'_, Result<FreshInstance, InvokeError>> {
        self.instantiate(timed)
    }
}

impl fmt::Debug for dyn Invoker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invoker")
    }
}

/// Where in a component the functions of one interface are.
#[derive(Clone)]
pub struct Export {
    interface: &'static str,
    indices: Arc<dyn Any + Send + Sync>,
}

impl Export {
    pub(crate) fn new(interface: &'static str, indices: impl Any + Send + Sync) -> Self {
        Export {
            interface,
            indices: Arc::new(indices),
        }
    }

    /// As the plugin knows it.
    pub(crate) fn interface(&self) -> &'static str {
        self.interface
    }

    pub(crate) fn get<T: Any>(&self) -> Option<&T> {
        self.indices.downcast_ref()
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Export").field(&self.interface).finish()
    }
}

/// An instance for a plugin, and what keeps its workload from stopping.
pub struct FreshInstance {
    pub(crate) store: Store<State>,
    pub(crate) instance: Instance,
    give_back: Option<GiveBack>,
    // Fields are dropped in this order: what the store holds goes before the workload may stop.
    _running: Box<dyn Any + Send>,
}

impl FreshInstance {
    /// `running` is dropped after the store.
    pub fn new(store: Store<State>, instance: Instance, running: impl Any + Send) -> Self {
        FreshInstance {
            store,
            instance,
            give_back: None,
            _running: Box::new(running),
        }
    }

    /// What happens with the instance when its only call has ended well. Otherwise it is dropped.
    #[must_use]
    pub fn or_give_back(
        mut self,
        give_back: impl FnOnce(Store<State>, Instance) + Send + 'static,
    ) -> Self {
        self.give_back = Some(Box::new(give_back));
        self
    }

    pub(crate) fn give_back(self) {
        if let Some(give_back) = self.give_back {
            give_back(self.store, self.instance);
        }
    }
}

type GiveBack = Box<dyn FnOnce(Store<State>, Instance) + Send>;

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

    /// The component has no such export, or the workload has it called by somebody else, so there is nothing to call.
    /// Only [`Scope::require`] gives it.
    #[error(
        "component `{component}` has no export `{interface}` for the plugin to call\nhelp: export that interface in a \
         compatible version, and let no sibling or other plugin stand in front of it"
    )]
    NotExported {
        /// The component.
        component: String,
        /// The interface, as the plugin knows it.
        interface: String,
    },

    /// The deadline of [`Exported::within`](crate::Exported::within) has passed. The instance is gone, in the middle of
    /// whatever it did.
    #[error("component `{component}` took longer than {deadline:?} in `{function}`")]
    TimedOut {
        /// The component.
        component: String,
        /// The function, as `namespace:package/interface@version#function`.
        function: String,
        /// How long it might have taken.
        deadline: Duration,
    },

    /// As many calls wait for each other as may. The function was not called.
    #[error(
        "`{function}` of component `{component}` is not called: {depth} calls of components wait for each other already\n\
         help: a plugin that calls components from its own functions needs an end"
    )]
    TooDeep {
        /// The component.
        component: String,
        /// The function, as `namespace:package/interface@version#function`.
        function: String,
        /// How many calls wait for each other.
        depth: usize,
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

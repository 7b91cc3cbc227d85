//! The way from a plugin to the components that it is bound to, as its author sees it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use wasmtime::Store;
use wasmtime::component::{Instance, InstancePre};

use crate::call::CallPolicy;
use crate::invoke::{Export, FreshInstance, InvokeError, Invoker};
use crate::outgoing;
use crate::scope::Scope;
use crate::session::Session;
use crate::state::State;

/// An interface that components export and a plugin calls. `#[host_plugin]` implements it for the type `Component` that
/// it writes for each interface which the world exports; [`Scope::export`] makes one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface that a component exports",
    label = "not a type `Component` of the bindings of a plugin",
    note = "use the type that the attribute generates, such as `messaging::handler::Component`"
)]
pub trait Callable: Sized + 'static {
    /// The functions of one instance, as `bindgen!` writes them.
    type Guest: Send + Sync + 'static;
    /// What calls them: a [`Session`] with a method for each function.
    type Session<'a>;

    #[doc(hidden)]
    type Indices: Clone + Send + Sync + 'static;
    #[doc(hidden)]
    const INTERFACE: &'static str;

    #[doc(hidden)]
    fn find(component: &InstancePre<State>) -> wasmtime::Result<Self::Indices>;

    #[doc(hidden)]
    fn load(
        indices: &Self::Indices,
        store: &mut Store<State>,
        instance: &Instance,
    ) -> wasmtime::Result<Self::Guest>;

    #[doc(hidden)]
    fn new(exported: Exported<Self>) -> Self;

    #[doc(hidden)]
    fn session(session: Session<'_, Self>) -> Self::Session<'_>;
}

/// One interface of one component, for a plugin to call. It is what the generated `Component` types stand on.
///
/// Each call has an instance in a store of its own, like a request from outside, so that calls do not wait for each
/// other, and a trap ends only its own call. The instance is a fresh one, unless the workload says otherwise. It can therefore not reach the instance that is calling the plugin at the
/// moment: a method of a `Host` trait that calls the calling component has another instance of it. Where such calls go
/// in a circle, the seventeenth that would wait for the others is refused as [`InvokeError::TooDeep`].
///
/// The workload does not stop before a call has ended; dropping the future of a call drops the instance in the middle of
/// it. A call takes as long as the guest likes, and a guest that never waits keeps its thread, unless the handle is one
/// that [`within`](Exported::within) has made. Nothing limits how many calls run at once: a plugin that takes work from
/// outside keeps count, for instance with `tokio::sync::Semaphore`.
///
/// Every call has a span and is reported to the host's [`CallObserver`](crate::CallObserver).
///
/// It can be kept when the workload has stopped, and answers [`InvokeError::Stopped`] then.
pub struct Exported<C: Callable> {
    invoker: Arc<dyn Invoker>,
    policy: Arc<CallPolicy>,
    indices: C::Indices,
}

impl<C: Callable> Exported<C> {
    #[track_caller]
    pub(crate) fn find(invoker: &Arc<dyn Invoker>, scope: &Scope) -> Option<C> {
        let exports = invoker.exports();
        let Some(found) = exports.iter().find_map(Export::get::<Found<C>>) else {
            assert_own::<C>(exports);
            return None;
        };
        Some(C::new(Exported {
            invoker: invoker.clone(),
            policy: Arc::new(invoker.policy(C::INTERFACE, Arc::new(scope.clone()))),
            indices: found.0.clone(),
        }))
    }

    /// The same component, for calls each of which may take this long, with the making of its instance. When the time is
    /// over, the call answers [`InvokeError::TimedOut`], and its instance is dropped, in the middle of whatever it did.
    ///
    /// A host that can interrupt guests, as `hostplug-runtime` does, ends those as well that never wait. Outside of a
    /// Tokio runtime there is no timer, and no deadline.
    #[must_use = "the deadline holds for calls of what this returns"]
    pub fn within(&self, deadline: Duration) -> C {
        let mut policy = CallPolicy::clone(&self.policy);
        policy.deadline = Some(deadline);
        C::new(Exported {
            policy: Arc::new(policy),
            ..self.clone()
        })
    }

    /// Waits until the workload runs. A plugin that begins to call by itself, in a task that
    /// [`Lifecycle::bind`](crate::Lifecycle::bind) has spawned, waits here first.
    ///
    /// # Errors
    /// [`InvokeError::Stopped`], also if the workload fails to start.
    pub async fn ready(&self) -> Result<(), InvokeError> {
        self.invoker.ready().await
    }

    /// Makes an instance for several calls, or for functions that take or give resources, streams and futures, which
    /// belong to one instance. The generated methods do this for each call.
    ///
    /// The workload does not stop before the session has been dropped.
    ///
    /// # Errors
    /// The workload does not run, Wasmtime cannot make the instance, or that takes longer than the handle's deadline.
    pub async fn instantiate(&self) -> Result<C::Session<'_>, InvokeError> {
        let open = async {
            let fresh = self.invoker.instantiate(self.timed()).await?;
            self.load(fresh).map(Ok)
        };
        let session = outgoing::call(&self.policy, "[instantiate]", open).await;
        session.map(C::session)
    }

    /// A session for one call.
    #[doc(hidden)]
    pub async fn open(&self) -> Result<Session<'_, C>, InvokeError> {
        let instance = self.invoker.take(self.timed()).await?;
        self.load(instance)
    }

    fn timed(&self) -> bool {
        self.policy.deadline.is_some()
    }

    fn load(&self, mut fresh: FreshInstance) -> Result<Session<'_, C>, InvokeError> {
        let guest = C::load(&self.indices, &mut fresh.store, &fresh.instance);
        let guest = guest.map_err(|source| InvokeError::Instantiate {
            component: self.policy.scope.component.clone(),
            source,
        })?;
        Ok(Session::new(guest, fresh, self.policy.clone()))
    }

    /// What happens around every generated method: span, observer and deadline, and the trap that becomes an error.
    #[doc(hidden)]
    pub async fn call<R>(
        &self,
        function: &str,
        call: impl Future<Output = Result<wasmtime::Result<R>, InvokeError>>,
    ) -> Result<R, InvokeError> {
        outgoing::call(&self.policy, function, call).await
    }
}

/// Two plugins that call one interface have two types for it. To find nothing with that of the other would look as if
/// the component did not export the interface.
#[track_caller]
fn assert_own<C: Callable>(exports: &[Export]) {
    assert!(
        !exports
            .iter()
            .any(|export| export.interface() == C::INTERFACE),
        "`{}` calls `{}` for another plugin\nhelp: use the type `Component` of this plugin's bindings",
        std::any::type_name::<C>(),
        C::INTERFACE,
    );
}

impl<C: Callable> Clone for Exported<C> {
    fn clone(&self) -> Self {
        Exported {
            invoker: self.invoker.clone(),
            policy: self.policy.clone(),
            indices: self.indices.clone(),
        }
    }
}

impl<C: Callable> fmt::Debug for Exported<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exported")
            .field("workload", &self.policy.scope.workload)
            .field("component", &self.policy.scope.component)
            .field("interface", &C::INTERFACE)
            .finish_non_exhaustive()
    }
}

/// What is found of `C` in a component. The type of the indices alone would not say whose they are.
struct Found<C: Callable>(C::Indices);

/// Finds the functions of `C` in a component.
#[doc(hidden)]
pub fn export<C: Callable>(component: &InstancePre<State>) -> wasmtime::Result<Export> {
    Ok(Export::new(C::INTERFACE, Found::<C>(C::find(component)?)))
}

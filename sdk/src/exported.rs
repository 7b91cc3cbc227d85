//! The way from a plugin to the components that it is bound to, as its author sees it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use tracing::{Instrument, Span};
use wasmtime::Store;
use wasmtime::component::{Instance, InstancePre};

use crate::call::Outcome;
use crate::invoke::{Export, FreshInstance, InvokeError, Invoker};
use crate::scope::Scope;
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
}

/// One interface of one component, for a plugin to call. It is what the generated `Component` types stand on.
///
/// Each call has a fresh instance in a store of its own, like a request from outside, so that calls do not wait for each
/// other, and a trap ends only its own call. It can therefore not reach the instance that is calling the plugin at the
/// moment. The workload does not stop before a call has ended; dropping the future of a call drops the instance in the
/// middle of it. A call takes as long as the guest likes: put `tokio::time::timeout` around it to set a deadline.
///
/// It can be kept when the workload has stopped, and answers [`InvokeError::Stopped`] then.
pub struct Exported<C: Callable> {
    invoker: Arc<dyn Invoker>,
    target: Arc<Target>,
    indices: C::Indices,
}

/// Who is called.
struct Target {
    namespace: String,
    workload: String,
    component: String,
}

impl<C: Callable> Exported<C> {
    pub(crate) fn find(invoker: &Arc<dyn Invoker>, scope: &Scope) -> Option<C> {
        let found = invoker.exports().iter().find_map(Export::get::<Found<C>>)?;
        Some(C::new(Exported {
            invoker: invoker.clone(),
            target: Arc::new(Target {
                namespace: scope.namespace.clone(),
                workload: scope.workload.clone(),
                component: scope.component.clone(),
            }),
            indices: found.0.clone(),
        }))
    }

    /// Waits until the workload runs. A plugin that begins to call by itself, in a task that
    /// [`Lifecycle::bind`](crate::Lifecycle::bind) has spawned, waits here first.
    ///
    /// # Errors
    /// [`InvokeError::Stopped`], also if the workload fails to start.
    pub async fn ready(&self) -> Result<(), InvokeError> {
        self.invoker.ready().await
    }

    /// Makes an instance for several calls, or for functions that take or give resources and streams, which belong to
    /// one instance. The generated methods do this for each call.
    ///
    /// The workload does not stop before the session has been dropped.
    ///
    /// # Errors
    /// The workload does not run, or Wasmtime cannot make the instance.
    pub async fn instantiate(&self) -> Result<Session<'_, C>, InvokeError> {
        let mut fresh = self.invoker.instantiate().await?;
        let guest = C::load(&self.indices, &mut fresh.store, &fresh.instance);
        let guest = guest.map_err(|source| InvokeError::Instantiate {
            component: self.target.component.clone(),
            source,
        })?;
        Ok(Session {
            guest,
            fresh,
            of: PhantomData,
        })
    }

    /// What happens around every generated method: its span, and the trap that becomes an error.
    #[doc(hidden)]
    pub async fn call<R>(
        &self,
        function: &str,
        call: impl Future<Output = Result<wasmtime::Result<R>, InvokeError>>,
    ) -> Result<R, InvokeError> {
        let mut record = Record {
            span: self.span(function),
            outcome: Outcome::Cancelled.as_str(),
        };
        let answer = call.instrument(record.span.clone()).await;
        let answer = answer.and_then(|answer| {
            answer.map_err(|source| InvokeError::Trapped {
                component: self.target.component.clone(),
                function: format!("{}#{function}", C::INTERFACE),
                source,
            })
        });
        record.outcome = match answer {
            Ok(_) => Outcome::Returned.as_str(),
            Err(InvokeError::Trapped { .. }) => Outcome::Trapped.as_str(),
            Err(_) => "refused",
        };
        answer
    }

    fn span(&self, function: &str) -> Span {
        let Target {
            namespace,
            workload,
            component,
        } = &*self.target;
        tracing::debug_span!(
            target: "hostplug::call",
            "component_call",
            namespace,
            workload,
            component,
            interface = C::INTERFACE,
            function,
            outcome = tracing::field::Empty,
        )
    }
}

impl<C: Callable> Clone for Exported<C> {
    fn clone(&self) -> Self {
        Exported {
            invoker: self.invoker.clone(),
            target: self.target.clone(),
            indices: self.indices.clone(),
        }
    }
}

impl<C: Callable> fmt::Debug for Exported<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exported")
            .field("workload", &self.target.workload)
            .field("component", &self.target.component)
            .field("interface", &C::INTERFACE)
            .finish_non_exhaustive()
    }
}

/// Says in the span how the call ended, also if its future is dropped.
struct Record {
    span: Span,
    outcome: &'static str,
}

impl Drop for Record {
    fn drop(&mut self) {
        self.span.record("outcome", self.outcome);
    }
}

/// What is found of `C` in a component. The type of the indices alone would not say whose they are.
struct Found<C: Callable>(C::Indices);

/// Finds the functions of `C` in a component.
#[doc(hidden)]
pub fn export<C: Callable>(component: &InstancePre<State>) -> wasmtime::Result<Export> {
    Ok(Export::new(Found::<C>(C::find(component)?)))
}

/// One instance of a component, from [`Exported::instantiate`]. It ends when this is dropped.
///
/// Errors of Wasmtime's own functions, such as `call_..` of the guest, are traps.
pub struct Session<'a, C: Callable> {
    guest: C::Guest,
    fresh: FreshInstance,
    // Nobody can put it aside for later, and so hold up the stop of the workload.
    of: PhantomData<&'a Exported<C>>,
}

impl<C: Callable> Session<'_, C> {
    /// The store and the functions of the instance. `store.data_mut().table()` takes resources that the plugin gives to
    /// the guest; `store.run_concurrent(..)` calls `async` functions.
    pub fn split(&mut self) -> (&mut Store<State>, &C::Guest) {
        (&mut self.fresh.store, &self.guest)
    }
}

impl<C: Callable> fmt::Debug for Session<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("interface", &C::INTERFACE)
            .finish_non_exhaustive()
    }
}

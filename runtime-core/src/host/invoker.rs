//! Lets plugins call the components of a workload: not before it is in service, and not when it stops.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, Weak};

use hostplug::wasmtime::Store;
use hostplug::{
    BoxFuture, CallObserver, CallPolicy, Export, FreshInstance, InvokeError, Scope, wasmtime,
};
use tokio::sync::watch;

use super::running::Inner as Running;
use crate::epoch::{self, Ticking};
use crate::error::Error;
use crate::instance::{Entry, Held};
use crate::link::BindingKey;

/// What a workload does, for those that its plugins have given a handle to.
pub(super) struct Service {
    state: watch::Sender<State>,
    /// Who is told of the calls.
    observer: Option<Arc<dyn CallObserver>>,
}

#[derive(Clone)]
enum State {
    Starting,
    /// Weak, because the bindings of the workload hold handles to it.
    Running(Weak<Running>),
    Stopped,
}

impl Service {
    pub(super) fn new(observer: Option<Arc<dyn CallObserver>>) -> Self {
        Service {
            state: watch::Sender::new(State::Starting),
            observer,
        }
    }

    /// From now on components can be called, unless somebody was faster to stop the workload.
    pub(super) fn begin(&self, running: &Arc<Running>) {
        self.state.send_if_modified(|state| {
            let starting = matches!(state, State::Starting);
            if starting {
                *state = State::Running(Arc::downgrade(running));
            }
            starting
        });
    }

    pub(super) fn end(&self) {
        self.state.send_replace(State::Stopped);
    }
}

/// The invokers of one workload, until they are complete.
#[derive(Default)]
pub(super) struct Invokers(BTreeMap<BindingKey, Arc<Invoker>>);

impl Invokers {
    /// The invoker of a binding. All exports of the component that the plugin calls share it.
    pub(super) fn of(&mut self, key: &BindingKey, service: &Service) -> Arc<Invoker> {
        let new = || {
            Arc::new(Invoker {
                component: key.component.clone(),
                plugin: key.plugin.as_str().into(),
                exports: OnceLock::new(),
                service: service.state.subscribe(),
                observer: service.observer.clone(),
            })
        };
        self.0.entry(key.clone()).or_insert_with(new).clone()
    }

    /// Says where the exports are, which is known when the component has been linked.
    pub(super) fn complete(&self, key: &BindingKey, exports: Vec<Export>) {
        if let Some(invoker) = self.0.get(key) {
            let _ = invoker.exports.set(exports);
        }
    }
}

/// Makes instances of one component for one binding of a plugin.
pub(super) struct Invoker {
    component: String,
    /// Its name in the host.
    plugin: Arc<str>,
    exports: OnceLock<Vec<Export>>,
    service: watch::Receiver<State>,
    observer: Option<Arc<dyn CallObserver>>,
}

impl Invoker {
    fn stopped(&self) -> InvokeError {
        InvokeError::Stopped {
            component: self.component.clone(),
        }
    }

    fn running(&self) -> Result<Arc<Running>, InvokeError> {
        match &*self.service.borrow() {
            State::Starting => Err(InvokeError::Starting {
                component: self.component.clone(),
            }),
            State::Running(running) => running.upgrade().ok_or_else(|| self.stopped()),
            State::Stopped => Err(self.stopped()),
        }
    }

    /// One that is its caller's `own` is kept by nobody else, before or after.
    async fn instance(&self, timed: bool, own: bool) -> Result<FreshInstance, InvokeError> {
        let running = self.running()?;
        let guard = running.enter().map_err(|_| self.stopped())?;
        let failed = |error| InvokeError::Instantiate {
            component: self.component.clone(),
            source: cause(error),
        };
        let entry = running.entry(&self.component).map_err(failed)?;
        let held = match own && entry.reuses() {
            true => entry.make().await,
            false => entry.take().await,
        };
        let (mut store, instance, rest) = held.map_err(failed)?.split();
        let ticking = interrupt(entry, &mut store, timed);
        let instance = FreshInstance::new(store, instance, (ticking, guard));
        if own || !entry.reuses() {
            return Ok(instance);
        }
        let entry = entry.clone();
        Ok(instance.or_give_back(move |store, instance| {
            entry.give_back(Held::join(store, instance, rest));
        }))
    }
}

/// Guests of calls without a deadline run as long as they like.
fn interrupt(entry: &Entry, store: &mut Store<hostplug::State>, timed: bool) -> Option<Ticking> {
    match timed {
        true => epoch::yielding(store),
        false => epoch::never(store),
    }
    timed.then(|| entry.clock.tick())
}

/// The component is named already.
fn cause(error: Error) -> wasmtime::Error {
    match error {
        Error::Trap { source, .. } => source,
        error => error.into(),
    }
}

impl hostplug::Invoker for Invoker {
    fn exports(&self) -> &[Export] {
        self.exports.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn policy(&self, interface: &'static str, scope: Arc<Scope>) -> CallPolicy {
        let mut policy = CallPolicy::new(self.plugin.clone(), interface, scope);
        policy.observer.clone_from(&self.observer);
        policy
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), InvokeError>> {
        Box::pin(async {
            let mut service = self.service.clone();
            let decided = |state: &State| !matches!(state, State::Starting);
            match service.wait_for(decided).await.as_deref() {
                Ok(State::Running(_)) => Ok(()),
                _ => Err(self.stopped()),
            }
        })
    }

    fn instantiate(&self, timed: bool) -> BoxFuture<'_, Result<FreshInstance, InvokeError>> {
        Box::pin(self.instance(timed, true))
    }

    fn take(&self, timed: bool) -> BoxFuture<'_, Result<FreshInstance, InvokeError>> {
        Box::pin(self.instance(timed, false))
    }
}

//! A component that a plugin under test can call.

use std::sync::{Arc, Weak};

use tokio::sync::{OwnedRwLockReadGuard, RwLock, watch};
use wasmtime::component::{Component, InstancePre, Linker};
use wasmtime::{Engine, Store};

use crate::call::CallPolicy;
use crate::error::Error;
use crate::invoke::{Export, FreshInstance, InvokeError, Invoker};
use crate::plugin::{Binding, BoxFuture, HostPlugin};
use crate::scope::Scope;
use crate::state::State;
use crate::wt::component::LinkerInstance;

/// One component as if it were a workload.
pub(super) struct Tested {
    name: String,
    plugin: String,
    component: InstancePre<State>,
    exports: Vec<Export>,
    service: watch::Sender<Service>,
    /// Held by every call, and taken by the stop that waits for them.
    calls: Arc<RwLock<()>>,
}

#[derive(Clone)]
enum Service {
    Starting,
    /// Weak, because the binding may hold handles of the component.
    Running(Weak<dyn Binding>),
    Stopped,
}

impl Tested {
    pub(super) fn new(
        plugin: &dyn HostPlugin,
        scope: &Scope,
        component: &Component,
    ) -> Result<Self, Error> {
        let component = linked(plugin, scope, component)?;
        let exported = |id: &crate::InterfaceId| {
            component
                .component()
                .get_export_index(None, id.to_string().as_str())
                .is_some()
        };
        let registration = plugin.registration();
        let exports = registration.exports.into_iter().enumerate();
        let exports = exports
            .filter(|(_, interface)| exported(&interface.id))
            .map(|(index, _)| plugin.export(index, &component))
            .collect::<Result<_, _>>()?;
        Ok(Tested {
            name: scope.component.clone(),
            plugin: registration.name,
            component,
            exports,
            service: watch::Sender::new(Service::Starting),
            calls: Arc::default(),
        })
    }

    pub(super) fn run(&self, binding: &Arc<dyn Binding>) {
        self.service
            .send_replace(Service::Running(Arc::downgrade(binding)));
    }

    pub(super) async fn stop(&self) {
        self.service.send_replace(Service::Stopped);
        drop(self.calls.write().await);
    }

    fn stopped(&self) -> InvokeError {
        InvokeError::Stopped {
            component: self.name.clone(),
        }
    }

    fn enter(&self) -> Result<(Arc<dyn Binding>, OwnedRwLockReadGuard<()>), InvokeError> {
        let running = self.calls.clone().try_read_owned();
        match (&*self.service.borrow(), running) {
            (Service::Starting, _) => Err(InvokeError::Starting {
                component: self.name.clone(),
            }),
            (Service::Running(binding), Ok(running)) => {
                let binding = binding.upgrade().ok_or_else(|| self.stopped())?;
                Ok((binding, running))
            }
            _ => Err(self.stopped()),
        }
    }
}

impl Invoker for Tested {
    fn exports(&self) -> &[Export] {
        &self.exports
    }

    fn policy(&self, interface: &'static str, scope: Arc<Scope>) -> CallPolicy {
        CallPolicy::new(&*self.plugin, interface, scope)
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), InvokeError>> {
        Box::pin(async {
            let mut service = self.service.subscribe();
            let started = |service: &Service| !matches!(service, Service::Starting);
            match service.wait_for(started).await.as_deref() {
                Ok(Service::Running(_)) => Ok(()),
                _ => Err(self.stopped()),
            }
        })
    }

    /// Deadlines hold for guests that wait: only a host can interrupt the others.
    fn instantiate(&self, _: bool) -> BoxFuture<'_, Result<FreshInstance, InvokeError>> {
        Box::pin(async {
            let (binding, running) = self.enter()?;
            let mut store = Store::new(self.component.engine(), State::new([binding.open()], ()));
            let instance = self.component.instantiate_async(&mut store).await;
            let instance = instance.map_err(|source| InvokeError::Instantiate {
                component: self.name.clone(),
                source,
            })?;
            Ok(FreshInstance::new(store, instance, running))
        })
    }
}

/// The plugin serves what it can, for the only binding of a store.
fn linked(
    plugin: &dyn HostPlugin,
    scope: &Scope,
    component: &Component,
) -> Result<InstancePre<State>, Error> {
    let registration = plugin.registration();
    let engine: &Engine = component.engine();
    let mut linker = Linker::new(engine);
    for (index, interface) in registration.imports.iter().enumerate() {
        let id = interface.id.to_string();
        let failed = |source| Error::Link {
            plugin: registration.name.clone(),
            interface: id.clone(),
            source,
        };
        let policy = CallPolicy::new(&*registration.name, &*id, Arc::new(scope.clone()));
        let instance = linker.instance(&id).map_err(failed)?;
        plugin.link(index, &mut LinkerInstance::new(instance, policy), 0)?;
    }
    let complete = |mut linker: Linker<State>| {
        linker.define_unknown_imports_as_traps(component)?;
        linker.instantiate_pre(component)
    };
    complete(linker).map_err(|source| Error::Link {
        plugin: registration.name.clone(),
        interface: "the imports of the component".to_owned(),
        source,
    })
}

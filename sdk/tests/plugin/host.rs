//! A host as small as can be: it binds plugins, links them and instantiates one component.

use std::sync::Arc;

use hostplug::wasmtime::component::{Component, ComponentNamedList, Instance, Lift, Linker, Lower};
use hostplug::wasmtime::{Engine, Result, Store};
use hostplug::{__private::wt, Binding, CallPolicy, HostPlugin, Scope, Settings, State};

/// Plugins bound and linked for one component.
pub(crate) struct Host {
    engine: Engine,
    linker: Linker<State>,
    bindings: Vec<Arc<dyn Binding>>,
}

impl Host {
    pub(crate) fn new() -> Self {
        let engine = Engine::default();
        Host {
            linker: Linker::new(&engine),
            engine,
            bindings: Vec::new(),
        }
    }

    /// A host that serves every interface of `plugin` under its own name, without settings.
    pub(crate) async fn of(plugin: impl HostPlugin) -> Self {
        let mut host = Host::new();
        host.serve(plugin).await;
        host
    }

    pub(crate) async fn serve(&mut self, plugin: impl HostPlugin) {
        let plugin: Arc<dyn HostPlugin> = Arc::new(plugin);
        let binding = self
            .bind(&plugin, Scope::new("shop", "web"), Settings::default())
            .await
            .unwrap();
        for (index, interface) in plugin.registration().imports.iter().enumerate() {
            self.link(&interface.id.to_string(), &*plugin, index, binding);
        }
    }

    /// Makes a binding, and returns its index.
    pub(crate) async fn bind(
        &mut self,
        plugin: &Arc<dyn HostPlugin>,
        scope: Scope,
        settings: Settings,
    ) -> Result<usize, hostplug::Error> {
        self.bindings
            .push(plugin.clone().bind(Arc::new(scope), settings).await?);
        Ok(self.bindings.len() - 1)
    }

    /// Serves the import `name` with the `interface`th interface of the plugin.
    pub(crate) fn link(
        &mut self,
        name: &str,
        plugin: &dyn HostPlugin,
        interface: usize,
        binding: usize,
    ) {
        self.link_with(name, plugin, interface, binding, |policy| policy);
    }

    pub(crate) fn link_with(
        &mut self,
        name: &str,
        plugin: &dyn HostPlugin,
        interface: usize,
        binding: usize,
        policy: impl FnOnce(CallPolicy) -> CallPolicy,
    ) {
        let registration = plugin.registration();
        let scope = Arc::new(self.bindings[binding].scope().clone());
        let id = registration.imports[interface].id.to_string();
        let policy = policy(CallPolicy::new(registration.name, id, scope));
        let instance = self.linker.instance(name).unwrap();
        let mut instance = wt::component::LinkerInstance::new(instance, policy);
        plugin.link(interface, &mut instance, binding).unwrap();
    }

    pub(crate) async fn instantiate(&self, component: &str) -> Guest {
        let component = Component::new(&self.engine, wat::parse_str(component).unwrap()).unwrap();
        let state = State::new(self.bindings.iter().map(|binding| binding.open()), ());
        let mut store = Store::new(&self.engine, state);
        let instance = self
            .linker
            .instantiate_async(&mut store, &component)
            .await
            .unwrap();
        Guest { store, instance }
    }

    /// Calls an export of a fresh instance.
    pub(crate) async fn call<R>(&self, component: &str, export: &str) -> Result<R>
    where
        (R,): ComponentNamedList + Lift + Send + Sync + 'static,
        R: Send + 'static,
    {
        self.instantiate(component).await.call(export, ()).await
    }
}

/// One instance of a component.
pub(crate) struct Guest {
    pub(crate) store: Store<State>,
    instance: Instance,
}

impl Guest {
    pub(crate) async fn call<P, R>(&mut self, export: &str, params: P) -> Result<R>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        (R,): ComponentNamedList + Lift + Send + Sync + 'static,
        R: Send + 'static,
    {
        let function = self
            .instance
            .get_typed_func::<P, (R,)>(&mut self.store, export)?;
        Ok(function.call_async(&mut self.store, params).await?.0)
    }
}

/// The text of an error as a host logs it.
pub(crate) fn trap<R: std::fmt::Debug>(result: Result<R>) -> String {
    format!("{:#}", result.unwrap_err())
}

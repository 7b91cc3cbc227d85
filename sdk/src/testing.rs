//! Calls a plugin's own `Host` implementation without any WebAssembly.
//!
//! ```
//! # #[cfg(feature = "macros")] {
//! # use hostplug::{Caller, host_plugin};
//! # #[host_plugin(
//! #     world = "demo:greet/plugin",
//! #     inline = "
//! #         package demo:greet;
//! #         interface greeter { greet: func(name: string) -> string; }
//! #         world plugin { import greeter; }
//! #     "
//! # )]
//! # pub struct Greeter;
//! # impl greet::greeter::Host for Caller<'_, Greeter> {
//! #     async fn greet(&mut self, name: String) -> hostplug::Result<String> { Ok(format!("Hello {name}")) }
//! # }
//! use greet::greeter::Host;
//! use hostplug::testing::Harness;
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let mut harness = Harness::new(Greeter).await?;
//! assert_eq!(harness.caller().greet("Ada".into()).await?, "Hello Ada");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! # }
//! ```

mod component;

use std::fmt;
use std::sync::Arc;

use wasmtime::component::{Accessor, Component, HasData};
use wasmtime::{Engine, Store};

use self::component::Tested;
use crate::caller::{Caller, getter};
use crate::error::Error;
use crate::plugin::{Binding, HostPlugin, Plugin};
use crate::scope::Scope;
use crate::settings::Settings;
use crate::state::State;

/// A plugin with one binding and one store, as if one instance of one component used it.
pub struct Harness<P: Plugin> {
    plugin: Arc<P>,
    binding: Arc<dyn Binding>,
    store: Store<State>,
    component: Option<Arc<Tested>>,
}

impl<P> Harness<P>
where
    P: Plugin + Send + Sync + for<'a> HasData<Data<'a> = Caller<'a, P>>,
{
    /// Starts the plugin and binds it without settings, for the component `component` of the workload `test`.
    ///
    /// # Errors
    /// Those of [`Lifecycle::start`](crate::Lifecycle::start) and [`Lifecycle::bind`](crate::Lifecycle::bind), and settings that have no default.
    pub async fn new(plugin: P) -> Result<Self, Error> {
        Self::bind(plugin, Scope::new("test", "component"), Settings::default()).await
    }

    /// Starts the plugin and binds it with these settings, for this scope.
    ///
    /// # Errors
    /// Those of [`Lifecycle::start`](crate::Lifecycle::start) and [`Lifecycle::bind`](crate::Lifecycle::bind), and settings that the plugin does not read.
    pub async fn bind(plugin: P, scope: Scope, settings: Settings) -> Result<Self, Error> {
        let plugin = Arc::new(plugin);
        HostPlugin::start(&*plugin).await?;
        let binding = HostPlugin::bind(plugin.clone(), Arc::new(scope), settings).await?;
        Ok(Harness::of(plugin, binding))
    }

    /// Starts the plugin and binds it with these settings to a component, whose exports the plugin can call from then
    /// until [`stop`](Harness::stop). It needs an engine with a compiler: the feature `cranelift` of the crate
    /// `wasmtime`.
    ///
    /// The component's imports are served by the plugin, also on behalf of the instances that the plugin calls. What
    /// the plugin does not serve traps when it is called.
    ///
    /// # Errors
    /// Those of [`bind`](Harness::bind), and a component that the plugin cannot serve or call.
    pub async fn with_component(
        plugin: P,
        scope: Scope,
        settings: Settings,
        component: &Component,
    ) -> Result<Self, Error> {
        let plugin = Arc::new(plugin);
        HostPlugin::start(&*plugin).await?;
        let tested = Arc::new(Tested::new(&*plugin, &scope, component)?);
        let scope = Arc::new(scope.with_invoker(tested.clone()));
        let binding = HostPlugin::bind(plugin.clone(), scope, settings).await?;
        tested.run(&binding);
        let mut harness = Harness::of(plugin, binding);
        harness.component = Some(tested);
        Ok(harness)
    }

    fn of(plugin: Arc<P>, binding: Arc<dyn Binding>) -> Self {
        Harness {
            plugin,
            store: store(&*binding),
            binding,
            component: None,
        }
    }

    /// The caller of the next call.
    pub fn caller(&mut self) -> Caller<'_, P> {
        self.getter()(self.store.data_mut())
    }

    /// Calls WIT `async` functions, which are associated functions of the plugin that take an [`Accessor`].
    ///
    /// # Errors
    /// Those of [`Store::run_concurrent`].
    pub async fn concurrently<R: Send + 'static>(
        &mut self,
        calls: impl AsyncFnOnce(&Accessor<State, P>) -> R,
    ) -> wasmtime::Result<R> {
        let getter = self.getter();
        self.store
            .run_concurrent(async |accessor| calls(&accessor.with_getter::<P>(getter)).await)
            .await
    }

    /// Forgets the instance: its resources and its state. The binding stays.
    pub fn next_instance(&mut self) {
        self.store = store(&*self.binding);
    }

    /// Waits for the calls of the component that are under way, then unbinds and stops the plugin.
    ///
    /// # Errors
    /// Those of [`Lifecycle::unbind`](crate::Lifecycle::unbind) and [`Lifecycle::stop`](crate::Lifecycle::stop).
    pub async fn stop(self) -> Result<(), Error> {
        if let Some(component) = &self.component {
            component.stop().await;
        }
        self.binding.unbind().await?;
        HostPlugin::stop(&*self.plugin).await
    }

    fn getter(&self) -> crate::Getter<P> {
        getter::<P>(0).expect("the table of getters is not empty")
    }
}

fn store(binding: &dyn Binding) -> Store<State> {
    Store::new(&Engine::default(), State::new([binding.open()], ()))
}

impl<P: Plugin> fmt::Debug for Harness<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Harness")
            .field("plugin", &P::NAME)
            .finish_non_exhaustive()
    }
}

//! The two faces of a plugin: typed for its author, erased for the host.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use wasmtime::component::{HasData, InstancePre};

use crate::__private::no_such_interface;
use crate::caller::{Caller, Getter, MAX_BINDINGS, Opened, getter};
use crate::error::Error;
use crate::interface::InterfaceId;
use crate::invoke::Export;
use crate::registration::{Interface, Registration, StaticInterface};
use crate::scope::Scope;
use crate::settings::Settings;
use crate::state::{Slot, State};
use crate::steps::Steps;
use crate::wt::component::LinkerInstance;

/// The typed face of a plugin. `#[host_plugin]` implements it; nobody else should.
pub trait Plugin: HasData + Sized + 'static {
    /// Settings of one binding, read with serde; unknown keys are errors.
    type Config: DeserializeOwned + Send + 'static;
    /// What the plugin keeps for one binding: a component together with one of its imports.
    type Binding: Send + Sync + 'static;
    /// What the plugin keeps for one binding in one instance.
    type State: Default + Send + 'static;

    /// Name under which the plugin is registered unless the host chooses another.
    const NAME: &'static str;
    /// The interfaces that it serves.
    const INTERFACES: &'static [InterfaceId];
    #[doc(hidden)]
    const IMPORTS: &'static [StaticInterface];
    #[doc(hidden)]
    const EXPORTS: &'static [StaticInterface];
    #[doc(hidden)]
    const COMPONENT_TYPE: &'static [u8];

    #[doc(hidden)]
    fn link(
        interface: usize,
        instance: &mut LinkerInstance<'_, State>,
        getter: Getter<Self>,
    ) -> wasmtime::Result<()>;

    #[doc(hidden)]
    fn steps() -> Steps<Self>;

    #[doc(hidden)]
    fn export(interface: usize, _: &InstancePre<State>) -> wasmtime::Result<Export> {
        no_such_interface(interface)
    }
}

/// What a plugin does before and after the calls. A plugin whose bindings are their settings need not have it;
/// `lifecycle` or `binding = ..` in the attribute makes it an error to forget it.
///
/// The methods run on the host's async threads: they may wait, but work that keeps a thread for long belongs into
/// `tokio::task::spawn_blocking`. An error of any method carries its text to whoever started or stopped the host or the
/// workload.
///
/// ```text
/// start ── bind ── calls of that component ── unbind ── stop
///       └─ bind ── ..
/// ```
///
/// [The documentation of the attribute](attr.host_plugin.html#lifecycle) has a complete plugin.
#[diagnostic::on_unimplemented(
    message = "plugin `{Self}` does not implement `Lifecycle`",
    label = "missing `impl hostplug::Lifecycle for {Self}`",
    note = "`lifecycle` or `binding = ..` in `#[host_plugin]` says that the plugin makes its bindings itself, in `Lifecycle::bind`"
)]
pub trait Lifecycle: Plugin {
    /// Called once, when the host starts and before any binding is made.
    ///
    /// # Errors
    /// The host does not start. The plugins that had started are stopped again.
    fn start(&self) -> impl Future<Output = wasmtime::Result<()>> + Send {
        async { Ok(()) }
    }

    /// Called once for each component and import label of a workload that starts, with the settings of the instance
    /// that the workload selected. Workloads start side by side, so it may run several times at once.
    ///
    /// If the start is given up, the future is dropped where it waits, and `unbind` is not called: whatever it holds
    /// until then must clean up when it is dropped.
    ///
    /// # Errors
    /// The workload does not start. Its other bindings are unbound again.
    fn bind(
        &self,
        scope: &Scope,
        config: Self::Config,
    ) -> impl Future<Output = wasmtime::Result<Self::Binding>> + Send;

    /// Called once for each binding that was made, after the last call that used it: when the workload stops, and when
    /// it fails to start because of another binding.
    ///
    /// # Errors
    /// They are reported after everything else of the workload was unbound, and change nothing.
    fn unbind(
        &self,
        scope: &Scope,
        binding: &Self::Binding,
    ) -> impl Future<Output = wasmtime::Result<()>> + Send {
        let _ = (scope, binding);
        async { Ok(()) }
    }

    /// Called once, when the host stops and after all bindings are gone; also when another plugin fails to start.
    ///
    /// # Errors
    /// They are reported after all plugins have stopped.
    fn stop(&self) -> impl Future<Output = wasmtime::Result<()>> + Send {
        async { Ok(()) }
    }
}

/// A future that can be stored.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

mod sealed {
    pub trait Plugin {}
    pub trait Binding {}
}

/// The erased face of a plugin, through which a host uses it. Every struct with `#[host_plugin]` has it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a host plugin",
    label = "not a struct with `#[host_plugin]`, or not one that threads can share",
    note = "annotate the struct: `#[host_plugin(world = \"namespace:package/world\")]`",
    note = "all workloads share a plugin, so it has to be `Send` and `Sync`"
)]
pub trait HostPlugin: sealed::Plugin + Send + Sync + 'static {
    /// Name and interfaces. Called when the plugin is added to a host; it gives the same each time.
    fn registration(&self) -> Registration;

    /// Defines the functions of the `interface`th interface in `instance`, for calls on behalf of the `binding`th
    /// binding of the store. Called once for each import that the plugin serves, when a workload starts.
    ///
    /// # Errors
    /// `binding` is [`MAX_BINDINGS`] or more, or Wasmtime refuses a definition.
    fn link(
        &self,
        interface: usize,
        instance: &mut LinkerInstance<'_, State>,
        binding: usize,
    ) -> Result<(), Error>;

    /// Finds the functions of the `export`th interface that the plugin calls in a component, and compares their types.
    /// Called when a workload starts, before the plugin is bound, for each export that the plugin is to call.
    ///
    /// # Errors
    /// The component has no such export, or one of other types.
    fn export(&self, export: usize, component: &InstancePre<State>) -> Result<Export, Error>;

    /// See [`Lifecycle::start`].
    ///
    /// # Errors
    /// [`Error::Lifecycle`].
    fn start(&self) -> BoxFuture<'_, Result<(), Error>>;

    /// Reads the settings, then see [`Lifecycle::bind`].
    ///
    /// # Errors
    /// [`Error::Settings`] or [`Error::Lifecycle`].
    fn bind(
        self: Arc<Self>,
        scope: Arc<Scope>,
        settings: Settings,
    ) -> BoxFuture<'static, Result<Arc<dyn Binding>, Error>>;

    /// See [`Lifecycle::stop`].
    ///
    /// # Errors
    /// [`Error::Lifecycle`].
    fn stop(&self) -> BoxFuture<'_, Result<(), Error>>;
}

impl fmt::Debug for dyn HostPlugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HostPlugin")
            .field(&self.registration().name)
            .finish()
    }
}

/// One binding of a plugin, without its type.
pub trait Binding: sealed::Binding + Send + Sync + 'static {
    /// Who calls through it.
    fn scope(&self) -> &Scope;
    /// What a new store holds for it. Called for each instance of the component, so it is quick and never waits.
    fn open(&self) -> Slot;
    /// See [`Lifecycle::unbind`]. Whoever made the binding calls it once, when all stores with it are gone.
    ///
    /// # Errors
    /// [`Error::Lifecycle`].
    fn unbind(&self) -> BoxFuture<'_, Result<(), Error>>;
}

impl fmt::Debug for dyn Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Binding").field(self.scope()).finish()
    }
}

impl<P: Plugin> sealed::Plugin for P {}

#[diagnostic::do_not_recommend]
impl<P> HostPlugin for P
where
    P: Plugin + Send + Sync + for<'a> HasData<Data<'a> = Caller<'a, P>>,
{
    fn registration(&self) -> Registration {
        Registration {
            name: P::NAME.to_owned(),
            imports: P::IMPORTS.iter().map(Interface::from).collect(),
            exports: P::EXPORTS.iter().map(Interface::from).collect(),
            component_type: P::COMPONENT_TYPE.into(),
        }
    }

    fn link(
        &self,
        interface: usize,
        instance: &mut LinkerInstance<'_, State>,
        binding: usize,
    ) -> Result<(), Error> {
        let getter = getter::<P>(binding).ok_or_else(|| Error::TooManyBindings {
            plugin: P::NAME.to_owned(),
            index: binding,
            limit: MAX_BINDINGS,
        })?;
        P::link(interface, instance, getter).map_err(|source| Error::Link {
            plugin: P::NAME.to_owned(),
            interface: P::INTERFACES
                .get(interface)
                .map(ToString::to_string)
                .unwrap_or_default(),
            source,
        })
    }

    fn export(&self, export: usize, component: &InstancePre<State>) -> Result<Export, Error> {
        P::export(export, component).map_err(|source| Error::Export {
            plugin: P::NAME.to_owned(),
            interface: P::EXPORTS
                .get(export)
                .map(|interface| interface.id.to_string())
                .unwrap_or_default(),
            source,
        })
    }

    fn start(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async {
            (P::steps().start)(self)
                .await
                .map_err(lifecycle::<P>("start"))
        })
    }

    fn bind(
        self: Arc<Self>,
        scope: Arc<Scope>,
        settings: Settings,
    ) -> BoxFuture<'static, Result<Arc<dyn Binding>, Error>> {
        Box::pin(async move {
            let config = settings
                .parse::<P::Config>()
                .map_err(|source| Error::Settings {
                    plugin: P::NAME.to_owned(),
                    instance: scope.instance.clone(),
                    source,
                })?;
            let binding = (P::steps().bind)(&self, &scope, config)
                .await
                .map_err(lifecycle::<P>("bind"))?;
            Ok(Arc::new(Bound {
                plugin: self,
                binding: Arc::new(binding),
                scope,
            }) as Arc<dyn Binding>)
        })
    }

    fn stop(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async {
            (P::steps().stop)(self)
                .await
                .map_err(lifecycle::<P>("stop"))
        })
    }
}

fn lifecycle<P: Plugin>(step: &'static str) -> impl FnOnce(wasmtime::Error) -> Error {
    move |source| Error::Lifecycle {
        plugin: P::NAME.to_owned(),
        step,
        source,
    }
}

struct Bound<P: Plugin> {
    plugin: Arc<P>,
    binding: Arc<P::Binding>,
    scope: Arc<Scope>,
}

impl<P: Plugin> sealed::Binding for Bound<P> {}

impl<P: Plugin + Send + Sync> Binding for Bound<P> {
    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn open(&self) -> Slot {
        Slot::new(Opened::<P> {
            plugin: self.plugin.clone(),
            binding: self.binding.clone(),
            scope: self.scope.clone(),
            state: P::State::default(),
        })
    }

    fn unbind(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async {
            let unbound = (P::steps().unbind)(&self.plugin, &self.scope, &self.binding).await;
            unbound.map_err(lifecycle::<P>("unbind"))
        })
    }
}

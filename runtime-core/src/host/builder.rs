use std::collections::BTreeMap;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use hostplug::{CallObserver, HostPlugin, Settings};

use super::router::Router;
use super::status::Identity;
use super::workloads::Workloads;
use super::{Host, Inner};
use crate::engine::Engine;
use crate::error::Error;
use crate::link::ModuleCache;
use crate::registry::Registry;
use crate::source::{ComponentSource, LocalSource};
use crate::wasi::Stdio;

/// What a host is made of.
#[derive(Default)]
#[must_use]
pub struct HostBuilder {
    name: Option<String>,
    labels: BTreeMap<String, String>,
    plugins: Vec<Added>,
    instances: Vec<(String, String, Settings)>,
    engine: Option<Engine>,
    source: Option<Arc<dyn ComponentSource>>,
    stdio: Stdio,
    observer: Option<Arc<dyn CallObserver>>,
    call_deadline: Option<Duration>,
}

struct Added {
    name: Option<String>,
    plugin: Arc<dyn HostPlugin>,
    location: &'static Location<'static>,
}

/// What holds for all workloads of a host.
pub(super) struct Options {
    pub(super) engine: Engine,
    pub(super) source: Arc<dyn ComponentSource>,
    pub(super) stdio: Stdio,
    pub(super) observer: Option<Arc<dyn CallObserver>>,
    pub(super) call_deadline: Option<Duration>,
}

impl HostBuilder {
    /// A friendly name for people; the host's id is another matter.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// A label by which somebody may choose the host.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// Adds a plugin under its own name.
    #[track_caller]
    pub fn plugin(self, plugin: impl HostPlugin) -> Self {
        self.add(None, Arc::new(plugin), Location::caller())
    }

    /// Adds a plugin under another name, so that one type can be there twice.
    #[track_caller]
    pub fn plugin_as(self, name: impl Into<String>, plugin: impl HostPlugin) -> Self {
        self.add(Some(name.into()), Arc::new(plugin), Location::caller())
    }

    fn add(
        mut self,
        name: Option<String>,
        plugin: Arc<dyn HostPlugin>,
        location: &'static Location<'static>,
    ) -> Self {
        self.plugins.push(Added {
            name,
            plugin,
            location,
        });
        self
    }

    /// Declares an instance of a plugin, which workloads select by its name: a backend with its path and credentials.
    /// A plugin with declared instances takes settings from the host alone.
    pub fn instance(
        mut self,
        plugin: impl Into<String>,
        instance: impl Into<String>,
        settings: Settings,
    ) -> Self {
        self.instances
            .push((plugin.into(), instance.into(), settings));
        self
    }

    /// Sets the engine; the default is [`Engine::new`].
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = Some(engine);
        self
    }

    /// Sets where components come from; the default is [`LocalSource`].
    pub fn source(mut self, source: impl ComponentSource) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Sets where the standard streams of guests go.
    pub fn stdio(mut self, stdio: Stdio) -> Self {
        self.stdio = stdio;
        self
    }

    /// Sets who is told of every call of a plugin.
    pub fn observer(mut self, observer: impl CallObserver) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Sets how long one asynchronous call of a plugin may take before the guest traps.
    pub fn call_deadline(mut self, deadline: Duration) -> Self {
        self.call_deadline = Some(deadline);
        self
    }

    /// Starts the plugins, in the order in which they were added.
    ///
    /// # Errors
    /// Two plugins have one name, an instance is declared twice or for a plugin that is not there, Wasmtime cannot
    /// run, or a plugin fails to start. Plugins that had been started are stopped again, the last one first.
    pub async fn start(self) -> Result<Host, Error> {
        install_crypto();
        let registry = registry(self.plugins, self.instances)?;
        let options = Options {
            engine: self.engine.map_or_else(Engine::new, Ok)?,
            source: self.source.unwrap_or_else(|| Arc::new(LocalSource)),
            stdio: self.stdio,
            observer: self.observer,
            call_deadline: self.call_deadline,
        };
        start_plugins(&registry).await?;
        let inner = Inner {
            identity: Identity::new(self.name, self.labels),
            options,
            registry,
            modules: ModuleCache::default(),
            workloads: Workloads::default(),
            router: Router::default(),
        };
        Ok(Host {
            inner: Arc::new(inner),
        })
    }
}

fn registry(
    plugins: Vec<Added>,
    instances: Vec<(String, String, Settings)>,
) -> Result<Registry, Error> {
    let mut registry = Registry::default();
    for Added {
        name,
        plugin,
        location,
    } in plugins
    {
        registry.add(name, plugin, location)?;
    }
    for (plugin, instance, settings) in instances {
        registry.declare(&plugin, instance, settings)?;
    }
    Ok(registry)
}

async fn start_plugins(registry: &Registry) -> Result<(), Error> {
    for (started, registered) in registry.iter().enumerate() {
        if let Err(error) = registered.start().await {
            for registered in registry.iter().take(started).rev() {
                if let Err(error) = registered.stop().await {
                    tracing::error!("while undoing a start: {error}");
                }
            }
            return Err(error.into());
        }
    }
    Ok(())
}

/// Two crypto providers in one binary make the first outgoing HTTPS request panic, unless one of them is chosen. An
/// embedder may have chosen already.
fn install_crypto() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl fmt::Debug for HostBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostBuilder")
            .field("name", &self.name)
            .field("labels", &self.labels)
            .field("plugins", &self.plugins.len())
            .finish_non_exhaustive()
    }
}

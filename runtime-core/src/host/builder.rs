use std::collections::BTreeMap;
use std::fmt;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hostplug::{CallObserver, HostPlugin, Settings};
use opentelemetry::metrics::Meter;

use super::allow::HostLimits;
use super::heartbeat::Identity;
use super::prepare::off_thread;
use super::router::Router;
use super::secrets::{Secret, Secrets};
use super::workloads::Workloads;
use super::{Host, Inner};
use crate::cache::{self, Cache};
use crate::engine::{Engine, Profile};
use crate::error::Error;
use crate::part::EngineFeatures;
use crate::registry::Registry;
use crate::source::{ComponentSource, LocalSource};
use crate::spec::Limits;
use crate::telemetry::{self, Telemetry};
use crate::wasi::{Client, Stdio, WallClock};

/// How many bytes a component may have if nobody says anything.
const COMPONENT_SIZE: u64 = 256 << 20;

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
    limits: HostLimits,
    wall_clock: Option<WallClock>,
    component_size_limit: Option<u64>,
    secrets: Secrets,
    memory_cache_limit: Option<u64>,
    cache_dir: Option<PathBuf>,
    cache_limit: Option<u64>,
    meter: telemetry::Choice,
    roots: Vec<u8>,
}

struct Added {
    name: Option<String>,
    plugin: Arc<dyn HostPlugin>,
    location: &'static Location<'static>,
}

/// What holds for all workloads of a host.
pub(super) struct Options {
    pub(super) source: Arc<dyn ComponentSource>,
    pub(super) stdio: Stdio,
    pub(super) observer: Option<Arc<dyn CallObserver>>,
    pub(super) call_deadline: Option<Duration>,
    pub(super) telemetry: Telemetry,
    pub(super) limits: HostLimits,
    pub(super) wall_clock: Option<WallClock>,
    /// Bytes of one component.
    pub(super) component_size: u64,
    pub(super) secrets: Secrets,
    /// What sends the requests of guests.
    pub(super) client: Client,
    /// What the engine has.
    pub(super) features: EngineFeatures,
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

    /// Sets who is told of every call between components and plugins, in both directions.
    pub fn observer(mut self, observer: impl CallObserver) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Sets how long one asynchronous call of a plugin may take before the guest traps.
    pub fn call_deadline(mut self, deadline: Duration) -> Self {
        self.call_deadline = Some(deadline);
        self
    }

    /// Sets what one call of an entry may use if its workload says nothing, and the most that a workload can ask for if
    /// there are no [`max_limits`](HostBuilder::max_limits). The default is [`Limits::default`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits.default = limits;
        self
    }

    /// Sets the most that a workload can ask for. A workload that asks for more does not start.
    pub fn max_limits(mut self, limits: Limits) -> Self {
        self.limits.most = Some(limits);
        self
    }

    /// Declares a secret, which workloads name in their configuration and environment: `{ secret = "NAME" }`. Its value
    /// is read anew by each start of a workload that names it. A second secret of the name takes the place of the first.
    pub fn secret(mut self, name: impl Into<String>, secret: Secret) -> Self {
        self.secrets.add(name.into(), secret);
        self
    }

    /// Sets how many bytes one component may have. The default is 256 MiB. A workload with a larger one does not start.
    pub fn component_size_limit(mut self, bytes: u64) -> Self {
        self.component_size_limit = Some(bytes);
        self
    }

    /// Sets what guests see as the time of day, on both tracks of WASI; by default it is that of the system. Nothing else
    /// follows it: limits, restarts and idle times count time that never jumps. It is asked by each call of a guest, so
    /// it must not block.
    pub fn wall_clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.wall_clock = Some(WallClock::new(now));
        self
    }

    /// Sets how many bytes of compiled code and parsed components stay in memory although no workload uses them, so
    /// that they are there when a workload is started again; the longest unused go first. The default is 128 MiB.
    /// What workloads use is always shared and does not count.
    pub fn memory_cache_limit(mut self, bytes: u64) -> Self {
        self.memory_cache_limit = Some(bytes);
        self
    }

    /// Keeps compiled code in files, so that the next host need not compile it. Several hosts and processes may share
    /// a directory.
    ///
    /// Compiled code is as powerful as the host itself, so nobody but the user of this process may be able to write to
    /// the directory. It is made like that if it is not there. A file that somebody else could have written, or that
    /// is damaged, is not used; and if files cannot be read or written, workloads start all the same, after a warning
    /// in the log. [`Host::cache_statistics`] counts all that.
    pub fn cache_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.cache_dir = Some(directory.into());
        self
    }

    /// Sets how many bytes the files in the [`cache_dir`](HostBuilder::cache_dir) may have; the longest unused are
    /// removed first. The default is 1 GiB. If several processes write at once, it can be an eighth more for each.
    pub fn cache_limit(mut self, bytes: u64) -> Self {
        self.cache_limit = Some(bytes);
        self
    }

    /// Sets the meter that counts what the host does; `None` counts nothing. The default is
    /// `opentelemetry::global::meter("hostplug")`, as it is when the host starts: set a provider for the process before.
    /// A meter whose provider nobody reads costs nothing.
    pub fn meter(mut self, meter: impl Into<Option<Meter>>) -> Self {
        self.meter = match meter.into() {
            Some(meter) => telemetry::Choice::Own(meter),
            None => telemetry::Choice::None,
        };
        self
    }

    /// Trusts further certificates when guests send requests with TLS: those of an authority of one's own, in PEM. What
    /// browsers trust is trusted anyway. It can be called more than once.
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots.extend_from_slice(pem.as_ref());
        self.roots.push(b'\n');
        self
    }

    /// Starts the plugins, in the order in which they were added.
    ///
    /// # Errors
    /// Two plugins have one name, an instance is declared twice or for a plugin that is not there, Wasmtime cannot
    /// run, the directory for code cannot be used or is open to others, a root certificate is none, or a plugin fails to start. Plugins that had
    /// been started are stopped again, the last one first.
    pub async fn start(self) -> Result<Host, Error> {
        install_crypto();
        let registry = registry(self.plugins, self.instances)?;
        let cache = off_thread(move || {
            let engine = self.engine.map_or_else(Engine::new, Ok)?;
            let features = EngineFeatures::of(&engine.wasmtime(Profile::P3)?);
            let memory_limit = self.memory_cache_limit.unwrap_or(cache::MEMORY_LIMIT);
            let cache = Cache::new(engine, memory_limit);
            match self.cache_dir {
                Some(directory) => {
                    let limit = self.cache_limit.unwrap_or(cache::DISK_LIMIT);
                    Ok::<_, Error>((cache.with_directory(&directory, limit)?, features))
                }
                None => Ok((cache, features)),
            }
        });
        let (cache, features) = cache.await?;
        let meter = self.meter.meter();
        let telemetry = Telemetry::new(meter.as_ref());
        let listened = meter.filter(|_| telemetry.listens());
        let options = Options {
            source: self.source.unwrap_or_else(|| Arc::new(LocalSource)),
            stdio: self.stdio,
            observer: telemetry.observer(self.observer),
            call_deadline: self.call_deadline,
            telemetry,
            limits: self.limits,
            wall_clock: self.wall_clock,
            component_size: self.component_size_limit.unwrap_or(COMPONENT_SIZE),
            secrets: self.secrets,
            client: Client::new(&self.roots)?,
            features,
        };
        start_plugins(&registry).await?;
        let inner = Inner {
            identity: Identity::new(self.name, self.labels, &registry),
            options,
            registry,
            cache,
            workloads: Workloads::default(),
            router: Router::default(),
        };
        let inner = Arc::new(inner);
        if let Some(meter) = listened {
            telemetry::observe(&meter, Arc::downgrade(&inner));
        }
        Ok(Host { inner })
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

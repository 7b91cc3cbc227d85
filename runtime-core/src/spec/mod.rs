//! What the user wrote: a workload document, or the same thing built in Rust.

mod document;
mod instance;
mod limits;
mod link;
mod service;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hostplug::Settings;

use crate::engine::Profile;

pub use document::DocumentError;
pub use instance::{InstancePolicy, Pool, Reuse};
pub use limits::{Limits, OwnLimits};
pub use link::{CallLimits, Isolation, Link, LinkMode, LinkTarget, OnTrap};
pub use service::{Restart, Service};

/// A workload: components with their configuration, the links between them, volumes and routes.
///
/// It is read from TOML or JSON, or built:
///
/// ```
/// use hostplug_runtime::{Component, Workload};
///
/// let workload = Workload::new("shop")
///     .component("web", Component::path("web.wasm").config("greeting", "hello"))
///     .component("store", Component::path("store.wasm").plugin("keyvalue", "data"));
/// # let _ = workload;
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Workload {
    /// Its name; unique in the namespace.
    pub name: String,
    /// Groups workloads of one owner.
    pub namespace: String,
    /// Free text for plugins and operators.
    pub annotations: BTreeMap<String, String>,
    /// Components by name.
    pub components: BTreeMap<String, Component>,
    /// Links that the automatic rule would not find.
    pub links: Vec<Link>,
    /// Volumes by name.
    pub volumes: BTreeMap<String, Volume>,
    /// Which HTTP requests go to which component.
    pub routes: Vec<Route>,
    /// What one call of its entries may use, where their components do not say it themselves.
    pub limits: OwnLimits,
    /// The engine's profile; if there is none, the cheapest that can run the workload.
    pub engine: Option<Profile>,
}

impl Workload {
    /// A workload without components, in the namespace `default`.
    pub fn new(name: impl Into<String>) -> Self {
        Workload {
            name: name.into(),
            namespace: "default".to_owned(),
            annotations: BTreeMap::new(),
            components: BTreeMap::new(),
            links: Vec::new(),
            volumes: BTreeMap::new(),
            routes: Vec::new(),
            limits: OwnLimits::default(),
            engine: None,
        }
    }

    /// Reads a document from a file whose name ends in `.toml` or `.json`. Paths in it are relative to the file.
    ///
    /// # Errors
    /// The file cannot be read, is no TOML or JSON, or has a key or value that a workload does not have.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, DocumentError> {
        document::read(path.as_ref())
    }

    /// Reads a TOML document; paths in it are relative to `directory`.
    ///
    /// # Errors
    /// The text is no TOML, or has a key or value that a workload does not have.
    pub fn from_toml(text: &str, directory: impl AsRef<Path>) -> Result<Self, DocumentError> {
        document::from_toml("workload", text, directory.as_ref())
    }

    /// Reads a JSON document; paths in it are relative to `directory`.
    ///
    /// # Errors
    /// The text is no JSON, or has a key or value that a workload does not have.
    pub fn from_json(text: &str, directory: impl AsRef<Path>) -> Result<Self, DocumentError> {
        document::from_json("workload", text, directory.as_ref())
    }

    /// Sets the namespace.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = namespace.into();
        self
    }

    /// Chooses the engine's profile. By default it is the cheapest that can run the workload.
    #[must_use]
    pub fn engine(mut self, profile: Profile) -> Self {
        self.engine = Some(profile);
        self
    }

    /// Sets what one call of its entries may use. The host has the last word.
    #[must_use]
    pub fn limits(mut self, limits: OwnLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds an annotation.
    #[must_use]
    pub fn annotation(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.annotations.insert(key.into(), value.into());
        self
    }

    /// Adds a component.
    #[must_use]
    pub fn component(mut self, name: impl Into<String>, component: Component) -> Self {
        self.components.insert(name.into(), component);
        self
    }

    /// Serves the import `import` of the component `from` by the export `export` of the component `to`.
    #[must_use]
    pub fn link(
        self,
        from: impl Into<String>,
        import: impl Into<String>,
        to: impl Into<String>,
        export: impl Into<String>,
    ) -> Self {
        let to = LinkTarget::Component {
            component: to.into(),
            export: Some(export.into()),
        };
        self.link_as(Link::new(from, import, to))
    }

    /// Adds a link with all there is to say about it.
    #[must_use]
    pub fn link_as(mut self, link: Link) -> Self {
        self.links.push(link);
        self
    }

    /// Adds a volume.
    #[must_use]
    pub fn volume(mut self, name: impl Into<String>, volume: Volume) -> Self {
        self.volumes.insert(name.into(), volume);
        self
    }

    /// Sends the HTTP requests for `host` (or `*`) below `path` to a component.
    #[must_use]
    pub fn route(
        mut self,
        host: impl Into<String>,
        path: impl Into<String>,
        component: impl Into<String>,
    ) -> Self {
        self.routes.push(Route {
            host: host.into(),
            path: path.into(),
            component: Some(component.into()),
        });
        self
    }
}

/// One component of a workload.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Component {
    /// Where its bytes come from.
    pub source: ComponentRef,
    /// What `wasi:config` answers.
    pub config: BTreeMap<String, Value>,
    /// Its environment variables; it sees no others.
    pub environment: BTreeMap<String, Value>,
    /// Its arguments, without the program's name.
    pub arguments: Vec<String>,
    /// The volumes that it sees.
    pub mounts: Vec<Mount>,
    /// Hosts to which it may send HTTP requests: `host`, `host:port`, `*.domain` or `*`.
    pub allowed_hosts: Vec<String>,
    /// Addresses with which its sockets may talk: `ip:port`, or `*`.
    pub allowed_addresses: Vec<String>,
    /// Which plugin instance serves which imports.
    pub plugins: Vec<PluginChoice>,
    /// What one call of it may use, if it is an entry.
    pub limits: OwnLimits,
    /// Which instances serve its calls, if it is an entry.
    pub instance: InstancePolicy,
    /// Whether the host calls its exports although a sibling imports them as well.
    pub entry: bool,
    /// Whether the host runs it while the workload runs, and how often.
    pub service: Option<Service>,
}

impl Component {
    /// A component from a file.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Component::new(ComponentRef::Path(path.into()))
    }

    /// A component from memory.
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        Component::new(ComponentRef::Bytes(bytes.into()))
    }

    fn new(source: ComponentRef) -> Self {
        Component {
            source,
            config: BTreeMap::new(),
            environment: BTreeMap::new(),
            arguments: Vec::new(),
            mounts: Vec::new(),
            allowed_hosts: Vec::new(),
            allowed_addresses: Vec::new(),
            plugins: Vec::new(),
            limits: OwnLimits::default(),
            instance: InstancePolicy::Fresh,
            entry: false,
            service: None,
        }
    }

    /// Sets a value of its configuration.
    #[must_use]
    pub fn config(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.insert(key.into(), Value::Text(value.into()));
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment
            .insert(key.into(), Value::Text(value.into()));
        self
    }

    /// Sets a value of its configuration, wherever that is.
    #[must_use]
    pub fn config_from(mut self, key: impl Into<String>, value: Value) -> Self {
        self.config.insert(key.into(), value);
        self
    }

    /// Sets an environment variable, wherever its value is.
    #[must_use]
    pub fn env_from(mut self, key: impl Into<String>, value: Value) -> Self {
        self.environment.insert(key.into(), value);
        self
    }

    /// Lets the host run it for as long as the workload does. It must export `wasi:cli/run`.
    #[must_use]
    pub fn service(mut self, service: Service) -> Self {
        self.service = Some(service);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Mounts a volume.
    #[must_use]
    pub fn mount(
        mut self,
        volume: impl Into<String>,
        path: impl Into<String>,
        access: Access,
    ) -> Self {
        let read_only = access == Access::ReadOnly;
        self.mounts.push(Mount {
            volume: volume.into(),
            path: path.into(),
            read_only,
        });
        self
    }

    /// Allows HTTP requests to a host.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// Allows sockets to talk with an address.
    #[must_use]
    pub fn allow_address(mut self, address: impl Into<String>) -> Self {
        self.allowed_addresses.push(address.into());
        self
    }

    /// Chooses the instance of a plugin for imports without a label.
    #[must_use]
    pub fn plugin(self, plugin: impl Into<String>, instance: impl Into<String>) -> Self {
        self.plugin_choice(PluginChoice {
            label: "default".to_owned(),
            plugin: plugin.into(),
            instance: Some(instance.into()),
            settings: Settings::default(),
        })
    }

    /// Chooses a plugin with all there is to say about it.
    #[must_use]
    pub fn plugin_choice(mut self, choice: PluginChoice) -> Self {
        self.plugins.push(choice);
        self
    }

    /// Sets what one call of it may use, with all that it imports. The host has the last word.
    #[must_use]
    pub fn limits(mut self, limits: OwnLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets which instances serve its calls, with all that it imports.
    #[must_use]
    pub fn instance(mut self, policy: InstancePolicy) -> Self {
        self.instance = policy;
        self
    }

    /// Lets the host call its exports although a sibling imports them as well.
    #[must_use]
    pub fn entry(mut self) -> Self {
        self.entry = true;
        self
    }
}

/// Whether a component may change a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It may.
    ReadWrite,
    /// It may not.
    ReadOnly,
}

/// Where the bytes of a component come from.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ComponentRef {
    /// A file.
    Path(PathBuf),
    /// Memory.
    Bytes(Arc<[u8]>),
}

impl std::fmt::Debug for ComponentRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ComponentRef::Path(path) => f.debug_tuple("Path").field(path).finish(),
            ComponentRef::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}

/// A value that may live elsewhere.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// The value itself.
    Text(String),
    /// The content of a file, read when the workload starts.
    File(PathBuf),
    /// An environment variable of the host, read when the workload starts.
    Env(String),
    /// A secret that the host declares under this name, read when the workload starts.
    Secret(String),
}

/// The value itself may be a secret; a reference to it is none.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Text(_) => f.write_str("Text(..)"),
            Value::File(path) => f.debug_tuple("File").field(path).finish(),
            Value::Env(name) => f.debug_tuple("Env").field(name).finish(),
            Value::Secret(name) => f.debug_tuple("Secret").field(name).finish(),
        }
    }
}

/// A plugin instance for the imports of one label.
#[derive(Clone, Debug, PartialEq)]
pub struct PluginChoice {
    /// `default` for imports by interface name, else the name of the import.
    pub label: String,
    /// Name of the plugin.
    pub plugin: String,
    /// Name of the instance that the host declares; `default` if none is given.
    pub instance: Option<String>,
    /// Settings, for plugins for which the host declares no instances.
    pub settings: Settings,
}

/// A volume that a component sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Name of the volume.
    pub volume: String,
    /// Where the component sees it.
    pub path: String,
    /// Whether the component may not change it.
    pub read_only: bool,
}

/// A directory that components can mount.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Volume {
    /// A directory of the host.
    Path(PathBuf),
    /// A new directory, which is deleted when the workload has stopped.
    Empty,
}

/// Which HTTP requests go to which component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// A host name, or `*`.
    pub host: String,
    /// A prefix of the path.
    pub path: String,
    /// The component; the only one that can, if none is named.
    pub component: Option<String>,
}

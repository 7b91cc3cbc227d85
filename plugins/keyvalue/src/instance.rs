//! Which data a binding reaches: the settings of an instance, the backends by name, the names of spaces.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hostplug::wasmtime::{Result, bail, error::Context as _};
use hostplug::{BoxFuture, Lifecycle, Scope};
use serde::Deserialize;

use crate::{Backend, Keyvalue, memory};

/// The settings of one instance.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// Name of the backend.
    pub backend: String,
    /// Whether all workloads see the same data; else each has its own.
    pub shared: bool,
    /// How many bytes of keys and values one call may write, and how many bytes of values it may read.
    pub max_call_bytes: usize,
    /// All else belongs to the backend.
    #[serde(flatten)]
    pub options: hostplug::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        let (backend, options) = ("memory".to_owned(), hostplug::Settings::default());
        Settings {
            backend,
            shared: false,
            max_call_bytes: 16 << 20,
            options,
        }
    }
}

/// Makes the backend of one binding out of the name of its space and the settings that are left to it.
pub type Opener = dyn Fn(String, hostplug::Settings) -> Opening + Send + Sync;

/// What an [`Opener`] returns.
pub type Opening = BoxFuture<'static, Result<Arc<dyn Backend>>>;

/// The data that one binding reaches, and its limits.
#[derive(Clone, Debug)]
pub struct Space {
    pub(crate) backend: Arc<dyn Backend>,
    pub(crate) max_call_bytes: usize,
}

impl Keyvalue {
    /// Adds a backend of one's own, for instances whose settings say `backend = name`.
    ///
    /// The opener is called once for each binding. It must refuse settings that it does not know, as
    /// [`hostplug::Settings::parse`] does, and it must keep the data of different spaces apart. A space is named by
    /// instance, namespace and workload (`cache/default/shop`), a shared one by its instance (`cache`).
    #[must_use]
    pub fn with_backend(mut self, name: impl Into<String>, opener: Arc<Opener>) -> Self {
        self.0.insert(name.into(), opener);
        self
    }
}

impl Default for Keyvalue {
    /// With the backends `memory` and, by the feature of this name, `redb`.
    fn default() -> Self {
        let plugin = Keyvalue(BTreeMap::new()).with_backend("memory", memory::opener());
        #[cfg(feature = "redb")]
        let plugin = plugin.with_backend("redb", crate::redb::opener());
        plugin
    }
}

impl fmt::Debug for Keyvalue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Lifecycle for Keyvalue {
    async fn bind(&self, scope: &Scope, settings: Settings) -> Result<Space> {
        let Settings {
            backend: name,
            shared,
            max_call_bytes,
            options,
        } = settings;
        let Some(open) = self.0.get(&name) else {
            let known: Vec<_> = self.0.keys().map(String::as_str).collect();
            bail!(
                "unknown backend `{name}`, expected `{}`",
                known.join("` or `")
            );
        };
        let opened = open(space(scope, shared), options).await;
        let backend = opened.with_context(|| format!("backend `{name}`"))?;
        Ok(Space {
            backend,
            max_call_bytes,
        })
    }
}

/// The name of the data that a binding reaches. Names of others cannot run into it, whatever they contain.
fn space(scope: &Scope, shared: bool) -> String {
    let names = [&scope.instance, &scope.namespace, &scope.workload];
    let names = names.map(|name| name.replace('%', "%25").replace('/', "%2F"));
    names[..if shared { 1 } else { 3 }].join("/")
}

//! Serves `wasi:keyvalue`: `store`, `atomics` and `batch`, from any [`Backend`].

mod backend;
mod memory;
#[cfg(feature = "redb")]
mod redb;

use std::collections::BTreeMap;
use std::future::ready;
use std::sync::Arc;

use hostplug::wasmtime::component::Resource;
use hostplug::wasmtime::{self, bail, error::Context as _};
use hostplug::{BoxFuture, Caller, Fail, Lifecycle, Scope, host_plugin};
use serde::Deserialize;

pub use crate::backend::{Backend, Change, Error, PAGE, Page, add, page, spend};
use crate::keyvalue::{atomics, batch, store};

/// Keeps data for components. Clones share it.
#[host_plugin(
    world = "wasi:keyvalue/imports@0.2.0-draft",
    with("wasi:keyvalue/store.bucket" = Bucket),
    config = Settings,
    binding = Space,
    state = Arc<()>
)]
#[derive(Clone)]
pub struct Keyvalue(BTreeMap<String, Arc<Opener>>);

type Opener = dyn Fn(String, hostplug::Settings) -> Opening + Send + Sync;
type Opening = BoxFuture<'static, wasmtime::Result<Arc<dyn Backend>>>;

/// The settings of one instance.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// Name of the backend.
    pub backend: String,
    /// Whether all workloads see the same data; else each has its own.
    pub shared: bool,
    /// How many buckets an instance of a component may hold open through one binding.
    pub max_handles: usize,
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
            max_handles: 1000,
            max_call_bytes: 16 << 20,
            options,
        }
    }
}

/// The data that one binding reaches, and its limits.
pub struct Space {
    backend: Arc<dyn Backend>,
    settings: Settings,
}

/// A bucket that a component holds open. It brings its backend along, for it may travel to another component.
struct Bucket {
    backend: Arc<dyn Backend>,
    name: String,
    max_call_bytes: usize,
    /// As many buckets are open as there are clones of the binding's state.
    _open: Arc<()>,
}

impl Keyvalue {
    /// Adds a backend of one's own, for instances whose settings say `backend = name`.
    ///
    /// `open` is called once for each binding, with the name of the space and those settings that are not of
    /// [`Settings`] itself; it must refuse the ones that it does not know, as `hostplug::Settings::parse` does. Data
    /// of different spaces must stay apart. A space is named by instance, namespace and workload
    /// (`cache/default/shop`), a shared one by its instance (`cache`).
    #[must_use]
    pub fn with_backend<F>(
        mut self,
        name: impl Into<String>,
        open: impl Fn(String, hostplug::Settings) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = wasmtime::Result<Arc<dyn Backend>>> + Send + 'static,
    {
        let open = move |space, options| -> Opening { Box::pin(open(space, options)) };
        self.0.insert(name.into(), Arc::new(open));
        self
    }
}

impl Default for Keyvalue {
    /// With the backends `memory` and, by the feature of this name, `redb`.
    fn default() -> Self {
        let memories = memory::Memories::default();
        let plugin = Keyvalue(BTreeMap::new()).with_backend("memory", move |space, options| {
            ready(memories.open(space, options))
        });
        #[cfg(feature = "redb")]
        let plugin = plugin.with_backend("redb", redb::opener());
        plugin
    }
}

impl Lifecycle for Keyvalue {
    async fn bind(&self, scope: &Scope, mut settings: Settings) -> wasmtime::Result<Space> {
        let name = settings.backend.clone();
        let Some(open) = self.0.get(&name) else {
            let known: Vec<_> = self.0.keys().map(String::as_str).collect();
            bail!(
                "unknown backend `{name}`, expected `{}`",
                known.join("` or `")
            );
        };
        let options = std::mem::take(&mut settings.options);
        let opened = open(space(scope, settings.shared), options).await;
        let backend = opened.with_context(|| format!("backend `{name}`"))?;
        Ok(Space { backend, settings })
    }
}

/// The name of the data that a binding reaches. Names of others cannot run into it, whatever they contain.
fn space(scope: &Scope, shared: bool) -> String {
    let names = [&scope.instance, &scope.namespace, &scope.workload];
    let names = if shared { &names[..1] } else { &names };
    let escaped = names
        .iter()
        .map(|name| name.replace('%', "%25").replace('/', "%2F"));
    escaped.collect::<Vec<_>>().join("/")
}

impl Bucket {
    async fn get(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, Error> {
        self.backend
            .get(&self.name, keys, self.max_call_bytes)
            .await
    }

    async fn write(&self, changes: Vec<Change>) -> Result<(), Error> {
        let mut left = self.max_call_bytes;
        for (key, value) in &changes {
            check(key)?;
            spend(&mut left, key.len() + value.as_ref().map_or(0, Vec::len))?;
        }
        self.backend.write(&self.name, changes).await
    }
}

/// The longest key. It bounds the size of a page of keys.
pub const MAX_KEY_BYTES: usize = 4096;

fn check(key: &str) -> Result<(), Error> {
    let fits = key.len() <= MAX_KEY_BYTES;
    fits.then_some(())
        .ok_or_else(|| Error::Other(format!("the key is longer than {MAX_KEY_BYTES} bytes")))
}

type Wit<T> = hostplug::Result<T, store::Error>;

impl store::Host for Caller<'_, Keyvalue> {
    async fn open(&mut self, identifier: String) -> Wit<Resource<Bucket>> {
        let Space { backend, settings } = self.binding();
        let open = self.state().clone();
        // One clone is the state's own, and one is this handle's.
        if Arc::strong_count(&open) > settings.max_handles + 1 {
            return Err(Error::Other(format!("{} buckets are open", settings.max_handles)).into());
        }
        let name = if identifier.is_empty() {
            "default".to_owned()
        } else {
            identifier
        };
        let max_call_bytes = settings.max_call_bytes;
        Ok(self.table().push(Bucket {
            backend: backend.clone(),
            name,
            max_call_bytes,
            _open: open,
        })?)
    }

    fn convert_error(&mut self, error: Fail<store::Error>) -> wasmtime::Result<store::Error> {
        error.into_wit()
    }
}

impl store::HostBucket for Caller<'_, Keyvalue> {
    async fn get(&mut self, bucket: Resource<Bucket>, key: String) -> Wit<Option<Vec<u8>>> {
        Ok(self
            .table()
            .get(&bucket)?
            .get(&[key])
            .await?
            .pop()
            .flatten())
    }

    async fn set(&mut self, bucket: Resource<Bucket>, key: String, value: Vec<u8>) -> Wit<()> {
        Ok(self
            .table()
            .get(&bucket)?
            .write(vec![(key, Some(value))])
            .await?)
    }

    async fn delete(&mut self, bucket: Resource<Bucket>, key: String) -> Wit<()> {
        Ok(self.table().get(&bucket)?.write(vec![(key, None)]).await?)
    }

    async fn exists(&mut self, bucket: Resource<Bucket>, key: String) -> Wit<bool> {
        let bucket = self.table().get(&bucket)?;
        Ok(bucket.backend.exists(&bucket.name, &key).await?)
    }

    async fn list_keys(
        &mut self,
        bucket: Resource<Bucket>,
        cursor: Option<u64>,
    ) -> Wit<store::KeyResponse> {
        let bucket = self.table().get(&bucket)?;
        let Page { keys, cursor } = bucket.backend.list(&bucket.name, cursor).await?;
        Ok(store::KeyResponse { keys, cursor })
    }

    async fn drop(&mut self, bucket: Resource<Bucket>) -> wasmtime::Result<()> {
        self.table().delete(bucket)?;
        Ok(())
    }
}

impl atomics::Host for Caller<'_, Keyvalue> {
    async fn increment(&mut self, bucket: Resource<Bucket>, key: String, delta: u64) -> Wit<u64> {
        let bucket = self.table().get(&bucket)?;
        check(&key)?;
        Ok(bucket.backend.increment(&bucket.name, &key, delta).await?)
    }
}

impl batch::Host for Caller<'_, Keyvalue> {
    async fn get_many(
        &mut self,
        bucket: Resource<Bucket>,
        keys: Vec<String>,
    ) -> Wit<Vec<Option<(String, Vec<u8>)>>> {
        let values = self.table().get(&bucket)?.get(&keys).await?;
        Ok(keys
            .into_iter()
            .zip(values)
            .map(|(key, value)| Some((key, value?)))
            .collect())
    }

    async fn set_many(
        &mut self,
        bucket: Resource<Bucket>,
        pairs: Vec<(String, Vec<u8>)>,
    ) -> Wit<()> {
        let changes = pairs
            .into_iter()
            .map(|(key, value)| (key, Some(value)))
            .collect();
        Ok(self.table().get(&bucket)?.write(changes).await?)
    }

    async fn delete_many(&mut self, bucket: Resource<Bucket>, keys: Vec<String>) -> Wit<()> {
        let changes = keys.into_iter().map(|key| (key, None)).collect();
        Ok(self.table().get(&bucket)?.write(changes).await?)
    }
}

impl From<Error> for Fail<store::Error> {
    fn from(error: Error) -> Self {
        Fail::Wit(match error {
            Error::NoSuchBucket => store::Error::NoSuchStore,
            Error::AccessDenied => store::Error::AccessDenied,
            other => store::Error::Other(other.to_string()),
        })
    }
}

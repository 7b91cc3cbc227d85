//! A host plugin that serves `wasi:keyvalue/imports@0.2.0-draft`, with data in a file of `redb`.
//!
//! This file is what components call. `database.rs` is where the data is, and what another database replaces.

mod database;

use std::path::PathBuf;
use std::sync::Arc;

use hostplug::wasmtime::component::Resource;
use hostplug::{BackendError, Caller, Fail, Lifecycle, Scope, host_plugin, wasmtime};
use serde::Deserialize;

use crate::database::{Files, Space};
use crate::keyvalue::{atomics, batch, store};

/// Keeps values under keys, on the disk.
#[host_plugin(
    world = "wasi:keyvalue/imports@0.2.0-draft",
    with("wasi:keyvalue/store.bucket" = Bucket),
    config = Settings,
    binding = Arc<Space>
)]
#[derive(Debug, Default)]
pub struct SampleKeyvalueRedb {
    /// The files that are open: several bindings may use one.
    files: Files,
}

/// What a host says of an instance of the plugin.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    /// The file. It is created if it does not exist; its folder is not.
    pub path: PathBuf,
    /// Whether all workloads see the same data; else each has its own.
    #[serde(default)]
    pub shared: bool,
}

impl Lifecycle for SampleKeyvalueRedb {
    /// Is called once for each component that uses the plugin. The file is opened here, so that what is wrong with it is
    /// known before the workload runs.
    async fn bind(&self, scope: &Scope, settings: Settings) -> wasmtime::Result<Arc<Space>> {
        let space = scope.space(settings.shared);
        Ok(Arc::new(self.files.open(settings.path, space).await?))
    }
}

/// A bucket that a component holds open. The data comes along when the handle travels to another component.
#[derive(Debug)]
pub struct Bucket {
    data: Arc<Space>,
    name: String,
}

type Handle = Resource<Bucket>;
type Pair = (String, Vec<u8>);
type Result<T> = hostplug::Result<T, store::Error>;

/// What components are told when the store fails; `?` makes one of the other.
impl From<BackendError> for store::Error {
    fn from(error: BackendError) -> Self {
        match error {
            BackendError::NotFound => store::Error::NoSuchStore,
            BackendError::AccessDenied => store::Error::AccessDenied,
            BackendError::Other(text) => store::Error::Other(text),
        }
    }
}

impl store::Host for Caller<'_, SampleKeyvalueRedb> {
    /// Any name is that of a bucket. Where buckets are made by somebody else, `NoSuchStore` is the answer for others.
    async fn open(&mut self, identifier: String) -> Result<Handle> {
        let bucket = Bucket {
            data: self.binding().clone(),
            name: identifier,
        };
        Ok(self.table().push(bucket)?)
    }

    fn convert_error(&mut self, error: Fail<store::Error>) -> wasmtime::Result<store::Error> {
        error.into_wit()
    }
}

impl store::HostBucket for Caller<'_, SampleKeyvalueRedb> {
    async fn get(&mut self, bucket: Handle, key: String) -> Result<Option<Vec<u8>>> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        Ok(data.get(name, vec![key]).await?.pop().flatten())
    }

    async fn set(&mut self, bucket: Handle, key: String, value: Vec<u8>) -> Result<()> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        Ok(data.write(name, vec![(key, Some(value))]).await?)
    }

    async fn delete(&mut self, bucket: Handle, key: String) -> Result<()> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        Ok(data.write(name, vec![(key, None)]).await?)
    }

    async fn exists(&mut self, bucket: Handle, key: String) -> Result<bool> {
        Ok(self.get(bucket, key).await?.is_some())
    }

    /// All keys are on one page. If that may be too long, decide what a cursor means: it outlives the instance that got
    /// it, and other keys may come and go meanwhile.
    async fn list_keys(
        &mut self,
        bucket: Handle,
        cursor: Option<u64>,
    ) -> Result<store::KeyResponse> {
        if cursor.is_some() {
            Err(store::Error::Other("there is no such page".into()))?;
        }
        let Bucket { data, name } = self.table().get(&bucket)?;
        let keys = data.keys(name).await?;
        Ok(store::KeyResponse { keys, cursor: None })
    }

    async fn drop(&mut self, bucket: Handle) -> wasmtime::Result<()> {
        self.table().delete(bucket)?;
        Ok(())
    }
}

impl atomics::Host for Caller<'_, SampleKeyvalueRedb> {
    async fn increment(&mut self, bucket: Handle, key: String, delta: u64) -> Result<u64> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        Ok(data.increment(name, key, delta).await?)
    }
}

/// Each is one transaction: all or nothing.
impl batch::Host for Caller<'_, SampleKeyvalueRedb> {
    async fn get_many(&mut self, bucket: Handle, keys: Vec<String>) -> Result<Vec<Option<Pair>>> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        let values = data.get(name, keys.clone()).await?;
        let pairs = keys.into_iter().zip(values);
        Ok(pairs.map(|(key, value)| Some((key, value?))).collect())
    }

    async fn set_many(&mut self, bucket: Handle, key_values: Vec<Pair>) -> Result<()> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        let changes = key_values.into_iter();
        let changes = changes.map(|(key, value)| (key, Some(value)));
        Ok(data.write(name, changes.collect()).await?)
    }

    async fn delete_many(&mut self, bucket: Handle, keys: Vec<String>) -> Result<()> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        let changes = keys.into_iter().map(|key| (key, None));
        Ok(data.write(name, changes.collect()).await?)
    }
}

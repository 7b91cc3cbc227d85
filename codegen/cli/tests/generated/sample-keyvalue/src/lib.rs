//! A host plugin that serves `wasi:keyvalue/imports@0.2.0-draft`, with data that it keeps in memory.
//!
//! This file is what components call. `memory.rs` is where the data is, and what a store of your own replaces.

mod memory;

use std::sync::Arc;

use hostplug::wasmtime::component::Resource;
use hostplug::{BackendError, Caller, Fail, Lifecycle, Scope, Shared, host_plugin, wasmtime};
use serde::Deserialize;

use crate::keyvalue::{atomics, batch, store};
use crate::memory::Memory;

/// Keeps values under keys. The data of a workload lives as long as the workload runs.
#[host_plugin(
    world = "wasi:keyvalue/imports@0.2.0-draft",
    with("wasi:keyvalue/store.bucket" = Bucket),
    config = Settings,
    binding = Arc<Memory>
)]
#[derive(Debug, Default)]
pub struct SampleKeyvalue {
    /// What bindings of one space have in common: that of a workload, or of all workloads that share their data.
    spaces: Shared<Memory>,
}

/// What a host says of an instance of the plugin.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// Whether all workloads see the same data; else each has its own.
    pub shared: bool,
    /// How many bytes the buckets of one space may take together.
    pub max_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            shared: false,
            max_bytes: 64 << 20,
        }
    }
}

impl Lifecycle for SampleKeyvalue {
    /// Is called once for each component that uses the plugin. A connection is made here, so that what is wrong with
    /// it is known before the workload runs.
    async fn bind(&self, scope: &Scope, settings: Settings) -> wasmtime::Result<Arc<Memory>> {
        let make = || Arc::new(Memory::new(settings.max_bytes));
        let space = scope.space(settings.shared);
        Ok(self.spaces.get_or_insert_with(&space, make))
    }
}

/// A bucket that a component holds open. The data comes along when the handle travels to another component.
#[derive(Debug)]
pub struct Bucket {
    data: Arc<Memory>,
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

impl store::Host for Caller<'_, SampleKeyvalue> {
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

impl store::HostBucket for Caller<'_, SampleKeyvalue> {
    async fn get(&mut self, bucket: Handle, key: String) -> Result<Option<Vec<u8>>> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        Ok(data.get(name, &key).await?)
    }

    async fn set(&mut self, bucket: Handle, key: String, value: Vec<u8>) -> Result<()> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        Ok(data.set(name, &key, value).await?)
    }

    async fn delete(&mut self, bucket: Handle, key: String) -> Result<()> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        Ok(data.delete(name, &key).await?)
    }

    async fn exists(&mut self, bucket: Handle, key: String) -> Result<bool> {
        Ok(self.get(bucket, key).await?.is_some())
    }

    /// Memory has all keys on one page. A store that gives them piece by piece decides what its cursors mean: they
    /// outlive the instance that got them.
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

impl atomics::Host for Caller<'_, SampleKeyvalue> {
    async fn increment(&mut self, bucket: Handle, key: String, delta: u64) -> Result<u64> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        Ok(data.increment(name, &key, delta).await?)
    }
}

/// One key after the other. A distant store has a request for many, which belongs here.
impl batch::Host for Caller<'_, SampleKeyvalue> {
    async fn get_many(&mut self, bucket: Handle, keys: Vec<String>) -> Result<Vec<Option<Pair>>> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        let mut pairs = Vec::new();
        for key in keys {
            let value = data.get(name, &key).await?;
            pairs.push(value.map(|value| (key, value)));
        }
        Ok(pairs)
    }

    async fn set_many(&mut self, bucket: Handle, key_values: Vec<Pair>) -> Result<()> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        for (key, value) in key_values {
            data.set(name, &key, value).await?;
        }
        Ok(())
    }

    async fn delete_many(&mut self, bucket: Handle, keys: Vec<String>) -> Result<()> {
        let Bucket { data, name } = self.table().get(&bucket)?;
        for key in keys {
            data.delete(name, &key).await?;
        }
        Ok(())
    }
}

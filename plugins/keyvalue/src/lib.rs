#![doc = include_str!("../README.md")]

pub mod backend;
mod instance;
mod memory;
#[cfg(feature = "redb")]
mod redb;

use std::collections::BTreeMap;
use std::sync::Arc;

use hostplug::wasmtime::{self, component::Resource};
use hostplug::{Caller, Fail, host_plugin};

pub use crate::backend::Backend;
use crate::backend::{Change, Error, Page, Result, Values, spend};
pub use crate::instance::{Opener, Opening, Settings, Space};
use crate::keyvalue::{atomics, batch, store};

/// Keeps data for components. Clones share it.
#[host_plugin(
    world = "wasi:keyvalue/imports@0.2.0-draft",
    with("wasi:keyvalue/store.bucket" = Bucket),
    config = Settings,
    binding = Space
)]
#[derive(Clone)]
pub struct Keyvalue(BTreeMap<String, Arc<Opener>>);

/// A bucket that a component holds open. It brings its space along, for it may travel to another component.
#[derive(Debug)]
pub struct Bucket {
    space: Space,
    name: String,
}

impl Bucket {
    async fn get(&self, keys: &[String]) -> Result<Values> {
        let limit = self.space.max_call_bytes;
        self.space.backend.get(&self.name, keys, limit).await
    }

    async fn write(&self, changes: Vec<Change>) -> Result<()> {
        let mut left = self.space.max_call_bytes;
        for (key, value) in &changes {
            spend(&mut left, key.len() + value.as_ref().map_or(0, Vec::len))?;
        }
        self.space.backend.write(&self.name, changes).await
    }
}

type Handle = Resource<Bucket>;
type Wit<T> = hostplug::Result<T, store::Error>;

impl store::Host for Caller<'_, Keyvalue> {
    async fn open(&mut self, id: String) -> Wit<Handle> {
        let name = if id.is_empty() { "default".into() } else { id };
        let space = self.binding().clone();
        Ok(self.table().push(Bucket { space, name })?)
    }

    fn convert_error(&mut self, error: Fail<store::Error>) -> wasmtime::Result<store::Error> {
        error.into_wit()
    }
}

impl store::HostBucket for Caller<'_, Keyvalue> {
    async fn get(&mut self, bucket: Handle, key: String) -> Wit<Option<Vec<u8>>> {
        let bucket = self.table().get(&bucket)?;
        Ok(bucket.get(&[key]).await?.pop().flatten())
    }

    async fn set(&mut self, bucket: Handle, key: String, value: Vec<u8>) -> Wit<()> {
        let bucket = self.table().get(&bucket)?;
        Ok(bucket.write(vec![(key, Some(value))]).await?)
    }

    async fn delete(&mut self, bucket: Handle, key: String) -> Wit<()> {
        let bucket = self.table().get(&bucket)?;
        Ok(bucket.write(vec![(key, None)]).await?)
    }

    async fn exists(&mut self, bucket: Handle, key: String) -> Wit<bool> {
        let Bucket { space, name } = self.table().get(&bucket)?;
        Ok(space.backend.exists(name, &key).await?)
    }

    async fn list_keys(&mut self, bucket: Handle, from: Option<u64>) -> Wit<store::KeyResponse> {
        let Bucket { space, name } = self.table().get(&bucket)?;
        let Page { keys, cursor } = space.backend.list(name, from).await?;
        Ok(store::KeyResponse { keys, cursor })
    }

    async fn drop(&mut self, bucket: Handle) -> wasmtime::Result<()> {
        Ok(self.table().delete(bucket).map(drop)?)
    }
}

impl atomics::Host for Caller<'_, Keyvalue> {
    async fn increment(&mut self, bucket: Handle, key: String, delta: u64) -> Wit<u64> {
        let Bucket { space, name } = self.table().get(&bucket)?;
        spend(&mut space.max_call_bytes.clone(), key.len())?;
        Ok(space.backend.increment(name, &key, delta).await?)
    }
}

type Pair = (String, Vec<u8>);

impl batch::Host for Caller<'_, Keyvalue> {
    async fn get_many(&mut self, bucket: Handle, keys: Vec<String>) -> Wit<Vec<Option<Pair>>> {
        let values = self.table().get(&bucket)?.get(&keys).await?;
        let pairs = keys.into_iter().zip(values);
        Ok(pairs.map(|(key, value)| Some((key, value?))).collect())
    }

    async fn set_many(&mut self, bucket: Handle, pairs: Vec<Pair>) -> Wit<()> {
        let changes = pairs.into_iter().map(|(key, value)| (key, Some(value)));
        Ok(self.table().get(&bucket)?.write(changes.collect()).await?)
    }

    async fn delete_many(&mut self, bucket: Handle, keys: Vec<String>) -> Wit<()> {
        let changes = keys.into_iter().map(|key| (key, None));
        Ok(self.table().get(&bucket)?.write(changes.collect()).await?)
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

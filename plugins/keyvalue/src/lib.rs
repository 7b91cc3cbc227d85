#![doc = include_str!("../README.md")]

pub mod backend;
mod draft2;
mod memory;
#[cfg(feature = "redb")]
mod redb;

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::str::{self, FromStr};
use std::sync::Arc;

use hostplug::wasmtime::{self, component::Resource};
use hostplug::{BackendSettings, Backends, Caller, Fail, Lifecycle, Scope, host_plugin};

use crate::backend::{Backend, Error};
use crate::keyvalue::{atomics, batch, store};

/// Keeps data for components, in the backend that the settings of an instance choose. Clones share it.
#[host_plugin(
    world = ["wasi:keyvalue/imports@0.2.0-draft", "wasi:keyvalue/imports@0.2.0-draft2"],
    with("wasi:keyvalue/store.bucket" = Bucket, "wasi:keyvalue/atomics.cas" = Cas),
    config = BackendSettings,
    binding = Arc<dyn Backend>
)]
#[derive(Clone, Debug)]
pub struct Keyvalue(pub Backends<dyn Backend>);

impl Default for Keyvalue {
    /// With the backends `memory` and, by the feature of this name, `redb`.
    fn default() -> Self {
        let backends = Backends::<dyn Backend>::in_memory(|| Arc::<memory::Memory>::default());
        #[cfg(feature = "redb")]
        let backends = backends.with("redb", redb::opener());
        Keyvalue(backends)
    }
}

impl Lifecycle for Keyvalue {
    async fn bind(&self, scope: &Scope, config: Self::Config) -> wasmtime::Result<Self::Binding> {
        self.0.open(scope, config).await
    }
}

/// A bucket that a component holds open, by its name. The data comes along when it travels to another component.
pub type Bucket = (Arc<dyn Backend>, String);

/// A key, and the value that it had when a component read it to replace it.
pub type Cas = (Bucket, String, Option<Vec<u8>>);

/// How many keys `list-keys` returns at once.
const PAGE: usize = 1000;

type Handle = Resource<Bucket>;
type Pair = (String, Vec<u8>);
type Wit<T> = hostplug::Result<T, store::Error>;

impl From<Error> for store::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NoSuchStore,
            Error::AccessDenied => Self::AccessDenied,
            Error::Other(text) => Self::Other(text),
        }
    }
}

impl store::Host for Caller<'_, Keyvalue> {
    async fn open(&mut self, id: String) -> Wit<Handle> {
        let bucket = (self.binding().clone(), id);
        Ok(self.table().push(bucket)?)
    }

    fn convert_error(&mut self, error: Fail<store::Error>) -> wasmtime::Result<store::Error> {
        error.into_wit()
    }
}

impl store::HostBucket for Caller<'_, Keyvalue> {
    async fn get(&mut self, bucket: Handle, key: String) -> Wit<Option<Vec<u8>>> {
        let (data, name) = self.table().get(&bucket)?;
        Ok(data.get(name, &[key]).await?.pop().flatten())
    }

    async fn set(&mut self, bucket: Handle, key: String, value: Vec<u8>) -> Wit<()> {
        batch::Host::set_many(self, bucket, vec![(key, value)]).await
    }

    async fn delete(&mut self, bucket: Handle, key: String) -> Wit<()> {
        batch::Host::delete_many(self, bucket, vec![key]).await
    }

    async fn exists(&mut self, bucket: Handle, key: String) -> Wit<bool> {
        Ok(self.get(bucket, key).await?.is_some())
    }

    /// A cursor is the hash of the last key of a page, so it needs no memory, holds in every instance, and neither skips
    /// nor repeats a key when others come and go. If the very key is gone, that is an error: a position would silently
    /// skip keys then, and whoever deletes page after page would delete every other one.
    async fn list_keys(&mut self, bucket: Handle, from: Option<u64>) -> Wit<store::KeyResponse> {
        let (data, name) = self.table().get(&bucket)?;
        let mut rest = data.keys(name).await?.into_iter();
        let hash = |key: &String| BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
        if from.is_some_and(|cursor| !rest.any(|key| hash(&key) == cursor)) {
            Err(Error::Other("stale cursor, list from the start".into()))?;
        }
        let keys: Vec<_> = rest.by_ref().take(PAGE).collect();
        let cursor = rest.next().and(keys.last()).map(hash);
        Ok(store::KeyResponse { keys, cursor })
    }

    async fn drop(&mut self, bucket: Handle) -> wasmtime::Result<()> {
        Ok(self.table().delete(bucket).map(drop)?)
    }
}

impl atomics::Host for Caller<'_, Keyvalue> {
    async fn increment(&mut self, bucket: Handle, key: String, delta: u64) -> Wit<u64> {
        let bucket = self.table().get(&bucket)?;
        let sum = add(bucket, &key, "below 2^64", |number: u64| {
            number.checked_add(delta)
        });
        Ok(sum.await?)
    }
}

/// Numbers are stored as decimal text. Whoever comes in between makes this try again, and has succeeded himself.
async fn add<N: Default + FromStr + ToString>(
    (data, name): &Bucket,
    key: &str,
    range: &str,
    add: impl Fn(N) -> Option<N>,
) -> backend::Result<N> {
    loop {
        let old = data.get(name, &[key.to_owned()]).await?.pop().flatten();
        let number = match &old {
            Some(text) => str::from_utf8(text).ok().and_then(|text| text.parse().ok()),
            None => Some(N::default()),
        };
        let no_number = || Error::Other(format!("the value is not a number {range}"));
        let too_large = || Error::Other(format!("the sum is not {range}, the value is unchanged"));
        let sum = add(number.ok_or_else(no_number)?).ok_or_else(too_large)?;
        if data
            .swap(name, key, old, sum.to_string().into_bytes())
            .await?
        {
            return Ok(sum);
        }
    }
}

impl batch::Host for Caller<'_, Keyvalue> {
    async fn get_many(&mut self, bucket: Handle, keys: Vec<String>) -> Wit<Vec<Option<Pair>>> {
        let (data, name) = self.table().get(&bucket)?;
        let values = data.get(name, &keys).await?;
        let pairs = keys.into_iter().zip(values);
        Ok(pairs.map(|(key, value)| Some((key, value?))).collect())
    }

    async fn set_many(&mut self, bucket: Handle, pairs: Vec<Pair>) -> Wit<()> {
        let (data, name) = self.table().get(&bucket)?;
        let changes = pairs.into_iter().map(|(key, value)| (key, Some(value)));
        Ok(data.write(name, changes.collect()).await?)
    }

    async fn delete_many(&mut self, bucket: Handle, keys: Vec<String>) -> Wit<()> {
        let (data, name) = self.table().get(&bucket)?;
        let changes = keys.into_iter().map(|key| (key, None));
        Ok(data.write(name, changes.collect()).await?)
    }
}

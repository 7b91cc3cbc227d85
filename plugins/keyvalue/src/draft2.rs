//! What `0.2.0-draft2` has otherwise than `0.2.0-draft`: cursors that are text, signed increments, and `cas`. Its `batch`
//! is the same.

use std::slice;

use hostplug::wasmtime::{self, component::Resource};
use hostplug::{Caller, Fail};

use crate::backend::{self, Error};
use crate::keyvalue::atomics_0_2_0_draft2::{CasError, Host as Atomics, HostCas};
use crate::keyvalue::store_0_2_0_draft2::{self as store, Host, HostBucket, KeyResponse};
use crate::{Bucket, Cas, Handle, Keyvalue, PAGE, add};

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

impl From<Error> for CasError {
    fn from(error: Error) -> Self {
        Self::StoreError(error.into())
    }
}

impl Host for Caller<'_, Keyvalue> {
    async fn open(&mut self, id: String) -> Wit<Handle> {
        let bucket = (self.binding().clone(), id);
        Ok(self.table().push(bucket)?)
    }

    fn convert_error(&mut self, error: Fail<store::Error>) -> wasmtime::Result<store::Error> {
        error.into_wit()
    }
}

impl HostBucket for Caller<'_, Keyvalue> {
    async fn get(&mut self, bucket: Handle, key: String) -> Wit<Option<Vec<u8>>> {
        let (data, name) = self.table().get(&bucket)?;
        Ok(data.get(name, &[key]).await?.pop().flatten())
    }

    async fn set(&mut self, bucket: Handle, key: String, value: Vec<u8>) -> Wit<()> {
        let (data, name) = self.table().get(&bucket)?;
        Ok(data.write(name, vec![(key, Some(value))]).await?)
    }

    async fn delete(&mut self, bucket: Handle, key: String) -> Wit<()> {
        let (data, name) = self.table().get(&bucket)?;
        Ok(data.write(name, vec![(key, None)]).await?)
    }

    async fn exists(&mut self, bucket: Handle, key: String) -> Wit<bool> {
        Ok(HostBucket::get(self, bucket, key).await?.is_some())
    }

    /// A cursor is the last key of a page, which may be gone by now: the next page begins behind the place where it was.
    async fn list_keys(&mut self, bucket: Handle, from: Option<String>) -> Wit<KeyResponse> {
        let (data, name) = self.table().get(&bucket)?;
        let keys = data.keys(name).await?.into_iter();
        let mut rest = keys.filter(|key| from.as_ref().is_none_or(|from| key > from));
        let keys: Vec<_> = rest.by_ref().take(PAGE).collect();
        let cursor = rest.next().and(keys.last()).cloned();
        Ok(KeyResponse { keys, cursor })
    }

    async fn drop(&mut self, bucket: Handle) -> wasmtime::Result<()> {
        Ok(self.table().delete(bucket).map(drop)?)
    }
}

async fn read(bucket: Bucket, key: String) -> backend::Result<Cas> {
    let values = bucket.0.get(&bucket.1, slice::from_ref(&key)).await?;
    Ok((bucket, key, values.into_iter().next().flatten()))
}

impl Atomics for Caller<'_, Keyvalue> {
    async fn increment(&mut self, bucket: Handle, key: String, delta: i64) -> Wit<i64> {
        let bucket = self.table().get(&bucket)?;
        let range = "from -2^63 to 2^63 - 1";
        let sum = add(bucket, &key, range, |number: i64| number.checked_add(delta));
        Ok(sum.await?)
    }

    async fn swap(&mut self, cas: Resource<Cas>, value: Vec<u8>) -> hostplug::Result<(), CasError> {
        let (bucket, key, old) = self.table().delete(cas)?;
        if bucket.0.swap(&bucket.1, &key, old, value).await? {
            return Ok(());
        }
        let again = read(bucket, key).await?;
        Err(CasError::CasFailed(self.table().push(again)?).into())
    }

    fn convert_cas_error(&mut self, error: Fail<CasError>) -> wasmtime::Result<CasError> {
        error.into_wit()
    }
}

impl HostCas for Caller<'_, Keyvalue> {
    async fn new(&mut self, bucket: Handle, key: String) -> Wit<Resource<Cas>> {
        let bucket = self.table().get(&bucket)?.clone();
        let cas = read(bucket, key).await?;
        Ok(self.table().push(cas)?)
    }

    async fn current(&mut self, cas: Resource<Cas>) -> Wit<Option<Vec<u8>>> {
        Ok(self.table().get(&cas)?.2.clone())
    }

    async fn drop(&mut self, cas: Resource<Cas>) -> wasmtime::Result<()> {
        Ok(self.table().delete(cas).map(drop)?)
    }
}

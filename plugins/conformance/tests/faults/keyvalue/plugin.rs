//! A small plugin in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hostplug::wasmtime::{self, component::Resource};
use hostplug::{Caller, Fail, Lifecycle, Scope, host_plugin};

use self::keyvalue::store::{Error, KeyResponse};
use self::keyvalue::{atomics, batch, store};

/// What is wrong with the plugin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    None,
    KeepsHandles,
    ClosesAll,
    DeletesOnce,
    CountsInTwoSteps,
    ListsOnePage,
    ListsForEver,
    OpensAll,
    SortsBatches,
    IsOpenToAll,
    PanicsAtLongKeys,
    HangsAtLongKeys,
}

/// Values by space and key.
type Data = Arc<Mutex<BTreeMap<(String, String), Vec<u8>>>>;

#[host_plugin(
    world = "wasi:keyvalue/imports@0.2.0-draft",
    path = "../keyvalue/wit",
    with("wasi:keyvalue/store.bucket" = Bucket),
    binding = String
)]
pub(crate) struct Keyvalue {
    fault: Fault,
    data: Data,
}

pub(crate) struct Bucket;

type Handle = Resource<Bucket>;
type Pair = (String, Vec<u8>);
type Wit<T> = hostplug::Result<T, Error>;

/// How many keys are on a page.
const PAGE: usize = 700;

impl Keyvalue {
    pub(crate) fn new(fault: Fault) -> Self {
        Keyvalue {
            fault,
            data: Arc::default(),
        }
    }
}

impl Lifecycle for Keyvalue {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<String> {
        Ok(scope.space(self.fault == Fault::IsOpenToAll))
    }
}

/// Where a key of the caller is.
fn at(caller: &Caller<'_, Keyvalue>, key: &str) -> (String, String) {
    (caller.binding().clone(), key.to_owned())
}

async fn read(
    caller: &mut Caller<'_, Keyvalue>,
    bucket: &Handle,
    key: &str,
) -> Wit<Option<Vec<u8>>> {
    caller.table().get(bucket)?;
    match caller.plugin().fault {
        Fault::PanicsAtLongKeys if key.len() > 190 => panic!("the key is too long"),
        Fault::HangsAtLongKeys if key.len() > 190 => std::future::pending().await,
        _ => Ok(caller
            .plugin()
            .data
            .lock()
            .unwrap()
            .get(&at(caller, key))
            .cloned()),
    }
}

fn write(caller: &Caller<'_, Keyvalue>, key: &str, value: Option<Vec<u8>>) -> Wit<()> {
    let mut data = caller.plugin().data.lock().unwrap();
    let old = data.remove(&at(caller, key));
    if caller.plugin().fault == Fault::DeletesOnce && old.is_none() && value.is_none() {
        return Err(Error::Other("there is no such key".into()).into());
    }
    data.extend(value.map(|value| (at(caller, key), value)));
    Ok(())
}

impl store::Host for Caller<'_, Keyvalue> {
    async fn open(&mut self, name: String) -> Wit<Handle> {
        match name.as_str() {
            _ if self.plugin().fault == Fault::OpensAll => {}
            "carts" => {}
            "secret" => Err(Error::AccessDenied)?,
            _ => Err(Error::NoSuchStore)?,
        }
        Ok(self.table().push(Bucket)?)
    }

    fn convert_error(&mut self, error: Fail<Error>) -> wasmtime::Result<Error> {
        error.into_wit()
    }
}

impl store::HostBucket for Caller<'_, Keyvalue> {
    async fn get(&mut self, bucket: Handle, key: String) -> Wit<Option<Vec<u8>>> {
        read(self, &bucket, &key).await
    }

    async fn set(&mut self, _: Handle, key: String, value: Vec<u8>) -> Wit<()> {
        write(self, &key, Some(value))
    }

    async fn delete(&mut self, _: Handle, key: String) -> Wit<()> {
        write(self, &key, None)
    }

    async fn exists(&mut self, bucket: Handle, key: String) -> Wit<bool> {
        Ok(read(self, &bucket, &key).await?.is_some())
    }

    async fn list_keys(&mut self, _: Handle, from: Option<u64>) -> Wit<KeyResponse> {
        let data = self.plugin().data.lock().unwrap();
        let own = data.keys().filter(|(space, _)| space == self.binding());
        let mut keys: Vec<_> = own.map(|(_, key)| key.clone()).collect();
        let (page, begin) = (PAGE as u64, from.unwrap_or_default());
        keys = keys.split_off(keys.len().min(begin as usize));
        let next = (keys.len() > PAGE).then_some(begin + page);
        keys.truncate(PAGE);
        let cursor = match self.plugin().fault {
            Fault::ListsOnePage => None,
            Fault::ListsForEver => next.map(|_| page),
            _ => next,
        };
        Ok(KeyResponse { keys, cursor })
    }

    async fn drop(&mut self, bucket: Handle) -> wasmtime::Result<()> {
        match self.plugin().fault {
            Fault::KeepsHandles => {}
            Fault::ClosesAll => *self.table() = Default::default(),
            _ => {
                self.table().delete(bucket)?;
            }
        }
        Ok(())
    }
}

impl atomics::Host for Caller<'_, Keyvalue> {
    async fn increment(&mut self, bucket: Handle, key: String, delta: u64) -> Wit<u64> {
        let old = read(self, &bucket, &key).await?;
        if self.plugin().fault == Fault::CountsInTwoSteps {
            tokio::task::yield_now().await;
        }
        let old = old.map(|old| u64::from_le_bytes(old.try_into().unwrap_or_default()));
        let sum = old.unwrap_or_default() + delta;
        write(self, &key, Some(sum.to_le_bytes().to_vec()))?;
        Ok(sum)
    }
}

impl batch::Host for Caller<'_, Keyvalue> {
    async fn get_many(&mut self, bucket: Handle, mut keys: Vec<String>) -> Wit<Vec<Option<Pair>>> {
        if self.plugin().fault == Fault::SortsBatches {
            keys.sort_by(|one, other| other.cmp(one));
        }
        let mut pairs = Vec::new();
        for key in keys {
            let value = read(self, &Resource::new_borrow(bucket.rep()), &key).await?;
            pairs.push(value.map(|value| (key, value)));
        }
        Ok(pairs)
    }

    async fn set_many(&mut self, _: Handle, pairs: Vec<Pair>) -> Wit<()> {
        for (key, value) in pairs {
            write(self, &key, Some(value))?;
        }
        Ok(())
    }

    async fn delete_many(&mut self, _: Handle, keys: Vec<String>) -> Wit<()> {
        for key in keys {
            write(self, &key, None)?;
        }
        Ok(())
    }
}

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use hostplug::wasmtime::Result;
use serde::Deserialize;

use crate::backend::{self, Backend, Change, Error, Page, add, spend};

/// The memories of all spaces. Each is gone with the last binding that uses it: a workload that is stopped leaves
/// nothing behind.
#[derive(Default)]
pub(crate) struct Memories(Mutex<HashMap<String, Weak<Memory>>>);

/// There is nothing to choose, so that a `path` is refused.
#[derive(Deserialize)]
struct Options {}

impl Memories {
    pub(crate) fn open(
        &self,
        space: String,
        options: hostplug::Settings,
    ) -> Result<Arc<dyn Backend>> {
        let Options {} = options.parse()?;
        let mut memories = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memories.retain(|_, memory| memory.strong_count() > 0);
        let memory = memories
            .get(&space)
            .and_then(Weak::upgrade)
            .unwrap_or_default();
        memories.insert(space, Arc::downgrade(&memory));
        Ok(memory)
    }
}

/// Values by bucket and key.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<(String, String), Vec<u8>>>);

impl Memory {
    fn data(&self) -> MutexGuard<'_, BTreeMap<(String, String), Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl Backend for Memory {
    async fn get(
        &self,
        bucket: &str,
        keys: &[String],
        mut limit: usize,
    ) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let data = self.data();
        let read = |key: &String| {
            let value = data.get(&(bucket.to_owned(), key.clone()));
            spend(&mut limit, value.map_or(0, Vec::len))?;
            Ok(value.cloned())
        };
        keys.iter().map(read).collect()
    }

    async fn exists(&self, bucket: &str, key: &str) -> Result<bool, Error> {
        Ok(self
            .data()
            .contains_key(&(bucket.to_owned(), key.to_owned())))
    }

    async fn write(&self, bucket: &str, changes: Vec<Change>) -> Result<(), Error> {
        let mut data = self.data();
        for (key, value) in changes {
            let key = (bucket.to_owned(), key);
            match value {
                Some(value) => data.insert(key, value),
                None => data.remove(&key),
            };
        }
        Ok(())
    }

    async fn increment(&self, bucket: &str, key: &str, delta: u64) -> Result<u64, Error> {
        let mut data = self.data();
        let key = (bucket.to_owned(), key.to_owned());
        let sum = add(data.get(&key).map(Vec::as_slice), delta)?;
        data.insert(key, sum.to_string().into_bytes());
        Ok(sum)
    }

    async fn list(&self, bucket: &str, cursor: Option<u64>) -> Result<Page, Error> {
        let data = self.data();
        let from = data.range((bucket.to_owned(), String::new())..);
        let keys = from
            .take_while(|((name, _), _)| name == bucket)
            .map(|((_, key), _)| key.clone());
        backend::page(keys, cursor)
    }
}

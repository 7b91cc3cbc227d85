use std::collections::{BTreeMap, HashMap};
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use serde::Deserialize;

use crate::backend::{Backend, Change, Page, Result, Values, add, async_trait, page, spend};
use crate::instance::Opener;

/// There is nothing to choose, so that a `path` is refused.
#[derive(Deserialize)]
struct Options {}

/// Opens one memory for each space. It is gone with the last binding that uses it: a workload that is stopped leaves
/// nothing behind.
pub(crate) fn opener() -> Arc<Opener> {
    let memories = Mutex::new(HashMap::<String, Weak<Memory>>::new());
    Arc::new(move |space, options| {
        let opened = options.parse().map(|Options {}| {
            let mut memories = memories.lock().unwrap_or_else(PoisonError::into_inner);
            memories.retain(|_, memory| memory.strong_count() > 0);
            let open = memories.get(&space).and_then(Weak::upgrade);
            let memory = open.unwrap_or_default();
            memories.insert(space, Arc::downgrade(&memory));
            memory as Arc<dyn Backend>
        });
        Box::pin(ready(opened.map_err(Into::into)))
    })
}

/// Values by bucket and key.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<(String, String), Vec<u8>>>);

impl Memory {
    fn data(&self) -> MutexGuard<'_, BTreeMap<(String, String), Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Backend for Memory {
    async fn get(&self, bucket: &str, keys: &[String], mut limit: usize) -> Result<Values> {
        let data = self.data();
        let read = |key: &String| {
            let value = data.get(&(bucket.to_owned(), key.clone()));
            spend(&mut limit, value.map_or(0, Vec::len))?;
            Ok(value.cloned())
        };
        keys.iter().map(read).collect()
    }

    async fn exists(&self, bucket: &str, key: &str) -> Result<bool> {
        let key = (bucket.to_owned(), key.to_owned());
        Ok(self.data().contains_key(&key))
    }

    async fn write(&self, bucket: &str, changes: Vec<Change>) -> Result<()> {
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

    async fn increment(&self, bucket: &str, key: &str, delta: u64) -> Result<u64> {
        let mut data = self.data();
        let key = (bucket.to_owned(), key.to_owned());
        let sum = add(data.get(&key).map(Vec::as_slice), delta)?;
        data.insert(key, sum.to_string().into_bytes());
        Ok(sum)
    }

    async fn list(&self, bucket: &str, cursor: Option<u64>) -> Result<Page> {
        let data = self.data();
        let from = data.range((bucket.to_owned(), String::new())..);
        let keys = from
            .take_while(|((name, _), _)| name == bucket)
            .map(|((_, key), _)| key.clone());
        page(keys, cursor)
    }
}

use std::collections::BTreeMap;

use tokio::sync::Mutex;

use crate::backend::{Backend, Result, async_trait};

/// Values by key, by bucket.
pub(crate) type Memory = Mutex<BTreeMap<String, BTreeMap<String, Vec<u8>>>>;

#[async_trait]
impl Backend for Memory {
    async fn get(&self, bucket: &str, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>> {
        let data = self.lock().await;
        let read = |key: &String| data.get(bucket)?.get(key).cloned();
        Ok(keys.iter().map(read).collect())
    }

    async fn write(&self, bucket: &str, changes: Vec<(String, Option<Vec<u8>>)>) -> Result<()> {
        let mut data = self.lock().await;
        let bucket = data.entry(bucket.to_owned()).or_default();
        for (key, value) in changes {
            bucket.remove(&key);
            bucket.extend(value.map(|value| (key, value)));
        }
        Ok(())
    }

    async fn swap(
        &self,
        bucket: &str,
        key: &str,
        old: Option<Vec<u8>>,
        new: Vec<u8>,
    ) -> Result<bool> {
        let mut data = self.lock().await;
        let bucket = data.entry(bucket.to_owned()).or_default();
        let is_old = bucket.get(key) == old.as_ref();
        if is_old {
            bucket.insert(key.to_owned(), new);
        }
        Ok(is_old)
    }

    async fn keys(&self, bucket: &str) -> Result<Vec<String>> {
        let data = self.lock().await;
        let keys = data.get(bucket).into_iter().flat_map(BTreeMap::keys);
        Ok(keys.cloned().collect())
    }
}

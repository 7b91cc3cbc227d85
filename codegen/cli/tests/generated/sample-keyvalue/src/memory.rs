//! Where the data is. A store of your own has the methods of [`Memory`]; they may wait, but must not block.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hostplug::BackendError;

type Result<T> = std::result::Result<T, BackendError>;

/// What an entry takes beside its bytes, roughly.
const OVERHEAD: usize = 100;

/// The buckets of one space.
#[derive(Debug)]
pub struct Memory {
    entries: Mutex<Entries>,
    max_bytes: usize,
}

#[derive(Debug, Default)]
struct Entries {
    /// By bucket and key.
    values: BTreeMap<(String, String), Vec<u8>>,
    /// What they take together.
    bytes: usize,
}

impl Memory {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Memory {
            entries: Mutex::default(),
            max_bytes,
        }
    }

    pub(crate) async fn get(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.entries().values.get(&place(bucket, key)).cloned())
    }

    pub(crate) async fn set(&self, bucket: &str, key: &str, value: Vec<u8>) -> Result<()> {
        self.put(&mut self.entries(), place(bucket, key), value)
    }

    pub(crate) async fn delete(&self, bucket: &str, key: &str) -> Result<()> {
        let entries = &mut *self.entries();
        let place = place(bucket, key);
        if let Some(value) = entries.values.remove(&place) {
            entries.bytes -= size(&place, &value);
        }
        Ok(())
    }

    /// Numbers are decimal text, as people write them.
    pub(crate) async fn increment(&self, bucket: &str, key: &str, delta: u64) -> Result<u64> {
        let entries = &mut *self.entries();
        let place = place(bucket, key);
        let sum = add(entries.values.get(&place), delta)?;
        self.put(entries, place, sum.to_string().into_bytes())?;
        Ok(sum)
    }

    /// Sorted by their bytes.
    pub(crate) async fn keys(&self, bucket: &str) -> Result<Vec<String>> {
        let entries = self.entries();
        let places = entries.values.range(place(bucket, "")..);
        let places = places.map(|(place, _)| place);
        let keys = places.take_while(|(name, _)| name == bucket);
        Ok(keys.map(|(_, key)| key.clone()).collect())
    }

    fn put(&self, entries: &mut Entries, place: (String, String), value: Vec<u8>) -> Result<()> {
        let before = entries.values.get(&place);
        let before = before.map_or(0, |value| size(&place, value));
        let bytes = entries.bytes - before + size(&place, &value);
        if bytes > self.max_bytes {
            let max = self.max_bytes;
            let text = format!("the store has no room: it holds up to {max} bytes");
            return Err(BackendError::Other(text));
        }
        entries.bytes = bytes;
        entries.values.insert(place, value);
        Ok(())
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(bucket: &str, key: &str) -> (String, String) {
    (bucket.to_owned(), key.to_owned())
}

fn size((bucket, key): &(String, String), value: &[u8]) -> usize {
    bucket.len() + key.len() + value.len() + OVERHEAD
}

/// A key that does not exist counts as zero.
fn add(value: Option<&Vec<u8>>, delta: u64) -> Result<u64> {
    let text = value.map_or("0".into(), |value| String::from_utf8_lossy(value));
    let number = text.parse::<u64>().ok();
    let sum = number.and_then(|number| number.checked_add(delta));
    let text = || "the value is not a number, or the sum is too large".to_owned();
    sum.ok_or_else(|| BackendError::Other(text()))
}

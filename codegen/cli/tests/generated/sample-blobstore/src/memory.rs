//! Where the objects are. A store of your own has the methods of [`Memory`]; they may wait, but must not block.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use hostplug::BackendError;

type Result<T> = std::result::Result<T, BackendError>;
type Containers = BTreeMap<String, Contents>;

/// The containers of one space.
#[derive(Debug)]
pub struct Memory {
    containers: Mutex<Containers>,
    limit: Arc<Limit>,
}

#[derive(Debug)]
struct Contents {
    created_at: u64,
    objects: BTreeMap<String, Object>,
    _room: Room,
}

/// What is stored under a name. The bytes do not change: who reads them reads them to the end, whatever happens to the
/// object meanwhile.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) created_at: u64,
    pub(crate) blob: Arc<Blob>,
    _room: Arc<Room>,
}

impl Memory {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Memory {
            containers: Mutex::default(),
            limit: Arc::new(Limit {
                used: AtomicUsize::new(0),
                max: max_bytes,
            }),
        }
    }

    pub(crate) async fn create_container(&self, name: &str) -> Result<()> {
        let mut containers = self.containers();
        if containers.contains_key(name) {
            let text = format!("there is a container `{name}`");
            return Err(BackendError::Other(text));
        }
        let contents = Contents {
            created_at: now(),
            objects: BTreeMap::new(),
            _room: Room::for_name(&self.limit, name)?,
        };
        containers.insert(name.to_owned(), contents);
        Ok(())
    }

    pub(crate) async fn has_container(&self, name: &str) -> Result<bool> {
        Ok(self.containers().contains_key(name))
    }

    /// When the container was made, in seconds since 1970. It is an error if there is none.
    pub(crate) async fn created_at(&self, name: &str) -> Result<u64> {
        Ok(contents(&mut self.containers(), name)?.created_at)
    }

    pub(crate) async fn delete_container(&self, name: &str) -> Result<()> {
        let removed = self.containers().remove(name);
        removed.map(drop).ok_or_else(|| no_container(name))
    }

    pub(crate) async fn clear(&self, container: &str) -> Result<()> {
        contents(&mut self.containers(), container)?.objects.clear();
        Ok(())
    }

    /// The first `most` names behind `last`, sorted by their bytes.
    pub(crate) async fn names(
        &self,
        container: &str,
        last: Option<&str>,
        most: usize,
    ) -> Result<Vec<String>> {
        let mut containers = self.containers();
        let objects = &contents(&mut containers, container)?.objects;
        let behind = last.map_or(Bound::Unbounded, Bound::Excluded);
        let names = objects.range::<str, _>((behind, Bound::Unbounded));
        Ok(names.map(|(name, _)| name.clone()).take(most).collect())
    }

    pub(crate) async fn has_object(&self, container: &str, name: &str) -> Result<bool> {
        let mut containers = self.containers();
        let contents = contents(&mut containers, container)?;
        Ok(contents.objects.contains_key(name))
    }

    pub(crate) async fn object(&self, container: &str, name: &str) -> Result<Object> {
        find(&mut self.containers(), container, name)
    }

    /// A value that is no object yet.
    pub(crate) fn blob(&self) -> Blob {
        Blob {
            bytes: Vec::new(),
            room: Room {
                bytes: 0,
                limit: self.limit.clone(),
            },
        }
    }

    /// Makes the value an object, or replaces that object.
    pub(crate) async fn put(&self, container: &str, name: &str, blob: Arc<Blob>) -> Result<()> {
        self.insert(&mut self.containers(), container, name, blob)
    }

    /// In one step. An object that moves to itself stays.
    pub(crate) async fn rename(
        &self,
        from: &(String, String),
        to: &(String, String),
    ) -> Result<()> {
        let containers = &mut *self.containers();
        let blob = find(containers, &from.0, &from.1)?.blob;
        if from != to {
            self.insert(containers, &to.0, &to.1, blob)?;
            contents(containers, &from.0)?.objects.remove(&from.1);
        }
        Ok(())
    }

    pub(crate) async fn delete(&self, container: &str, names: &[String]) -> Result<()> {
        let mut containers = self.containers();
        let objects = &mut contents(&mut containers, container)?.objects;
        names.iter().for_each(|name| drop(objects.remove(name)));
        Ok(())
    }

    fn insert(
        &self,
        containers: &mut Containers,
        container: &str,
        name: &str,
        blob: Arc<Blob>,
    ) -> Result<()> {
        let objects = &mut contents(containers, container)?.objects;
        let object = Object {
            created_at: now(),
            blob,
            _room: Arc::new(Room::for_name(&self.limit, name)?),
        };
        objects.insert(name.to_owned(), object);
        Ok(())
    }

    fn containers(&self) -> MutexGuard<'_, Containers> {
        let lock = self.containers.lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    }
}

fn contents<'a>(containers: &'a mut Containers, name: &str) -> Result<&'a mut Contents> {
    containers.get_mut(name).ok_or_else(|| no_container(name))
}

fn find(containers: &mut Containers, container: &str, name: &str) -> Result<Object> {
    let found = contents(containers, container)?.objects.get(name);
    let text = || format!("there is no object `{name}` in `{container}`");
    found.cloned().ok_or_else(|| BackendError::Other(text()))
}

fn no_container(name: &str) -> BackendError {
    BackendError::Other(format!("there is no container `{name}`"))
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Bytes that are counted as long as anything holds them.
#[derive(Debug)]
pub(crate) struct Blob {
    bytes: Vec<u8>,
    room: Room,
}

impl Blob {
    pub(crate) fn add(&mut self, bytes: &[u8]) -> Result<()> {
        self.room.grow(bytes.len())?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// What a space may hold, and what it holds.
#[derive(Debug)]
struct Limit {
    used: AtomicUsize,
    max: usize,
}

/// A part of the limit, which is given back when this is dropped.
#[derive(Debug)]
struct Room {
    bytes: usize,
    limit: Arc<Limit>,
}

impl Room {
    /// A name takes more than its bytes.
    fn for_name(limit: &Arc<Limit>, name: &str) -> Result<Self> {
        let mut room = Room {
            bytes: 0,
            limit: limit.clone(),
        };
        room.grow(name.len() + 200)?;
        Ok(room)
    }

    fn grow(&mut self, bytes: usize) -> Result<()> {
        let Limit { used, max } = &*self.limit;
        let sum = |used: usize| used.checked_add(bytes).filter(|sum| sum <= max);
        let grown = used.fetch_update(Ordering::AcqRel, Ordering::Acquire, sum);
        let text = |_| format!("the store has no room: it holds up to {max} bytes");
        grown.map_err(|used| BackendError::Other(text(used)))?;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.limit.used.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

//! Keeps objects in memory.

mod bytes;
mod limits;

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use hostplug::{Shared, wasmtime};

use self::bytes::{Segments, Value};
use self::limits::{Limits, Used};
use crate::backend::{
    Backend, Blob, Error, Id, Info, Result, Upload, async_trait, no_container, no_object,
};

/// What one binding sees: the data of its space, within its own limits.
#[derive(Clone)]
struct Memory {
    data: Arc<Data>,
    limits: Arc<Limits>,
}

/// What all bindings of a space have in common. It is gone with the last of them.
#[derive(Default)]
struct Data {
    containers: Mutex<BTreeMap<String, Container>>,
    used: Arc<Used>,
}

struct Container {
    created_at: u64,
    objects: BTreeMap<String, Object>,
}

#[derive(Clone)]
struct Object {
    created_at: u64,
    value: Arc<Value>,
}

type Containers<'a> = MutexGuard<'a, BTreeMap<String, Container>>;
type Opened = wasmtime::Result<Arc<dyn Backend>>;

pub(crate) fn opener() -> impl Fn(String, Limits) -> Ready<Opened> + Send + Sync + 'static {
    let spaces = Shared::<Data>::default();
    move |space, limits| {
        let data = spaces.get_or_insert_with(&space, Arc::default);
        let limits = Arc::new(limits);
        ready(Ok(Arc::new(Memory { data, limits }) as Arc<dyn Backend>))
    }
}

#[async_trait]
impl Backend for Memory {
    async fn create_container(&self, name: &str) -> Result<()> {
        let mut containers = self.containers();
        if containers.contains_key(name) {
            return Err(Error::Other(format!("there is a container `{name}`")));
        }
        self.limits.check_containers(containers.len())?;
        let container = Container {
            created_at: now(),
            objects: BTreeMap::new(),
        };
        containers.insert(name.to_owned(), container);
        Ok(())
    }

    async fn container(&self, name: &str) -> Result<Option<u64>> {
        Ok(self.containers().get(name).map(|found| found.created_at))
    }

    async fn delete_container(&self, name: &str) -> Result<()> {
        let removed = self.containers().remove(name);
        removed.map(drop).ok_or_else(|| no_container(name))
    }

    async fn list(&self, container: &str, after: Option<&str>, most: usize) -> Result<Vec<String>> {
        let mut containers = self.containers();
        let objects = objects(&mut containers, container)?;
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        let names = objects.range::<str, _>((after, Bound::Unbounded));
        Ok(names.map(|(name, _)| name.clone()).take(most).collect())
    }

    async fn object(&self, id: &Id) -> Result<Option<Info>> {
        let mut containers = self.containers();
        let found = objects(&mut containers, &id.container)?.get(&id.object);
        Ok(found.map(|object| Info {
            created_at: object.created_at,
            size: object.value.size(),
        }))
    }

    async fn open(&self, id: &Id) -> Result<Arc<dyn Blob>> {
        Ok(find(&mut self.containers(), id)?.value)
    }

    async fn upload(&self) -> Result<Box<dyn Upload>> {
        let segments = Segments::new(self.data.used.clone());
        let memory = self.clone();
        Ok(Box::new(Growing { memory, segments }))
    }

    async fn delete(&self, container: &str, names: &[String]) -> Result<()> {
        let mut containers = self.containers();
        let objects = objects(&mut containers, container)?;
        names.iter().for_each(|name| drop(objects.remove(name)));
        Ok(())
    }

    async fn clear(&self, container: &str) -> Result<()> {
        objects(&mut self.containers(), container)?.clear();
        Ok(())
    }

    async fn copy(&self, from: &Id, to: &Id) -> Result<()> {
        let mut containers = self.containers();
        let value = find(&mut containers, from)?.value;
        self.place(&mut containers, to, value, 0)
    }

    async fn rename(&self, from: &Id, to: &Id) -> Result<()> {
        let mut containers = self.containers();
        let value = find(&mut containers, from)?.value;
        if from == to {
            return Ok(());
        }
        self.place(&mut containers, to, value, 1)?;
        objects(&mut containers, &from.container)?.remove(&from.object);
        Ok(())
    }
}

impl Memory {
    fn containers(&self) -> Containers<'_> {
        let lock = self.data.containers.lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the value an object, after which `leaving` others will go.
    fn place(
        &self,
        containers: &mut Containers<'_>,
        id: &Id,
        value: Arc<Value>,
        leaving: usize,
    ) -> Result<()> {
        let count = containers
            .values()
            .map(|found| found.objects.len())
            .sum::<usize>();
        let objects = objects(containers, &id.container)?;
        if !objects.contains_key(&id.object) {
            self.limits.check_objects(count.saturating_sub(leaving))?;
        }
        let created_at = now();
        objects.insert(id.object.clone(), Object { created_at, value });
        Ok(())
    }
}

fn objects<'a>(
    containers: &'a mut Containers<'_>,
    name: &str,
) -> Result<&'a mut BTreeMap<String, Object>> {
    let found = containers.get_mut(name).ok_or_else(|| no_container(name))?;
    Ok(&mut found.objects)
}

fn find(containers: &mut Containers<'_>, id: &Id) -> Result<Object> {
    let found = objects(containers, &id.container)?.get(&id.object);
    found.cloned().ok_or_else(|| no_object(id))
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// A value that is being written.
struct Growing {
    memory: Memory,
    segments: Segments,
}

#[async_trait]
impl Upload for Growing {
    async fn write(&mut self, bytes: crate::backend::Bytes) -> Result<()> {
        self.segments.add(&bytes, &self.memory.limits)
    }

    async fn finish(self: Box<Self>, to: &Id) -> Result<()> {
        let value = Arc::new(self.segments.end());
        let mut containers = self.memory.containers();
        self.memory.place(&mut containers, to, value, 0)
    }
}

//! Where in the store things are. A container is an object of its own, so that it can be there without others.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::TryStreamExt as _;
use hostplug::BackendError;
use object_store::path::Path;
use object_store::{Error, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt as _};
use tokio::sync::RwLock;

use crate::Incoming;

type Result<T> = std::result::Result<T, BackendError>;

/// The containers of one space.
#[derive(Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    root: Path,
    limit: Arc<Limit>,
    /// Is held alone by whoever makes or deletes containers, so that nothing is written into one that is going.
    containers: RwLock<()>,
}

impl Objects {
    pub(crate) fn new(store: Arc<dyn ObjectStore>, space: &str, max_bytes: usize) -> Self {
        let names = space.split('/').map(escape);
        Objects {
            store,
            root: names.collect(),
            limit: Arc::new(Limit {
                used: AtomicUsize::new(0),
                max: max_bytes,
            }),
            containers: RwLock::default(),
        }
    }

    pub(crate) async fn create_container(&self, name: &str) -> Result<()> {
        let _alone = self.containers.write().await;
        if self.find(&self.mark(name)).await?.is_some() {
            let text = format!("there is a container `{name}`");
            return Err(BackendError::Other(text));
        }
        let made = self.store.put(&self.mark(name), Vec::new().into()).await;
        made.map(drop).map_err(|error| failed(&error))
    }

    pub(crate) async fn has_container(&self, name: &str) -> Result<bool> {
        Ok(self.find(&self.mark(name)).await?.is_some())
    }

    /// It is an error if there is none.
    pub(crate) async fn container(&self, name: &str) -> Result<ObjectMeta> {
        let text = || format!("there is no container `{name}`");
        let found = self.find(&self.mark(name)).await?;
        found.ok_or_else(|| BackendError::Other(text()))
    }

    /// The objects go first: what is left by a failure is a container that can be deleted again.
    pub(crate) async fn delete_container(&self, name: &str) -> Result<()> {
        let _alone = self.containers.write().await;
        self.container(name).await?;
        self.delete_all(self.list(name).await?).await?;
        self.delete_all(vec![self.mark(name)]).await
    }

    pub(crate) async fn clear(&self, container: &str) -> Result<()> {
        let _shared = self.containers.read().await;
        self.container(container).await?;
        self.delete_all(self.list(container).await?).await
    }

    /// Sorted by their bytes.
    pub(crate) async fn names(&self, container: &str) -> Result<Vec<String>> {
        self.container(container).await?;
        let listed = self.list(container).await?;
        let names = listed.iter().filter_map(|path| unescape(path.filename()?));
        let mut names: Vec<_> = names.collect();
        names.sort();
        Ok(names)
    }

    pub(crate) async fn has_object(&self, container: &str, name: &str) -> Result<bool> {
        self.container(container).await?;
        Ok(self.find(&self.place(container, name)).await?.is_some())
    }

    pub(crate) async fn object(&self, container: &str, name: &str) -> Result<ObjectMeta> {
        self.container(container).await?;
        let text = || format!("there is no object `{name}` in `{container}`");
        let found = self.find(&self.place(container, name)).await?;
        found.ok_or_else(|| BackendError::Other(text()))
    }

    /// From `first` to `last`, which is one of them and may lie behind the end.
    pub(crate) async fn read(
        &self,
        container: &str,
        name: &str,
        first: u64,
        last: u64,
    ) -> Result<Incoming> {
        let size = self.object(container, name).await?.size;
        if first > last || first > size {
            let text = format!("there are no bytes {first} to {last}: the object has {size}");
            return Err(BackendError::Other(text));
        }
        let part = first..last.saturating_add(1).min(size);
        let source = match part.is_empty() {
            true => None,
            false => Some(self.open(&self.place(container, name), part).await?),
        };
        Ok(Incoming::new(source, self.room()))
    }

    async fn open(&self, path: &Path, part: Range<u64>) -> Result<object_store::GetResult> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(part)),
            ..GetOptions::default()
        };
        let opened = self.store.get_opts(path, options).await;
        opened.map_err(|error| failed(&error))
    }

    /// Makes the value an object, or replaces that object, in one step.
    pub(crate) async fn put(&self, container: &str, name: &str, blob: Blob) -> Result<()> {
        let _shared = self.containers.read().await;
        self.container(container).await?;
        let Blob { bytes, room: _room } = blob;
        let place = self.place(container, name);
        let put = self.store.put(&place, bytes.into()).await;
        put.map(drop).map_err(|error| failed(&error))
    }

    pub(crate) async fn copy(&self, from: &(String, String), to: &(String, String)) -> Result<()> {
        let _shared = self.containers.read().await;
        self.copy_now(from, to).await
    }

    /// An object that moves to itself stays.
    pub(crate) async fn rename(
        &self,
        from: &(String, String),
        to: &(String, String),
    ) -> Result<()> {
        let _shared = self.containers.read().await;
        self.copy_now(from, to).await?;
        match from == to {
            true => Ok(()),
            false => self.delete_all(vec![self.place(&from.0, &from.1)]).await,
        }
    }

    async fn copy_now(&self, from: &(String, String), to: &(String, String)) -> Result<()> {
        self.object(&from.0, &from.1).await?;
        self.container(&to.0).await?;
        if from == to {
            return Ok(());
        }
        let (from, to) = (self.place(&from.0, &from.1), self.place(&to.0, &to.1));
        let copied = self.store.copy(&from, &to).await;
        copied.map_err(|error| failed(&error))
    }

    pub(crate) async fn delete(&self, container: &str, names: &[String]) -> Result<()> {
        let _shared = self.containers.read().await;
        self.container(container).await?;
        let places = names.iter().map(|name| self.place(container, name));
        self.delete_all(places.collect()).await
    }

    async fn delete_all(&self, paths: Vec<Path>) -> Result<()> {
        for path in paths {
            match self.store.delete(&path).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        Ok(())
    }

    async fn find(&self, path: &Path) -> Result<Option<ObjectMeta>> {
        match self.store.head(path).await {
            Ok(found) => Ok(Some(found)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn list(&self, container: &str) -> Result<Vec<Path>> {
        let listed = self.store.list(Some(&self.folder(container)));
        let paths = listed.map_ok(|found| found.location).try_collect().await;
        paths.map_err(|error| failed(&error))
    }

    /// The object that says that there is a container.
    fn mark(&self, container: &str) -> Path {
        let folder = self.root.clone().join("containers");
        folder.join(escape(container))
    }

    fn folder(&self, container: &str) -> Path {
        let folder = self.root.clone().join("objects");
        folder.join(escape(container))
    }

    fn place(&self, container: &str, name: &str) -> Path {
        self.folder(container).join(escape(name))
    }

    /// A value that is no object yet.
    pub(crate) fn blob(&self) -> Blob {
        Blob {
            bytes: Vec::new(),
            room: self.room(),
        }
    }

    fn room(&self) -> Room {
        Room {
            bytes: 0,
            limit: self.limit.clone(),
        }
    }
}

/// The component learns that the store failed, the log of the host learns how.
pub(crate) fn failed(error: &Error) -> BackendError {
    tracing::error!("an object store failed: {error}");
    BackendError::Other("the store failed".to_owned())
}

/// A name that any store and file system takes for one: nothing in it is a path, and nothing depends on whether letters
/// are large or small.
fn escape(name: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    let escaped = |(at, byte): (usize, u8)| match byte {
        b'.' if at > 0 => ".".to_owned(),
        byte if is_plain(byte) => char::from(byte).to_string(),
        byte => format!("={byte:02x}"),
    };
    match name {
        "" => "=".to_owned(),
        name => name.bytes().enumerate().map(escaped).collect(),
    }
}

/// The name that was escaped; nothing if somebody else has put a file there.
fn unescape(escaped: &str) -> Option<String> {
    let mut parts = escaped.split('=');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts.filter(|_| escaped != "=") {
        let (byte, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(byte, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
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
}

/// What the values of a space may take in memory, and what they take.
#[derive(Debug)]
struct Limit {
    used: AtomicUsize,
    max: usize,
}

/// A part of the limit, which is given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Room {
    bytes: usize,
    limit: Arc<Limit>,
}

impl Room {
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<()> {
        let Limit { used, max } = &*self.limit;
        let sum = |used: usize| used.checked_add(bytes).filter(|sum| sum <= max);
        let grown = used.fetch_update(Ordering::AcqRel, Ordering::Acquire, sum);
        let text = |_| format!("there is no room: values take up to {max} bytes in memory");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for name in ["", "a", "A.b", ".", "..", "a/b", "=41", "ключ", "a b\0"] {
            let escaped = escape(name);
            assert_eq!(unescape(&escaped).as_deref(), Some(name));
            assert!(!escaped.contains('/') && !escaped.starts_with('.'));
        }
        assert_ne!(escape("a"), escape("A"));
        assert_eq!(unescape("=x"), None);
    }
}

//! A backend that is never done at once, reads little at a time, and fails on demand.

use std::sync::Arc;

use hostplug::{BackendSettings, Backends, Scope, Settings};
use hostplug_blobstore::Blobstore;
use hostplug_blobstore::backend::{
    Backend, Blob, Bytes, Error, Id, Info, Result, Upload, async_trait,
};
use hostplug_runtime::Host;
use tokio::task::yield_now;

use crate::rig::{host_of, start, with_plugin};

/// The backend `memory`, slowed down.
struct Slow(Arc<dyn Backend>);

/// What is read of an object, and its name: reading fails behind the first bytes of `broken`, and `short` has none more.
struct SlowBlob(Arc<dyn Blob>, String);

struct SlowUpload(Box<dyn Upload>);

/// The plugin with this backend beside `memory`.
pub(crate) fn plugin() -> Blobstore {
    let memory = Blobstore::default().0;
    let open = move |space: String, (): ()| {
        let memory = memory.clone();
        async move {
            let scope = Scope::new(space, "slow");
            let quick = memory.open(&scope, BackendSettings::default()).await?;
            Ok(Arc::new(Slow(quick)) as Arc<dyn Backend>)
        }
    };
    Blobstore(Backends::default().with("slow", open))
}

pub(crate) fn settings() -> Settings {
    Settings::default().with("backend", "slow")
}

pub(crate) async fn host() -> Host {
    host_of(plugin(), settings()).await
}

#[async_trait]
impl Backend for Slow {
    async fn create_container(&self, name: &str) -> Result<()> {
        yield_now().await;
        self.0.create_container(name).await
    }

    async fn container(&self, name: &str) -> Result<Option<u64>> {
        yield_now().await;
        self.0.container(name).await
    }

    async fn delete_container(&self, name: &str) -> Result<()> {
        yield_now().await;
        self.0.delete_container(name).await
    }

    async fn list(&self, container: &str, after: Option<&str>, most: usize) -> Result<Vec<String>> {
        yield_now().await;
        self.0.list(container, after, most).await
    }

    async fn object(&self, id: &Id) -> Result<Option<Info>> {
        yield_now().await;
        self.0.object(id).await
    }

    async fn open(&self, id: &Id) -> Result<Arc<dyn Blob>> {
        yield_now().await;
        let blob = self.0.open(id).await?;
        Ok(Arc::new(SlowBlob(blob, id.object.clone())))
    }

    async fn upload(&self) -> Result<Box<dyn Upload>> {
        yield_now().await;
        Ok(Box::new(SlowUpload(self.0.upload().await?)))
    }

    async fn delete(&self, container: &str, names: &[String]) -> Result<()> {
        yield_now().await;
        self.0.delete(container, names).await
    }

    async fn clear(&self, container: &str) -> Result<()> {
        yield_now().await;
        self.0.clear(container).await
    }

    async fn copy(&self, from: &Id, to: &Id) -> Result<()> {
        yield_now().await;
        self.0.copy(from, to).await
    }

    async fn rename(&self, from: &Id, to: &Id) -> Result<()> {
        yield_now().await;
        self.0.rename(from, to).await
    }
}

#[async_trait]
impl Blob for SlowBlob {
    fn size(&self) -> u64 {
        self.0.size()
    }

    async fn read(&self, at: u64, most: usize) -> Result<Bytes> {
        yield_now().await;
        match self.1.as_str() {
            "broken" if at > 0 => Err(Error::Other("the disk is broken".into())),
            "short" if at > 0 => Ok(Bytes::new()),
            _ => self.0.read(at, most.min(10_000)).await,
        }
    }
}

#[async_trait]
impl Upload for SlowUpload {
    async fn write(&mut self, bytes: Bytes) -> Result<()> {
        yield_now().await;
        if bytes.starts_with(b"refuse") {
            return Err(Error::Other("the disk is full".into()));
        }
        self.0.write(bytes).await
    }

    async fn finish(self: Box<Self>, to: &Id) -> Result<()> {
        yield_now().await;
        self.0.finish(to).await
    }
}

#[tokio::test]
async fn a_write_that_fails_later_fails_the_stream_and_makes_no_object() {
    let guest = start(&host().await, with_plugin("test")).await;
    guest.create("box").await;
    let refused = guest.put("box", "a", b"refuse").await;
    assert_eq!(refused.unwrap_err(), "the disk is full");
    // Here the guest sees no error of the stream, for it only writes and finishes.
    let unflushed = ("box".to_owned(), "a".to_owned(), b"refuse".to_vec());
    let refused = guest.run("put-unflushed", unflushed).await;
    assert_eq!(refused.unwrap_err(), "the disk is full");
    assert!(guest.names("box").await.is_empty());
}

#[tokio::test]
async fn what_was_written_is_stored_although_nobody_waited_for_it() {
    let guest = start(&host().await, with_plugin("test")).await;
    guest.create("box").await;
    let unflushed = ("box".to_owned(), "a".to_owned(), b"kept".to_vec());
    guest.run("put-unflushed", unflushed).await.unwrap();
    assert_eq!(guest.get("box", "a").await.unwrap(), b"kept");
}

#[tokio::test]
async fn a_read_that_fails_fails_the_stream() {
    let guest = start(&host().await, with_plugin("test")).await;
    guest.create("box").await;
    for (name, error) in [
        ("broken", "the disk is broken"),
        ("short", "the object is shorter than its size"),
    ] {
        guest.fill("box", name, 20_000).await.unwrap();
        let read = guest.read("box", name, 0, u64::MAX).await;
        assert_eq!(read.unwrap_err(), error);
        assert_eq!(guest.get("box", name).await.unwrap_err(), error);
        assert_eq!(guest.read("box", name, 0, 5).await.unwrap(), 6);
    }
}

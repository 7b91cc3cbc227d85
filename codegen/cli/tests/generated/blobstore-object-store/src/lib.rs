//! A host plugin that serves `wasi:blobstore/imports@0.2.0-draft`, with objects that it keeps in a store of `object_store`.
//!
//! This file, `container.rs` and `value.rs` are what components call. `objects.rs` says where in the store things are.

mod container;
mod objects;
mod value;

use std::path::PathBuf;
use std::sync::Arc;

use hostplug::wasmtime::component::Resource;
use hostplug::wasmtime::error::Context as _;
use hostplug::{Caller, Lifecycle, Scope, Shared, host_plugin, wasmtime};
use object_store::local::LocalFileSystem;
use serde::Deserialize;

use crate::blobstore::blobstore::Host;
use crate::blobstore::types::ObjectId;
pub use crate::container::{Container, Names};
use crate::objects::Objects;
pub use crate::value::{Incoming, Outgoing};

/// Keeps objects in containers, in a folder.
#[host_plugin(
    world = "wasi:blobstore/imports@0.2.0-draft",
    with(
        "wasi:blobstore/container.container" = Container,
        "wasi:blobstore/container.stream-object-names" = Names,
        "wasi:blobstore/types.incoming-value" = Incoming,
        "wasi:blobstore/types.outgoing-value" = Outgoing
    ),
    config = Settings,
    binding = Arc<Objects>
)]
#[derive(Debug, Default)]
pub struct BlobstoreObjectStore {
    /// What bindings of one space have in common: that of a workload, or of all workloads that share their data.
    spaces: Shared<Objects>,
}

/// What a host says of an instance of the plugin.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    /// The folder in which the objects are. It must exist.
    pub path: PathBuf,
    /// Whether all workloads see the same data; else each has its own.
    #[serde(default)]
    pub shared: bool,
    /// How many bytes values may take in memory together, while they are written or read as a whole.
    #[serde(default = "max_bytes")]
    pub max_bytes: usize,
}

fn max_bytes() -> usize {
    256 << 20
}

impl Lifecycle for BlobstoreObjectStore {
    /// Is called once for each component that uses the plugin. A connection is made here, so that what is wrong with
    /// it is known before the workload runs.
    async fn bind(&self, scope: &Scope, settings: Settings) -> wasmtime::Result<Arc<Objects>> {
        let Settings {
            path,
            shared,
            max_bytes,
        } = settings;
        let store = LocalFileSystem::new_with_prefix(&path);
        let store = store.with_context(|| format!("cannot use `{}`", path.display()))?;
        let store = Arc::new(store.with_fsync(true));
        let space = scope.space(shared);
        let make = || Arc::new(Objects::new(store, &space, max_bytes));
        Ok(self.spaces.get_or_insert_with(&space, make))
    }
}

/// Errors are text, for people. A `BackendError` becomes one with `?`.
type Result<T> = hostplug::Result<T, String>;

impl Host for Caller<'_, BlobstoreObjectStore> {
    async fn create_container(&mut self, name: String) -> Result<Resource<Container>> {
        let data = self.binding().clone();
        data.create_container(&name).await?;
        Ok(self.table().push(Container { data, name })?)
    }

    async fn get_container(&mut self, name: String) -> Result<Resource<Container>> {
        let data = self.binding().clone();
        data.container(&name).await?;
        Ok(self.table().push(Container { data, name })?)
    }

    async fn delete_container(&mut self, name: String) -> Result<()> {
        Ok(self.binding().delete_container(&name).await?)
    }

    async fn container_exists(&mut self, name: String) -> Result<bool> {
        Ok(self.binding().has_container(&name).await?)
    }

    async fn copy_object(&mut self, src: ObjectId, dest: ObjectId) -> Result<()> {
        let (from, to) = ((src.container, src.object), (dest.container, dest.object));
        Ok(self.binding().copy(&from, &to).await?)
    }

    async fn move_object(&mut self, src: ObjectId, dest: ObjectId) -> Result<()> {
        let (from, to) = ((src.container, src.object), (dest.container, dest.object));
        Ok(self.binding().rename(&from, &to).await?)
    }
}

//! A host plugin that serves `wasi:blobstore/imports@0.2.0-draft`, with objects that it keeps in memory.
//!
//! This file, `container.rs` and `value.rs` are what components call. `memory.rs` is where the objects are, and what a
//! store of your own replaces.

mod container;
mod memory;
mod value;

use std::sync::Arc;

use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, Lifecycle, Scope, Shared, host_plugin, wasmtime};
use serde::Deserialize;

use crate::blobstore::blobstore::Host;
use crate::blobstore::types::ObjectId;
pub use crate::container::{Container, Names};
use crate::memory::Memory;
pub use crate::value::{Incoming, Outgoing};

/// Keeps objects in containers. The data of a workload lives as long as the workload runs.
#[host_plugin(
    world = "wasi:blobstore/imports@0.2.0-draft",
    with(
        "wasi:blobstore/container.container" = Container,
        "wasi:blobstore/container.stream-object-names" = Names,
        "wasi:blobstore/types.incoming-value" = Incoming,
        "wasi:blobstore/types.outgoing-value" = Outgoing
    ),
    config = Settings,
    binding = Arc<Memory>
)]
#[derive(Debug, Default)]
pub struct SampleBlobstore {
    /// What bindings of one space have in common: that of a workload, or of all workloads that share their data.
    spaces: Shared<Memory>,
}

/// What a host says of an instance of the plugin.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// Whether all workloads see the same data; else each has its own.
    pub shared: bool,
    /// How many bytes all that is in one space may take, with what is being written.
    pub max_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            shared: false,
            max_bytes: 256 << 20,
        }
    }
}

impl Lifecycle for SampleBlobstore {
    /// Is called once for each component that uses the plugin. A connection is made here, so that what is wrong with
    /// it is known before the workload runs.
    async fn bind(&self, scope: &Scope, settings: Settings) -> wasmtime::Result<Arc<Memory>> {
        let make = || Arc::new(Memory::new(settings.max_bytes));
        let space = scope.space(settings.shared);
        Ok(self.spaces.get_or_insert_with(&space, make))
    }
}

/// Errors are text, for people. A `BackendError` becomes one with `?`.
type Result<T> = hostplug::Result<T, String>;

impl Host for Caller<'_, SampleBlobstore> {
    async fn create_container(&mut self, name: String) -> Result<Resource<Container>> {
        let data = self.binding().clone();
        data.create_container(&name).await?;
        Ok(self.table().push(Container { data, name })?)
    }

    async fn get_container(&mut self, name: String) -> Result<Resource<Container>> {
        let data = self.binding().clone();
        data.created_at(&name).await?;
        Ok(self.table().push(Container { data, name })?)
    }

    async fn delete_container(&mut self, name: String) -> Result<()> {
        Ok(self.binding().delete_container(&name).await?)
    }

    async fn container_exists(&mut self, name: String) -> Result<bool> {
        Ok(self.binding().has_container(&name).await?)
    }

    async fn copy_object(&mut self, src: ObjectId, dest: ObjectId) -> Result<()> {
        let data = self.binding();
        let blob = data.object(&src.container, &src.object).await?.blob;
        Ok(data.put(&dest.container, &dest.object, blob).await?)
    }

    async fn move_object(&mut self, src: ObjectId, dest: ObjectId) -> Result<()> {
        let (from, to) = ((src.container, src.object), (dest.container, dest.object));
        Ok(self.binding().rename(&from, &to).await?)
    }
}

#![doc = include_str!("../README.md")]

pub mod backend;
mod container;
mod memory;
mod read;
mod value;
mod write;

use std::sync::Arc;

use hostplug::wasmtime::{self, component::Resource};
use hostplug::{BackendSettings, Backends, Caller, Lifecycle, Scope, host_plugin};

use crate::backend::{Backend, Error, Id, no_container};
use crate::blobstore::blobstore::{self as wit, ObjectId};
pub use crate::container::{Container, Names};
pub use crate::value::{Incoming, Outgoing};

/// How long a name of a container or an object may be, in bytes.
pub const LONGEST_NAME: usize = 1024;

/// Keeps objects for components, in the backend that the settings of an instance choose. Clones share it.
#[host_plugin(
    world = "wasi:blobstore/imports@0.2.0-draft",
    with(
        "wasi:blobstore/container.container" = Container,
        "wasi:blobstore/container.stream-object-names" = Names,
        "wasi:blobstore/types.incoming-value" = Incoming,
        "wasi:blobstore/types.outgoing-value" = Outgoing
    ),
    config = BackendSettings,
    binding = Arc<dyn Backend>
)]
#[derive(Clone, Debug)]
pub struct Blobstore(pub Backends<dyn Backend>);

impl Default for Blobstore {
    /// With the backend `memory`.
    fn default() -> Self {
        Blobstore(Backends::default().with("memory", memory::opener()))
    }
}

impl Lifecycle for Blobstore {
    async fn bind(&self, scope: &Scope, config: Self::Config) -> wasmtime::Result<Self::Binding> {
        self.0.open(scope, config).await
    }
}

type Wit<T> = hostplug::Result<T, wit::Error>;

impl wit::Host for Caller<'_, Blobstore> {
    async fn create_container(&mut self, name: String) -> Wit<Resource<Container>> {
        check_name(&name)?;
        let data = self.binding().clone();
        data.create_container(&name).await?;
        Ok(self.table().push(Container { data, name })?)
    }

    async fn get_container(&mut self, name: String) -> Wit<Resource<Container>> {
        let data = self.binding().clone();
        let found = data.container(&name).await?;
        found.ok_or_else(|| no_container(&name))?;
        Ok(self.table().push(Container { data, name })?)
    }

    async fn delete_container(&mut self, name: String) -> Wit<()> {
        Ok(self.binding().delete_container(&name).await?)
    }

    async fn container_exists(&mut self, name: String) -> Wit<bool> {
        Ok(self.binding().container(&name).await?.is_some())
    }

    async fn copy_object(&mut self, src: ObjectId, dest: ObjectId) -> Wit<()> {
        check_name(&dest.object)?;
        Ok(self.binding().copy(&src.into(), &dest.into()).await?)
    }

    async fn move_object(&mut self, src: ObjectId, dest: ObjectId) -> Wit<()> {
        check_name(&dest.object)?;
        Ok(self.binding().rename(&src.into(), &dest.into()).await?)
    }
}

impl From<ObjectId> for Id {
    fn from(id: ObjectId) -> Self {
        Id {
            container: id.container,
            object: id.object,
        }
    }
}

/// A name under which something is to be kept. Any other is looked up and not found.
fn check_name(name: &str) -> Result<(), Error> {
    match name.len() {
        1..=LONGEST_NAME => Ok(()),
        0 => Err(Error::Other("a name must not be empty".into())),
        long => Err(Error::Other(format!(
            "the name has {long} bytes, more than {LONGEST_NAME}"
        ))),
    }
}

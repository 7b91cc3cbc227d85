use std::sync::Arc;

use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, wasmtime};
use object_store::ObjectMeta;

use crate::blobstore::container::{HostContainer, HostStreamObjectNames};
use crate::blobstore::types::{ContainerMetadata, ObjectMetadata};
use crate::objects::Objects;
use crate::{Incoming, Outgoing, Result};

use crate::BlobstoreObjectStore;

/// A container that a component holds open. The data comes along when the handle travels to another component.
#[derive(Debug)]
pub struct Container {
    pub(crate) data: Arc<Objects>,
    pub(crate) name: String,
}

type Handle = Resource<Container>;

impl HostContainer for Caller<'_, BlobstoreObjectStore> {
    async fn name(&mut self, container: Handle) -> Result<String> {
        Ok(self.table().get(&container)?.name.clone())
    }

    async fn info(&mut self, container: Handle) -> Result<ContainerMetadata> {
        let Container { data, name } = self.table().get(&container)?;
        Ok(ContainerMetadata {
            created_at: seconds(&data.container(name).await?),
            name: name.clone(),
        })
    }

    async fn get_data(
        &mut self,
        container: Handle,
        object: String,
        start: u64,
        end: u64,
    ) -> Result<Resource<Incoming>> {
        let Container { data, name } = self.table().get(&container)?;
        let value = data.read(name, &object, start, end).await?;
        Ok(self.table().push(value)?)
    }

    /// Says where the value goes. It becomes an object when it is finished.
    async fn write_data(
        &mut self,
        container: Handle,
        object: String,
        value: Resource<Outgoing>,
    ) -> Result<()> {
        let Container { data, name } = self.table().get(&container)?;
        data.container(name).await?;
        let target = (name.clone(), object);
        Ok(self.table().get_mut(&value)?.store_as(target)?)
    }

    async fn list_objects(&mut self, container: Handle) -> Result<Resource<Names>> {
        let Container { data, name } = self.table().get(&container)?;
        let names = data.names(name).await?;
        Ok(self.table().push(Names(names.into_iter()))?)
    }

    async fn delete_object(&mut self, container: Handle, object: String) -> Result<()> {
        self.delete_objects(container, vec![object]).await
    }

    async fn delete_objects(&mut self, container: Handle, objects: Vec<String>) -> Result<()> {
        let Container { data, name } = self.table().get(&container)?;
        Ok(data.delete(name, &objects).await?)
    }

    async fn has_object(&mut self, container: Handle, object: String) -> Result<bool> {
        let Container { data, name } = self.table().get(&container)?;
        Ok(data.has_object(name, &object).await?)
    }

    async fn object_info(&mut self, container: Handle, object: String) -> Result<ObjectMetadata> {
        let Container { data, name } = self.table().get(&container)?;
        let found = data.object(name, &object).await?;
        Ok(ObjectMetadata {
            name: object,
            container: name.clone(),
            created_at: seconds(&found),
            size: found.size,
        })
    }

    async fn clear(&mut self, container: Handle) -> Result<()> {
        let Container { data, name } = self.table().get(&container)?;
        Ok(data.clear(name).await?)
    }

    async fn drop(&mut self, container: Handle) -> wasmtime::Result<()> {
        self.table().delete(container)?;
        Ok(())
    }
}

/// Since 1970.
fn seconds(meta: &ObjectMeta) -> u64 {
    meta.last_modified.timestamp().try_into().unwrap_or(0)
}

/// The names that were there when the list was asked for. Stores list in no order, so that all are needed to sort them.
#[derive(Debug)]
pub struct Names(std::vec::IntoIter<String>);

impl Names {
    /// The next names, and whether they are the last.
    fn next(&mut self, count: u64) -> (Vec<String>, bool) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let names = self.0.by_ref().take(count).collect();
        (names, self.0.len() == 0)
    }
}

impl HostStreamObjectNames for Caller<'_, BlobstoreObjectStore> {
    async fn read_stream_object_names(
        &mut self,
        names: Resource<Names>,
        len: u64,
    ) -> Result<(Vec<String>, bool)> {
        Ok(self.table().get_mut(&names)?.next(len))
    }

    async fn skip_stream_object_names(
        &mut self,
        names: Resource<Names>,
        num: u64,
    ) -> Result<(u64, bool)> {
        let (skipped, is_end) = self.read_stream_object_names(names, num).await?;
        Ok((skipped.len() as u64, is_end))
    }

    async fn drop(&mut self, names: Resource<Names>) -> wasmtime::Result<()> {
        self.table().delete(names)?;
        Ok(())
    }
}

use std::sync::Arc;

use hostplug::wasmtime::component::Resource;
use hostplug::{BackendError, Caller, wasmtime};

use crate::blobstore::container::{HostContainer, HostStreamObjectNames};
use crate::blobstore::types::{ContainerMetadata, ObjectMetadata};
use crate::memory::Memory;
use crate::{Incoming, Outgoing, Result};

use crate::SampleBlobstore;

/// A container that a component holds open. The data comes along when the handle travels to another component.
#[derive(Debug)]
pub struct Container {
    pub(crate) data: Arc<Memory>,
    pub(crate) name: String,
}

type Handle = Resource<Container>;

impl HostContainer for Caller<'_, SampleBlobstore> {
    async fn name(&mut self, container: Handle) -> Result<String> {
        Ok(self.table().get(&container)?.name.clone())
    }

    async fn info(&mut self, container: Handle) -> Result<ContainerMetadata> {
        let Container { data, name } = self.table().get(&container)?;
        Ok(ContainerMetadata {
            created_at: data.created_at(name).await?,
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
        let blob = data.object(name, &object).await?.blob;
        let value = Incoming::new(blob, start, end)?;
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
        data.created_at(name).await?;
        let target = (name.clone(), object);
        Ok(self.table().get_mut(&value)?.store_as(target)?)
    }

    async fn list_objects(&mut self, container: Handle) -> Result<Resource<Names>> {
        let Container { data, name } = self.table().get(&container)?;
        data.created_at(name).await?;
        let names = Names {
            data: data.clone(),
            container: name.clone(),
            last: None,
        };
        Ok(self.table().push(names)?)
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
            created_at: found.created_at,
            size: found.blob.bytes().len() as u64,
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

/// A list of names that is read in steps. It remembers the last name, so that nothing is skipped or repeated when other
/// objects come and go.
#[derive(Debug)]
pub struct Names {
    data: Arc<Memory>,
    container: String,
    last: Option<String>,
}

impl Names {
    /// The next names, and whether they are the last.
    async fn next(&mut self, count: u64) -> std::result::Result<(Vec<String>, bool), BackendError> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let (last, one_more) = (self.last.as_deref(), count.saturating_add(1));
        let mut names = self.data.names(&self.container, last, one_more).await?;
        let is_end = names.len() <= count;
        names.truncate(count);
        self.last = names.last().cloned().or(self.last.take());
        Ok((names, is_end))
    }
}

impl HostStreamObjectNames for Caller<'_, SampleBlobstore> {
    async fn read_stream_object_names(
        &mut self,
        names: Resource<Names>,
        len: u64,
    ) -> Result<(Vec<String>, bool)> {
        Ok(self.table().get_mut(&names)?.next(len).await?)
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

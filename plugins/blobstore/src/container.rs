use std::fmt;
use std::sync::Arc;

use hostplug::Caller;
use hostplug::wasmtime::{self, component::Resource};

use crate::backend::{Backend, Error, Id, no_container, no_object};
use crate::blobstore::container::{
    ContainerMetadata, HostContainer, HostStreamObjectNames, ObjectMetadata,
};
use crate::{Blobstore, Incoming, Outgoing, Wit, check_name};

/// A container that a component holds open, by its name. The data comes along when it travels to another component.
pub struct Container {
    pub(crate) data: Arc<dyn Backend>,
    pub(crate) name: String,
}

impl Container {
    fn id(&self, object: String) -> Id {
        let container = self.name.clone();
        Id { container, object }
    }

    async fn created_at(&self) -> Result<u64, Error> {
        let found = self.data.container(&self.name).await?;
        found.ok_or_else(|| no_container(&self.name))
    }
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Container").field(&self.name).finish()
    }
}

type Handle = Resource<Container>;

impl HostContainer for Caller<'_, Blobstore> {
    async fn name(&mut self, container: Handle) -> Wit<String> {
        Ok(self.table().get(&container)?.name.clone())
    }

    async fn info(&mut self, container: Handle) -> Wit<ContainerMetadata> {
        let container = self.table().get(&container)?;
        let created_at = container.created_at().await?;
        let name = container.name.clone();
        Ok(ContainerMetadata { name, created_at })
    }

    async fn get_data(
        &mut self,
        container: Handle,
        name: String,
        start: u64,
        end: u64,
    ) -> Wit<Resource<Incoming>> {
        let container = self.table().get(&container)?;
        let blob = container.data.open(&container.id(name)).await?;
        let value = Incoming::new(blob, start, end)?;
        Ok(self.table().push(value)?)
    }

    async fn write_data(
        &mut self,
        container: Handle,
        name: String,
        value: Resource<Outgoing>,
    ) -> Wit<()> {
        check_name(&name)?;
        let container = self.table().get(&container)?;
        container.created_at().await?;
        let id = container.id(name);
        Ok(self.table().get_mut(&value)?.store_as(id)?)
    }

    async fn list_objects(&mut self, container: Handle) -> Wit<Resource<Names>> {
        let container = self.table().get(&container)?;
        container.created_at().await?;
        let names = Names {
            data: container.data.clone(),
            container: container.name.clone(),
            last: None,
        };
        Ok(self.table().push(names)?)
    }

    async fn delete_object(&mut self, container: Handle, name: String) -> Wit<()> {
        self.delete_objects(container, vec![name]).await
    }

    async fn delete_objects(&mut self, container: Handle, names: Vec<String>) -> Wit<()> {
        let container = self.table().get(&container)?;
        Ok(container.data.delete(&container.name, &names).await?)
    }

    async fn has_object(&mut self, container: Handle, name: String) -> Wit<bool> {
        let container = self.table().get(&container)?;
        let found = container.data.object(&container.id(name)).await?;
        Ok(found.is_some())
    }

    async fn object_info(&mut self, container: Handle, name: String) -> Wit<ObjectMetadata> {
        let container = self.table().get(&container)?;
        let id = container.id(name);
        let found = container.data.object(&id).await?;
        let info = found.ok_or_else(|| no_object(&id))?;
        Ok(ObjectMetadata {
            name: id.object,
            container: id.container,
            created_at: info.created_at,
            size: info.size,
        })
    }

    async fn clear(&mut self, container: Handle) -> Wit<()> {
        let container = self.table().get(&container)?;
        Ok(container.data.clear(&container.name).await?)
    }

    async fn drop(&mut self, container: Handle) -> wasmtime::Result<()> {
        Ok(self.table().delete(container).map(drop)?)
    }
}

/// A list of names that is read in steps. It remembers the last name and no others, so it needs no memory, and skips or
/// repeats nothing when other objects come and go.
pub struct Names {
    data: Arc<dyn Backend>,
    container: String,
    last: Option<String>,
}

impl Names {
    /// The next names, and whether they are the last.
    async fn take(&mut self, count: u64) -> Result<(Vec<String>, bool), Error> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let after = self.last.as_deref();
        let most = count.saturating_add(1);
        let mut names = self.data.list(&self.container, after, most).await?;
        let end = names.len() <= count;
        names.truncate(count);
        self.last = names.last().cloned().or(self.last.take());
        Ok((names, end))
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Names").field(&self.container).finish()
    }
}

impl HostStreamObjectNames for Caller<'_, Blobstore> {
    async fn read_stream_object_names(
        &mut self,
        names: Resource<Names>,
        len: u64,
    ) -> Wit<(Vec<String>, bool)> {
        Ok(self.table().get_mut(&names)?.take(len).await?)
    }

    async fn skip_stream_object_names(
        &mut self,
        names: Resource<Names>,
        num: u64,
    ) -> Wit<(u64, bool)> {
        let (names, end) = self.read_stream_object_names(names, num).await?;
        Ok((names.len() as u64, end))
    }

    async fn drop(&mut self, names: Resource<Names>) -> wasmtime::Result<()> {
        Ok(self.table().delete(names).map(drop)?)
    }
}

use std::fmt;
use std::sync::Arc;

use hostplug::Caller;
use hostplug::io::streams::{DynInputStream, DynOutputStream};
use hostplug::wasmtime::{self, component::Resource};

use crate::backend::{Backend, Blob, Error, Id};
use crate::blobstore::types::{HostIncomingValue, HostOutgoingValue};
use crate::read::Reader;
use crate::write::{Body, Writer};
use crate::{Blobstore, Wit};

/// A value that a component writes. It becomes an object when it is finished.
pub struct Outgoing {
    data: Arc<dyn Backend>,
    target: Option<Id>,
    body: Option<Body>,
}

impl Outgoing {
    pub(crate) fn store_as(&mut self, id: Id) -> Result<(), Error> {
        if self.target.is_some() {
            return Err(Error::Other("the value has a name already".into()));
        }
        self.target = Some(id);
        Ok(())
    }

    async fn finish(self) -> Result<(), Error> {
        let target = self.target;
        let unnamed = || Error::Other("the value was not given to `write-data`".into());
        let target = target.ok_or_else(unnamed)?;
        let upload = match self.body {
            Some(body) => body.end().await?,
            None => self.data.upload().await?,
        };
        upload.finish(&target).await
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Outgoing").field(&self.target).finish()
    }
}

impl HostOutgoingValue for Caller<'_, Blobstore> {
    async fn new_outgoing_value(&mut self) -> wasmtime::Result<Resource<Outgoing>> {
        let value = Outgoing {
            data: self.binding().clone(),
            target: None,
            body: None,
        };
        Ok(self.table().push(value)?)
    }

    /// The stream is a child of the value, which cannot end before it.
    async fn outgoing_value_write_body(
        &mut self,
        value: Resource<Outgoing>,
    ) -> wasmtime::Result<Result<Resource<DynOutputStream>, ()>> {
        let outgoing = self.table().get_mut(&value)?;
        if outgoing.body.is_some() {
            return Ok(Err(()));
        }
        let Ok(upload) = outgoing.data.upload().await else {
            return Ok(Err(()));
        };
        let body = Body::new(upload);
        outgoing.body = Some(body.clone());
        let stream: DynOutputStream = Box::new(Writer(body));
        Ok(Ok(self.table().push_child(stream, &value)?))
    }

    async fn finish(&mut self, value: Resource<Outgoing>) -> Wit<()> {
        Ok(self.table().delete(value)?.finish().await?)
    }

    async fn drop(&mut self, value: Resource<Outgoing>) -> wasmtime::Result<()> {
        Ok(self.table().delete(value).map(drop)?)
    }
}

/// An object, or a part of it, that a component reads.
pub struct Incoming {
    blob: Arc<dyn Blob>,
    start: u64,
    end: u64,
}

impl Incoming {
    /// From `first` to `last`, which is one of them and may lie behind the end.
    pub(crate) fn new(blob: Arc<dyn Blob>, first: u64, last: u64) -> Result<Self, Error> {
        let size = blob.size();
        if first > last || first > size {
            let text = format!("no bytes {first} to {last}: the object has {size}");
            return Err(Error::Other(text));
        }
        let (start, end) = (first, last.saturating_add(1).min(size));
        Ok(Incoming { blob, start, end })
    }

    fn reader(self) -> Reader {
        Reader::new(self.blob, self.start, self.end)
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Incoming")
            .field(&(self.start..self.end))
            .finish()
    }
}

impl HostIncomingValue for Caller<'_, Blobstore> {
    async fn incoming_value_consume_sync(&mut self, value: Resource<Incoming>) -> Wit<Vec<u8>> {
        let value = self.table().delete(value)?;
        Ok(value.reader().rest().await?)
    }

    async fn incoming_value_consume_async(
        &mut self,
        value: Resource<Incoming>,
    ) -> Wit<Resource<DynInputStream>> {
        let value = self.table().delete(value)?;
        let stream: DynInputStream = Box::new(value.reader());
        Ok(self.table().push(stream)?)
    }

    async fn size(&mut self, value: Resource<Incoming>) -> wasmtime::Result<u64> {
        let value = self.table().get(&value)?;
        Ok(value.end - value.start)
    }

    async fn drop(&mut self, value: Resource<Incoming>) -> wasmtime::Result<()> {
        Ok(self.table().delete(value).map(drop)?)
    }
}

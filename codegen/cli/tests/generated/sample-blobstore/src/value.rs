//! Values on their way into an object or out of it, as a whole or as streams.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use hostplug::io::async_trait;
use hostplug::io::bytes::Bytes;
use hostplug::io::poll::Pollable;
use hostplug::io::streams::{
    DynInputStream, DynOutputStream, InputStream, OutputStream, StreamError, StreamResult,
};
use hostplug::wasmtime::{component::Resource, format_err};
use hostplug::{BackendError, Caller, wasmtime};

use crate::Result;
use crate::blobstore::types::{HostIncomingValue, HostOutgoingValue};
use crate::memory::{Blob, Memory};

use crate::SampleBlobstore;

/// How much goes through a stream at once.
const CHUNK: usize = 64 * 1024;

/// What a value and its stream have in common: what was written, or why it could not be.
type Body = Arc<Mutex<std::result::Result<Blob, BackendError>>>;

/// A value that a component writes. It becomes an object when it is finished.
#[derive(Debug)]
pub struct Outgoing {
    data: Arc<Memory>,
    /// Container and object.
    target: Option<(String, String)>,
    body: Option<Body>,
}

impl Outgoing {
    pub(crate) fn store_as(
        &mut self,
        target: (String, String),
    ) -> std::result::Result<(), BackendError> {
        match self.target {
            Some(_) => Err(error("the value has a name already")),
            None => {
                self.target = Some(target);
                Ok(())
            }
        }
    }

    async fn finish(self) -> std::result::Result<(), BackendError> {
        let unnamed = || error("the value was not given to `write-data`");
        let (container, object) = self.target.ok_or_else(unnamed)?;
        let blob = match self.body {
            None => self.data.blob(),
            Some(body) => {
                let mut body = body.lock().unwrap_or_else(PoisonError::into_inner);
                mem::replace(&mut *body, Err(error("the value has ended")))?
            }
        };
        self.data.put(&container, &object, Arc::new(blob)).await
    }
}

fn error(text: &str) -> BackendError {
    BackendError::Other(text.to_owned())
}

impl HostOutgoingValue for Caller<'_, SampleBlobstore> {
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
    ) -> wasmtime::Result<std::result::Result<Resource<DynOutputStream>, ()>> {
        let outgoing = self.table().get_mut(&value)?;
        if outgoing.body.is_some() {
            return Ok(Err(()));
        }
        let body: Body = Arc::new(Mutex::new(Ok(outgoing.data.blob())));
        outgoing.body = Some(body.clone());
        let stream: DynOutputStream = Box::new(Writer(body));
        Ok(Ok(self.table().push_child(stream, &value)?))
    }

    async fn finish(&mut self, value: Resource<Outgoing>) -> Result<()> {
        Ok(self.table().delete(value)?.finish().await?)
    }

    async fn drop(&mut self, value: Resource<Outgoing>) -> wasmtime::Result<()> {
        self.table().delete(value)?;
        Ok(())
    }
}

/// Memory takes everything at once. A stream into a distant store gives no permit, and is not ready, while a write is
/// under way.
struct Writer(Body);

#[async_trait]
impl Pollable for Writer {
    async fn ready(&mut self) {}
}

#[async_trait]
impl OutputStream for Writer {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let blob = body.as_mut().map_err(|error| failed(error))?;
        if let Err(error) = blob.add(&bytes) {
            *body = Err(error);
        }
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        self.check_write().map(drop)
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        body.as_ref().map(|_| CHUNK).map_err(failed)
    }
}

fn failed(error: &BackendError) -> StreamError {
    StreamError::LastOperationFailed(format_err!("{error}"))
}

/// An object, or a part of it, that a component reads.
#[derive(Debug)]
pub struct Incoming {
    blob: Arc<Blob>,
    at: usize,
    end: usize,
}

impl Incoming {
    /// From `first` to `last`, which is one of them and may lie behind the end.
    pub(crate) fn new(
        blob: Arc<Blob>,
        first: u64,
        last: u64,
    ) -> std::result::Result<Self, BackendError> {
        let size = blob.bytes().len();
        let at = usize::try_from(first).unwrap_or(usize::MAX);
        let end = usize::try_from(last.saturating_add(1)).map_or(size, |end| end.min(size));
        if first > last || at > size {
            let text = format!("there are no bytes {first} to {last}: the object has {size}");
            return Err(BackendError::Other(text));
        }
        Ok(Incoming { blob, at, end })
    }

    fn rest(&self) -> &[u8] {
        &self.blob.bytes()[self.at..self.end]
    }
}

impl HostIncomingValue for Caller<'_, SampleBlobstore> {
    async fn incoming_value_consume_sync(&mut self, value: Resource<Incoming>) -> Result<Vec<u8>> {
        Ok(self.table().delete(value)?.rest().to_vec())
    }

    async fn incoming_value_consume_async(
        &mut self,
        value: Resource<Incoming>,
    ) -> Result<Resource<DynInputStream>> {
        let stream: DynInputStream = Box::new(self.table().delete(value)?);
        Ok(self.table().push(stream)?)
    }

    async fn size(&mut self, value: Resource<Incoming>) -> wasmtime::Result<u64> {
        Ok(self.table().get(&value)?.rest().len() as u64)
    }

    async fn drop(&mut self, value: Resource<Incoming>) -> wasmtime::Result<()> {
        self.table().delete(value)?;
        Ok(())
    }
}

/// Memory always has the next bytes. A stream out of a distant store answers no bytes, and is not ready, until some
/// have come.
#[async_trait]
impl Pollable for Incoming {
    async fn ready(&mut self) {}
}

#[async_trait]
impl InputStream for Incoming {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        let rest = self.rest();
        if rest.is_empty() {
            return Err(StreamError::Closed);
        }
        let bytes = Bytes::copy_from_slice(&rest[..size.min(CHUNK).min(rest.len())]);
        self.at += bytes.len();
        Ok(bytes)
    }
}

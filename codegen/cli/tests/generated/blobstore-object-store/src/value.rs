//! Values on their way into an object or out of it, as a whole or as streams.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use hostplug::io::async_trait;
use hostplug::io::bytes::Bytes;
use hostplug::io::poll::Pollable;
use hostplug::io::streams::{
    DynInputStream, DynOutputStream, InputStream, OutputStream, StreamError, StreamResult,
};
use hostplug::wasmtime::{component::Resource, format_err};
use hostplug::{BackendError, Caller, wasmtime};
use object_store::GetResult;

use crate::Result;
use crate::blobstore::types::{HostIncomingValue, HostOutgoingValue};
use crate::objects::{Blob, Objects, Room, failed};

use crate::BlobstoreObjectStore;

/// How much goes through a stream at once.
const CHUNK: usize = 64 * 1024;

/// What a value and its stream have in common: what was written, or why it could not be.
type Body = Arc<Mutex<std::result::Result<Blob, BackendError>>>;

/// A value that a component writes. It becomes an object when it is finished.
#[derive(Debug)]
pub struct Outgoing {
    data: Arc<Objects>,
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
        self.data.put(&container, &object, blob).await
    }
}

fn error(text: &str) -> BackendError {
    BackendError::Other(text.to_owned())
}

impl HostOutgoingValue for Caller<'_, BlobstoreObjectStore> {
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

/// Takes everything at once, as far as there is room. It goes to the store when the value is finished, because only then
/// it is known that it is whole.
struct Writer(Body);

#[async_trait]
impl Pollable for Writer {
    async fn ready(&mut self) {}
}

#[async_trait]
impl OutputStream for Writer {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let blob = body.as_mut().map_err(|error| stream_failed(error))?;
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
        body.as_ref().map(|_| CHUNK).map_err(stream_failed)
    }
}

fn stream_failed(error: &BackendError) -> StreamError {
    StreamError::LastOperationFailed(format_err!("{error}"))
}

/// An object, or a part of it, that a component reads. It is open: what happens to the object meanwhile does not matter.
#[derive(Debug)]
pub struct Incoming {
    size: u64,
    /// What comes; nothing if the part is empty.
    source: Option<GetResult>,
    /// Where bytes are counted that are read as a whole.
    room: Room,
}

impl Incoming {
    pub(crate) fn new(source: Option<GetResult>, room: Room) -> Self {
        let range = source.as_ref().map(|source| &source.range);
        Incoming {
            size: range.map_or(0, |range| range.end - range.start),
            source,
            room,
        }
    }

    async fn bytes(mut self) -> std::result::Result<Vec<u8>, BackendError> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        self.room.grow(size)?;
        let Some(source) = self.source else {
            return Ok(Vec::new());
        };
        Ok(source.bytes().await.map_err(|error| failed(&error))?.into())
    }
}

impl HostIncomingValue for Caller<'_, BlobstoreObjectStore> {
    async fn incoming_value_consume_sync(&mut self, value: Resource<Incoming>) -> Result<Vec<u8>> {
        Ok(self.table().delete(value)?.bytes().await?)
    }

    async fn incoming_value_consume_async(
        &mut self,
        value: Resource<Incoming>,
    ) -> Result<Resource<DynInputStream>> {
        let source = self.table().delete(value)?.source;
        let stream: DynInputStream = Box::new(Reader::new(source));
        Ok(self.table().push(stream)?)
    }

    async fn size(&mut self, value: Resource<Incoming>) -> wasmtime::Result<u64> {
        Ok(self.table().get(&value)?.size)
    }

    async fn drop(&mut self, value: Resource<Incoming>) -> wasmtime::Result<()> {
        self.table().delete(value)?;
        Ok(())
    }
}

/// Bytes as they come from the store.
struct Reader {
    chunks: BoxStream<'static, object_store::Result<Bytes>>,
    /// What has come and was not read yet; an empty one says that the next must be waited for.
    next: StreamResult<Bytes>,
}

impl Reader {
    fn new(source: Option<GetResult>) -> Self {
        Reader {
            chunks: source.map_or_else(|| stream::empty().boxed(), GetResult::into_stream),
            next: Ok(Bytes::new()),
        }
    }
}

#[async_trait]
impl Pollable for Reader {
    async fn ready(&mut self) {
        while matches!(&self.next, Ok(bytes) if bytes.is_empty()) {
            self.next = match self.chunks.next().await {
                None => Err(StreamError::Closed),
                Some(chunk) => chunk.map_err(|error| stream_failed(&failed(&error))),
            };
        }
    }
}

#[async_trait]
impl InputStream for Reader {
    /// Answers no bytes if none have come: then the component waits until it is ready.
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        match &mut self.next {
            Ok(bytes) => Ok(bytes.split_to(size.min(bytes.len()))),
            Err(_) => mem::replace(&mut self.next, Err(StreamError::Closed)),
        }
    }
}

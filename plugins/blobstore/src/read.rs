//! Objects as input streams.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use hostplug::BoxFuture;
use hostplug::io::async_trait;
use hostplug::io::bytes::Bytes;
use hostplug::io::poll::Pollable;
use hostplug::io::streams::{InputStream, StreamError, StreamResult};
use hostplug::wasmtime::format_err;

use crate::backend::{Blob, Error, Result};

/// How much is asked for at once.
const CHUNK: usize = 64 * 1024;

pub(crate) struct Reader {
    blob: Arc<dyn Blob>,
    at: u64,
    end: u64,
    state: State,
}

/// What has been read and not yet taken is at most one chunk: who takes slowly, reads slowly.
enum State {
    Idle,
    Reading(BoxFuture<'static, Result<Bytes>>),
    Read(Bytes),
    Failed(Error),
    Closed,
}

impl Reader {
    pub(crate) fn new(blob: Arc<dyn Blob>, at: u64, end: u64) -> Self {
        let state = State::Idle;
        Reader {
            blob,
            at,
            end,
            state,
        }
    }

    /// All that has not been read.
    pub(crate) async fn rest(self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut at = self.at;
        while at < self.end {
            let read = read(&*self.blob, at, self.end).await?;
            at += read.len() as u64;
            bytes.extend_from_slice(&read);
        }
        Ok(bytes)
    }

    /// Goes on until there is something to take.
    fn advance(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if matches!(self.state, State::Idle) {
            self.state = self.next();
        }
        let State::Reading(reading) = &mut self.state else {
            return Poll::Ready(());
        };
        let Poll::Ready(read) = reading.as_mut().poll(context) else {
            return Poll::Pending;
        };
        self.state = read.map_or_else(State::Failed, State::Read);
        Poll::Ready(())
    }

    fn next(&self) -> State {
        if self.at >= self.end {
            return State::Closed;
        }
        let (blob, at, end) = (self.blob.clone(), self.at, self.end);
        State::Reading(Box::pin(async move { read(&*blob, at, end).await }))
    }

    fn take(&mut self, mut bytes: Bytes, size: usize) -> Bytes {
        let taken = bytes.split_to(size.min(bytes.len()));
        self.at += taken.len() as u64;
        if !bytes.is_empty() {
            self.state = State::Read(bytes);
        }
        taken
    }
}

/// A backend that gives nothing is not asked for ever.
async fn read(blob: &dyn Blob, at: u64, end: u64) -> Result<Bytes> {
    let most = usize::try_from(end - at).unwrap_or(CHUNK).min(CHUNK);
    let bytes = blob.read(at, most).await?;
    if bytes.is_empty() {
        return Err(Error::Other("the object is shorter than its size".into()));
    }
    Ok(bytes)
}

#[async_trait]
impl Pollable for Reader {
    async fn ready(&mut self) {
        poll_fn(|context| self.advance(context)).await;
    }
}

#[async_trait]
impl InputStream for Reader {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        let _ = self.advance(&mut Context::from_waker(Waker::noop()));
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Read(bytes) => Ok(self.take(bytes, size)),
            State::Failed(error) => {
                self.state = State::Closed;
                Err(StreamError::LastOperationFailed(format_err!("{error}")))
            }
            State::Closed => {
                self.state = State::Closed;
                Err(StreamError::Closed)
            }
            reading => {
                self.state = reading;
                Ok(Bytes::new())
            }
        }
    }
}

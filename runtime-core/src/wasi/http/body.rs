//! Bodies of outgoing requests and of their responses, which are counted.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};
use wasmtime_wasi_http::{Error, WasiBody};

use super::error;
use super::limits::UNDER_WAY;

/// What the outgoing requests of one component in one store have used.
#[derive(Debug)]
pub(super) struct Spent {
    limit: u64,
    bytes: AtomicU64,
    free: Arc<Semaphore>,
}

impl Spent {
    pub(super) fn new(limit: u64) -> Self {
        Spent {
            limit,
            bytes: AtomicU64::new(0),
            free: Arc::new(Semaphore::new(UNDER_WAY)),
        }
    }

    /// The permission for one more request.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, Error> {
        let free = self.free.clone().try_acquire_owned();
        free.map_err(|_| Error::ConnectionLimitReached)
    }

    fn spend(&self, frame: &Frame<Bytes>) -> Result<(), u64> {
        let size = frame.data_ref().map_or(0, Bytes::len) as u64;
        let before = self.bytes.fetch_add(size, Relaxed);
        match before.saturating_add(size) <= self.limit {
            true => Ok(()),
            false => Err(self.limit),
        }
    }
}

/// The body of a request.
pub(super) struct Outbound {
    pub(super) body: WasiBody,
    pub(super) spent: Arc<Spent>,
}

impl Body for Outbound {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        frame.map(|frame| {
            let frame = frame?;
            Some(frame.and_then(|frame| match self.spent.spend(&frame) {
                Ok(()) => Ok(frame),
                Err(limit) => Err(Error::HttpRequestBodySize(Some(limit))),
            }))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a response. The request is under way until it is dropped.
pub(super) struct Inbound {
    body: Incoming,
    spent: Arc<Spent>,
    /// How long the server may take for the next part.
    patience: Duration,
    /// Set when there was something to wait for.
    timer: Option<Pin<Box<Sleep>>>,
    _under_way: OwnedSemaphorePermit,
}

impl Inbound {
    pub(super) fn new(
        body: Incoming,
        spent: Arc<Spent>,
        patience: Duration,
        under_way: OwnedSemaphorePermit,
    ) -> Self {
        Inbound {
            body,
            spent,
            patience,
            timer: None,
            _under_way: under_way,
        }
    }

    fn count(&mut self, frame: Frame<Bytes>) -> Result<Frame<Bytes>, Error> {
        if let Some(timer) = &mut self.timer {
            timer.as_mut().reset(Instant::now() + self.patience);
        }
        match self.spent.spend(&frame) {
            Ok(()) => Ok(frame),
            Err(limit) => Err(Error::HttpResponseBodySize(Some(limit))),
        }
    }
}

impl Body for Inbound {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(self.count(frame))),
            Poll::Ready(Some(Err(broken))) => Poll::Ready(Some(Err(error::of(&broken)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                let patience = self.patience;
                let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(patience)));
                let late = timer.as_mut().poll(cx);
                late.map(|()| Some(Err(Error::ConnectionReadTimeout)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

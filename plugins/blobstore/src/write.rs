//! Values as output streams.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use hostplug::BoxFuture;
use hostplug::io::async_trait;
use hostplug::io::bytes::Bytes;
use hostplug::io::poll::Pollable;
use hostplug::io::streams::{OutputStream, StreamError, StreamResult};
use hostplug::wasmtime::format_err;

use crate::backend::{Error, Result, Upload};

/// How much a guest may write at once.
const PERMIT: usize = 64 * 1024;

type Written = (Box<dyn Upload>, Result<()>);

/// What a value and its stream have in common.
#[derive(Clone)]
pub(crate) struct Body(Arc<Mutex<State>>);

/// There is at most one write that the backend has not taken yet: it decides how fast a guest can write.
enum State {
    Idle(Box<dyn Upload>),
    Writing(BoxFuture<'static, Written>),
    Failed(Error),
    Ended,
}

impl Body {
    pub(crate) fn new(upload: Box<dyn Upload>) -> Self {
        Body(Arc::new(Mutex::new(State::Idle(upload))))
    }

    /// Waits for the last write.
    pub(crate) async fn end(self) -> Result<Box<dyn Upload>> {
        poll_fn(|context| self.advance(context)).await;
        match self.with(|state| std::mem::replace(state, State::Ended)) {
            State::Idle(upload) => Ok(upload),
            State::Failed(error) => Err(error),
            State::Writing(_) | State::Ended => Err(Error::Other("the value has ended".into())),
        }
    }

    fn with<T>(&self, then: impl FnOnce(&mut State) -> T) -> T {
        then(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Goes on until the backend can take more, or has failed.
    fn advance(&self, context: &mut Context<'_>) -> Poll<()> {
        self.with(|state| {
            let State::Writing(writing) = state else {
                return Poll::Ready(());
            };
            let Poll::Ready((upload, written)) = writing.as_mut().poll(context) else {
                return Poll::Pending;
            };
            *state = written.map_or_else(State::Failed, |()| State::Idle(upload));
            Poll::Ready(())
        })
    }

    /// Goes on as far as possible without waiting.
    fn try_advance(&self) {
        let _ = self.advance(&mut Context::from_waker(Waker::noop()));
    }

    fn begin(&self, bytes: Bytes) -> StreamResult<()> {
        self.with(|state| match std::mem::replace(state, State::Ended) {
            State::Idle(mut upload) => {
                *state = State::Writing(Box::pin(async move {
                    let written = upload.write(bytes).await;
                    (upload, written)
                }));
                Ok(())
            }
            State::Writing(writing) => {
                *state = State::Writing(writing);
                Err(StreamError::trap("write without a permit"))
            }
            other => {
                *state = other;
                state.permit().map(drop)
            }
        })
    }
}

impl State {
    fn permit(&self) -> StreamResult<usize> {
        match self {
            State::Idle(_) => Ok(PERMIT),
            State::Writing(_) => Ok(0),
            State::Failed(error) => Err(StreamError::LastOperationFailed(format_err!("{error}"))),
            State::Ended => Err(StreamError::Closed),
        }
    }
}

pub(crate) struct Writer(pub(crate) Body);

#[async_trait]
impl Pollable for Writer {
    async fn ready(&mut self) {
        poll_fn(|context| self.0.advance(context)).await;
    }
}

#[async_trait]
impl OutputStream for Writer {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        if bytes.len() > PERMIT {
            return Err(StreamError::trap("write of more than the permit"));
        }
        if bytes.is_empty() {
            return Ok(());
        }
        self.0.begin(bytes)?;
        self.0.try_advance();
        Ok(())
    }

    /// A permit is only given when all bytes have been taken, so there is nothing to flush.
    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        self.0.try_advance();
        self.0.with(|state| state.permit())
    }
}

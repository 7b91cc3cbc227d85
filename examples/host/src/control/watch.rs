//! Changes as lines of JSON, written and read.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use hostplug_runtime::{Change, Watch};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming};
use tokio::sync::mpsc;

use super::ControlError;
use super::client::Asked;

/// How many lines wait for the client; the watch of the host has a longer queue of its own.
const LINES: usize = 16;

/// A body that goes on until the host has been shut down or the client has gone.
pub(super) fn body(mut watch: Watch) -> impl Body<Data = Bytes, Error = Infallible> {
    let (lines, body) = mpsc::channel(LINES);
    tokio::spawn(async move {
        loop {
            let change = tokio::select! {
                change = watch.next() => change,
                () = lines.closed() => None,
            };
            let Some(Ok(mut line)) = change.map(|change| serde_json::to_vec(&change)) else {
                break;
            };
            line.push(b'\n');
            if lines.send(Bytes::from(line)).await.is_err() {
                break;
            }
        }
    });
    Lines(body)
}

struct Lines(mpsc::Receiver<Bytes>);

impl Body for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let line = self.0.poll_recv(context);
        line.map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}

/// The changes of the workloads of a host, from [`Client::watch`](super::Client::watch) on.
#[derive(Debug)]
pub struct Changes {
    body: Incoming,
    read: BytesMut,
    asked: Asked,
}

impl Changes {
    pub(super) fn new(body: Incoming, asked: Asked) -> Self {
        Changes {
            body,
            read: BytesMut::new(),
            asked,
        }
    }

    /// The next change; none when the host has been shut down.
    ///
    /// # Errors
    /// The host has gone, or sends something else than changes.
    pub async fn next(&mut self) -> Result<Option<Change>, ControlError> {
        loop {
            if let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let line = self.read.split_to(end + 1);
                let change = serde_json::from_slice(&line);
                return change.map(Some).map_err(|error| self.asked.broken(&error));
            }
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.read.extend_from_slice(&data);
                    }
                }
                Some(Err(error)) => return Err(self.asked.broken(&error)),
                None => return Ok(None),
            }
        }
    }
}

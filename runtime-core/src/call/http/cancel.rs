//! A client that goes away in the middle of a response takes the instance with it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hostplug::wasmtime;
use http::StatusCode;
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::oneshot::{self, Receiver, Sender};
use tokio::task::{JoinError, JoinHandle};
use wasmtime_wasi_http::WasiBody;

use super::{Body, Response};
use crate::serve;

/// How long a guest has to end by itself when its client has gone away.
const FAREWELL: Duration = Duration::from_secs(1);

/// Tells whether the body of a response is read to its end. A response that has none, `bodiless`, is not read at all.
pub(super) fn watched(
    response: http::Response<WasiBody>,
    bodiless: bool,
) -> (Response, Receiver<Gone>) {
    let (gone, told) = oneshot::channel();
    let bodiless = bodiless
        || matches!(
            response.status(),
            StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
        );
    let left = serve::declared(response.headers());
    let response = response.map(|body| -> Body {
        let gone = Some(gone).filter(|_| !bodiless);
        UntilDropped { body, left, gone }.boxed_unsync()
    });
    (response, told)
}

/// Waits for the end of an instance whose response has begun, and sees to it if nobody reads any more.
pub(super) async fn ended(
    mut task: JoinHandle<wasmtime::Result<()>>,
    gone: Receiver<Gone>,
) -> Result<wasmtime::Result<()>, JoinError> {
    tokio::select! {
        biased;
        ended = &mut task => return ended,
        Ok(Gone) = gone => {}
    }
    match tokio::time::timeout(FAREWELL, &mut task).await {
        Ok(ended) => ended,
        Err(_) => {
            task.abort();
            task.await
        }
    }
}

/// Nobody reads any more. It is not sent when the body has been read.
pub(super) struct Gone;

struct UntilDropped {
    body: WasiBody,
    /// Nobody asks for more than the response has said that there is.
    left: Option<u64>,
    /// None when there is nothing more to read.
    gone: Option<Sender<Gone>>,
}

impl HttpBody for UntilDropped {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let (Some(left), Some(Ok(frame))) = (&mut self.left, &frame) {
            *left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len) as u64);
        }
        // After an error there is nothing more either, and the guest knows why.
        if !matches!(frame, Some(Ok(_))) || self.left == Some(0) {
            self.gone = None;
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for UntilDropped {
    fn drop(&mut self) {
        let complete = self.left == Some(0) || self.body.is_end_stream();
        if let Some(gone) = self.gone.take().filter(|_| !complete) {
            // It is an error if the instance has ended before.
            let _ = gone.send(Gone);
        }
    }
}

//! A client that goes away in the middle of a response takes the instance with it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::StatusCode;
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::task::AbortHandle;
use wasmtime_wasi_http::WasiBody;

use super::{Body, Response};
use crate::serve;

/// Ends the task of an instance with the body of its response, unless that is read to its end. Of a response that has
/// none, `bodiless`, nobody reads it, and the instance goes on.
pub(super) fn with_client(
    response: http::Response<WasiBody>,
    bodiless: bool,
    task: Option<AbortHandle>,
) -> Response {
    let bodiless = bodiless
        || matches!(
            response.status(),
            StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
        );
    let task = task.filter(|_| !bodiless);
    let left = serve::declared(response.headers());
    response.map(|body| -> Body {
        let body = UntilDropped { body, left, task };
        body.boxed_unsync()
    })
}

struct UntilDropped {
    body: WasiBody,
    /// Nobody asks for more than the response has said that there is.
    left: Option<u64>,
    /// None when there is nothing more to read.
    task: Option<AbortHandle>,
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
            self.task = None;
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
        if let Some(task) = self.task.take().filter(|_| !complete) {
            task.abort();
        }
    }
}

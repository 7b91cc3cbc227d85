//! Notices a client that goes away in the middle of a response.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{Response, StatusCode};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use wasmtime_wasi_http::WasiBody;

use super::Progress;
use crate::error::Error;

/// How long a guest has to end by itself when its client has gone away.
const FAREWELL: Duration = Duration::from_secs(1);

/// The body of a guest's response. If it is dropped before its end, the guest is to end soon, and its instance is not
/// used again.
pub(super) struct Watched {
    body: WasiBody,
    /// Bytes that are still to come, if the response says how many: nobody need ask for more.
    left: Option<u64>,
    ended: bool,
    progress: Arc<Progress>,
    /// That of the guest.
    task: Option<JoinHandle<Result<(), Error>>>,
}

impl Watched {
    /// `head_only` is whether the client has asked for no body.
    pub(super) fn watch(
        response: Response<WasiBody>,
        head_only: bool,
        progress: Arc<Progress>,
        task: Option<JoinHandle<Result<(), Error>>>,
    ) -> Response<Self> {
        let left = content_length(&response);
        let has_body = !matches!(
            response.status(),
            StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
        );
        response.map(|body| Watched {
            ended: head_only || !has_body || left == Some(0) || body.is_end_stream(),
            body,
            left,
            progress,
            task,
        })
    }

    fn count(&mut self, frame: &Frame<Bytes>) {
        let Some(data) = frame.data_ref() else {
            // Trailers are the last.
            self.ended = true;
            return;
        };
        let left = self.left.map(|left| left.saturating_sub(data.len() as u64));
        self.left = left;
        self.ended |= left == Some(0);
    }
}

fn content_length(response: &Response<WasiBody>) -> Option<u64> {
    let length = response.headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        Poll::Ready(match frame {
            Some(Ok(frame)) => {
                self.count(&frame);
                Some(Ok(frame))
            }
            Some(Err(error)) => Some(Err(error.into())),
            None => {
                self.ended = true;
                let broken = self.progress.is_broken() && self.left != Some(0);
                broken.then(|| Err("the guest ended before its response did".into()))
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.ended || self.body.is_end_stream() {
            return;
        }
        self.progress.lose();
        // Without a runtime, the task does not go on either.
        if let (Some(task), Ok(runtime)) = (self.task.take(), Handle::try_current()) {
            runtime.spawn(end_soon(task));
        }
    }
}

async fn end_soon<T>(mut task: JoinHandle<T>) {
    if timeout(FAREWELL, &mut task).await.is_err() {
        task.abort();
    }
}

//! `wasi:http/handler` of WASI 0.3.

use std::convert::Infallible;
use std::future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hostplug::State;
use hostplug::wasmtime::component::Accessor;
use hostplug::wasmtime::{Result, Store};
use http::header::HOST;
use http::uri::Authority;
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::oneshot::{self, Receiver, Sender};
use wasmtime_wasi_http::p3::bindings::Service;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;
use wasmtime_wasi_http::p3::{Request as WasiRequest, Response as WasiResponse};
use wasmtime_wasi_http::{Error, FieldMap, WasiBody};

use super::{Reply, Request, refused};
use crate::{serve, wasi};

/// Answers one request. It ends when the guest has nothing left to do and the body of the answer has been read.
pub(super) async fn answer<B>(
    store: &mut Store<State>,
    service: &Service,
    request: Request<B>,
    reply: Reply,
) -> Result<()>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Error>,
{
    let request = incoming(store, request);
    store
        .run_concurrent(async move |accessor| {
            let read = match handle(accessor, service, request).await? {
                Ok(response) => Some(begin(accessor, response, reply)?),
                Err(code) => {
                    reply.send(Err(refused(code)));
                    None
                }
            };
            finish(accessor, read).await;
            Ok(())
        })
        .await
        .flatten()
}

/// Waits for the guest's tasks, and for what the host itself moves from one stream to another.
async fn finish(accessor: &Accessor<State>, read: Option<Receiver<Infallible>>) {
    future::poll_fn(|cx| accessor.poll_no_interesting_tasks(cx)).await;
    if let Some(read) = read {
        // Nothing is ever sent: it is dropped at the end of the body.
        let _ = read.await;
    }
}

/// A guest sees neither the header `host` nor where the host listens, so that the request has to say both.
fn incoming<B>(store: &mut Store<State>, request: Request<B>) -> WasiRequest
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Error>,
{
    let (head, body) = request.into_parts();
    let named = || head.headers.get(HOST)?.to_str().ok()?.parse().ok();
    let authority: Option<Authority> = head.uri.authority().cloned().or_else(named);
    let scheme = serve::scheme(&head.uri, &head.extensions);
    let path = head.uri.path_and_query().cloned();
    let view = wasi::http_view(store.data_mut());
    let headers = FieldMap::new_immutable(view.hooks, head.headers);
    // The second value would say what the guest thinks of the request's body, which no client can be told.
    let (request, _) = WasiRequest::new(
        head.method,
        Some(scheme),
        authority,
        path,
        headers,
        None,
        body,
    );
    request
}

/// The guest's response, or the error that it gives instead.
async fn handle(
    accessor: &Accessor<State>,
    service: &Service,
    request: WasiRequest,
) -> Result<Result<WasiResponse, ErrorCode>> {
    let request =
        accessor.with(|mut access| wasi::http_view(access.data_mut()).table.push(request))?;
    let handler = service.wasi_http_handler();
    match handler.call_handle(accessor, request).await? {
        Ok(response) => accessor.with(|mut access| {
            let view = wasi::http_view(access.data_mut());
            Ok(Ok(view.table.delete(response)?))
        }),
        Err(code) => Ok(Err(code)),
    }
}

/// Gives the client the response, whose body is still to come. What is returned ends with it.
fn begin(
    accessor: &Accessor<State>,
    response: WasiResponse,
    reply: Reply,
) -> Result<Receiver<Infallible>> {
    let (sender, transmitted) = oneshot::channel();
    let (_read, read) = oneshot::channel();
    let transmitted = async { transmitted.await.unwrap_or(Ok(())) };
    let response = accessor
        .with(|access| response.into_http_with_getter(access, transmitted, wasi::http_view))?;
    let streamed = |body| Streamed {
        body,
        end: Some(End {
            transmitted: sender,
            _read,
        }),
    };
    reply.send(Ok(response.map(|body| streamed(body).boxed_unsync())));
    Ok(read)
}

/// A body that tells the guest whether all of it was taken.
struct Streamed {
    body: WasiBody,
    end: Option<End>,
}

/// Who waits for the end of a body.
struct End {
    transmitted: Sender<Result<(), Error>>,
    /// Only dropped.
    _read: Sender<Infallible>,
}

impl Streamed {
    fn end(&mut self, result: Result<(), Error>) {
        if let Some(end) = self.end.take() {
            // A guest need not ask.
            let _ = end.transmitted.send(result);
        }
    }
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            None => self.end(Ok(())),
            Some(Err(_)) => self.end(Err(Error::ConnectionTerminated)),
            Some(Ok(_)) => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Streamed {
    /// A body of known length need not be read to its end, only to its last byte.
    fn drop(&mut self) {
        let complete = self.body.is_end_stream() || self.body.size_hint().exact() == Some(0);
        self.end(match complete {
            true => Ok(()),
            false => Err(Error::ConnectionTerminated),
        });
    }
}

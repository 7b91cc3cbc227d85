//! `wasi:http/handler` of WASI 0.3.

use std::convert::Infallible;
use std::future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hostplug::State;
use hostplug::wasmtime::component::Accessor;
use hostplug::wasmtime::{Result, Store};
use http::header::HOST;
use http::uri::{Authority, Scheme};
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::oneshot::{self, Receiver, Sender};
use wasmtime_wasi_http::p3::bindings::{Service, ServicePre};
use wasmtime_wasi_http::p3::{Request as WasiRequest, Response as WasiResponse};
use wasmtime_wasi_http::{Error, FieldMap, WasiBody};

use super::{Answer, Request, refused};
use crate::wasi;

/// Answers one request. It ends when the guest has nothing left to do and the body of the answer has been read.
pub(super) async fn answer<B>(
    service: ServicePre<State>,
    mut store: Store<State>,
    request: Request<B>,
    answer: Sender<Answer>,
) -> Result<()>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Error>,
{
    let request = incoming(&mut store, request);
    let service = service.instantiate_async(&mut store).await?;
    let broken = Arc::new(AtomicBool::new(false));
    let body_broken = broken.clone();
    let result = store
        .run_concurrent(async move |accessor| {
            let read = match handle(accessor, &service, request).await? {
                Ok(response) => {
                    let (response, read) = outgoing(accessor, response, body_broken)?;
                    // Nobody is left to tell if the client has gone away.
                    let _ = answer.send(Ok(response));
                    Some(read)
                }
                Err(refused) => {
                    let _ = answer.send(Err(refused));
                    None
                }
            };
            future::poll_fn(|cx| accessor.poll_no_interesting_tasks(cx)).await;
            if let Some(read) = read {
                // It is never sent, only dropped with the body.
                let _ = read.await;
            }
            Ok(())
        })
        .await
        .flatten();
    // The store ends the streams of the body when it is dropped, and the body must know by then what that means.
    broken.store(result.is_err(), Ordering::Release);
    drop(store);
    result
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
    let scheme = head.uri.scheme().cloned().unwrap_or(Scheme::HTTP);
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
) -> Result<Result<WasiResponse>> {
    let request =
        accessor.with(|mut access| wasi::http_view(access.data_mut()).table.push(request))?;
    let handler = service.wasi_http_handler();
    match handler.call_handle(accessor, request).await? {
        Ok(response) => {
            let taken = accessor
                .with(|mut access| wasi::http_view(access.data_mut()).table.delete(response))?;
            Ok(Ok(taken))
        }
        Err(code) => Ok(Err(refused(code))),
    }
}

/// The response for the client, and what ends with its body.
fn outgoing(
    accessor: &Accessor<State>,
    response: WasiResponse,
    broken: Arc<AtomicBool>,
) -> Result<(http::Response<WasiBody>, Receiver<Infallible>)> {
    let (sent, transmitted) = oneshot::channel();
    let (held, read) = oneshot::channel();
    let transmitted = async { transmitted.await.unwrap_or(Ok(())) };
    let response = accessor
        .with(|access| response.into_http_with_getter(access, transmitted, wasi::http_view))?;
    let streamed = |body| Streamed {
        body,
        broken,
        ended: false,
        sent: Some(sent),
        _held: held,
    };
    Ok((response.map(|body| streamed(body).boxed_unsync()), read))
}

/// A body that tells the guest whether all of it was taken, and the client when the guest has not sent all of it.
struct Streamed {
    body: WasiBody,
    /// Set when the guest has trapped.
    broken: Arc<AtomicBool>,
    ended: bool,
    sent: Option<Sender<Result<(), Error>>>,
    /// Dropped with the body.
    _held: Sender<Infallible>,
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() && self.broken.load(Ordering::Acquire) {
            let broken = Error::InternalError(Some("the guest trapped".to_owned()));
            return Poll::Ready(Some(Err(broken)));
        }
        self.ended = frame.is_none();
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
        let complete =
            self.ended || self.body.is_end_stream() || self.body.size_hint().exact() == Some(0);
        if let Some(sent) = self.sent.take() {
            let _ = sent.send(match complete {
                true => Ok(()),
                false => Err(Error::ConnectionTerminated),
            });
        }
    }
}

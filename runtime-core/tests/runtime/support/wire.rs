//! Clients that say exactly what goes over the wire, and servers of the test's own.

use std::net::SocketAddr;

use bytes::Bytes;
use http::Request;
use http_body_util::Empty;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) type Nothing = Empty<Bytes>;

/// A connection of HTTP/1 that stays open.
pub(crate) async fn http1<B>(address: SocketAddr) -> http1::SendRequest<B>
where
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let stream = TcpStream::connect(address).await.unwrap();
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// A connection of HTTP/2, with prior knowledge.
pub(crate) async fn http2<B>(address: SocketAddr) -> http2::SendRequest<B>
where
    B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    http2_over(TcpStream::connect(address).await.unwrap()).await
}

pub(crate) async fn http2_over<B>(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> http2::SendRequest<B>
where
    B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let connected = http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (sender, connection) = connected.await.unwrap();
    tokio::spawn(connection);
    sender
}

/// A request whose host stands in its address, as HTTP/2 wants it.
pub(crate) fn whole(path: &str) -> Request<Nothing> {
    let uri = format!("http://test.example{path}");
    Request::get(uri).body(Empty::new()).unwrap()
}

/// Sends what it is given, and reads until the server has closed the connection.
pub(crate) async fn raw(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is reset has been closed as well.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

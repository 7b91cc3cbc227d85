//! Requests with and without a socket.

use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use hostplug_runtime::Host;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// Any free port of this machine.
pub(crate) const LOOPBACK: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

pub(crate) fn request(path: &str) -> Request<Empty<Bytes>> {
    Request::get(path)
        .header("host", "test.example")
        .body(Empty::new())
        .unwrap()
}

/// Sends a request without a socket.
pub(crate) async fn get(host: &Host, path: &str) -> (StatusCode, String) {
    read(host.handle_http(request(path)).await).await
}

/// Sends a request over a connection of its own.
pub(crate) async fn fetch(address: SocketAddr, path: &str) -> (StatusCode, String) {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    let connection = tokio::spawn(connection);
    let answer = read(sender.send_request(request(path)).await.unwrap()).await;
    drop(sender);
    connection.await.unwrap().unwrap();
    answer
}

/// An answer whose body is still to come. Its connection is closed when it is dropped.
pub(crate) struct Begun {
    pub(crate) body: Incoming,
    connection: JoinHandle<hyper::Result<()>>,
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

/// Sends a request over a connection of its own, and does not wait for the body of the answer.
pub(crate) async fn begin(address: SocketAddr, path: &str) -> Begun {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request(path)).await.unwrap();
    Begun {
        body: response.into_body(),
        connection,
    }
}

pub(crate) async fn read<B>(response: http::Response<B>) -> (StatusCode, String)
where
    B: Body,
    B::Error: std::fmt::Debug,
{
    let (head, body) = response.into_parts();
    let body = body
        .collect()
        .await
        .unwrap_or_else(|error| panic!("{error:?}"))
        .to_bytes();
    (head.status, String::from_utf8(body.to_vec()).unwrap())
}

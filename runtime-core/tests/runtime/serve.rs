//! What a listener serves, over sockets.

use bytes::Bytes;
use hostplug_guests::{HTTP_FAULTS, HTTP_P3};
use hostplug_runtime::{Component, Host, HttpLimits, Limits, OwnLimits, Workload};
use http::{Request, StatusCode};
use http_body_util::channel::Channel;
use http_body_util::{BodyExt, Full};

use crate::support::client::{LOOPBACK, fetch, get, read, request};
use crate::support::wire::{Nothing, http1, http2, raw, whole};
use crate::support::{alone, builder, host};

/// The fault server of WASI 0.2 on the host `old`, that of WASI 0.3 on every other.
async fn both() -> Host {
    let host = host().await;
    let workload = Workload::new("test")
        .component("old", Component::bytes(HTTP_FAULTS))
        .component("new", Component::bytes(HTTP_P3))
        .route("old.example", "/", "old")
        .route("*", "/", "new");
    host.start(workload).await.unwrap();
    host
}

#[tokio::test]
async fn both_protocols_are_served_on_one_port() {
    let host = both().await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let mut old = http1::<Nothing>(server.address()).await;
    let mut new = http2::<Nothing>(server.address()).await;
    for _ in 0..3 {
        let expected = (StatusCode::OK, "hello\n".to_owned());
        let answer = old.send_request(request("/hello")).await.unwrap();
        assert_eq!(answer.version(), http::Version::HTTP_11);
        assert_eq!(read(answer).await, expected);
        let answer = new.send_request(whole("/hello")).await.unwrap();
        assert_eq!(answer.version(), http::Version::HTTP_2);
        assert_eq!(read(answer).await, expected);
    }
}

#[tokio::test]
async fn a_connection_serves_ten_thousand_requests() {
    let host = host().await;
    host.start(alone("web", Component::bytes(HTTP_FAULTS)))
        .await
        .unwrap();
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let mut client = http1::<Nothing>(server.address()).await;
    for number in 0..10_000 {
        let answer = client.send_request(request("/hello")).await.unwrap();
        assert_eq!(read(answer).await.0, 200, "{number}");
    }
    server.shutdown().await;
    host.stop("default/test").await.unwrap();
}

type Streamed = Channel<Bytes, wasmtime_wasi_http::Error>;

/// More than all buffers on the way have room for, so that it only goes on because both sides read.
const PARTS: usize = 256;
const PART: usize = 64 * 1024;

/// Sends the parts while it reads what comes back.
async fn echoed(
    mut sender: http_body_util::channel::Sender<Bytes, wasmtime_wasi_http::Error>,
    response: impl Future<Output = hyper::Result<http::Response<hyper::body::Incoming>>>,
) {
    let sent = tokio::spawn(async move {
        for number in 0..PARTS {
            let part = Bytes::from(vec![b'a' + (number % 26) as u8; PART]);
            sender.send_data(part).await.unwrap();
        }
    });
    let mut body = response.await.unwrap().into_body();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        for (place, byte) in data.iter().enumerate().step_by(4099) {
            let part = (length + place) / PART;
            assert_eq!(*byte, b'a' + (part % 26) as u8);
        }
        length += data.len();
    }
    sent.await.unwrap();
    assert_eq!(length, PARTS * PART);
}

#[tokio::test]
async fn bodies_are_streamed_both_ways_at_once_over_both_protocols() {
    let host = both().await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let mut old = http1::<Streamed>(server.address()).await;
    let mut new = http2::<Streamed>(server.address()).await;
    for name in ["old.example", "new.example"] {
        let (sender, body) = Streamed::new(1);
        let post = Request::post("/echo").header("host", name).body(body);
        echoed(sender, old.send_request(post.unwrap())).await;
        let (sender, body) = Streamed::new(1);
        let post = Request::post(format!("http://{name}/echo")).body(body);
        echoed(sender, new.send_request(post.unwrap())).await;
    }
}

#[tokio::test]
async fn a_host_has_several_listeners_and_a_listener_several_workloads() {
    let host = both().await;
    let other = Workload::new("other")
        .component("web", Component::bytes(HTTP_FAULTS).env("NAME", "other"))
        .route("*", "/env", "web");
    host.start(other).await.unwrap();
    let first = host.serve_http(LOOPBACK).await.unwrap();
    let second = host.serve_http(LOOPBACK).await.unwrap();
    for address in [first.address(), second.address()] {
        assert_eq!(fetch(address, "/hello").await.1, "hello\n");
        assert_eq!(fetch(address, "/env").await.1, "NAME=other\n");
    }
    first.shutdown().await;
    assert_eq!(fetch(second.address(), "/hello").await.0, 200);
}

#[tokio::test]
async fn a_request_needs_a_host_and_may_be_of_the_first_version() {
    let host = both().await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let without = raw(server.address(), "GET /hello HTTP/1.0\r\n\r\n").await;
    assert!(without.starts_with("HTTP/1.0 400 "), "{without}");
    let with = "GET /hello HTTP/1.0\r\nHost: old.example\r\n\r\n";
    let with = raw(server.address(), with).await;
    assert!(with.starts_with("HTTP/1.0 200 "), "{with}");
    assert!(with.ends_with("hello\n"), "{with}");
    let head = "HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let head = raw(server.address(), head).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "{head}");
}

#[tokio::test]
async fn headers_that_are_too_large_are_refused() {
    let host = both().await;
    let limits = HttpLimits::default().headers(16 << 10);
    let server = host.http().limits(limits).listen(LOOPBACK).await.unwrap();
    let large = "x".repeat(20 << 10);
    let text = format!("GET /hello HTTP/1.1\r\nHost: a\r\nx-large: {large}\r\n\r\n");
    let answer = raw(server.address(), &text).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    assert_eq!(fetch(server.address(), "/hello").await.0, 200);
}

async fn small_bodies(guest: &'static [u8]) -> Host {
    let host = builder()
        .limits(Limits::default().body(2000))
        .max_limits(Limits::default().body(3000))
        .start()
        .await
        .unwrap();
    let limits = OwnLimits::default().body(1000);
    host.start(alone("web", Component::bytes(guest).limits(limits)))
        .await
        .unwrap();
    host
}

#[tokio::test]
async fn a_request_that_says_that_its_body_is_too_large_is_refused() {
    for guest in [HTTP_FAULTS, HTTP_P3] {
        let host = small_bodies(guest).await;
        let post = |size| {
            let body = Full::new(Bytes::from(vec![b'x'; size]));
            let post = Request::post("http://test.example/echo").header("content-length", size);
            host.handle_http(post.body(body).unwrap())
        };
        let refused = read(post(1001).await).await;
        let message = "the body of the request is larger than 1000 bytes\n".to_owned();
        assert_eq!(refused, (StatusCode::PAYLOAD_TOO_LARGE, message));
        assert_eq!(read(post(1000).await).await.1.len(), 1000);
    }
}

#[tokio::test]
async fn a_body_that_becomes_too_large_breaks_off_and_the_next_request_is_served() {
    for guest in [HTTP_FAULTS, HTTP_P3] {
        let host = small_bodies(guest).await;
        let (mut sender, body) = Streamed::new(1);
        let post = Request::post("http://test.example/echo").body(body);
        let response = host.handle_http(post.unwrap()).await;
        let mut body = response.into_body();
        sender.send_data(vec![b'x'; 1000].into()).await.unwrap();
        let mut length = 0;
        while length < 1000 {
            let frame = body.frame().await.unwrap().unwrap();
            length += frame.into_data().unwrap().len();
        }
        sender.send_data(Bytes::from("x")).await.unwrap();
        let rest = body.collect().await.map(|rest| rest.to_bytes());
        assert!(rest.is_err() || rest.unwrap().is_empty(), "nothing passes");
        assert_eq!(get(&host, "/hello").await.0, 200);
        host.stop("default/test").await.unwrap();
    }
}

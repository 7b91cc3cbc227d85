//! Clients that go away, take their time, or want too much.

use std::net::SocketAddr;
use std::time::Duration;

use hostplug_guests::{HTTP_FAULTS, HTTP_P3};
use hostplug_runtime::{Component, Host, HttpLimits};
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::client::{LOOPBACK, begin, fetch, get, read, request};
use crate::support::wire::{Nothing, http1, http2, raw, whole};
use crate::support::{alone, host};

const BOTH: [&[u8]; 2] = [HTTP_FAULTS, HTTP_P3];

const SHORT: Duration = Duration::from_millis(40);

async fn serving(guest: &'static [u8]) -> Host {
    let host = host().await;
    host.start(alone("web", Component::bytes(guest)))
        .await
        .unwrap();
    host
}

/// The host still serves, and nothing is left of earlier requests: a stop waits for all instances.
async fn serves_and_ends(host: &Host, address: SocketAddr) {
    assert_eq!(fetch(address, "/hello").await.0, 200);
    host.stop("default/test").await.unwrap();
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_of_a_response_takes_the_instance_with_it() {
    for guest in BOTH {
        let host = serving(guest).await;
        let server = host.serve_http(LOOPBACK).await.unwrap();
        let mut begun = begin(server.address(), "/hang").await;
        begun.body.frame().await.unwrap().unwrap();
        drop(begun);
        let mut client = http2::<Nothing>(server.address()).await;
        let response = client.send_request(whole("/hang")).await.unwrap();
        let mut body = response.into_body();
        body.frame().await.unwrap().unwrap();
        drop((body, client));
        serves_and_ends(&host, server.address()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_guest_that_does_not_notice_that_its_client_has_left_is_ended() {
    for (guest, path) in [
        (HTTP_FAULTS, "/hang"),
        (HTTP_FAULTS, "/forever"),
        (HTTP_P3, "/hang"),
    ] {
        let host = serving(guest).await;
        let mut body = host.handle_http(request(path)).await.into_body();
        body.frame().await.unwrap().unwrap();
        drop(body);
        assert_eq!(get(&host, "/hello").await.0, 200);
        host.stop("default/test").await.unwrap();
    }
}

#[tokio::test]
async fn a_client_that_leaves_before_the_response_takes_the_instance_with_it() {
    let host = serving(HTTP_P3).await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let text = b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";
        stream.write_all(text).await.unwrap();
    }
    let mut client = http2::<Nothing>(server.address()).await;
    let waiting = tokio::spawn(client.send_request(whole("/wait")));
    assert_eq!(fetch(server.address(), "/hello").await.0, 200);
    waiting.abort();
    drop(client);
    serves_and_ends(&host, server.address()).await;
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_of_its_body_takes_the_instance_with_it() {
    for guest in BOTH {
        let host = serving(guest).await;
        let server = host.serve_http(LOOPBACK).await.unwrap();
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let text = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome";
        stream.write_all(text).await.unwrap();
        let mut answer = Vec::new();
        while !answer.windows(4).any(|part| part == b"some") {
            let read = stream.read_buf(&mut answer).await.unwrap();
            assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
        }
        drop(stream);
        serves_and_ends(&host, server.address()).await;
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_its_connection_and_its_instance() {
    let host = serving(HTTP_FAULTS).await;
    let limits = HttpLimits::default().stall(SHORT);
    let server = host.http().limits(limits).listen(LOOPBACK).await.unwrap();
    let mut one = TcpStream::connect(server.address()).await.unwrap();
    let text = b"GET /forever HTTP/1.1\r\nHost: a\r\n\r\n";
    one.write_all(text).await.unwrap();
    let mut client = http2::<Nothing>(server.address()).await;
    let two = client.send_request(whole("/forever")).await.unwrap();
    serves_and_ends(&host, server.address()).await;
    drop((one, two));
}

#[tokio::test]
async fn a_client_that_takes_its_time_for_the_headers_loses_its_connection() {
    let host = serving(HTTP_FAULTS).await;
    let limits = HttpLimits::default().idle(SHORT);
    let server = host.http().limits(limits).listen(LOOPBACK).await.unwrap();
    for text in ["", "P", "GET /hel", "GET /hello HTTP/1.1\r\nHost: "] {
        assert_eq!(raw(server.address(), text).await, "");
    }
    serves_and_ends(&host, server.address()).await;
}

#[tokio::test]
async fn a_connection_without_requests_is_closed() {
    let host = serving(HTTP_FAULTS).await;
    let limits = HttpLimits::default().idle(SHORT);
    let server = host.http().limits(limits).listen(LOOPBACK).await.unwrap();
    let text = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
    assert!(raw(server.address(), text).await.contains("hello\n"));
    let mut client = http2::<Nothing>(server.address()).await;
    let answer = client.send_request(whole("/hello")).await.unwrap();
    assert_eq!(read(answer).await.0, 200);
    while client.ready().await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_client_too_many_waits_until_another_one_leaves() {
    let host = serving(HTTP_FAULTS).await;
    let limits = HttpLimits::default().connections(1);
    let server = host.http().limits(limits).listen(LOOPBACK).await.unwrap();
    let mut first = http1::<Nothing>(server.address()).await;
    let ask = async |client: &mut hyper::client::conn::http1::SendRequest<Nothing>| {
        let answer = client.send_request(request("/hello")).await.unwrap();
        assert_eq!(read(answer).await.0, 200);
    };
    ask(&mut first).await;
    let address = server.address();
    let second = tokio::spawn(async move { fetch(address, "/hello").await });
    for _ in 0..20 {
        ask(&mut first).await;
    }
    assert!(!second.is_finished());
    drop(first);
    assert_eq!(second.await.unwrap().0, 200);
}

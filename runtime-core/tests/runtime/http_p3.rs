//! Requests to components that export `wasi:http/handler` of WASI 0.3.

use bytes::Bytes;
use hostplug_guests::{HTTP_FAULTS, HTTP_P3};
use hostplug_runtime::{Component, Host, Workload};
use http::Request;
use http_body_util::channel::Channel;
use http_body_util::{BodyExt, Empty, Full};

use crate::support::client::{LOOPBACK, begin, fetch, get, read, request};
use crate::support::output::Printed;
use crate::support::{alone, builder, host, text, until_gone};

fn server() -> Component {
    Component::bytes(HTTP_P3).env("COLOUR", "red")
}

async fn serving() -> Host {
    let host = host().await;
    host.start(alone("web", server())).await.unwrap();
    host
}

async fn printing() -> (Host, Printed) {
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    host.start(alone("web", server())).await.unwrap();
    (host, printed)
}

#[tokio::test]
async fn a_request_that_traps_or_is_refused_is_answered_with_500_and_the_next_goes_on() {
    let host = serving().await;
    let failed = "workload `default/test` failed to answer; the log of the host says why\n";
    for path in ["/trap", "/refuse"] {
        let (status, text) = get(&host, path).await;
        assert_eq!((status.as_u16(), text.as_str()), (500, failed), "{path}");
        let (status, text) = get(&host, "/hello").await;
        assert_eq!(
            (status.as_u16(), text.as_str()),
            (200, "hello\n"),
            "after {path}"
        );
    }
}

#[tokio::test]
async fn headers_and_bodies_arrive() {
    let host = serving().await;
    let header = Request::get("http://test.example/header")
        .header("x-test", "value")
        .body(Empty::<Bytes>::new());
    let response = host.handle_http(header.unwrap()).await;
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(read(response).await.1, "value");
    assert_eq!(get(&host, "/env").await.1, "COLOUR=red\n");
    assert_eq!(get(&host, "/nothing").await.0, 404);
    let body = "0123456789".repeat(50_000);
    let echo = Request::post("http://test.example/echo").body(Full::new(Bytes::from(body.clone())));
    assert!(read(host.handle_http(echo.unwrap()).await).await.1 == body);
}

/// WASI hides the header `host`, so a guest would not know where it was called.
#[tokio::test]
async fn a_guest_learns_the_host_that_was_called() {
    let host = serving().await;
    let get = |uri: &str| {
        Request::get(uri)
            .header("host", "named.example:81")
            .body(Empty::<Bytes>::new())
            .unwrap()
    };
    for (uri, expected) in [
        ("/where", "Some(Scheme::Http) named.example:81"),
        (
            "https://other.example/where",
            "Some(Scheme::Https) other.example",
        ),
    ] {
        let response = host.handle_http(get(uri)).await;
        assert_eq!(read(response).await.1, expected, "{uri}");
    }
}

#[tokio::test]
async fn a_body_is_streamed_in_both_directions() {
    let host = serving().await;
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let post = Request::post("http://test.example/echo").body(body);
    let response = host.handle_http(post.unwrap()).await;
    assert_eq!(
        response.status(),
        200,
        "before the body of the request has been sent"
    );
    let mut body = response.into_body();
    for part in ["one", "two"] {
        sender.send_data(Bytes::from(part)).await.unwrap();
        let frame = body.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), part);
    }
    drop(sender);
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn trailers_go_through() {
    let host = serving().await;
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let post = Request::post("http://test.example/echo").body(body);
    let response = host.handle_http(post.unwrap()).await;
    let mut body = response.into_body();
    sender.send_data(Bytes::from("body")).await.unwrap();
    let frame = body.frame().await.unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "body");
    let mut trailers = http::HeaderMap::new();
    trailers.insert("x-sum", "7".parse().unwrap());
    sender.send_trailers(trailers.clone()).await.unwrap();
    let frame = body.frame().await.unwrap().unwrap();
    assert_eq!(frame.into_trailers().unwrap(), trailers);
}

/// The status is sent long before; only a broken connection tells the client that something is missing.
#[tokio::test]
async fn a_body_that_breaks_off_is_an_error_and_not_an_end() {
    let host = serving().await;
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let post = Request::post("http://test.example/echo").body(body);
    let mut echoed = host.handle_http(post.unwrap()).await.into_body();
    sender.send_data(Bytes::from("one")).await.unwrap();
    let frame = echoed.frame().await.unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "one");
    sender.abort(wasmtime_wasi_http::Error::ConnectionTerminated);
    assert!(echoed.frame().await.unwrap().is_err());
    host.stop("default/test").await.unwrap();
}

/// The streams of a guest that has trapped just end, and what it had sent once looked like all of it.
#[tokio::test]
async fn a_trap_in_the_midst_of_a_body_is_an_error_for_the_client() {
    let host = serving().await;
    let response = host.handle_http(request("/break")).await;
    assert_eq!(response.status(), 200);
    let mut body = response.into_body();
    let frame = body.frame().await.unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "some");
    assert!(body.frame().await.unwrap().is_err());
    assert_eq!(get(&host, "/hello").await.0, 200);
    host.stop("default/test").await.unwrap();
}

/// More than any buffer on the way holds: the guest goes on only because the client reads.
#[tokio::test]
async fn a_long_body_comes_chunk_by_chunk_and_the_guest_learns_that_all_was_taken() {
    const CHUNK: usize = 64 * 1024;
    const ALL: usize = 200 * CHUNK;
    let (host, printed) = printing().await;
    let response = host.handle_http(request("/chunks?200")).await;
    let mut body = response.into_body();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        for (place, byte) in data.iter().enumerate().step_by(4099) {
            let chunk = (length + place) / CHUNK;
            assert_eq!(*byte, b'a' + (chunk % 26) as u8, "at {}", length + place);
        }
        length += data.len();
        // A few chunks may be on their way.
        if length + 8 * CHUNK < ALL {
            assert_eq!(printed.take("web"), [""; 0], "after {length} bytes");
        }
    }
    drop(body);
    assert_eq!(length, ALL);
    host.stop("default/test").await.unwrap();
    assert_eq!(
        printed.take("web"),
        ["chunks: 200", "transmitted: Ok(())"],
        "the instance went on after its answer"
    );
}

#[tokio::test]
async fn a_client_that_goes_away_ends_the_body_and_the_guest_learns_it() {
    let (host, printed) = printing().await;
    let mut body = host
        .handle_http(request("/chunks?1000000"))
        .await
        .into_body();
    body.frame().await.unwrap().unwrap();
    drop(body);
    host.stop("default/test").await.unwrap();
    let lines = printed.take("web");
    let [chunks, transmitted] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    let written: usize = chunks.strip_prefix("chunks: ").unwrap().parse().unwrap();
    assert!(written < 1000, "{written}");
    assert_eq!(
        transmitted,
        "transmitted: Err(ErrorCode::ConnectionTerminated)"
    );
}

/// Else the stop would wait for ever.
#[tokio::test]
async fn a_client_that_goes_away_before_the_answer_takes_the_instance_with_it() {
    let host = serving().await;
    let waiting = tokio::spawn({
        let host = host.clone();
        async move { host.handle_http(request("/wait")).await }
    });
    assert_eq!(get(&host, "/hello").await.0, 200);
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    host.stop("default/test").await.unwrap();
    until_gone(&host, "default/test").await;
}

#[tokio::test]
async fn a_stop_waits_for_a_response_that_is_being_streamed() {
    let host = serving().await;
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let post = Request::post("http://test.example/echo").body(body);
    let response = host.handle_http(post.unwrap()).await;
    let stop = tokio::spawn({
        let host = host.clone();
        async move { host.stop("default/test").await }
    });
    while host.workload("default/test").is_ok() {
        tokio::task::yield_now().await;
    }
    sender.send_data(Bytes::from("still here")).await.unwrap();
    drop(sender);
    assert!(host.status("default/test").is_ok(), "it is still stopping");
    assert_eq!(
        response.into_body().collect().await.unwrap().to_bytes(),
        "still here"
    );
    stop.await.unwrap().unwrap();
    until_gone(&host, "default/test").await;
}

#[tokio::test]
async fn handlers_of_both_tracks_answer_on_routes_of_one_workload() {
    let host = host().await;
    let workload = Workload::new("test")
        .component("old", Component::bytes(HTTP_FAULTS).env("NAME", "old"))
        .component("new", Component::bytes(HTTP_P3).env("NAME", "new"));
    let unrouted = text(host.start(workload.clone()).await);
    assert!(
        unrouted.contains("component `new` and component `old` export an HTTP handler"),
        "{unrouted}"
    );
    let routed = workload
        .route("*", "/", "old")
        .route("new.example", "/", "new");
    host.start(routed).await.unwrap();
    let server = host.serve_http(LOOPBACK).await.unwrap();
    assert_eq!(fetch(server.address(), "/env").await.1, "NAME=old\n");
    let new = Request::get("http://new.example/env").body(Empty::<Bytes>::new());
    assert_eq!(
        read(host.handle_http(new.unwrap()).await).await.1,
        "NAME=new\n"
    );
    server.shutdown().await;
}

#[tokio::test]
async fn a_trap_over_a_socket_does_not_end_the_server() {
    let host = serving().await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    assert_eq!(fetch(server.address(), "/trap").await.0, 500);
    assert_eq!(
        fetch(server.address(), "/hello").await,
        (http::StatusCode::OK, "hello\n".to_owned())
    );
    server.shutdown().await;
}

#[tokio::test]
async fn a_client_behind_a_socket_and_a_guest_learn_of_the_end_of_each_other() {
    let (host, printed) = printing().await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let mut broken = begin(server.address(), "/break").await;
    assert!((&mut broken.body).collect().await.is_err());
    let mut long = begin(server.address(), "/chunks?1000000").await;
    long.body.frame().await.unwrap().unwrap();
    drop(long);
    host.stop("default/test").await.unwrap();
    assert_eq!(
        printed.take("web").last().map(String::as_str),
        Some("transmitted: Err(ErrorCode::ConnectionTerminated)")
    );
    server.shutdown().await;
}

/// A host that serves the guest, and the answer that the guest gets when it calls itself over the network.
async fn outgoing(host: &Host, allow: &str) -> String {
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let port = server.address().port().to_string();
    let component = match allow {
        "" => Component::bytes(HTTP_P3),
        pattern => Component::bytes(HTTP_P3).allow_host(pattern.replace("PORT", &port)),
    };
    host.start(alone("web", component)).await.unwrap();
    let (status, text) = get(host, &format!("/outgoing?http://127.0.0.1:{port}/hello")).await;
    assert_eq!(status, 200);
    host.stop("default/test").await.unwrap();
    server.shutdown().await;
    text
}

#[tokio::test]
async fn requests_go_only_to_hosts_that_are_listed() {
    let host = host().await;
    for (allow, expected) in [
        ("", "error: ErrorCode::HttpRequestDenied"),
        ("127.0.0.1:1", "error: ErrorCode::HttpRequestDenied"),
        ("127.0.0.1:PORT", "200\nhello\n"),
        ("*", "200\nhello\n"),
    ] {
        assert_eq!(outgoing(&host, allow).await, expected, "{allow}");
    }
}

//! Requests to components that behave well and badly.

use bytes::Bytes;
use hostplug_guests::HTTP_FAULTS;
use hostplug_runtime::{Component, Host, Workload};
use http::Request;
use http_body_util::channel::Channel;
use http_body_util::{BodyExt, Empty, Full};

use crate::support::client::{LOOPBACK, fetch, get, read};
use crate::support::{alone, host, text, until_gone};

async fn faults() -> Host {
    let host = host().await;
    host.start(alone(
        "web",
        Component::bytes(HTTP_FAULTS).env("COLOUR", "red"),
    ))
    .await
    .unwrap();
    host
}

#[tokio::test]
async fn a_request_that_traps_is_answered_with_500_and_the_next_goes_on() {
    let host = faults().await;
    let failed = "workload `default/test` failed to answer; the log of the host says why\n";
    for path in ["/trap", "/no-answer"] {
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
async fn a_trap_over_a_socket_does_not_end_the_server() {
    let host = faults().await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    assert_eq!(fetch(server.address(), "/trap").await.0, 500);
    assert_eq!(
        fetch(server.address(), "/hello").await,
        (http::StatusCode::OK, "hello\n".to_owned())
    );
    server.shutdown().await;
}

#[tokio::test]
async fn headers_and_bodies_arrive() {
    let host = faults().await;
    let header = Request::get("http://test.example/header")
        .header("x-test", "value")
        .body(Empty::<Bytes>::new());
    assert_eq!(
        read(host.handle_http(header.unwrap()).await).await.1,
        "value"
    );
    assert_eq!(get(&host, "/env").await.1, "COLOUR=red\n");
    assert_eq!(get(&host, "/nothing").await.0, 404);
    let body = "0123456789".repeat(50_000);
    let echo = Request::post("http://test.example/echo").body(Full::new(Bytes::from(body.clone())));
    assert!(read(host.handle_http(echo.unwrap()).await).await.1 == body);
}

#[tokio::test]
async fn a_body_is_streamed_in_both_directions() {
    let host = faults().await;
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let response = host
        .handle_http(
            Request::post("http://test.example/echo")
                .body(body)
                .unwrap(),
        )
        .await;
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

/// The status is sent long before; only a broken connection tells the client that something is missing.
#[tokio::test]
async fn a_body_that_breaks_off_is_an_error_and_not_an_end() {
    let host = faults().await;
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let response = host
        .handle_http(
            Request::post("http://test.example/echo")
                .body(body)
                .unwrap(),
        )
        .await;
    let mut body = response.into_body();
    sender.send_data(Bytes::from("one")).await.unwrap();
    assert_eq!(
        body.frame().await.unwrap().unwrap().into_data().unwrap(),
        "one"
    );
    sender.abort(wasmtime_wasi_http::Error::ConnectionTerminated);
    assert!(body.frame().await.unwrap().is_err());
    host.stop("default/test").await.unwrap();
}

#[tokio::test]
async fn requests_that_nobody_serves_say_so() {
    let host = host().await;
    assert_eq!(
        get(&host, "/x?y").await,
        (
            http::StatusCode::NOT_FOUND,
            "no workload serves `test.example/x`\n".to_owned()
        )
    );
    let (status, text) = read(
        host.handle_http(Request::get("/x").body(Empty::<Bytes>::new()).unwrap())
            .await,
    )
    .await;
    assert_eq!(
        (status.as_u16(), text.as_str()),
        (400, "the request names no host: it has no `host` header\n")
    );
}

#[tokio::test]
async fn the_exact_host_goes_before_any_and_the_longest_path_first() {
    let host = host().await;
    let faults = |name: &str| {
        Workload::new(name).component("web", Component::bytes(HTTP_FAULTS).env("NAME", name))
    };
    host.start(faults("any")).await.unwrap();
    host.start(faults("env").route("*", "/env", "web"))
        .await
        .unwrap();
    host.start(faults("exact").route("exact.example", "/", "web"))
        .await
        .unwrap();
    for (uri, expected) in [
        ("http://other.example/hello", "hello\n"),
        ("http://other.example/env", "NAME=env\n"),
        ("http://EXACT.example:8080/env", "NAME=exact\n"),
    ] {
        let response = host
            .handle_http(Request::get(uri).body(Empty::<Bytes>::new()).unwrap())
            .await;
        assert_eq!(read(response).await.1, expected, "{uri}");
    }
    host.stop("default/env").await.unwrap();
    assert_eq!(get(&host, "/env").await.1, "NAME=any\n");
}

/// Both were once accepted, and the one that was started last got all requests.
#[tokio::test]
async fn two_workloads_cannot_have_one_route() {
    let host = faults().await;
    let second = |route: &str| {
        Workload::new("second")
            .component("web", Component::bytes(HTTP_FAULTS))
            .route("*", route, "web")
    };
    assert_eq!(
        text(host.start(second("/")).await),
        "the route `*/` is taken by workload `default/test`\n\
         help: give the workload another one: `[[routes]]` with `host = \"..\"` or `path = \"..\"`"
    );
    assert_eq!(
        host.heartbeat().workloads.len(),
        1,
        "nothing is left behind"
    );
    host.start(second("/second")).await.unwrap();
    host.stop("default/test").await.unwrap();
    host.stop("default/second").await.unwrap();
    host.start(second("/")).await.unwrap();
}

#[tokio::test]
async fn a_server_can_be_stopped_and_its_address_taken_again() {
    let host = faults().await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let address = server.address();
    let taken = text(host.serve_http(address).await);
    assert!(
        taken.starts_with(&format!("cannot listen on {address}: ")),
        "{taken}"
    );
    server.shutdown().await;
    let server = host.serve_http(address).await.unwrap();
    assert_eq!(fetch(server.address(), "/hello").await.0, 200);
}

#[tokio::test]
async fn a_stop_waits_for_a_response_that_is_being_streamed() {
    let host = faults().await;
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let response = host
        .handle_http(
            Request::post("http://test.example/echo")
                .body(body)
                .unwrap(),
        )
        .await;
    let stop = tokio::spawn({
        let host = host.clone();
        async move { host.stop("default/test").await }
    });
    while host.workload("default/test").is_ok() {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        get(&host, "/hello").await.0,
        404,
        "there is no route any more"
    );
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
async fn a_response_that_is_cut_off_breaks_off_and_does_not_end() {
    let host = faults().await;
    let request = Request::get("http://test.example/forever").body(Empty::<Bytes>::new());
    let mut body = host.handle_http(request.unwrap()).await.into_body();
    body.frame().await.unwrap().unwrap();
    host.stop_within("default/test", std::time::Duration::ZERO)
        .await
        .unwrap();
    let rest = body.collect().await.map(|rest| rest.to_bytes());
    let error = rest.unwrap_err().to_string();
    assert_eq!(error, "the guest ended before its response did");
}

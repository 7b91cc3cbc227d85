//! More calls than may be under way at once.

use std::time::Duration;

use bytes::Bytes;
use hostplug_guests::HTTP_FAULTS;
use hostplug_runtime::{Component, Error, Host, OwnLimits};
use http::Request;
use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};

use crate::support::client::{get, request};
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, host, text};

fn at_once(requests: u32, queue: u32) -> OwnLimits {
    OwnLimits::default().requests(requests).queue(queue)
}

#[tokio::test]
async fn one_call_runs_one_waits_and_the_third_is_refused() {
    let probe = Probe::new(&Log::default()).fault("call guest", Fault::Wait);
    let host = builder().plugin(probe.clone()).start().await.unwrap();
    let component = probing().limits(at_once(1, 1));
    let running = host.start(alone("guest", component)).await.unwrap();
    let call = || {
        let running = running.clone();
        tokio::spawn(async move { running.call::<(), ()>("guest", "call", ()).await })
    };
    let first = call();
    probe.gate.arrived().await;
    let second = call();
    tokio::task::yield_now().await;
    let refused = running.call::<(), ()>("guest", "call", ()).await;
    assert!(matches!(refused, Err(Error::Saturated { .. })));
    assert_eq!(
        text(refused),
        "component `guest` is saturated: 1 calls are under way, and 1 wait\n\
         help: if the host has room for more, write `limits = { requests = 1, queue = 1 }` with larger numbers in \
         `[components.guest]`"
    );
    probe.heal("call guest");
    probe.gate.open();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    running.call::<(), ()>("guest", "call", ()).await.unwrap();
    host.stop("default/test").await.unwrap();
}

/// A host whose only request is under way, and what ends it.
async fn full(
    limits: OwnLimits,
) -> (
    Host,
    Sender<Bytes, wasmtime_wasi_http::Error>,
    hostplug_runtime::Response,
) {
    let host = host().await;
    let component = Component::bytes(HTTP_FAULTS).limits(limits);
    host.start(alone("web", component)).await.unwrap();
    let (sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let post = Request::post("http://test.example/echo").body(body);
    let echo = host.handle_http(post.unwrap()).await;
    (host, sender, echo)
}

#[tokio::test]
async fn a_request_that_finds_no_room_is_to_come_again_soon() {
    let (host, sender, echo) = full(at_once(1, 0)).await;
    let response = host.handle_http(request("/hello")).await;
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "1");
    drop(sender);
    echo.into_body().collect().await.unwrap();
    while get(&host, "/hello").await.0 != 200 {
        tokio::task::yield_now().await;
    }
    host.stop("default/test").await.unwrap();
}

#[tokio::test]
async fn a_request_waits_for_the_one_before_it() {
    let (host, sender, echo) = full(at_once(1, 1)).await;
    let (hello, ()) = tokio::join!(get(&host, "/hello"), async {
        tokio::task::yield_now().await;
        drop(sender);
        echo.into_body().collect().await.unwrap();
    });
    assert_eq!(hello.0, 200);
    host.stop("default/test").await.unwrap();
}

#[tokio::test]
async fn what_a_request_waits_counts_as_its_time() {
    let limits = at_once(1, 1).time(Duration::from_secs(1));
    let (host, sender, echo) = full(limits).await;
    assert_eq!(get(&host, "/hello").await.0, 504);
    drop(sender);
    echo.into_body().collect().await.unwrap();
    assert_eq!(
        get(&host, "/hello").await.0,
        200,
        "who has given up has no place"
    );
    host.stop("default/test").await.unwrap();
}

#[tokio::test]
async fn a_workload_cannot_have_more_calls_at_once_than_its_host_allows() {
    let component = probing().limits(at_once(1001, 1));
    let host = builder().plugin(Probe::default()).start().await.unwrap();
    let text = text(host.start(alone("guest", component)).await);
    let expected =
        "`limits.requests` of component `guest` is `1001`, and this host allows at most `1000`";
    assert!(text.starts_with(expected), "{text}");
}

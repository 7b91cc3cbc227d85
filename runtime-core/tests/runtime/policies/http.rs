//! HTTP requests on instances of all policies.

use std::time::Duration;

use bytes::Bytes;
use hostplug_guests::{HTTP_FAULTS, HTTP_P3};
use hostplug_runtime::{Body, Component, Host, InstancePolicy, OwnLimits, Running};
use http::Request;
use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};

use super::{POLICIES, reuse, serving, until};
use crate::support::client::{get, request};
use crate::support::{alone, host};

const GUESTS: [&[u8]; 2] = [HTTP_FAULTS, HTTP_P3];

async fn start(bytes: &'static [u8], policy: InstancePolicy) -> (Host, Running) {
    let host = host().await;
    let limits = OwnLimits::default()
        .cpu(Duration::from_secs(1))
        .memory(32 << 20);
    let component = Component::bytes(bytes).instance(policy).limits(limits);
    let running = host.start(alone("web", component)).await.unwrap();
    (host, running)
}

async fn hello(host: &Host) {
    let (status, text) = get(host, "/hello").await;
    assert_eq!((status.as_u16(), text.as_str()), (200, "hello\n"));
}

#[tokio::test]
async fn one_instance_answers_many_requests() {
    for bytes in GUESTS {
        let (host, running) = start(bytes, serving(5)).await;
        for _ in 0..5 {
            hello(&host).await;
            until(&running, "web", |instances| instances.busy == 0).await;
        }
        let instances = running.instances("web").unwrap();
        assert_eq!((instances.made, instances.retired), (1, 1));
        hello(&host).await;
        assert_eq!(running.instances("web").unwrap().made, 2);
        host.stop("default/test").await.unwrap();
    }
}

#[tokio::test]
async fn a_request_that_fails_is_answered_and_the_next_is_served_by_another_instance() {
    for policy in POLICIES {
        let (host, running) = start(HTTP_FAULTS, policy()).await;
        hello(&host).await;
        for (path, expected) in [
            ("/trap", 500),
            ("/no-answer", 500),
            ("/grow", 500),
            ("/spin", 504),
        ] {
            assert_eq!(get(&host, path).await.0, expected, "{path}, {}", policy());
            hello(&host).await;
        }
        until(&running, "web", |instances| instances.busy == 0).await;
        let instances = running.instances("web").unwrap();
        assert!(instances.retired >= 4, "{instances:?}");
        host.stop("default/test").await.unwrap();
    }
}

/// The guest has answered with an error, which is no fault of its instance.
#[tokio::test]
async fn an_instance_that_refuses_a_request_serves_the_next() {
    let (host, running) = start(HTTP_P3, reuse()).await;
    assert_eq!(get(&host, "/refuse").await.0, 500);
    until(&running, "web", |instances| instances.idle == 1).await;
    hello(&host).await;
    assert_eq!(running.instances("web").unwrap().made, 1);
    host.stop("default/test").await.unwrap();
}

/// A guest that echoes, the body that it gets, and the one that it gives.
async fn echo(host: &Host) -> (Sender<Bytes, wasmtime_wasi_http::Error>, Body) {
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let post = Request::post("http://test.example/echo").body(body);
    let mut echoed = host.handle_http(post.unwrap()).await.into_body();
    sender.send_data(Bytes::from("one")).await.unwrap();
    echoed.frame().await.unwrap().unwrap();
    (sender, echoed)
}

#[tokio::test]
async fn a_client_that_goes_away_in_the_midst_of_a_body_takes_the_instance_with_it() {
    for bytes in GUESTS {
        for policy in POLICIES {
            let (host, running) = start(bytes, policy()).await;
            let (sender, echoed) = echo(&host).await;
            drop((echoed, sender));
            until(&running, "web", |instances| instances.busy == 0).await;
            let instances = running.instances("web").unwrap();
            assert_eq!(instances.retired, 1, "{}: {instances:?}", policy());
            hello(&host).await;
            host.stop("default/test").await.unwrap();
        }
    }
}

/// It waits for more of the request's body, and would for ever.
#[tokio::test]
async fn a_guest_that_goes_on_without_its_client_is_ended_soon() {
    for bytes in GUESTS {
        let (host, running) = start(bytes, reuse()).await;
        let (sender, echoed) = echo(&host).await;
        drop(echoed);
        let instances = until(&running, "web", |instances| instances.busy == 0).await;
        assert_eq!((instances.idle, instances.retired), (0, 1));
        drop(sender);
        hello(&host).await;
        host.stop("default/test").await.unwrap();
    }
}

/// Its length is known, so nobody reads on to the end.
#[tokio::test]
async fn a_client_that_wants_no_body_costs_no_instance() {
    for bytes in GUESTS {
        let (host, running) = start(bytes, reuse()).await;
        let head =
            Request::head("http://test.example/hello").body(http_body_util::Empty::<Bytes>::new());
        drop(host.handle_http(head.unwrap()).await);
        until(&running, "web", |instances| instances.busy == 0).await;
        assert_eq!(running.instances("web").unwrap().idle, 1);
        host.stop("default/test").await.unwrap();
    }
}

#[tokio::test]
async fn a_trap_in_the_midst_of_a_body_retires_a_reused_instance() {
    let (host, running) = start(HTTP_P3, reuse()).await;
    hello(&host).await;
    until(&running, "web", |instances| instances.idle == 1).await;
    let response = host.handle_http(request("/break")).await;
    let mut body = response.into_body();
    let frame = body.frame().await.unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "some");
    assert!(body.frame().await.unwrap().is_err());
    let instances = until(&running, "web", |instances| instances.busy == 0).await;
    assert_eq!((instances.idle, instances.retired), (0, 1));
    hello(&host).await;
    host.stop("default/test").await.unwrap();
}

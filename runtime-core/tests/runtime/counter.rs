//! The example workload: two components, three plugins, and one of the plugins with two backends.

use std::path::Path;
use std::sync::atomic::Ordering;

use hostplug_config::Config;
use hostplug_guests::{COUNTER_STORE, COUNTER_WEB};
use hostplug_keyvalue::Keyvalue;
use hostplug_logging::Logging;
use hostplug_runtime::hostplug::Settings;
use hostplug_runtime::{Component, Engine, Host, HostBuilder, Workload};

use crate::support::builder;
use crate::support::client::{LOOPBACK, fetch, get, request};
use crate::support::config::Trouble;

fn with_plugins(builder: HostBuilder, data: &Path) -> HostBuilder {
    let data = data.to_str().unwrap();
    builder
        .plugin(Config)
        .plugin(Logging)
        .plugin(Keyvalue::default())
        .instance(
            "keyvalue",
            "cache",
            Settings::default().with("backend", "memory"),
        )
        .instance(
            "keyvalue",
            "data",
            Settings::default()
                .with("backend", "redb")
                .with("path", data),
        )
}

fn workload() -> Workload {
    Workload::new("counter")
        .component(
            "web",
            Component::bytes(COUNTER_WEB)
                .config("greeting", "hi")
                .plugin("keyvalue", "cache"),
        )
        .component(
            "store",
            Component::bytes(COUNTER_STORE)
                .config("prefix", "visits")
                .plugin("keyvalue", "data"),
        )
}

async fn start(data: &Path) -> Host {
    let host = with_plugins(builder(), data).start().await.unwrap();
    host.start(workload()).await.unwrap();
    host
}

async fn answer(host: &Host, path: &str) -> String {
    let (status, text) = get(host, path).await;
    assert_eq!(status, 200, "{text}");
    text
}

#[tokio::test]
async fn visitors_are_counted_in_one_backend_and_cached_in_another() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data.redb");
    let host = start(&data).await;
    assert_eq!(answer(&host, "/").await, "hi, visitor 1 of home\n");
    assert_eq!(answer(&host, "/alice").await, "hi, visitor 1 of alice\n");
    assert_eq!(answer(&host, "/alice").await, "hi, visitor 2 of alice\n");
    assert_eq!(answer(&host, "/alice?peek").await, "alice: 2 (cached)\n");
    assert_eq!(get(&host, "/No%20Name").await.0, 400);
}

#[tokio::test]
async fn counters_survive_the_host_and_the_cache_does_not() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data.redb");
    let first = start(&data).await;
    assert_eq!(answer(&first, "/alice").await, "hi, visitor 1 of alice\n");
    first.shutdown().await.unwrap();
    drop(first);
    let second = start(&data).await;
    assert_eq!(answer(&second, "/alice?peek").await, "alice: 1 (stored)\n");
    assert_eq!(answer(&second, "/alice").await, "hi, visitor 2 of alice\n");
}

#[tokio::test]
async fn two_workloads_do_not_see_each_others_data() {
    let directory = tempfile::tempdir().unwrap();
    let host = start(&directory.path().join("data.redb")).await;
    let mut other = workload().route("other.example", "/", "web");
    other.name = "other".to_owned();
    host.start(other).await.unwrap();
    assert_eq!(answer(&host, "/alice").await, "hi, visitor 1 of alice\n");
    let to_other = http::Request::get("http://other.example/alice")
        .body(http_body_util::Empty::<bytes::Bytes>::new());
    let (_, text) = crate::support::client::read(host.handle_http(to_other.unwrap()).await).await;
    assert_eq!(text, "hi, visitor 1 of alice\n");
}

#[tokio::test]
async fn it_answers_over_a_socket_at_once_and_many() {
    let directory = tempfile::tempdir().unwrap();
    let host = start(&directory.path().join("data.redb")).await;
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let mut visits = tokio::task::JoinSet::new();
    for _ in 0..10 {
        visits.spawn(fetch(server.address(), "/alice"));
    }
    let mut answers: Vec<_> = visits
        .join_all()
        .await
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    answers.sort();
    let mut expected: Vec<_> = (1..=10)
        .map(|n| format!("hi, visitor {n} of alice\n"))
        .collect();
    expected.sort();
    assert_eq!(answers, expected);
    server.shutdown().await;
    host.shutdown().await.unwrap();
}

#[tokio::test]
async fn the_pooling_engine_runs_composed_components() {
    let directory = tempfile::tempdir().unwrap();
    let builder = with_plugins(
        Host::builder().engine(Engine::pooling().unwrap()),
        &directory.path().join("data.redb"),
    );
    let host = builder.start().await.unwrap();
    host.start(workload()).await.unwrap();
    assert_eq!(answer(&host, "/alice").await, "hi, visitor 1 of alice\n");
    assert_eq!(answer(&host, "/alice").await, "hi, visitor 2 of alice\n");
}

#[tokio::test]
async fn the_default_engine_is_made_when_the_host_starts() {
    let directory = tempfile::tempdir().unwrap();
    let host = with_plugins(Host::builder(), &directory.path().join("data.redb"))
        .start()
        .await
        .unwrap();
    let plan = host.resolve(&workload()).await.unwrap();
    assert_eq!(plan.routes[0].component, "web");
}

/// The counter, with a configuration that waits or panics in the middle of a request.
async fn troubled(trouble: &Trouble) -> Host {
    let host = builder()
        .plugin(trouble.clone())
        .plugin(Logging)
        .plugin(Keyvalue::default())
        .start()
        .await
        .unwrap();
    let workload = Workload::new("test")
        .component("web", Component::bytes(COUNTER_WEB))
        .component("store", Component::bytes(COUNTER_STORE));
    host.start(workload).await.unwrap();
    host
}

#[tokio::test]
async fn a_plugin_that_panics_ends_its_request_and_nothing_else() {
    let trouble = Trouble::default();
    let host = troubled(&trouble).await;
    trouble.panics.store(true, Ordering::SeqCst);
    assert_eq!(get(&host, "/").await.0, 500);
    trouble.panics.store(false, Ordering::SeqCst);
    assert_eq!(get(&host, "/").await.1, "hello, visitor 1 of home\n");
    host.shutdown().await.unwrap();
}

/// The instance of a client that has gone away would hold up the stop for ever.
#[tokio::test]
async fn a_client_that_goes_away_takes_its_instance_along() {
    let trouble = Trouble::default();
    let host = troubled(&trouble).await;
    trouble.waits.store(true, Ordering::SeqCst);
    {
        let mut answer = std::pin::pin!(host.handle_http(request("/")));
        tokio::select! {
            _ = &mut answer => panic!("the gate is closed"),
            () = trouble.gate.arrived() => {}
        }
    }
    host.stop("default/test").await.unwrap();
}

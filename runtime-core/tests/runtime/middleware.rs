//! Components that stand in front of a web server and pass requests on to it.

use bytes::Bytes;
use hostplug_guests::{HTTP_FAULTS, HTTP_MIDDLEWARE, HTTP_P3, HTTP_P3_MIDDLEWARE};
use hostplug_runtime::{Component, Host, Response, Workload};
use http::Request;
use http_body_util::channel::Channel;
use http_body_util::{BodyExt, Empty};

use crate::support::client::{LOOPBACK, fetch, get, read, request};
use crate::support::output::Printed;
use crate::support::{builder, host, text};

const OLD: &str = "wasi:http/incoming-handler@0.2.12";
const NEW: &str = "wasi:http/handler@0.3.0";

fn old(name: &str) -> Component {
    Component::bytes(HTTP_MIDDLEWARE).env("NAME", name)
}

fn new(name: &str) -> Component {
    Component::bytes(HTTP_P3_MIDDLEWARE).env("NAME", name)
}

fn old_app() -> Component {
    Component::bytes(HTTP_FAULTS).env("NAME", "app")
}

fn new_app() -> Component {
    Component::bytes(HTTP_P3).env("NAME", "app")
}

/// Links each component to the next, and the last to `app`.
fn chain<const N: usize>(handler: &str, names: [&str; N], make: fn(&str) -> Component) -> Workload {
    let mut workload = Workload::new("test");
    for (place, name) in names.iter().enumerate() {
        let next = names.get(place + 1).unwrap_or(&"app");
        workload = workload
            .component(*name, make(name))
            .link(*name, handler, *next, handler);
    }
    workload
}

async fn start(workload: Workload) -> (Host, Printed) {
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    host.start(workload).await.unwrap();
    (host, printed)
}

async fn with_header(host: &Host, path: &str, name: &str, value: &str) -> Response {
    let request = Request::get(format!("http://test.example{path}"))
        .header(name, value)
        .body(Empty::<Bytes>::new());
    host.handle_http(request.unwrap()).await
}

fn via(response: &Response) -> Vec<&str> {
    let values = response.headers().get_all("x-via").into_iter();
    values.map(|value| value.to_str().unwrap()).collect()
}

/// Sends a body part by part, each after the one before has come back, and compares what came back.
async fn exchange(host: &Host, changed: fn(&str) -> String) {
    let (mut sender, body) = Channel::<Bytes, wasmtime_wasi_http::Error>::new(1);
    let post = Request::post("http://test.example/echo").body(body);
    let response = host.handle_http(post.unwrap()).await;
    assert_eq!(response.status(), 200, "before the body has been sent");
    let mut body = response.into_body();
    for round in 0..100 {
        let part = format!("part {round} ").repeat(2_000);
        sender.send_data(Bytes::from(part.clone())).await.unwrap();
        let mut back = Vec::new();
        while back.len() < part.len() {
            let frame = body.frame().await.unwrap().unwrap();
            back.extend_from_slice(&frame.into_data().unwrap());
        }
        assert!(back == changed(&part).as_bytes(), "round {round}");
    }
    drop(sender);
    let end = body.frame().await;
    assert!(end.is_none(), "{end:?}");
}

#[tokio::test]
async fn a_middleware_gets_the_traffic_of_the_application_behind_it() {
    let workload = Workload::new("test")
        .component("guard", old("guard"))
        .component("app", old_app());
    let (host, printed) = start(workload).await;
    assert_eq!(get(&host, "/hello").await.1, "hello\n");
    assert_eq!(printed.take("guard"), ["guard /hello"]);
    assert_eq!(
        get(&host, "/env").await.1,
        "NAME=app\n",
        "each has an environment of its own"
    );
    let refused = with_header(&host, "/hello", "x-refuse", "guard").await;
    let (status, text) = read(refused).await;
    assert_eq!((status.as_u16(), text.as_str()), (403, "guard refuses\n"));
    assert_eq!(get(&host, "/trap").await.0, 500);
    assert_eq!(get(&host, "/hello").await.0, 200);
    exchange(&host, str::to_owned).await;
}

#[tokio::test]
async fn a_middleware_serves_over_a_socket() {
    for (middleware, app) in [(old("guard"), old_app()), (new("guard"), new_app())] {
        let workload = Workload::new("test")
            .component("guard", middleware)
            .component("app", app);
        let (host, _) = start(workload).await;
        let server = host.serve_http(LOOPBACK).await.unwrap();
        assert_eq!(fetch(server.address(), "/hello").await.1, "hello\n");
        assert_eq!(fetch(server.address(), "/trap").await.0, 500);
        server.shutdown().await;
    }
}

/// Each could be in front of each other, so nobody but the user can say.
#[tokio::test]
async fn two_middlewares_need_links() {
    let workload = Workload::new("test")
        .component("first", old("first"))
        .component("second", old("second"))
        .component("app", old_app());
    let text = text(host().await.start(workload).await);
    assert!(
        text.contains(
            "component `first` imports `wasi:http/incoming-handler@0.2.12`, which component `app` and component `second` provide\n\
             help: choose one:\n\
             [[links]]\n\
             from = { component = \"first\", import = \"wasi:http/incoming-handler@0.2.12\" }\n\
             to = { component = \"app\" }"
        ),
        "{text}"
    );
}

#[tokio::test]
async fn requests_pass_a_chain_in_its_order() {
    let names = ["third", "first", "second"];
    let workload = chain(OLD, names, old).component("app", old_app());
    let (host, printed) = start(workload).await;
    assert_eq!(get(&host, "/hello").await.1, "hello\n");
    let lines: Vec<_> = printed
        .origins()
        .iter()
        .map(|origin| origin.component.to_string())
        .collect();
    assert_eq!(lines, names);
    let refused = with_header(&host, "/hello", "x-refuse", "first").await;
    assert_eq!(read(refused).await.1, "first refuses\n");
    exchange(&host, str::to_owned).await;
}

#[tokio::test]
async fn a_middleware_of_wasi_0_3_changes_request_and_response() {
    let workload = Workload::new("test")
        .component("loud", new("loud").env("LOUD", "1"))
        .component("app", new_app());
    let (host, _) = start(workload).await;
    let response = with_header(&host, "/header", "x-test", "client").await;
    assert_eq!(via(&response), ["loud"]);
    assert_eq!(read(response).await.1, "CLIENT LOUD");
    assert_eq!(get(&host, "/nothing").await.0, 404);
    for path in ["/trap", "/refuse"] {
        assert_eq!(get(&host, path).await.0, 500, "{path}");
    }
    exchange(&host, str::to_uppercase).await;
}

#[tokio::test]
async fn a_chain_of_wasi_0_3_hands_streams_on() {
    let names = ["one", "two", "three"];
    let workload = chain(NEW, names, new).component("app", new_app());
    let (host, printed) = start(workload).await;
    let response = with_header(&host, "/header", "x-test", "client").await;
    assert_eq!(via(&response), ["three", "two", "one"], "the way back");
    assert_eq!(read(response).await.1, "client one two three", "the way in");
    exchange(&host, str::to_owned).await;
    let long = host.handle_http(request("/chunks?200")).await;
    let body = long.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body.len(), 200 * 64 * 1024);
    host.stop("default/test").await.unwrap();
    assert_eq!(printed.take("app")[0], "chunks: 200");
}

/// Both are in one store, so what counts is who asks.
#[tokio::test]
async fn an_application_does_not_get_the_permissions_of_its_middleware() {
    for (middleware, app) in [(old("front"), old_app()), (new("front"), new_app())] {
        let workload = Workload::new("test")
            .component("front", middleware.allow_host("*"))
            .component("app", app);
        let (host, _) = start(workload).await;
        let (_, text) = get(&host, "/outgoing?http://127.0.0.1:1/").await;
        assert_eq!(text, "error: ErrorCode::HttpRequestDenied");
    }
}

#[tokio::test]
async fn a_client_that_goes_away_is_noticed_behind_a_middleware() {
    for middleware in [new("front"), new("front").env("LOUD", "1")] {
        let workload = Workload::new("test")
            .component("front", middleware)
            .component("app", new_app());
        let (host, printed) = start(workload).await;
        let response = host.handle_http(request("/chunks?1000000")).await;
        let mut body = response.into_body();
        body.frame().await.unwrap().unwrap();
        drop(body);
        host.stop("default/test").await.unwrap();
        let lines = printed.take("app");
        let written = lines[0].strip_prefix("chunks: ").unwrap();
        assert!(written.parse::<usize>().unwrap() < 1000, "{lines:?}");
    }
}

#[tokio::test]
async fn a_route_can_lead_around_a_middleware() {
    for (middleware, app) in [(old("guard"), old_app()), (new("guard"), new_app())] {
        let workload = Workload::new("test")
            .component("guard", middleware.env("GUARD", "1"))
            .component("app", app)
            .route("*", "/", "guard")
            .route("direct.example", "/", "app");
        let (host, printed) = start(workload).await;
        let direct = Request::get("http://direct.example/header").header("x-test", "client");
        let response = host
            .handle_http(direct.body(Empty::<Bytes>::new()).unwrap())
            .await;
        assert_eq!(via(&response), [""; 0]);
        assert_eq!(read(response).await.1, "client");
        assert_eq!(printed.take("guard"), [""; 0]);
    }
}

/// They are packages of their own, whose requests are not of one type.
#[tokio::test]
async fn a_middleware_of_the_other_track_is_refused_and_the_report_says_what_there_is() {
    let host = host().await;
    for (middleware, app, expected) in [
        (
            new("front"),
            old_app(),
            "component `front` imports `wasi:http/handler@0.3.0`, which no plugin and no component provides\n\
             note: component `app` exports `wasi:http/incoming-handler@0.2.12` (another track: 0.2 is not 0.3)",
        ),
        (
            old("front"),
            new_app(),
            "component `front` imports `wasi:http/incoming-handler@0.2.12`, which no plugin and no component provides\n\
             note: component `app` exports `wasi:http/handler@0.3.0` (another track: 0.3 is not 0.2)",
        ),
    ] {
        let workload = Workload::new("test")
            .component("front", middleware)
            .component("app", app);
        let text = text(host.start(workload).await);
        assert!(text.contains(expected), "{text}");
    }
}

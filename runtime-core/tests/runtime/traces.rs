//! Spans around what a host does, and the trace context that requests bring and take along.

use std::sync::Arc;

use bytes::Bytes;
use hostplug_config::Config;
use hostplug_guests::{COMMAND, HTTP_FAULTS, HTTP_P3, QUEUE_WORKER};
use hostplug_logging::Logging;
use hostplug_runtime::{Component, Error, Host, LogOutput, Stdio};
use http::header::HeaderMap;
use http::{Request, StatusCode};
use http_body_util::{Empty, Full};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::support::client::{LOOPBACK, get, read, request};
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::queue::{Queue, message};
use crate::support::spans::Spans;
use crate::support::{alone, builder, wat};

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-";

#[tokio::test]
async fn calls_of_plugins_are_children_of_the_call_that_makes_them() {
    let spans = Spans::default();
    let _collecting = spans.collect();
    let probe = Probe::new(&Log::default()).fault("call web", Fault::Fail);
    let host = builder().plugin(probe).start().await.unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    running.call::<(), ()>("web", "call", ()).await.unwrap_err();
    let (place, call) = spans.only("function_call");
    let (_, plugin) = spans.only("host_call");
    assert_eq!((call.parent, plugin.parent), (None, Some(place)));
    for (field, value) in [
        ("namespace", "default"),
        ("workload", "test"),
        ("component", "web"),
        ("function", "call"),
        ("outcome", "trapped"),
        ("otel.status_code", "ERROR"),
    ] {
        assert_eq!(call.fields[field], value, "{field}");
    }
    assert!(call.closed && plugin.closed);
}

#[tokio::test]
async fn what_a_guest_does_for_a_request_is_in_its_span() {
    let spans = Spans::default();
    let _collecting = spans.collect();
    let stdio = Stdio::Lines(Arc::new(LogOutput));
    let host = builder().plugin(Config).plugin(Logging).stdio(stdio);
    let host = host.start().await.unwrap();
    let web = Component::bytes(HTTP_P3);
    host.start(alone("web", web)).await.unwrap();
    assert_eq!(get(&host, "/chunks?1").await.0, 200);
    let (place, span) = spans.only("http_request");
    for (field, value) in [
        ("component", "web"),
        ("http.request.method", "GET"),
        ("url.path", "/chunks"),
        ("http.response.status_code", "200"),
        ("outcome", "returned"),
    ] {
        assert_eq!(span.fields[field], value, "{field}");
    }
    host.stop("default/test").await.unwrap();
    assert!(spans.only("http_request").1.closed, "the guest has ended");
    let lines = spans
        .events()
        .into_iter()
        .filter(|(_, fields)| fields.contains_key("stream"));
    let lines: Vec<_> = lines.collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    for (around, fields) in lines {
        assert_eq!((around, fields["component"].as_str()), (vec![place], "web"));
        assert_eq!(
            (&*fields["workload"], &*fields["stream"]),
            ("test", "stdout")
        );
    }
}

#[tokio::test]
async fn a_request_that_fails_says_so_in_its_span_and_in_the_log_inside_of_it() {
    let spans = Spans::default();
    let _collecting = spans.collect();
    let host = builder().start().await.unwrap();
    host.start(alone("web", Component::bytes(HTTP_FAULTS)))
        .await
        .unwrap();
    assert_eq!(get(&host, "/trap").await.0, 500);
    let (place, span) = spans.only("http_request");
    assert_eq!(span.fields["outcome"], "trapped");
    assert_eq!(span.fields["http.response.status_code"], "500");
    assert_eq!(span.fields["otel.status_code"], "ERROR");
    let events = spans.events();
    let logged = events
        .iter()
        .find(|(_, fields)| fields["message"].contains("trapped"));
    assert_eq!(
        logged.map(|(around, _)| around.as_slice()),
        Some(&[place][..])
    );
}

#[tokio::test]
async fn a_guest_that_traps_in_its_response_marks_the_span() {
    let spans = Spans::default();
    let _collecting = spans.collect();
    let host = builder().start().await.unwrap();
    host.start(alone("web", Component::bytes(HTTP_P3)))
        .await
        .unwrap();
    let response = host.handle_http(request("/break")).await;
    assert_eq!(response.status(), StatusCode::OK);
    drop(response);
    host.stop("default/test").await.unwrap();
    while !spans.only("http_request").1.closed {
        tokio::task::yield_now().await;
    }
    let (_, span) = spans.only("http_request");
    assert_eq!(span.fields["outcome"], "returned");
    assert_eq!(span.fields["otel.status_code"], "ERROR");
}

#[tokio::test]
async fn a_command_says_how_it_ended() {
    let spans = Spans::default();
    let _collecting = spans.collect();
    let host = builder().start().await.unwrap();
    let command = Component::bytes(COMMAND).args(["exit", "1"]);
    let running = host.start(alone("job", command)).await.unwrap();
    assert_eq!(running.run("job").await.unwrap(), 1);
    let (_, span) = spans.only("command_run");
    assert_eq!(
        (&*span.fields["exit_code"], &*span.fields["outcome"]),
        ("1", "returned")
    );
}

#[tokio::test]
async fn a_limit_is_named_in_the_span_of_the_call() {
    let spans = Spans::default();
    let _collecting = spans.collect();
    let host = builder().start().await.unwrap();
    let grows = wat(r#"(component
        (core module $m (memory 1)
            (func (export "grow") (drop (memory.grow (i32.const 16384))) unreachable))
        (core instance $i (instantiate $m))
        (func (export "grow") (canon lift (core func $i "grow"))))"#);
    let running = host.start(alone("guest", grows)).await.unwrap();
    let error = running
        .call::<(), ()>("guest", "grow", ())
        .await
        .unwrap_err();
    let (_, span) = spans.only("function_call");
    match error {
        Error::Limit { .. } => assert_eq!(span.fields["limit"], "memory"),
        error => panic!("{error}"),
    }
    assert_eq!(span.fields["outcome"], "limit");
}

/// A server, and the headers of the requests that it gets.
async fn echo() -> (String, mpsc::UnboundedReceiver<HeaderMap>) {
    let listener = TcpListener::bind(LOOPBACK).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let sender = sender.clone();
            let service = service_fn(move |request: Request<_>| {
                let _ = sender.send(request.headers().clone());
                async { Ok::<_, hyper::Error>(http::Response::new(Full::new(Bytes::new()))) }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    (address, seen)
}

/// What a guest sends on for a request with these headers.
async fn sent_on(guest: &'static [u8], headers: &[(&str, &str)]) -> HeaderMap {
    let (address, mut seen) = echo().await;
    let host = builder().start().await.unwrap();
    let web = Component::bytes(guest).allow_host(&address);
    host.start(alone("web", web)).await.unwrap();
    let mut request = Request::get(format!("/outgoing?http://{address}/"));
    for (name, value) in headers.iter().chain(&[("host", "test.example")]) {
        request = request.header(*name, *value);
    }
    let request = request.body(Empty::<Bytes>::new()).unwrap();
    let (status, text) = read(host.handle_http(request).await).await;
    assert_eq!((status.as_u16(), text.as_str()), (200, "200\n"));
    seen.recv().await.unwrap()
}

#[tokio::test]
async fn the_trace_of_a_request_goes_on_in_what_the_guest_sends() {
    for guest in [HTTP_FAULTS, HTTP_P3] {
        let sent = sent_on(guest, &[("traceparent", PARENT), ("tracestate", "a=1,b=2")]).await;
        let parent = sent["traceparent"].to_str().unwrap();
        assert!(
            parent.starts_with(TRACE) && parent.ends_with("-01"),
            "{parent}"
        );
        assert_ne!(parent, PARENT, "the host has a span of its own");
        assert_eq!(sent["tracestate"], "a=1,b=2");
    }
}

#[tokio::test]
async fn no_trace_is_made_up() {
    for headers in [&[][..], &[("traceparent", "00-nonsense")]] {
        for guest in [HTTP_FAULTS, HTTP_P3] {
            let sent = sent_on(guest, headers).await;
            assert_eq!(sent.get("traceparent"), None);
            assert_eq!(sent.get("tracestate"), None);
        }
    }
}

/// All spans of the host, as a page tells of them.
#[tokio::test]
async fn the_page_about_hosts_has_all_spans() {
    let spans = Spans::default();
    let _collecting = spans.collect();
    let queue = Queue::default();
    let host = builder().plugin(queue.clone()).start().await.unwrap();
    all_kinds(&host, &queue).await;
    let found = spans
        .all()
        .into_iter()
        .map(|span| (span.name.to_owned(), span.known));
    let found: std::collections::BTreeMap<_, _> = found.collect();
    assert_eq!(crate::support::page::names("### Spans"), found);
}

async fn all_kinds(host: &Host, queue: &Queue) {
    host.start(alone("worker", Component::bytes(QUEUE_WORKER)))
        .await
        .unwrap();
    let handler = queue.handler("worker").unwrap();
    handler
        .handle(&message("work", "a"))
        .await
        .unwrap()
        .unwrap();
    host.stop("default/test").await.unwrap();
    host.start(alone("web", Component::bytes(HTTP_FAULTS)))
        .await
        .unwrap();
    get(host, "/hello").await;
    host.stop("default/test").await.unwrap();
    let call = wat(r#"(component
        (core module $m (func (export "call")))
        (core instance $i (instantiate $m))
        (func (export "call") (canon lift (core func $i "call"))))"#);
    let running = host.start(alone("guest", call)).await.unwrap();
    running.call::<(), ()>("guest", "call", ()).await.unwrap();
    host.stop("default/test").await.unwrap();
    let command = Component::bytes(COMMAND).args(["exit", "0"]);
    let running = host.start(alone("job", command)).await.unwrap();
    running.run("job").await.unwrap();
}

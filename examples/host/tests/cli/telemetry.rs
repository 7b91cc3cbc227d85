//! Traces and metrics that a collector gets.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};

use bytes::Bytes;
use hostplug_guests::{COUNTER_STORE, COUNTER_WEB, HTTP_FAULTS};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

use crate::hostplug;
use crate::run::Served;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

const DOCUMENT: &str = r#"
name = "traced"

[components.web]
path = "web.wasm"
config = { greeting = "hello" }
[components.web.plugins.default]
plugin = "keyvalue"
backend = "cache"

[components.store]
path = "store.wasm"
config = { prefix = "visits" }
[components.store.plugins.default]
plugin = "keyvalue"
backend = "cache"

[components.faults]
path = "faults.wasm"
allowed-hosts = ["127.0.0.1"]

[[routes]]
path = "/"
component = "web"

[[routes]]
path = "/outgoing"
component = "faults"
"#;

const HOST: &str = "[plugins.keyvalue.cache]\nbackend = \"memory\"\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files: [(&str, &[u8]); 5] = [
        ("web.wasm", COUNTER_WEB),
        ("store.wasm", COUNTER_STORE),
        ("faults.wasm", HTTP_FAULTS),
        ("workload.toml", DOCUMENT.as_bytes()),
        ("hostplug.toml", HOST.as_bytes()),
    ];
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// Path, headers and body of a request.
type Got = (String, HeaderMap, Bytes);

/// A server on a thread of its own, which takes everything.
fn collector() -> (SocketAddr, Receiver<Got>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, got) = mpsc::channel();
    std::thread::spawn(move || take(listener, &sender));
    (address, got)
}

#[tokio::main(flavor = "current_thread")]
async fn take(listener: TcpListener, sender: &Sender<Got>) {
    listener.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        let sender = sender.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let sender = sender.clone();
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await?.to_bytes();
                let _ = sender.send((head.uri.path().to_owned(), head.headers, body));
                Ok::<_, hyper::Error>(Response::new(Full::new(Bytes::new())))
            }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// The command with variables of OpenTelemetry, and with none that this process may have.
fn serve(directory: &Path, variables: &[(&str, &str)]) -> Served {
    let mut command = hostplug(directory);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OTEL_")) {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    with_arguments(&mut command);
    Served::command(command)
}

fn with_arguments(command: &mut Command) -> &mut Command {
    command
        .args(["run", "workload.toml", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
}

fn request(path: &str) -> Request<Full<Bytes>> {
    Request::get(path)
        .header("traceparent", format!("00-{TRACE}-{PARENT}-01"))
        .body(Full::default())
        .unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the collector has got when the host has ended.
struct Collected {
    spans: Vec<Span>,
    metrics: BTreeMap<String, usize>,
    resource: BTreeMap<String, String>,
    outgoing: Vec<HeaderMap>,
    headers: Vec<HeaderMap>,
}

impl Collected {
    fn of(got: &Receiver<Got>) -> Self {
        let mut collected = Collected {
            spans: Vec::new(),
            metrics: BTreeMap::new(),
            resource: BTreeMap::new(),
            outgoing: Vec::new(),
            headers: Vec::new(),
        };
        for (path, headers, body) in got.try_iter() {
            match path.as_str() {
                "/v1/traces" => collected.traces(&body),
                "/v1/metrics" => collected.metrics(&body),
                _ => {
                    collected.outgoing.push(headers);
                    continue;
                }
            }
            collected.headers.push(headers);
        }
        collected
    }

    fn traces(&mut self, body: &[u8]) {
        let export = ExportTraceServiceRequest::decode(body).unwrap();
        for resource in export.resource_spans {
            for attribute in resource.resource.unwrap().attributes {
                let value = format!("{:?}", attribute.value);
                self.resource.insert(attribute.key, value);
            }
            let scopes = resource.scope_spans.into_iter();
            self.spans.extend(scopes.flat_map(|scope| scope.spans));
        }
    }

    fn metrics(&mut self, body: &[u8]) {
        let export = ExportMetricsServiceRequest::decode(body).unwrap();
        let resources = export.resource_metrics.into_iter();
        let scopes = resources.flat_map(|resource| resource.scope_metrics);
        for metric in scopes.flat_map(|scope| scope.metrics) {
            *self.metrics.entry(metric.name).or_default() += 1;
        }
    }

    /// Those of a component that are children of a span.
    fn children(&self, parent: &str) -> Vec<&Span> {
        let spans = self.spans.iter();
        spans
            .filter(|span| hex(&span.parent_span_id) == parent)
            .collect()
    }
}

#[cfg(unix)]
#[test]
fn a_collector_gets_the_traces_of_requests_with_their_parents() {
    let (address, got) = collector();
    let endpoint = format!("http://{address}");
    let folder = folder();
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=secret"),
        ("OTEL_SERVICE_NAME", "tested"),
    ];
    let served = serve(folder.path(), &variables);
    assert_eq!(served.send(request("/")).0, 200);
    let outgoing = format!("/outgoing?http://{address}/elsewhere");
    assert_eq!(served.send(request(&outgoing)).1, b"200\n");
    served.signal("-TERM");
    let (code, log) = served.end();
    assert_eq!(code, Some(0), "{log}");

    let collected = Collected::of(&got);
    assert!(
        collected
            .spans
            .iter()
            .all(|span| hex(&span.trace_id) == TRACE)
    );
    let requests = collected.children(PARENT);
    assert_eq!(requests.len(), 2, "{:#?}", collected.spans);
    let is_web = |span: &&&Span| format!("{:?}", span.attributes).contains("\"web\"");
    let web = requests.iter().find(is_web).unwrap();
    let calls = collected.children(&hex(&web.span_id));
    assert!(
        calls.iter().any(|span| span.name == "host_call"),
        "{calls:#?}"
    );
    let faults = requests.iter().find(|span| !is_web(span)).unwrap();
    let sent = format!("00-{TRACE}-{}-01", hex(&faults.span_id));
    assert_eq!(collected.outgoing.len(), 1);
    assert_eq!(collected.outgoing[0]["traceparent"], sent.as_str());
    for metric in [
        "http.server.request.duration",
        "hostplug.plugin.calls",
        "hostplug.instances.created",
    ] {
        assert!(
            collected.metrics.contains_key(metric),
            "{:?}",
            collected.metrics
        );
    }
    assert!(collected.resource["service.name"].contains("tested"));
    let keys = collected.headers.iter().map(|headers| &headers["api-key"]);
    assert!(keys.into_iter().all(|key| key == "secret"));
}

#[cfg(unix)]
#[test]
fn requests_are_answered_while_the_collector_is_not_there() {
    let address = {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.local_addr().unwrap()
    };
    let folder = folder();
    let endpoint = format!("http://{address}");
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_BSP_SCHEDULE_DELAY", "1"),
    ];
    let mut served = serve(folder.path(), &variables);
    assert_eq!(served.send(request("/")).0, 200);
    while !served
        .line()
        .contains("traces or metrics cannot be sent to")
    {}
    assert_eq!(served.send(request("/")).0, 200);
    served.signal("-TERM");
    let (code, log) = served.end();
    assert_eq!(code, Some(0), "{log}");
}

#[cfg(unix)]
#[test]
fn nothing_is_sent_unless_a_variable_says_where() {
    let (address, got) = collector();
    let endpoint = format!("http://{address}");
    let off = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_SDK_DISABLED", "true"),
    ];
    for variables in [&[][..], &off] {
        let folder = folder();
        let served = serve(folder.path(), variables);
        let outgoing = format!("/outgoing?http://{address}/elsewhere");
        assert_eq!(served.send(request(&outgoing)).0, 200);
        served.signal("-TERM");
        assert_eq!(served.end().0, Some(0));
        let collected = Collected::of(&got);
        assert_eq!(collected.headers.len(), 0);
        let sent = collected.outgoing[0]["traceparent"].to_str().unwrap();
        assert!(sent.contains(TRACE) && !sent.contains(PARENT), "{sent}");
    }
}

#[test]
fn an_endpoint_that_is_no_address_is_refused() {
    let folder = folder();
    let output = hostplug(folder.path())
        .args(["run", "workload.toml", "--listen", "127.0.0.1:0"])
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://[")
        .output()
        .unwrap();
    let log = crate::stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{log}");
    assert!(log.contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{log}");
}

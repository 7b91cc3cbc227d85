//! What no client library sends.

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::{changed, example};
use crate::run::Served;

/// A request of the present revision, to be spoilt.
struct Ask {
    method: &'static str,
    path: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Ask {
    fn new(method: &str, params: Value) -> Self {
        let name = params
            .get("name")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let body =
            json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": with_meta(params) });
        let ask = Self::body(body.to_string())
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", method);
        match name {
            Some(name) => ask.header("mcp-name", &name),
            None => ask,
        }
    }

    /// A request of an older revision.
    fn older(method: &str, params: Value) -> Self {
        let body = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
        Self::body(body.to_string()).header("mcp-protocol-version", "2025-06-18")
    }

    fn body(body: impl Into<Vec<u8>>) -> Self {
        let ask = Self {
            method: "POST",
            path: "/mcp",
            headers: Vec::new(),
            body: body.into(),
        };
        ask.header("content-type", "application/json")
    }

    /// Replaces the header, or adds it.
    fn header(mut self, name: &'static str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name, value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| *header != name);
        self
    }

    fn twice(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Status and body, which is `null` if it is empty.
    fn of(self, served: &Served) -> (u16, Value) {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let (status, body) = served.send(request.body(Full::new(Bytes::from(self.body))).unwrap());
        let value = match body.as_slice() {
            [] => Value::Null,
            body => serde_json::from_slice(body).unwrap_or_else(|_| json!(body)),
        };
        (status, value)
    }
}

fn with_meta(mut params: Value) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    params
}

fn served() -> (tempfile::TempDir, Served) {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("workload.toml"));
    (directory, served)
}

/// Each is refused with this status and code, and a good request is answered after it.
#[track_caller]
fn assert_refused(served: &Served, ask: Ask, status: u16, code: i32) -> Value {
    let (found, body) = ask.of(served);
    assert_eq!(
        (found, &body["error"]["code"]),
        (status, &json!(code)),
        "{body}"
    );
    assert_eq!(body["jsonrpc"], "2.0");
    let (status, list) = Ask::new("tools/list", json!({})).of(served);
    assert_eq!((status, &list["id"]), (200, &json!(7)), "{list}");
    body
}

#[test]
fn only_post_is_answered_and_only_where_the_route_is() {
    let (_directory, served) = served();
    for method in ["GET", "DELETE", "PUT"] {
        let mut ask = Ask::new("tools/list", json!({}));
        ask.method = method;
        assert_refused(&served, ask, 405, -32600);
    }
    let mut ask = Ask::new("tools/list", json!({}));
    ask.path = "/";
    assert_eq!(ask.of(&served).0, 404);
}

#[test]
fn what_is_no_message_is_refused() {
    let (_directory, served) = served();
    let nested = "[".repeat(100_000);
    for (body, code) in [
        ("", -32700),
        ("{", -32700),
        ("\u{fffd}", -32700),
        (nested.as_str(), -32700),
        ("1", -32600),
        ("[]", -32600),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
        (r#"{"id":1,"method":"ping"}"#, -32600),
        (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"method":2}"#, -32600),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#,
            -32600,
        ),
        (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, -32600),
    ] {
        let ask = Ask::body(body).header("mcp-protocol-version", "2026-07-28");
        assert_refused(&served, ask, 400, code);
    }
    assert_refused(&served, Ask::body([0xff, 0xfe]), 400, -32700);
}

#[test]
fn an_error_has_the_id_if_there_is_one() {
    let (_directory, served) = served();
    let body = assert_refused(&served, Ask::body("{"), 400, -32700);
    assert!(body.get("id").is_none(), "{body}");
    let body = assert_refused(&served, Ask::body(r#"{"id":"a"}"#), 400, -32600);
    assert_eq!(body["id"], "a");
}

#[test]
fn a_body_has_a_type_and_a_size_and_the_client_takes_json() {
    let (_directory, served) = served();
    let ask = || Ask::new("tools/list", json!({}));
    assert_refused(&served, ask().without("content-type"), 415, -32600);
    assert_refused(
        &served,
        ask().header("content-type", "text/plain"),
        415,
        -32600,
    );
    assert_refused(
        &served,
        ask().header("accept", "text/event-stream"),
        406,
        -32600,
    );
    let large = format!("{}{{}}", " ".repeat(2 << 20));
    assert_refused(&served, Ask::body(large), 413, -32600);
    for (name, value) in [
        ("content-type", "Application/JSON; charset=utf-8"),
        ("accept", "text/event-stream, application/json;q=0.5"),
        ("accept", "*/*"),
    ] {
        assert_eq!(ask().header(name, value).of(&served).0, 200, "{value}");
    }
}

/// A page whose host name suddenly means this machine.
#[test]
fn pages_of_other_hosts_may_not_ask() {
    let (_directory, served) = served();
    let ask = |origin| Ask::new("tools/list", json!({})).header("origin", origin);
    for origin in [
        "http://evil.example",
        "http://localhost.evil.example",
        "http://evil.example:8080",
        "http://127.0.0.1.evil.example",
        "http://localhost:80@evil.example",
        "http://[::1].evil.example",
        "null",
        "",
    ] {
        assert_refused(&served, ask(origin), 403, -32600);
    }
    for origin in [
        "http://localhost:6274",
        "https://127.0.0.1",
        "http://[::1]:8080",
    ] {
        assert_eq!(ask(origin).of(&served).0, 200, "{origin}");
    }
    let twice = ask("http://localhost").twice("origin", "http://evil.example");
    assert_refused(&served, twice, 403, -32600);
}

#[test]
fn pages_that_the_workload_allows_may_ask() {
    let directory = tempfile::tempdir().unwrap();
    let document = changed(
        directory.path(),
        "workload.toml",
        "mcp_http.wasm\"",
        "mcp_http.wasm\"\nconfig = { allowed-origins = \"https://one.example https://two.example\" }",
    );
    let served = Served::workload(directory.path(), &document);
    let ask = |origin| Ask::new("tools/list", json!({})).header("origin", origin);
    assert_eq!(ask("https://two.example").of(&served).0, 200);
    assert_refused(&served, ask("https://two.example.evil"), 403, -32600);
}

#[test]
fn a_version_that_is_not_spoken_is_refused_with_those_that_are() {
    let (_directory, served) = served();
    let mut params = with_meta(json!({}));
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("1900-01-01");
    let body = json!({ "jsonrpc": "2.0", "id": 7, "method": "server/discover", "params": params });
    let ask = Ask::body(body.to_string())
        .header("mcp-protocol-version", "1900-01-01")
        .header("mcp-method", "server/discover");
    let body = assert_refused(&served, ask, 400, -32022);
    let expected = json!({
        "supported": ["2026-07-28", "2025-11-25", "2025-06-18"],
        "requested": "1900-01-01",
    });
    assert_eq!(body["error"]["data"], expected);
    let older = Ask::older("tools/list", json!({})).header("mcp-protocol-version", "2025-03-26");
    assert_refused(&served, older, 400, -32022);
}

#[test]
fn headers_that_say_something_else_than_the_body_are_refused() {
    let (_directory, served) = served();
    let ask = || {
        Ask::new(
            "tools/call",
            json!({ "name": "count", "arguments": { "name": "n" } }),
        )
    };
    for ask in [
        ask().without("mcp-protocol-version"),
        ask().header("mcp-protocol-version", "2025-11-25"),
        ask().twice("mcp-protocol-version", "2026-07-28"),
        ask().without("mcp-method"),
        ask().header("mcp-method", "tools/list"),
        ask().without("mcp-name"),
        ask().header("mcp-name", "delete_note"),
        ask().twice("mcp-name", "count"),
        ask().header("mcp-name", "=?base64?!?="),
    ] {
        let body = assert_refused(&served, ask, 400, -32020);
        assert_eq!(body["id"], 7);
    }
    let (status, body) = ask().header("mcp-name", "=?base64?Y291bnQ=?=").of(&served);
    let value = &body["result"]["structuredContent"]["value"];
    assert_eq!(
        (status, value),
        (200, &json!(1)),
        "nothing was counted before: {body}"
    );
}

#[test]
fn a_request_without_its_metadata_is_refused() {
    let (_directory, served) = served();
    for meta in [
        json!({}),
        json!({ "io.modelcontextprotocol/clientCapabilities": {} }),
        json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28" }),
        json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": 1,
        }),
    ] {
        let params = json!({ "_meta": meta });
        let body = json!({ "jsonrpc": "2.0", "id": 7, "method": "tools/list", "params": params });
        let ask = Ask::body(body.to_string())
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", "tools/list");
        assert_refused(&served, ask, 400, -32602);
    }
}

#[test]
fn each_revision_has_its_own_methods() {
    let (_directory, served) = served();
    for method in [
        "initialize",
        "ping",
        "resources/list",
        "subscriptions/listen",
    ] {
        assert_refused(&served, Ask::new(method, json!({})), 404, -32601);
    }
    for method in ["server/discover", "resources/list"] {
        assert_refused(&served, Ask::older(method, json!({})), 200, -32601);
    }
    let (status, body) = Ask::older("ping", json!({})).of(&served);
    assert_eq!((status, &body["result"]), (200, &json!({})));
}

#[test]
fn results_have_what_their_revision_asks_for() {
    let (_directory, served) = served();
    let result = |ask: Ask| ask.of(&served).1["result"].take();
    let new = result(Ask::new("tools/list", json!({})));
    assert_eq!(
        (&new["resultType"], &new["ttlMs"], &new["cacheScope"]),
        (&json!("complete"), &json!(60_000), &json!("public"))
    );
    let server = &new["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(server["name"], "notes");
    let old = result(Ask::older("tools/list", json!({})));
    let keys: Vec<_> = old.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["tools"]);
    assert_eq!(old["tools"], new["tools"]);
    let count = json!({ "name": "count", "arguments": { "name": "n" } });
    let call = result(Ask::new("tools/call", count));
    assert_eq!(
        (&call["resultType"], &call["isError"]),
        (&json!("complete"), &json!(false))
    );
    assert!(call.get("ttlMs").is_none(), "an answer is no list: {call}");
}

#[test]
fn a_client_is_introduced_in_its_revision_or_in_the_nearest() {
    let (_directory, served) = served();
    let initialize = |version: &str| {
        let params = json!({ "protocolVersion": version, "capabilities": {} });
        let ask = Ask::older("initialize", params).without("mcp-protocol-version");
        ask.of(&served).1["result"]["protocolVersion"].take()
    };
    assert_eq!(initialize("2025-06-18"), "2025-06-18");
    assert_eq!(initialize("2025-11-25"), "2025-11-25");
    assert_eq!(initialize("2024-11-05"), "2025-11-25");
    assert_eq!(initialize("2026-07-28"), "2025-11-25");
    assert_refused(&served, Ask::older("initialize", json!({})), 200, -32602);
}

#[test]
fn notifications_are_accepted_without_a_word() {
    let (_directory, served) = served();
    for method in [
        "notifications/initialized",
        "notifications/cancelled",
        "notifications/x",
    ] {
        let body = json!({ "jsonrpc": "2.0", "method": method }).to_string();
        assert_eq!(Ask::body(body.clone()).of(&served), (202, Value::Null));
        let ask = Ask::body(body).header("mcp-protocol-version", "1900-01-01");
        assert_refused(&served, ask, 400, -32022);
    }
}

#[test]
fn parameters_of_the_wrong_kind_are_refused() {
    let (_directory, served) = served();
    for (method, params) in [
        ("tools/list", json!({ "cursor": "no such tool" })),
        ("tools/list", json!({ "cursor": 1 })),
        ("tools/call", json!({})),
        ("tools/call", json!({ "name": 1 })),
        ("tools/call", json!({ "name": "count", "arguments": [] })),
        ("tools/call", json!({ "name": "", "arguments": {} })),
    ] {
        assert_refused(&served, Ask::new(method, params.clone()), 200, -32602);
        assert_refused(&served, Ask::older(method, params), 200, -32602);
    }
}

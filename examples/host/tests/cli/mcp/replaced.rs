//! Other tools behind the same transport: such that trap, and such that do not come back.

use std::fs;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::changed;
use crate::run::Served;

const TOOLS: &str = include_str!("tools.wat");

/// The example with these tools instead of its own.
fn served(document: &str, limit: (&str, &str)) -> (tempfile::TempDir, Served) {
    let directory = tempfile::tempdir().unwrap();
    let path = changed(directory.path(), document, limit.0, limit.1);
    let text = fs::read_to_string(&path).unwrap();
    let own = text
        .lines()
        .find(|line| line.contains("mcp_tools.wasm"))
        .unwrap();
    let text = text.replace(own, "path = \"tools.wasm\"");
    let choice = text
        .lines()
        .find(|line| line.starts_with("plugins.default"))
        .unwrap();
    fs::write(&path, text.replace(choice, "")).unwrap();
    fs::write(
        directory.path().join("tools.wasm"),
        wat::parse_str(TOOLS).unwrap(),
    )
    .unwrap();
    let served = Served::workload(directory.path(), &path);
    (directory, served)
}

fn call(served: &Served, tool: &str) -> (u16, Value) {
    let params = json!({ "name": tool });
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
    let request = Request::post("/mcp")
        .header("content-type", "application/json")
        .header("mcp-protocol-version", "2025-11-25")
        .body(Full::new(Bytes::from(body.to_string())));
    let (status, body) = served.send(request.unwrap());
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[test]
fn tools_that_fail_take_their_request_with_them_and_no_other() {
    let (_directory, served) = served("workload.toml", ("cpu = \"2s\"", "cpu = \"100ms\""));
    assert_eq!(call(&served, "trap").0, 500);
    assert_eq!(call(&served, "spin").0, 504);
    let (status, body) = call(&served, "hello");
    assert_eq!(
        (status, &body["result"]["content"][0]["text"]),
        (200, &json!("hello"))
    );
}

#[test]
fn isolated_tools_that_fail_are_an_error_to_the_model() {
    let (_directory, served) = served("isolated.toml", ("time = \"2s\"", "time = \"100ms\""));
    for tool in ["trap", "spin"] {
        let (status, body) = call(&served, tool);
        let result = &body["result"];
        assert_eq!((status, &result["isError"]), (200, &json!(true)), "{body}");
        assert_eq!(result["content"][0]["text"], "the tool broke off");
    }
    let (status, body) = call(&served, "hello");
    assert_eq!(
        (status, &body["result"]["content"][0]["text"]),
        (200, &json!("hello"))
    );
}

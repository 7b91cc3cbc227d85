//! The page of the example shows what really happens.

use std::fs;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;

use super::example;
use crate::run::Served;
use crate::{hostplug, stdout};

fn page() -> String {
    fs::read_to_string(example("README.md")).unwrap()
}

fn explained(document: &str, format: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let output = hostplug(directory.path())
        .arg("explain")
        .arg(example(document))
        .args(["--format", format])
        .output()
        .unwrap();
    stdout(&output)
}

#[test]
fn the_page_draws_who_serves_what() {
    let drawing = explained("workload.toml", "mermaid");
    let block = format!("```mermaid\n{drawing}```\n");
    assert!(page().contains(&block), "not on the page:\n{block}");
}

#[test]
fn the_page_shows_the_wall() {
    let (page, tree) = (page(), explained("isolated.toml", "tree"));
    let line = page.lines().find(|line| line.starts_with("│  ├─")).unwrap();
    assert!(tree.contains(line), "{tree}");
}

#[test]
fn the_page_quotes_the_tools() {
    let tools = fs::read_to_string(example("../../guests/mcp-tools/src/lib.rs")).unwrap();
    let page = page();
    let (_, code) = page.split_once("```rust\n").unwrap();
    let (code, _) = code.split_once("```").unwrap();
    assert!(tools.contains(code), "nothing compiles\n{code}");
}

/// Each line `$ mcp '..'`, and the answer on the next one.
#[test]
fn the_page_shows_what_its_commands_print() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("workload.toml"));
    let page = page();
    let mut lines = page.lines();
    let mut commands = 0;
    while let Some(line) = lines.next() {
        let Some(body) = line.strip_prefix("$ mcp '") else {
            continue;
        };
        let body = Bytes::from(body.trim_end_matches('\'').to_owned());
        let request = Request::post("/mcp")
            .header("content-type", "application/json")
            .header("mcp-protocol-version", "2025-11-25")
            .body(Full::new(body));
        let (status, answer) = served.send(request.unwrap());
        let answer = String::from_utf8(answer).unwrap();
        assert_eq!(
            (status, Some(answer.as_str())),
            (200, lines.next()),
            "{line}"
        );
        commands += 1;
    }
    assert_eq!(commands, 3);
}

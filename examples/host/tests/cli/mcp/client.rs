//! What a client library sees of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use rmcp::model::{CallToolRequestParams, CallToolResult, ErrorCode, ProtocolVersion, Tool};
use rmcp::service::{ClientLifecycleMode, ClientServiceExt, RoleClient, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::{ServiceError, ServiceExt};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{changed, example};
use crate::run::Served;

type Client = RunningService<RoleClient, ()>;

/// A client of the present revision, in which nobody is introduced to anybody.
async fn stateless(served: &Served) -> Client {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    let lifecycle = ClientLifecycleMode::Discover { preferred_versions };
    let transport = StreamableHttpClientTransport::from_uri(endpoint(served));
    ().serve_with_lifecycle(transport, lifecycle).await.unwrap()
}

/// A client of an older revision, which begins with `initialize`.
async fn introduced(served: &Served) -> Client {
    let transport = StreamableHttpClientTransport::from_uri(endpoint(served));
    ().serve(transport).await.unwrap()
}

fn endpoint(served: &Served) -> String {
    format!("http://{}/mcp", served.address())
}

async fn call(client: &Client, tool: &'static str, arguments: Value) -> CallToolResult {
    try_call(client, tool, arguments).await.unwrap()
}

async fn try_call(
    client: &Client,
    tool: &'static str,
    arguments: Value,
) -> Result<CallToolResult, ServiceError> {
    let Value::Object(arguments) = arguments else {
        panic!("arguments are an object");
    };
    client
        .call_tool(CallToolRequestParams::new(tool).with_arguments(arguments))
        .await
}

/// The answer of a tool, which is the same as data and as text.
async fn answer(client: &Client, tool: &'static str, arguments: Value) -> Value {
    let result = call(client, tool, arguments).await;
    assert_ne!(result.is_error, Some(true), "{result:?}");
    let structured = result.structured_content.clone().unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&text(&result)).unwrap(),
        structured
    );
    structured
}

/// What a model is told that its call has failed.
async fn refusal(client: &Client, tool: &'static str, arguments: Value) -> String {
    let result = call(client, tool, arguments).await;
    assert_eq!(result.is_error, Some(true), "{result:?}");
    text(&result)
}

fn text(result: &CallToolResult) -> String {
    let [block] = result.content.as_slice() else {
        panic!("not one block: {result:?}");
    };
    block.as_text().unwrap().text.clone()
}

fn names(tools: &[Tool]) -> Vec<&str> {
    tools.iter().map(|tool| tool.name.as_ref()).collect()
}

#[tokio::test]
async fn clients_of_both_kinds_learn_who_answers_and_what_the_tools_are() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("workload.toml"));
    for (client, version) in [
        (stateless(&served).await, ProtocolVersion::V_2026_07_28),
        (introduced(&served).await, ProtocolVersion::V_2025_11_25),
    ] {
        let server = client.peer_info().unwrap();
        assert_eq!(server.protocol_version, version);
        assert!(server.capabilities.tools.is_some());
        assert_eq!(server.server_info.as_ref().unwrap().name, "notes");
        assert!(server.instructions.as_ref().unwrap().contains("shared"));

        let tools = client.list_all_tools().await.unwrap();
        assert_eq!(
            names(&tools),
            [
                "add_note",
                "list_notes",
                "search_notes",
                "delete_note",
                "count"
            ]
        );
        assert_eq!(tools[0].input_schema["required"], json!(["text"]));
        let hints = |tool: &Tool| {
            let hints = tool.annotations.clone().unwrap();
            (
                hints.read_only_hint.unwrap(),
                hints.destructive_hint.unwrap(),
            )
        };
        assert_eq!(hints(&tools[1]), (true, false));
        assert_eq!(hints(&tools[3]), (false, true));
    }
}

#[tokio::test]
async fn every_tool_does_what_it_says() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("workload.toml"));
    for client in [stateless(&served).await, introduced(&served).await] {
        let milk = json!({ "text": "Buy milk", "tags": ["home"] });
        let milk = answer(&client, "add_note", milk).await;
        let tax = json!({ "text": "Pay the tax of Müller" });
        let tax = answer(&client, "add_note", tax).await;
        assert_eq!(tax["tags"], json!([]));

        let found = answer(&client, "list_notes", json!({})).await;
        assert_eq!(found, json!({ "notes": [milk, tax] }));
        let found = answer(&client, "list_notes", json!({ "tag": "home" })).await;
        assert_eq!(found, json!({ "notes": [milk] }));
        let found = answer(&client, "search_notes", json!({ "query": "MÜLLER pay" })).await;
        assert_eq!(found, json!({ "notes": [tax] }));
        let found = answer(&client, "search_notes", json!({ "query": "home milk" })).await;
        assert_eq!(found, json!({ "notes": [milk] }));
        let found = answer(&client, "search_notes", json!({ "query": "milk tax" })).await;
        assert_eq!(found, json!({ "notes": [] }));

        let first = answer(&client, "list_notes", json!({ "limit": 1 })).await;
        assert_eq!(first, json!({ "notes": [milk], "next": milk["id"] }));
        let rest = json!({ "limit": 1, "after": first["next"] });
        let rest = answer(&client, "list_notes", rest).await;
        assert_eq!(rest, json!({ "notes": [tax] }));

        for note in [&milk, &tax] {
            let deleted = answer(&client, "delete_note", json!({ "id": note["id"] })).await;
            assert_eq!(deleted, json!({ "deleted": note["id"] }));
        }
        let found = answer(&client, "list_notes", json!({})).await;
        assert_eq!(found, json!({ "notes": [] }));
    }
}

#[tokio::test]
async fn two_clients_share_notes_which_outlive_the_host() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("workload.toml"));
    let (one, other) = (stateless(&served).await, introduced(&served).await);
    let note = answer(&one, "add_note", json!({ "text": "shared" })).await;
    let found = answer(&other, "list_notes", json!({})).await;
    assert_eq!(found, json!({ "notes": [note] }));
    answer(&other, "count", json!({ "name": "visits", "by": 41 })).await;
    served.kill();

    let served = Served::workload(directory.path(), &example("workload.toml"));
    let client = stateless(&served).await;
    let found = answer(&client, "search_notes", json!({ "query": "shared" })).await;
    assert_eq!(found, json!({ "notes": [note] }));
    let count = answer(&client, "count", json!({ "name": "visits" })).await;
    assert_eq!(count, json!({ "name": "visits", "value": 42 }));
    let next = answer(&client, "add_note", json!({ "text": "new" })).await;
    assert_ne!(next["id"], note["id"], "an id is never given twice");
}

#[tokio::test]
async fn counts_of_two_clients_at_once_are_all_different() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("workload.toml"));
    let clients = [stateless(&served).await, introduced(&served).await].map(Arc::new);
    let mut calls = JoinSet::new();
    for client in clients.iter().cycle().take(20) {
        let client = Arc::clone(client);
        calls.spawn(async move {
            let counter = answer(&client, "count", json!({ "name": "steps" })).await;
            counter["value"].as_u64().unwrap()
        });
    }
    let values: BTreeSet<_> = calls.join_all().await.into_iter().collect();
    assert_eq!(values, (1..=20).collect());
}

#[tokio::test]
async fn a_model_is_told_what_was_wrong_with_its_arguments() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("workload.toml"));
    for client in [stateless(&served).await, introduced(&served).await] {
        for (tool, arguments, reason) in [
            ("delete_note", json!({ "id": 99 }), "there is no note 99"),
            ("add_note", json!({}), "missing field `text`"),
            (
                "add_note",
                json!({ "text": " " }),
                "`text` has 1 to 4000 characters",
            ),
            (
                "add_note",
                json!({ "text": "x".repeat(4001) }),
                "`text` has 1 to 4000",
            ),
            (
                "add_note",
                json!({ "text": "x", "tags": [""] }),
                "`tags` has 1 to 40",
            ),
            (
                "add_note",
                json!({ "text": "x", "tag": "y" }),
                "unknown field `tag`",
            ),
            (
                "list_notes",
                json!({ "limit": 0 }),
                "`limit` is from 1 to 100",
            ),
            (
                "search_notes",
                json!({ "query": " " }),
                "`query` has no word",
            ),
            (
                "count",
                json!({ "name": "n", "by": -1 }),
                "invalid value: integer `-1`",
            ),
            (
                "count",
                json!({ "name": "" }),
                "`name` has 1 to 64 characters",
            ),
        ] {
            let found = refusal(&client, tool, arguments).await;
            assert!(found.contains(reason), "{tool}: {found}");
        }
        let found = answer(&client, "list_notes", json!({})).await;
        assert_eq!(found, json!({ "notes": [] }), "nothing was added");
    }
}

#[tokio::test]
async fn a_tool_that_is_not_there_is_an_error_of_the_protocol() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("workload.toml"));
    for client in [stateless(&served).await, introduced(&served).await] {
        match try_call(&client, "fly", json!({})).await {
            Err(ServiceError::McpError(error)) => {
                assert_eq!(error.code, ErrorCode::INVALID_PARAMS);
                assert_eq!(error.message, "no tool `fly`");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn tools_are_listed_in_pages_of_the_size_that_is_set() {
    let directory = tempfile::tempdir().unwrap();
    let document = changed(
        directory.path(),
        "workload.toml",
        "mcp_http.wasm\"",
        "mcp_http.wasm\"\nconfig = { page-size = \"2\" }",
    );
    let served = Served::workload(directory.path(), &document);
    for client in [stateless(&served).await, introduced(&served).await] {
        let first = client.list_tools(None).await.unwrap();
        assert_eq!(names(&first.tools), ["add_note", "list_notes"]);
        assert!(first.next_cursor.is_some());
        let tools = client.list_all_tools().await.unwrap();
        assert_eq!(tools.len(), 5);
    }
}

#[tokio::test]
async fn isolated_tools_answer_as_linked_ones_do() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example("isolated.toml"));
    let client = stateless(&served).await;
    assert_eq!(client.list_all_tools().await.unwrap().len(), 5);
    let note = answer(&client, "add_note", json!({ "text": "behind a wall" })).await;
    let found = answer(&client, "list_notes", json!({})).await;
    assert_eq!(found, json!({ "notes": [note] }));
    assert_eq!(
        refusal(&client, "delete_note", json!({ "id": 99 })).await,
        "there is no note 99"
    );
}

//! The methods of the protocol, in terms of `example:mcp/tools`.

use serde_json::{Map, Value, json};

use crate::example::mcp::tools::{self, Answer, Effect, Error, Server, Tool};
use crate::message::{Call, Failure, INTERNAL, PARAMS, UNKNOWN_METHOD};
use crate::revision::{self, HANDSHAKE, Revision};

/// For how long a client may use a list without asking again, in milliseconds: tools change when they are replaced.
const FRESH: u32 = 60_000;

pub fn answer(revision: Revision, call: &Call) -> Result<Value, Failure> {
    let mut result = match (revision, call.method.as_str()) {
        (Revision::Handshake, "initialize") => return initialize(call),
        (Revision::Handshake, "ping") => return Ok(json!({})),
        (Revision::Stateless, "server/discover") => discover()?,
        (_, "tools/list") => list(call)?,
        (_, "tools/call") => call_tool(call, revision)?,
        (_, method) => return Err(unknown(revision, method)),
    };
    if revision == Revision::Stateless {
        result["resultType"] = json!("complete");
        result["_meta"] = json!({ "io.modelcontextprotocol/serverInfo": info(&describe()?) });
        if call.method != "tools/call" {
            result["ttlMs"] = json!(FRESH);
            result["cacheScope"] = json!("public");
        }
    }
    Ok(result)
}

fn unknown(revision: Revision, method: &str) -> Failure {
    let status = match revision {
        Revision::Stateless => 404,
        Revision::Handshake => 200,
    };
    let message = format!("no method `{method}`");
    Failure::new(status, UNKNOWN_METHOD, message).with(revision::supported())
}

fn initialize(call: &Call) -> Result<Value, Failure> {
    let wanted = call.text("protocolVersion")?;
    let version = HANDSHAKE.iter().find(|version| **version == wanted);
    let server = describe()?;
    let mut result = json!({
        "protocolVersion": version.unwrap_or(&HANDSHAKE[0]),
        "capabilities": { "tools": {} },
        "serverInfo": info(&server),
    });
    instruct(&mut result, server);
    Ok(result)
}

fn discover() -> Result<Value, Failure> {
    let mut result = json!({
        "supportedVersions": revision::ALL,
        "capabilities": { "tools": {} },
    });
    instruct(&mut result, describe()?);
    Ok(result)
}

fn instruct(result: &mut Value, server: Server) {
    if let Some(instructions) = server.instructions {
        result["instructions"] = json!(instructions);
    }
}

fn info(server: &Server) -> Value {
    json!({ "name": server.name, "title": server.title, "version": server.version })
}

fn describe() -> Result<Server, Failure> {
    tools::describe().map_err(failed)
}

/// Pages of the setting `page-size`. A cursor is the name of the last tool that the client has seen.
fn list(call: &Call) -> Result<Value, Failure> {
    let tools = tools::list_tools().map_err(failed)?;
    let first = match call.params.get("cursor") {
        None => 0,
        Some(cursor) => behind(&tools, cursor)?,
    };
    let (rest, size) = (&tools[first..], page_size()?);
    let page = &rest[..size.min(rest.len())];
    let entries: Result<Vec<_>, _> = page.iter().map(entry).collect();
    let mut result = json!({ "tools": entries? });
    if let (Some(last), true) = (page.last(), rest.len() > page.len()) {
        result["nextCursor"] = json!(last.name);
    }
    Ok(result)
}

fn behind(tools: &[Tool], cursor: &Value) -> Result<usize, Failure> {
    let last = tools.iter().position(|tool| cursor == &tool.name);
    let last =
        last.ok_or_else(|| Failure::new(200, PARAMS, "`cursor` is from no page of this list"))?;
    Ok(last + 1)
}

fn page_size() -> Result<usize, Failure> {
    let size = capabilities::setting("page-size", "50").map_err(internal)?;
    let number = size.parse().ok().filter(|size| *size > 0);
    number.ok_or_else(|| {
        internal(format!(
            "the setting `page-size` is `{size}`, which is no number above 0"
        ))
    })
}

fn entry(tool: &Tool) -> Result<Value, Failure> {
    let mut entry = json!({
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": schema(tool, &tool.input_schema)?,
        "annotations": {
            "readOnlyHint": tool.effect == Effect::Nothing,
            "destructiveHint": tool.effect == Effect::Changes,
        },
    });
    if let Some(output) = &tool.output_schema {
        entry["outputSchema"] = schema(tool, output)?;
    }
    Ok(entry)
}

fn schema(tool: &Tool, text: &str) -> Result<Value, Failure> {
    match serde_json::from_str::<Map<_, _>>(text) {
        Ok(schema) => Ok(Value::Object(schema)),
        Err(error) => Err(internal(format!(
            "a schema of the tool `{}` is no JSON object: {error}",
            tool.name
        ))),
    }
}

fn call_tool(call: &Call, revision: Revision) -> Result<Value, Failure> {
    let name = call.text("name")?;
    let arguments = match call.params.get("arguments") {
        None => "{}".to_owned(),
        Some(arguments @ Value::Object(_)) => arguments.to_string(),
        Some(_) => return Err(Failure::new(200, PARAMS, "`arguments` are an object")),
    };
    match tools::call_tool(name, &arguments) {
        Ok(Answer::Text(text)) => Ok(content(&text, false)),
        Ok(Answer::Json(text)) => structured(name, &text, revision),
        Err(Error::Failed(reason)) => Ok(content(&reason, true)),
        Err(Error::UnknownTool) => Err(Failure::new(200, PARAMS, format!("no tool `{name}`"))),
        Err(Error::Internal(reason)) => Err(internal(reason)),
    }
}

fn content(text: &str, is_error: bool) -> Value {
    json!({ "content": [{ "type": "text", "text": text }], "isError": is_error })
}

/// The JSON is sent as text as well, for clients that know nothing else.
fn structured(name: &str, text: &str, revision: Revision) -> Result<Value, Failure> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        internal(format!(
            "the answer of the tool `{name}` is not JSON: {error}"
        ))
    })?;
    let mut result = content(text, false);
    // The older revisions take nothing but objects.
    if revision == Revision::Stateless || value.is_object() {
        result["structuredContent"] = value;
    }
    Ok(result)
}

/// An error of a function that knows neither models nor arguments.
fn failed(error: Error) -> Failure {
    match error {
        Error::Internal(reason) | Error::Failed(reason) => internal(reason),
        Error::UnknownTool => internal("the tools do not know what was asked for".to_owned()),
    }
}

fn internal(reason: String) -> Failure {
    Failure::new(200, INTERNAL, reason)
}

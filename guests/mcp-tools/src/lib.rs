//! Tools for models: notes that all clients share, and counters. Both are kept in a key-value store.

mod catalogue;
mod counters;
mod notes;

use exports::example::mcp::tools::{Answer, Error, Guest, Server, Tool};
use serde::Serialize;
use serde::de::DeserializeOwned;

wit_bindgen::generate!({
    path: "../wit/mcp.wit",
    inline: "package example:mcp-tools; world notes { export example:mcp/tools@0.1.0; }",
    generate_all,
});
export!(Tools);

struct Tools;

impl Guest for Tools {
    fn describe() -> Result<Server, Error> {
        Ok(Server {
            name: "notes".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            title: "Notes and counters".to_owned(),
            instructions: Some(
                "Notes are shared by all clients. Search before you add one that may be there already.".to_owned(),
            ),
        })
    }

    fn list_tools() -> Result<Vec<Tool>, Error> {
        Ok(catalogue::TOOLS.iter().map(Tool::from).collect())
    }

    fn call_tool(name: String, arguments: String) -> Result<Answer, Error> {
        let tool = catalogue::TOOLS.iter().find(|tool| tool.name == name);
        let tool = tool.ok_or(Error::UnknownTool)?;
        (tool.call)(&arguments).map(Answer::Json)
    }
}

/// Reads the arguments, calls, and writes the answer.
fn with_json<A: DeserializeOwned, R: Serialize>(
    arguments: &str,
    call: impl FnOnce(A) -> Result<R, Error>,
) -> Result<String, Error> {
    let arguments = serde_json::from_str(arguments)
        .map_err(|error| Error::Failed(format!("the arguments do not fit: {error}")))?;
    let answer = call(arguments)?;
    serde_json::to_string(&answer).map_err(|error| Error::Internal(error.to_string()))
}

/// What a store says about itself is nothing that a model can help.
fn store(error: capabilities::keyvalue::store::Error) -> Error {
    Error::Internal(capabilities::describe(error))
}

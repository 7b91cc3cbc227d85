//! Which revision of the protocol a request is in.

use serde_json::{Value, json};

use crate::headers::{Headers, mismatch};
use crate::message::{Call, Failure, PARAMS, UNSUPPORTED_VERSION};

const HEADER: &str = "mcp-protocol-version";

/// Each request says everything about itself.
const STATELESS: &str = "2026-07-28";

/// A client introduces itself by `initialize`. It gets no session, which these revisions leave to the server.
pub const HANDSHAKE: [&str; 2] = ["2025-11-25", "2025-06-18"];

pub const ALL: [&str; 3] = [STATELESS, HANDSHAKE[0], HANDSHAKE[1]];

#[derive(Clone, Copy, PartialEq)]
pub enum Revision {
    Stateless,
    Handshake,
}

pub fn of(headers: &Headers, call: &Call) -> Result<Revision, Failure> {
    let meta = call.meta("protocolVersion").and_then(Value::as_str);
    // The version is what is being found out, so no header can have it yet.
    if call.method == "initialize" && meta.is_none() {
        return Ok(Revision::Handshake);
    }
    let Some(version) = headers.single(HEADER)? else {
        return Err(mismatch(format!("the header `{HEADER}` is missing")).with(supported()));
    };
    if let Some(meta) = meta.filter(|meta| *meta != version) {
        return Err(mismatch(format!(
            "the header `{HEADER}` is `{version}`, the body says `{meta}`"
        )));
    }
    check_known(&version)?;
    if HANDSHAKE.contains(&version.as_str()) {
        return Ok(Revision::Handshake);
    }
    check_stateless(headers, call)?;
    Ok(Revision::Stateless)
}

/// The protocol does not say that notifications have the header, only what it may say.
pub fn check_notification(headers: &Headers) -> Result<(), Failure> {
    let version = headers.single(HEADER)?;
    version.as_deref().map_or(Ok(()), check_known)
}

fn check_known(version: &str) -> Result<(), Failure> {
    if ALL.contains(&version) {
        return Ok(());
    }
    let mut data = supported();
    data["requested"] = json!(version);
    let message = format!("no version `{version}` of the protocol is spoken here");
    Err(Failure::new(400, UNSUPPORTED_VERSION, message).with(data))
}

pub fn supported() -> Value {
    json!({ "supported": ALL })
}

fn check_stateless(headers: &Headers, call: &Call) -> Result<(), Failure> {
    headers.repeats("mcp-method", &call.method)?;
    let name = call.params.get("name").and_then(Value::as_str);
    if let ("tools/call", Some(name)) = (call.method.as_str(), name) {
        headers.repeats("mcp-name", name)?;
    }
    let has = |key, kind: fn(&Value) -> bool| call.meta(key).is_some_and(kind);
    if has("protocolVersion", Value::is_string) && has("clientCapabilities", Value::is_object) {
        return Ok(());
    }
    let message = "`_meta` has no `io.modelcontextprotocol/protocolVersion`, or no object `io.modelcontextprotocol/clientCapabilities`";
    Err(Failure::new(400, PARAMS, message))
}

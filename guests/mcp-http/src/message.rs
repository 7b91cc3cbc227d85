//! JSON-RPC: what comes in, and what goes wrong.

use serde_json::{Map, Value, from_slice};

pub enum Message {
    Call(Call),
    /// It is taken note of; nothing that a client tells so changes what this server does.
    Notification,
}

pub struct Call {
    /// A text or a whole number.
    pub id: Value,
    pub method: String,
    pub params: Map<String, Value>,
}

impl Message {
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let value: Value = from_slice(body)
            .map_err(|error| Failure::new(400, PARSE, format!("the body is not JSON: {error}")))?;
        match value {
            Value::Object(object) => Self::read(object),
            Value::Array(_) => Err(invalid("one message at a time: there are no batches")),
            _ => Err(invalid("a message is an object")),
        }
    }

    fn read(mut object: Map<String, Value>) -> Result<Self, Failure> {
        let id = match object.remove("id") {
            None => None,
            Some(id) if id.is_string() || id.is_i64() || id.is_u64() => Some(id),
            Some(_) => return Err(invalid("`id` is a text or a whole number")),
        };
        let rest = Self::read_behind_id(object);
        let (method, params) = rest.map_err(|failure| match &id {
            Some(id) => failure.of(id.clone()),
            None => failure,
        })?;
        Ok(match id {
            Some(id) => Self::Call(Call { id, method, params }),
            None => Self::Notification,
        })
    }

    fn read_behind_id(
        mut object: Map<String, Value>,
    ) -> Result<(String, Map<String, Value>), Failure> {
        if object.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            return Err(invalid("`jsonrpc` is not \"2.0\""));
        }
        let Some(Value::String(method)) = object.remove("method") else {
            return Err(invalid(
                "`method` is missing; this server asks nothing that could be answered",
            ));
        };
        match object.remove("params") {
            None => Ok((method, Map::new())),
            Some(Value::Object(params)) => Ok((method, params)),
            Some(_) => Err(invalid("`params` are an object")),
        }
    }
}

impl Call {
    /// Of the metadata that the protocol defines.
    pub fn meta(&self, key: &str) -> Option<&Value> {
        let meta = self.params.get("_meta")?;
        meta.get(format!("io.modelcontextprotocol/{key}"))
    }

    pub fn text(&self, key: &str) -> Result<&str, Failure> {
        let value = self.params.get(key).and_then(Value::as_str);
        value.ok_or_else(|| {
            Failure::new(200, PARAMS, format!("`{key}` is missing, or is not a text"))
        })
    }
}

pub const PARSE: i32 = -32700;
pub const INVALID: i32 = -32600;
pub const UNKNOWN_METHOD: i32 = -32601;
pub const PARAMS: i32 = -32602;
pub const INTERNAL: i32 = -32603;
pub const HEADER_MISMATCH: i32 = -32020;
pub const UNSUPPORTED_VERSION: i32 = -32022;

/// An error of JSON-RPC and the status of HTTP that goes with it.
pub struct Failure {
    pub id: Option<Value>,
    pub status: u16,
    pub code: i32,
    pub message: String,
    pub data: Option<Value>,
}

impl Failure {
    pub fn new(status: u16, code: i32, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            id: None,
            status,
            code,
            message,
            data: None,
        }
    }

    pub fn of(self, id: Value) -> Self {
        Self {
            id: Some(id),
            ..self
        }
    }

    pub fn with(self, data: Value) -> Self {
        Self {
            data: Some(data),
            ..self
        }
    }
}

fn invalid(message: &str) -> Failure {
    Failure::new(400, INVALID, message)
}

//! Answers to requests.

use std::io::Write;

use serde_json::{Value, json};
use wasip2::http::types::{Fields, OutgoingBody, OutgoingResponse, ResponseOutparam};

use crate::message::Failure;

pub struct Reply {
    status: u16,
    /// Empty: there is nothing to say.
    body: String,
}

impl Reply {
    pub fn accepted() -> Self {
        Self {
            status: 202,
            body: String::new(),
        }
    }

    pub fn result(id: &Value, result: Value) -> Self {
        let body = json!({ "jsonrpc": "2.0", "id": id, "result": result });
        Self {
            status: 200,
            body: body.to_string(),
        }
    }

    pub fn failure(failure: Failure) -> Self {
        let mut error = json!({ "code": failure.code, "message": failure.message });
        if let Some(data) = failure.data {
            error["data"] = data;
        }
        let mut body = json!({ "jsonrpc": "2.0", "error": error });
        if let Some(id) = failure.id {
            body["id"] = id;
        }
        Self {
            status: failure.status,
            body: body.to_string(),
        }
    }

    pub fn send(self, out: ResponseOutparam) {
        let headers = Fields::from_list(&self.headers()).expect("the headers are well formed");
        let response = OutgoingResponse::new(headers);
        response
            .set_status_code(self.status)
            .expect("the status is in range");
        let body = response.body().expect("the body is taken once");
        ResponseOutparam::set(out, Ok(response));
        let mut stream = body.write().expect("the body is written once");
        // The client may hang up before it has read everything; nobody is left to tell.
        let _ = stream.write_all(self.body.as_bytes());
        drop(stream);
        let _ = OutgoingBody::finish(body, None);
    }

    fn headers(&self) -> Vec<(String, Vec<u8>)> {
        let mut headers = Vec::new();
        let mut add = |name: &str, value: &str| headers.push((name.to_owned(), value.into()));
        if !self.body.is_empty() {
            add("content-type", "application/json");
            add("content-length", &self.body.len().to_string());
        }
        if self.status == 405 {
            add("allow", "POST");
        }
        headers
    }
}

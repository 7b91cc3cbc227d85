//! The headers of a request, which are read once.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use wasip2::http::types::{Fields, IncomingRequest};

use crate::message::{Failure, HEADER_MISMATCH};

pub struct Headers(Fields);

impl Headers {
    pub fn of(request: &IncomingRequest) -> Self {
        Self(request.headers())
    }

    /// All values, joined as HTTP joins them; what is not UTF-8 is no value that anybody asks for.
    pub fn list(&self, name: &str) -> Option<String> {
        let values = self.0.get(name);
        let values = values
            .into_iter()
            .map(|value| String::from_utf8_lossy(&value).into_owned());
        values.reduce(|list, value| format!("{list}, {value}"))
    }

    /// A header of the protocol: two of them could mean one thing here and another to a proxy.
    pub fn single(&self, name: &str) -> Result<Option<String>, Failure> {
        let mut values = self.0.get(name).into_iter();
        let (first, second) = (values.next(), values.next());
        if second.is_some() {
            return Err(mismatch(format!("the header `{name}` is there twice")));
        }
        let text = first.map(String::from_utf8).transpose();
        text.map_err(|_| mismatch(format!("the header `{name}` is not UTF-8")))
    }

    /// Checks a header that repeats what is in the body.
    pub fn repeats(&self, name: &str, expected: &str) -> Result<(), Failure> {
        let Some(value) = self.single(name)? else {
            return Err(mismatch(format!("the header `{name}` is missing")));
        };
        if decode(&value).as_deref() == Some(expected) {
            return Ok(());
        }
        Err(mismatch(format!(
            "the header `{name}` is `{value}`, the body says `{expected}`"
        )))
    }
}

pub fn mismatch(message: String) -> Failure {
    Failure::new(400, HEADER_MISMATCH, message)
}

/// `=?base64?..?=` is what does not fit into a header as it is.
fn decode(value: &str) -> Option<String> {
    let encoded = value
        .strip_prefix("=?base64?")
        .and_then(|rest| rest.strip_suffix("?="));
    match encoded {
        Some(encoded) => String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok(),
        None => Some(value.to_owned()),
    }
}

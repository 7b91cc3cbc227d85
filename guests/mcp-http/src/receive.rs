//! A request up to its body.

use wasip2::http::types::{IncomingRequest, Method};
use wasip2::io::streams::StreamError;

use crate::headers::Headers;
use crate::message::{Failure, INVALID};

const MOST: usize = 1 << 20;
const CHUNK: u64 = 64 << 10;

pub fn body(request: &IncomingRequest, headers: &Headers) -> Result<Vec<u8>, Failure> {
    if !matches!(request.method(), Method::Post) {
        return refused(
            405,
            "messages come by POST; there is no stream to listen to",
        );
    }
    if !headers
        .list("content-type")
        .is_some_and(|kind| is(&kind, &["application/json"]))
    {
        return refused(415, "the header `content-type` is not `application/json`");
    }
    let takes_json = |accept: String| {
        let kinds = ["application/json", "application/*", "*/*"];
        accept.split(',').any(|kind| is(kind, &kinds))
    };
    if !headers.list("accept").is_none_or(takes_json) {
        return refused(
            406,
            "the header `accept` has no `application/json`, and nothing else is sent",
        );
    }
    read(request)
}

fn is(kind: &str, wanted: &[&str]) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    wanted
        .iter()
        .any(|wanted| kind.eq_ignore_ascii_case(wanted))
}

fn read(request: &IncomingRequest) -> Result<Vec<u8>, Failure> {
    let body = request.consume().expect("the body is taken once");
    let stream = body.stream().expect("the body is read once");
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(CHUNK) {
            Ok(chunk) => bytes.extend(chunk),
            Err(StreamError::Closed) => return Ok(bytes),
            Err(StreamError::LastOperationFailed(error)) => {
                return refused(
                    400,
                    &format!("the body broke off: {}", error.to_debug_string()),
                );
            }
        }
        if bytes.len() > MOST {
            return refused(413, "a message has at most 1 MiB");
        }
    }
}

fn refused<T>(status: u16, message: &str) -> Result<T, Failure> {
    Err(Failure::new(status, INVALID, message))
}

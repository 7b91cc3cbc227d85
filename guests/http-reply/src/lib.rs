//! Answers to HTTP requests.

use std::io::Write;

use wasip2::http::types::{Fields, OutgoingBody, OutgoingResponse, ResponseOutparam};

/// Sends a whole answer of plain text.
pub fn text(out: ResponseOutparam, status: u16, text: &str) {
    let body = start(out, status);
    let mut stream = body.write().expect("the body is written once");
    // The client may hang up before it has read everything; nobody is left to tell.
    let _ = stream.write_all(text.as_bytes());
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

/// Sends the head of an answer of plain text; the body is still to be written.
pub fn start(out: ResponseOutparam, status: u16) -> OutgoingBody {
    let content_type = ("content-type".to_owned(), b"text/plain".to_vec());
    let headers = Fields::from_list(&[content_type]).expect("the header is well formed");
    let response = OutgoingResponse::new(headers);
    response
        .set_status_code(status)
        .expect("the status is in range");
    let body = response.body().expect("the body is taken once");
    ResponseOutparam::set(out, Ok(response));
    body
}

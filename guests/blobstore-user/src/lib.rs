//! A web server whose files are the objects of `wasi:blobstore`.

mod objects;
mod target;

use http_reply::{start, text};
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, Method, OutgoingBody, ResponseOutparam};
use wasip2::io::streams::{InputStream, OutputStream, StreamError};

use target::{Target, range};

wit_bindgen::generate!({
    path: ["../wit/deps/io.wit", "../wit/deps/blobstore.wit"],
    inline: "package example:blobs; world user { include wasi:blobstore/imports@0.2.0-draft; }",
    with: {
        "wasi:io/error@0.2.0": wasip2::io::error,
        "wasi:io/poll@0.2.0": wasip2::io::poll,
        "wasi:io/streams@0.2.0": wasip2::io::streams,
    },
    generate_all,
});
wasip2::http::proxy::export!(User);

const CHUNK: u64 = 64 * 1024;

struct User;

impl Guest for User {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let target = request.path_with_query().unwrap_or_default();
        let answer = Target::parse(&target).and_then(|target| answer(&request, target));
        match answer {
            Ok(Answer::Text(status, message)) => text(out, status, &message),
            Ok(Answer::Body(status, body)) => send(out, status, &body),
            Err(refusal) => text(out, refusal.status, &format!("{}\n", refusal.message)),
        }
    }
}

enum Answer {
    Text(u16, String),
    Body(u16, InputStream),
}

fn answer(request: &IncomingRequest, target: Target) -> Result<Answer, Refusal> {
    let Target {
        container,
        object,
        to,
    } = target;
    match (request.method(), object.as_str(), to) {
        (Method::Get, "", None) => Ok(Answer::Text(200, objects::list(&container)?)),
        (Method::Delete, "", None) => objects::delete_container(&container),
        (Method::Get, _, None) => objects::get(&container, &object, range(request)?),
        (Method::Put, name, None) if !name.is_empty() => objects::put(request, &container, &object),
        (Method::Delete, _, None) => objects::delete(&container, &object),
        (Method::Post, name, Some(to)) if !name.is_empty() => {
            objects::transfer(&container, &object, to)
        }
        _ => Err(Refusal::new(405, "see the table in the README")),
    }
}

fn send(out: ResponseOutparam, status: u16, input: &InputStream) {
    let body = start(out, status);
    let output = body.write().expect("the body is written once");
    // An unfinished body tells the client that something is missing.
    if pump(input, &output).is_ok() {
        drop(output);
        let _ = OutgoingBody::finish(body, None);
    }
}

/// Moves all that comes, and answers how much that was. What is moved never lies in this component's memory.
fn pump(input: &InputStream, output: &OutputStream) -> Result<u64, Refusal> {
    let mut sent = 0;
    loop {
        match output.blocking_splice(input, CHUNK) {
            Ok(count) => sent += count,
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => {
                return Err(Refusal::new(500, &error.to_debug_string()));
            }
        }
    }
    match output.blocking_flush() {
        Ok(()) | Err(StreamError::Closed) => Ok(sent),
        Err(StreamError::LastOperationFailed(error)) => {
            Err(Refusal::new(500, &error.to_debug_string()))
        }
    }
}

struct Refusal {
    status: u16,
    message: String,
}

impl Refusal {
    fn new(status: u16, message: &str) -> Self {
        let message = message.to_owned();
        Self { status, message }
    }
}

/// What a store says is a fault of the server.
impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Self {
            status: 500,
            message,
        }
    }
}

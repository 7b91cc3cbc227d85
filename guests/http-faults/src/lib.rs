//! A web server whose paths behave well or badly on demand.

mod fetch;

use std::{env, hint, mem};

use wasip2::clocks::monotonic_clock;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, OutgoingBody, ResponseOutparam};
use wasip2::io::streams::StreamError;

wasip2::http::proxy::export!(Faults);

const CHUNK: u64 = 64 * 1024;

struct Faults;

impl Guest for Faults {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let target = request.path_with_query().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        match path {
            "/hello" => http_reply::text(out, 200, "hello\n"),
            "/trap" => core::arch::wasm32::unreachable(),
            "/spin" => spin(),
            "/grow" => grow(),
            "/no-answer" => {}
            "/echo" => echo(&request, out),
            "/env" => http_reply::text(out, 200, &environment()),
            "/header" => http_reply::text(out, 200, &test_header(&request)),
            "/hang" => hang(out),
            "/forever" => forever(out),
            "/scheme" => http_reply::text(out, 200, &format!("{:?}", request.scheme())),
            "/outgoing" => http_reply::text(out, 200, &told(fetch::get(query))),
            "/outgoing-all" => http_reply::text(out, 200, &told(fetch::all(query))),
            "/outgoing-soon" => http_reply::text(out, 200, &told(fetch::get_soon(query))),
            "/outgoing-put" => http_reply::text(out, 200, &told(fetch::put(query))),
            _ => http_reply::text(out, 404, "not found\n"),
        }
    }
}

fn spin() -> ! {
    loop {
        hint::black_box(0);
    }
}

/// Ends when the host refuses more memory: a failed allocation aborts.
fn grow() -> ! {
    loop {
        mem::forget(hint::black_box(vec![1_u8; 1 << 20]));
    }
}

fn echo(request: &IncomingRequest, out: ResponseOutparam) {
    let incoming = request.consume().expect("the body is taken once");
    let input = incoming.stream().expect("the body is read once");
    let outgoing = http_reply::start(out, 200);
    let output = outgoing.write().expect("the body is written once");
    loop {
        match output.blocking_splice(&input, CHUNK) {
            Ok(_) => {}
            Err(StreamError::Closed) => break,
            // An unfinished body tells the client that something is missing.
            Err(StreamError::LastOperationFailed(_)) => return,
        }
    }
    drop(output);
    let _ = OutgoingBody::finish(outgoing, None);
}

/// Begins an answer, and waits for the end of time.
fn hang(out: ResponseOutparam) {
    let body = http_reply::start(out, 200);
    let stream = body.write().expect("the body is written once");
    let _ = stream.blocking_write_and_flush(b"begun\n");
    monotonic_clock::subscribe_duration(u64::MAX).block();
}

/// Sends without an end, whether somebody takes it or not.
fn forever(out: ResponseOutparam) -> ! {
    let body = http_reply::start(out, 200);
    let stream = body.write().expect("the body is written once");
    loop {
        let _ = stream.blocking_write_and_flush(&[b'x'; 4096]);
    }
}

fn environment() -> String {
    let mut lines: Vec<_> = env::vars().map(|(k, v)| format!("{k}={v}\n")).collect();
    lines.sort();
    lines.concat()
}

fn test_header(request: &IncomingRequest) -> String {
    let values = request.headers().get("x-test");
    let value = values.first().map(Vec::as_slice).unwrap_or_default();
    String::from_utf8_lossy(value).into_owned()
}

fn told(answer: Result<String, String>) -> String {
    answer.unwrap_or_else(|message| format!("error: {message}"))
}

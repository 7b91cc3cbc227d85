//! Outgoing requests.

use std::io::Read;

use wasip2::clocks::monotonic_clock;
use wasip2::http::outgoing_handler;
use wasip2::http::types::{
    Fields, FutureIncomingResponse, IncomingResponse, OutgoingBody, OutgoingRequest,
    RequestOptions, Scheme,
};
use wasip2::io::poll;

/// The status on the first line, then the body.
pub fn get(url: &str) -> Result<String, String> {
    read(send(request(url)?, None)?)
}

/// The same, for a server that answers within a moment.
pub fn get_soon(url: &str) -> Result<String, String> {
    let options = RequestOptions::new();
    let set = options.set_first_byte_timeout(Some(20_000_000));
    set.expect("the host has this timeout");
    read(send(request(url)?, Some(options))?)
}

fn read(response: IncomingResponse) -> Result<String, String> {
    let body = response.consume().expect("the body is taken once");
    let mut stream = body.stream().expect("the body is read once");
    let mut text = format!("{}\n", response.status());
    stream
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    Ok(text)
}

/// The same, for as many requests as can be under way at once: how many there were, and what became of the next.
pub fn all(url: &str) -> Result<String, String> {
    let mut pending = Vec::new();
    loop {
        let next = outgoing_handler::handle(request(url)?, None);
        let next = next.map_err(|code| format!("{code:?}"))?;
        // What is refused is refused at once; the others wait for a server that does not answer.
        let moment = monotonic_clock::subscribe_duration(20_000_000);
        let answered = next.subscribe();
        poll::poll(&[&answered, &moment]);
        drop(answered);
        if let Some(Ok(Err(code))) = next.get() {
            return Ok(format!("{} {code:?}", pending.len()));
        }
        pending.push(next);
    }
}

/// Sends so many KiB, and answers the status, or the error of the request.
pub fn put(query: &str) -> Result<String, String> {
    let (size, url) = query.split_once(',').unwrap_or(("0", query));
    let request = request(url)?;
    let body = request.body().expect("the body is taken once");
    let method = request.set_method(&wasip2::http::types::Method::Put);
    method.expect("the method is known");
    let pending = outgoing_handler::handle(request, None).map_err(|code| format!("{code:?}"))?;
    let stream = body.write().expect("the body is written once");
    for _ in 0..size.parse().unwrap_or(0) {
        if stream.blocking_write_and_flush(&[b'x'; 1024]).is_err() {
            break;
        }
    }
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
    Ok(format!("{}\n", answer(&pending)?.status()))
}

fn request(url: &str) -> Result<OutgoingRequest, String> {
    let invalid = |()| format!("`{url}` is no http address");
    let (scheme, rest) = match url.split_once("://") {
        Some(("http", rest)) => (Scheme::Http, rest),
        Some(("https", rest)) => (Scheme::Https, rest),
        _ => return Err(invalid(())),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };
    let request = OutgoingRequest::new(Fields::new());
    request.set_scheme(Some(&scheme)).map_err(invalid)?;
    request.set_authority(Some(authority)).map_err(invalid)?;
    request.set_path_with_query(Some(path)).map_err(invalid)?;
    Ok(request)
}

fn send(
    request: OutgoingRequest,
    options: Option<RequestOptions>,
) -> Result<IncomingResponse, String> {
    let pending = outgoing_handler::handle(request, options).map_err(|code| format!("{code:?}"))?;
    answer(&pending)
}

fn answer(pending: &FutureIncomingResponse) -> Result<IncomingResponse, String> {
    pending.subscribe().block();
    pending
        .get()
        .expect("the host said that the answer is here")
        .expect("the answer is taken once")
        .map_err(|code| format!("{code:?}"))
}

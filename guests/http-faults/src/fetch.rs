//! An outgoing GET.

use std::io::Read;

use wasip2::http::outgoing_handler;
use wasip2::http::types::{Fields, IncomingResponse, OutgoingRequest, Scheme};

/// The status on the first line, then the body.
pub fn get(url: &str) -> Result<String, String> {
    let response = send(request(url)?)?;
    let body = response.consume().expect("the body is taken once");
    let mut stream = body.stream().expect("the body is read once");
    let mut text = format!("{}\n", response.status());
    stream
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    Ok(text)
}

fn request(url: &str) -> Result<OutgoingRequest, String> {
    let invalid = |()| format!("`{url}` is no http address");
    let rest = url.strip_prefix("http://").ok_or(()).map_err(invalid)?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };
    let request = OutgoingRequest::new(Fields::new());
    request.set_scheme(Some(&Scheme::Http)).map_err(invalid)?;
    request.set_authority(Some(authority)).map_err(invalid)?;
    request.set_path_with_query(Some(path)).map_err(invalid)?;
    Ok(request)
}

fn send(request: OutgoingRequest) -> Result<IncomingResponse, String> {
    let pending = outgoing_handler::handle(request, None).map_err(|code| format!("{code:?}"))?;
    pending.subscribe().block();
    pending
        .get()
        .expect("the host said that the answer is here")
        .expect("the answer is taken once")
        .map_err(|code| format!("{code:?}"))
}

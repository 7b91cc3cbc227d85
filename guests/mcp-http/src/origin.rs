//! Who may ask from within a browser.
//!
//! A page whose host name suddenly means this machine is in the eyes of the browser one with this server, so the header
//! `host` proves nothing. Its `origin` still has the name of the page.

use crate::headers::Headers;
use crate::message::{Failure, INTERNAL, INVALID};

/// Pages of this machine, and those that the setting `allowed-origins` has. What is no browser has no origin.
pub fn check(headers: &Headers) -> Result<(), Failure> {
    let Some(origin) = headers.list("origin") else {
        return Ok(());
    };
    let allowed = capabilities::setting("allowed-origins", "")
        .map_err(|message| Failure::new(500, INTERNAL, message))?;
    if is_local(&origin) || allowed.split_whitespace().any(|allowed| allowed == origin) {
        return Ok(());
    }
    let message = format!("pages of `{origin}` may not ask this server");
    Err(Failure::new(403, INVALID, message))
}

fn is_local(origin: &str) -> bool {
    let Some((_, authority)) = origin.split_once("://") else {
        return false;
    };
    let (host, port) = match authority.strip_prefix("[::1]") {
        Some(port) => ("[::1]", port),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| port.parse::<u16>().is_ok());
    is_port && matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

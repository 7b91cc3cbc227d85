//! An outgoing GET.

use crate::wasi::http::client;
use crate::wasi::http::types::{Fields, Request, Response, Scheme};
use crate::wit_future;

/// The status on the first line, then the body.
pub async fn get(url: &str) -> Result<String, String> {
    let response = client::send(request(url)?).await;
    let response = response.map_err(|code| format!("{code:?}"))?;
    let status = response.get_status_code();
    let (_, processed) = wit_future::new(|| Ok(()));
    let (body, ended) = Response::consume_body(response, processed);
    let body = body.collect().await;
    ended.await.map_err(|code| format!("{code:?}"))?;
    Ok(format!("{status}\n{}", String::from_utf8_lossy(&body)))
}

fn request(url: &str) -> Result<Request, String> {
    let invalid = |()| format!("`{url}` is no http address");
    let (scheme, rest) = match url.split_once("://") {
        Some(("http", rest)) => (Scheme::Http, rest),
        Some(("https", rest)) => (Scheme::Https, rest),
        _ => return Err(invalid(())),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };
    let (_, ended) = wit_future::new(|| Ok(None));
    let (request, _) = Request::new(Fields::new(), None, ended, None);
    request.set_scheme(Some(&scheme)).map_err(invalid)?;
    request.set_authority(Some(authority)).map_err(invalid)?;
    request.set_path_with_query(Some(path)).map_err(invalid)?;
    Ok(request)
}

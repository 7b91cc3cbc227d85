//! What a request says, in words of its own.

use std::path::PathBuf;
use std::time::Duration;

use hostplug_runtime::Workload;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body_util::{BodyExt, Limited};
use hyper::Request;
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;

use super::Refusal;

/// The largest document. A document of this length has been written by a program, and can be a file.
const LONGEST_DOCUMENT: usize = 16 << 20;

/// What follows the `?`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Query {
    pub(super) id: Option<String>,
    pub(super) path: Option<PathBuf>,
    pub(super) within: Option<Duration>,
}

impl Query {
    pub(super) fn read(query: &str) -> Result<Self, Refusal> {
        let mut read = Query::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "id" => read.id = Some(value.into_owned()),
                "path" => read.path = Some(PathBuf::from(value.into_owned())),
                "within" => read.within = Some(duration(&value)?),
                key => {
                    return Err(Refusal::request(format!(
                        "there is no `?{key}=`\nhelp: there are `id`, `path`, `within`"
                    )));
                }
            }
        }
        Ok(read)
    }
}

fn duration(value: &str) -> Result<Duration, Refusal> {
    humantime::parse_duration(value).map_err(|error| {
        Refusal::request(format!(
            "`within` is `{value}`: {error}\nhelp: write a time as `10s` or `1m`"
        ))
    })
}

/// The id behind `/workloads/`.
pub(super) fn id(path: &str) -> Option<String> {
    let encoded = path
        .strip_prefix("/workloads/")
        .filter(|id| !id.is_empty())?;
    let id = percent_decode_str(encoded).decode_utf8().ok()?;
    Some(id.into_owned())
}

/// The workload that is to be started: a file of the host, or the body.
pub(super) async fn workload(
    request: Request<Incoming>,
    path: Option<PathBuf>,
) -> Result<Workload, Refusal> {
    match path {
        // A file of a slow disk must not hold up the socket.
        Some(path) => match tokio::task::spawn_blocking(|| Workload::from_file(path)).await {
            Ok(read) => Ok(read?),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        },
        None => {
            let (parts, body) = request.into_parts();
            document(&parts, &text(body).await?)
        }
    }
}

fn document(parts: &Parts, text: &str) -> Result<Workload, Refusal> {
    let format = parts.headers.get(CONTENT_TYPE);
    match format.and_then(|format| format.to_str().ok()) {
        Some("application/toml") => Ok(Workload::from_toml(text, "")?),
        Some("application/json") => Ok(Workload::from_json(text, "")?),
        _ => Err(Refusal::request(
            "the request has no workload\nhelp: add `?path=FILE`, or a document with the header \
             `content-type: application/toml` or `application/json`",
        )),
    }
}

async fn text(body: Incoming) -> Result<String, Refusal> {
    let limited = Limited::new(body, LONGEST_DOCUMENT).collect().await;
    let bytes = limited.map_err(|error| {
        Refusal::request(format!(
            "the document cannot be read: {error}\nhelp: a document has at most {LONGEST_DOCUMENT} bytes"
        ))
    })?;
    String::from_utf8(bytes.to_bytes().into())
        .map_err(|error| Refusal::request(format!("the document is no UTF-8: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_may_have_any_character() {
        assert_eq!(id("/workloads/default/shop").unwrap(), "default/shop");
        assert_eq!(id("/workloads/a%20b%2Fc%3F").unwrap(), "a b/c?");
        assert_eq!(id("/workloads/%ff"), None);
        assert_eq!(id("/workloads/"), None);
        assert_eq!(id("/workload/a"), None);
    }

    #[test]
    fn a_query_is_read_or_refused() {
        let query = Query::read("path=%2Fa%20b.toml&within=1m&id=x+y").unwrap();
        let expected = Query {
            id: Some("x y".to_owned()),
            path: Some("/a b.toml".into()),
            within: Some(Duration::from_secs(60)),
        };
        assert_eq!(query, expected);
        let refused = |query| Query::read(query).unwrap_err().message;
        assert!(refused("wihtin=1s").starts_with("there is no `?wihtin=`\nhelp: "));
        assert!(refused("within=soon").starts_with("`within` is `soon`: "));
    }
}

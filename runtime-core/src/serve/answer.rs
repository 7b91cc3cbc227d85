//! Responses of the host's own. The reason is for the log: a client learns only whose fault it is.

use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt, Full};

use crate::budget::Exceeded;
use crate::call::Response;
use crate::error::Error;

/// The response to a request that no guest has answered.
pub(crate) fn failure(workload: &str, error: &Error) -> Response {
    tracing::error!(workload, "{error}");
    let status = match error {
        Error::Stopped
        | Error::UnknownWorkload { .. }
        | Error::CutOff { .. }
        | Error::Saturated { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Limit {
            limit: Exceeded::Cpu(_) | Exceeded::Time(_),
            ..
        } => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let in_time = match status {
        StatusCode::GATEWAY_TIMEOUT => " in time",
        _ => "",
    };
    let mut response = text(
        status,
        format!("workload `{workload}` failed to answer{in_time}; the log of the host says why"),
    );
    if let Error::Saturated { .. } = error {
        let soon = http::HeaderValue::from_static("1");
        response
            .headers_mut()
            .insert(http::header::RETRY_AFTER, soon);
    }
    response
}

/// The response to a request that no route takes.
pub(crate) fn not_found(host: &str, path: &str) -> Response {
    text(
        StatusCode::NOT_FOUND,
        format!("no workload serves `{host}{path}`"),
    )
}

/// The response to a request that cannot be routed.
pub(crate) fn no_host() -> Response {
    text(
        StatusCode::BAD_REQUEST,
        "the request names no host: it has no `host` header".to_owned(),
    )
}

/// The response to a request that says itself that its body is too large.
pub(crate) fn body_too_large(limit: u64) -> Response {
    text(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("the body of the request is larger than {limit} bytes"),
    )
}

fn text(status: StatusCode, message: String) -> Response {
    let body = Full::new(Bytes::from(message + "\n"));
    let mut response = http::Response::new(body.map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = status;
    let plain = http::HeaderValue::from_static("text/plain; charset=utf-8");
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, plain);
    response
}

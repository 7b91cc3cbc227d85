//! What a host answers to a request.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use hostplug_runtime::HostApi;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request, Response};

use super::request::{self, Query};
use super::{Refusal, watch};

type Body = BoxBody<Bytes, Infallible>;

pub(super) async fn answer(
    host: Arc<dyn HostApi>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let answered = match Query::read(request.uri().query().unwrap_or_default()) {
        Ok(query) => route(&*host, request, query).await,
        Err(refusal) => Err(refusal),
    };
    Ok(answered.unwrap_or_else(|refusal| json(refusal.status(), &refusal)))
}

async fn route(
    host: &dyn HostApi,
    request: Request<Incoming>,
    query: Query,
) -> Result<Response<Body>, Refusal> {
    let path = request.uri().path().to_owned();
    let id = request::id(&path);
    match (request.method(), path.as_str(), id) {
        (&Method::GET, "/heartbeat", _) => Ok(ok(&host.heartbeat())),
        (&Method::GET, "/workloads", _) => Ok(ok(&host.list())),
        (&Method::GET, "/watch", _) => Ok(lines(host)),
        (&Method::POST, "/workloads", _) => start(host, request, query).await,
        (&Method::PUT, "/workloads", _) => update(host, request, query).await,
        (&Method::GET, _, Some(id)) => Ok(ok(&host.status(&whole(host, id))?)),
        (&Method::DELETE, _, Some(id)) => stop(host, &whole(host, id), query).await,
        (_, path, id) => Ok(other(path, id.is_some())),
    }
}

/// An id as it is, or with the namespace that a workload has if it says nothing.
fn whole(host: &dyn HostApi, id: String) -> String {
    let long = format!("default/{id}");
    match host.status(&id).is_err() && !id.contains('/') && host.status(&long).is_ok() {
        true => long,
        false => id,
    }
}

async fn start(
    host: &dyn HostApi,
    request: Request<Incoming>,
    query: Query,
) -> Result<Response<Body>, Refusal> {
    let workload = request::workload(request, query.path).await?;
    let status = host.start(query.id, workload).await?;
    Ok(json(StatusCode::CREATED, &status))
}

async fn update(
    host: &dyn HostApi,
    request: Request<Incoming>,
    query: Query,
) -> Result<Response<Body>, Refusal> {
    let workload = request::workload(request, query.path).await?;
    let id = query.id.map(|id| whole(host, id));
    Ok(ok(&host.update(id, workload).await?))
}

async fn stop(host: &dyn HostApi, id: &str, query: Query) -> Result<Response<Body>, Refusal> {
    match query.within {
        Some(within) => host.stop_within(id, within).await?,
        None => host.stop(id).await?,
    }
    Ok(ok(&host.status(id)?))
}

fn ok<T: serde::Serialize>(value: &T) -> Response<Body> {
    json(StatusCode::OK, value)
}

fn json<T: serde::Serialize>(status: StatusCode, value: &T) -> Response<Body> {
    // All of it is plain data with names for keys.
    let text = serde_json::to_vec(value).unwrap_or_default();
    typed(status, "application/json", Full::from(text).boxed())
}

fn lines(host: &dyn HostApi) -> Response<Body> {
    let changes = watch::body(host.watch());
    typed(StatusCode::OK, "application/x-ndjson", changes.boxed())
}

fn typed(status: StatusCode, content_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

fn other(path: &str, has_id: bool) -> Response<Body> {
    let methods = match path {
        "/heartbeat" | "/watch" => "GET",
        "/workloads" => "GET, POST, PUT",
        _ if has_id => "GET, DELETE",
        _ => {
            let there_are = "help: there are `/heartbeat`, `/workloads`, `/workloads/ID`, `/watch`";
            let refusal = Refusal::request(format!("there is no `{path}`\n{there_are}"));
            return json(StatusCode::NOT_FOUND, &refusal);
        }
    };
    let path = if has_id { "/workloads/ID" } else { path };
    let refusal = Refusal::request(format!("`{path}` takes {methods}"));
    let mut response = json(StatusCode::METHOD_NOT_ALLOWED, &refusal);
    let allow = HeaderValue::from_static(methods);
    response.headers_mut().insert(ALLOW, allow);
    response
}

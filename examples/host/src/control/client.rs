use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use hostplug_runtime::{Heartbeat, WorkloadStatus};
use http::header::{CONTENT_TYPE, HOST};
use http::{Method, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use tokio::net::UnixStream;

use super::{Changes, ControlError, Refusal};

/// What stays as it is in the path of an address.
const ID: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// Asks a host over its socket. Each request has a connection of its own.
#[derive(Clone, Debug)]
pub struct Client {
    path: PathBuf,
}

/// A workload that a host is to start, or to update.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Document {
    /// A file, which the host reads. A relative path is relative to the working directory of the host.
    File(PathBuf),
    /// TOML. Paths in it are relative to the working directory of the host.
    Toml(String),
    /// JSON; else like TOML.
    Json(String),
}

impl Client {
    /// A client for the host that listens on a path. Nothing is connected yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Client { path: path.into() }
    }

    /// Where the host listens.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the host is, what it serves and what runs on it.
    ///
    /// # Errors
    /// The host does not answer.
    pub async fn heartbeat(&self) -> Result<Heartbeat, ControlError> {
        self.get("/heartbeat").await
    }

    /// All workloads: those that are there, then those that have ended.
    ///
    /// # Errors
    /// The host does not answer.
    pub async fn list(&self) -> Result<Vec<WorkloadStatus>, ControlError> {
        self.get("/workloads").await
    }

    /// What is known of a workload. An id without a `/` means `default/ID`, here and in the other methods.
    ///
    /// # Errors
    /// The host does not answer, or does not know the id.
    pub async fn status(&self, id: &str) -> Result<WorkloadStatus, ControlError> {
        self.get(&workload(id)).await
    }

    /// Starts a workload, under an id of one's own or as `namespace/name`. If the future is dropped, the start is given
    /// up.
    ///
    /// # Errors
    /// The host does not answer, or refuses the workload.
    pub async fn start(
        &self,
        id: Option<&str>,
        document: &Document,
    ) -> Result<WorkloadStatus, ControlError> {
        self.send_document(Method::POST, id, document).await
    }

    /// Replaces a workload that runs by a new version without losing a request.
    ///
    /// # Errors
    /// The host does not answer, does not know the workload, or refuses the new version; the old one runs on then.
    pub async fn update(
        &self,
        id: Option<&str>,
        document: &Document,
    ) -> Result<WorkloadStatus, ControlError> {
        self.send_document(Method::PUT, id, document).await
    }

    /// Stops a workload when its calls have ended, and answers its last status. The stop goes on if the future is
    /// dropped.
    ///
    /// # Errors
    /// The host does not answer or does not know the id, or a plugin failed to unbind.
    pub async fn stop(&self, id: &str) -> Result<WorkloadStatus, ControlError> {
        self.send(Method::DELETE, &workload(id)).await
    }

    /// Stops a workload, and drops its calls after a time.
    ///
    /// # Errors
    /// Those of [`stop`](Client::stop).
    pub async fn stop_within(
        &self,
        id: &str,
        within: Duration,
    ) -> Result<WorkloadStatus, ControlError> {
        let within = humantime::format_duration(within).to_string();
        let query = query(&[("within", &within)]);
        let path = format!("{}{query}", workload(id));
        self.send(Method::DELETE, &path).await
    }

    /// The changes from now on.
    ///
    /// # Errors
    /// The host does not answer.
    pub async fn watch(&self) -> Result<Changes, ControlError> {
        let asked = Asked(self.path.clone());
        let response = self.ask(request(Method::GET, "/watch")).await?;
        Ok(Changes::new(response.into_body(), asked))
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ControlError> {
        self.send(Method::GET, path).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
    ) -> Result<T, ControlError> {
        self.read(request(method, path)).await
    }

    async fn send_document(
        &self,
        method: Method,
        id: Option<&str>,
        document: &Document,
    ) -> Result<WorkloadStatus, ControlError> {
        let mut pairs = Vec::new();
        pairs.extend(id.map(|id| ("id", id)));
        let (content_type, text) = match document {
            Document::File(path) => {
                pairs.push(("path", self.text(path)?));
                return self
                    .send(method, &format!("/workloads{}", query(&pairs)))
                    .await;
            }
            Document::Toml(text) => ("application/toml", text),
            Document::Json(text) => ("application/json", text),
        };
        let mut request = request(method, &format!("/workloads{}", query(&pairs)));
        let content_type = http::HeaderValue::from_static(content_type);
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        *request.body_mut() = Full::from(text.clone());
        self.read(request).await
    }

    /// An address is text, so a path that is none cannot be in it.
    fn text<'a>(&self, path: &'a Path) -> Result<&'a str, ControlError> {
        path.to_str().ok_or_else(|| {
            let message = format!("the path `{}` is no UTF-8", path.display());
            Refusal::request(message).into()
        })
    }

    async fn read<T: DeserializeOwned>(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<T, ControlError> {
        let asked = Asked(self.path.clone());
        let bytes = asked.collect(self.ask(request).await?).await?;
        serde_json::from_slice(&bytes).map_err(|error| asked.broken(&error))
    }

    /// An answer that is no refusal.
    async fn ask(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, ControlError> {
        let asked = Asked(self.path.clone());
        let stream = UnixStream::connect(&self.path).await;
        let stream = stream.map_err(|error| ControlError::NoHost {
            path: self.path.clone(),
            message: error.to_string(),
        })?;
        let connected = http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = connected.map_err(|error| asked.broken(&error))?;
        // It ends with the answer; if this future is dropped, with the sender.
        tokio::spawn(connection);
        let response = sender.send_request(request).await;
        let response = response.map_err(|error| asked.broken(&error))?;
        match response.status() {
            StatusCode::OK | StatusCode::CREATED => Ok(response),
            status => Err(asked.refusal(status, &asked.collect(response).await?)),
        }
    }
}

/// Who was asked, for what is said if he does not answer.
#[derive(Debug)]
pub(super) struct Asked(PathBuf);

impl Asked {
    pub(super) fn broken(&self, error: &dyn std::error::Error) -> ControlError {
        ControlError::Broken {
            path: self.0.clone(),
            message: error.to_string(),
        }
    }

    async fn collect(&self, response: Response<Incoming>) -> Result<Bytes, ControlError> {
        let body = response.into_body().collect().await;
        Ok(body.map_err(|error| self.broken(&error))?.to_bytes())
    }

    fn refusal(&self, status: StatusCode, body: &[u8]) -> ControlError {
        match serde_json::from_slice::<Refusal>(body) {
            Ok(refusal) => refusal.into(),
            Err(_) => ControlError::Broken {
                path: self.0.clone(),
                message: format!("it sends {status} without a reason"),
            },
        }
    }
}

fn request(method: Method, path: &str) -> Request<Full<Bytes>> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, "hostplug");
    request
        .body(Full::default())
        .expect("ids and queries are encoded")
}

fn workload(id: &str) -> String {
    format!("/workloads/{}", utf8_percent_encode(id, ID))
}

/// `?key=value&..`, or nothing.
fn query(pairs: &[(&str, &str)]) -> String {
    if pairs.is_empty() {
        return String::new();
    }
    let mut query = form_urlencoded::Serializer::for_suffix("?".to_owned(), 1);
    query.extend_pairs(pairs);
    query.finish()
}

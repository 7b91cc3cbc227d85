//! A registry on this machine, which speaks the protocol of OCI.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// What the registry does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    Send(StatusCode, &'static str, Vec<u8>),
    HangUp,
    Wait,
}

/// Runs until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    replies: BTreeMap<String, Reply>,
    /// In the place of all replies.
    trouble: Option<Reply>,
    requests: usize,
}

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.wasm.config.v0+json";

impl Server {
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime
            .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
            .unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let (stop, stopped) = oneshot::channel();
        let shared = state.clone();
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = serve(listener, shared) => {}
                    _ = stopped => {}
                }
            });
        });
        Server {
            address,
            state,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// How often it was asked so far.
    pub(crate) fn requests(&self) -> usize {
        self.state().requests
    }

    pub(crate) fn trouble(&self, reply: Option<Reply>) {
        self.state().trouble = reply;
    }

    /// Offers versions of a package with one content.
    pub(crate) fn publish(&self, package: &str, versions: &[&str], content: &[u8]) {
        self.publish_as(package, versions, &digest(content), content);
    }

    /// The same, with a digest that may be another.
    pub(crate) fn publish_as(
        &self,
        package: &str,
        versions: &[&str],
        content_digest: &str,
        content: &[u8],
    ) {
        let config = config(content_digest);
        let tags = serde_json::json!({ "name": package, "tags": versions }).to_string();
        let manifest = manifest(&config, content_digest, content.len());
        self.reply(package, "tags/list", "application/json", tags.into());
        for version in versions {
            let path = format!("manifests/{version}");
            self.reply(package, &path, MANIFEST, manifest.clone());
        }
        let path = format!("blobs/{}", digest(&config));
        self.reply(package, &path, CONFIG, config);
        let path = format!("blobs/{content_digest}");
        self.reply(package, &path, "application/wasm", content.to_vec());
    }

    fn reply(&self, package: &str, path: &str, kind: &'static str, body: Vec<u8>) {
        let path = format!("/v2/{package}/{path}");
        let reply = Reply::Send(StatusCode::OK, kind, body);
        self.state().replies.insert(path, reply);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = state.clone();
        let service = service_fn(move |request| answer(state.clone(), request));
        tokio::spawn(async move {
            // It hangs up on purpose, or the client did.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let reply = {
        let mut state = state.lock().unwrap();
        state.requests += 1;
        let path = request.uri().path();
        let found = state.replies.get(path).cloned();
        let found = found.unwrap_or_else(|| reply_without_content(path));
        state.trouble.clone().unwrap_or(found)
    };
    match reply {
        Reply::Send(status, kind, body) => {
            let response = Response::builder().status(status);
            let response = response.header("content-type", kind);
            Ok(response.body(Full::new(body.into())).unwrap())
        }
        Reply::HangUp => Err(io::ErrorKind::ConnectionAborted.into()),
        Reply::Wait => std::future::pending().await,
    }
}

fn reply_without_content(path: &str) -> Reply {
    let (status, code) = match path {
        "/v2/" => (StatusCode::OK, ""),
        _ if path.contains("/manifests/") => (StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN"),
        _ => (StatusCode::NOT_FOUND, "NAME_UNKNOWN"),
    };
    let errors = serde_json::json!({ "errors": [{ "code": code, "message": "not here" }] });
    Reply::Send(status, "application/json", errors.to_string().into())
}

fn config(content_digest: &str) -> Vec<u8> {
    let config = serde_json::json!({
        "created": "2024-01-01T00:00:00Z",
        "architecture": "wasm",
        "os": "wasip2",
        "layerDigests": [content_digest],
    });
    config.to_string().into()
}

fn manifest(config: &[u8], content_digest: &str, size: usize) -> Vec<u8> {
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": { "mediaType": CONFIG, "digest": digest(config), "size": config.len() },
        "layers": [{ "mediaType": "application/wasm", "digest": content_digest, "size": size }],
    });
    manifest.to_string().into()
}

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    format!("sha256:{}", digits.collect::<String>())
}

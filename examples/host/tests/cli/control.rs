//! The control socket as a library, with hosts in this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hostplug_guests::HTTP_FAULTS;
use hostplug_host::control::{Client, ControlError, ControlSocket, Document};
use hostplug_runtime::hostplug::BoxFuture;
use hostplug_runtime::{Error, Heartbeat, Host, HostApi, Watch, Workload, WorkloadStatus};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::mpsc;

/// A directory with a guest, and a host that listens there.
async fn listening() -> (tempfile::TempDir, Host, ControlSocket) {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("guest.wasm"), HTTP_FAULTS).unwrap();
    let host = Host::builder().name("edge-1").start().await.unwrap();
    let api = Arc::new(host.clone());
    let socket = ControlSocket::listen(&directory.path().join("new/c.sock"), api).unwrap();
    (directory, host, socket)
}

fn document(directory: &Path) -> serde_json::Value {
    let guest = directory.join("guest.wasm");
    serde_json::json!({ "name": "web", "components": { "web": { "path": guest } } })
}

#[tokio::test]
async fn a_document_can_be_sent_as_it_is() {
    let (directory, host, socket) = listening().await;
    let client = Client::new(socket.path());
    assert_eq!(client.heartbeat().await.unwrap().name, "edge-1");
    let json = document(directory.path());
    let toml = Document::Toml(toml::to_string(&json).unwrap());
    let started = client.start(Some("mine"), &toml).await.unwrap();
    assert_eq!((started.id.as_str(), started.revision), ("mine", 1));
    let json = Document::Json(json.to_string());
    let updated = client.update(Some("mine"), &json).await.unwrap();
    assert_eq!(updated.revision, 2);
    assert_eq!(client.list().await.unwrap(), host.list());
    host.shutdown().await.unwrap();
    socket.shutdown().await;
    let gone = client.list().await.unwrap_err();
    assert!(matches!(gone, ControlError::NoHost { .. }), "{gone}");
}

/// What is answered to a request as `curl` would send it.
async fn raw(path: &Path, request: &str) -> String {
    let mut stream = UnixStream::connect(path).await.unwrap();
    let (line, rest) = request.split_once('\n').unwrap_or((request, ""));
    let head = format!("{line} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n{rest}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn what_is_no_request_is_answered_with_what_there_is() {
    let (_directory, _host, socket) = listening().await;
    for (request, status, message) in [
        ("GET /workload", "404", "there is no `/workload`"),
        ("GET /workloads/shop", "404", "there is no workload `shop`"),
        ("POST /heartbeat", "405", "`/heartbeat` takes GET"),
        (
            "PUT /workloads/shop",
            "405",
            "`/workloads/ID` takes GET, DELETE",
        ),
        ("POST /workloads", "400", "the request has no workload"),
        ("POST /workloads?file=x", "400", "there is no `?file=`"),
        (
            "POST /workloads?path=/no/such.toml",
            "400",
            "cannot read workload `/no/such.toml`",
        ),
        (
            "DELETE /workloads/shop?within=soon",
            "400",
            "`within` is `soon`",
        ),
    ] {
        let answer = raw(socket.path(), request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request}: {answer}"
        );
        assert!(answer.contains(message), "{request}: {answer}");
    }
}

/// A host whose starts never end, and which tells when one begins and is dropped.
struct Slow(Host, mpsc::UnboundedSender<&'static str>);

struct Dropped(mpsc::UnboundedSender<&'static str>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send("dropped");
    }
}

impl HostApi for Slow {
    fn heartbeat(&self) -> Heartbeat {
        self.0.heartbeat()
    }

    fn start(
        &self,
        _: Option<String>,
        _: Workload,
    ) -> BoxFuture<'_, Result<WorkloadStatus, Error>> {
        Box::pin(async {
            let _dropped = Dropped(self.1.clone());
            self.1.send("begun").unwrap();
            std::future::pending().await
        })
    }

    fn update(
        &self,
        id: Option<String>,
        workload: Workload,
    ) -> BoxFuture<'_, Result<WorkloadStatus, Error>> {
        HostApi::update(&self.0, id, workload)
    }

    fn stop<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), Error>> {
        HostApi::stop(&self.0, id)
    }

    fn stop_within<'a>(
        &'a self,
        id: &'a str,
        deadline: Duration,
    ) -> BoxFuture<'a, Result<(), Error>> {
        HostApi::stop_within(&self.0, id, deadline)
    }

    fn status(&self, id: &str) -> Result<WorkloadStatus, Error> {
        self.0.status(id)
    }

    fn list(&self) -> Vec<WorkloadStatus> {
        self.0.list()
    }

    fn watch(&self) -> Watch {
        self.0.watch()
    }
}

#[tokio::test]
async fn a_client_that_goes_away_gives_its_start_up() {
    let directory = tempfile::tempdir().unwrap();
    let document = directory.path().join("w.toml");
    std::fs::write(&document, "name = \"w\"\n[components]\n").unwrap();
    let (told, mut tells) = mpsc::unbounded_channel();
    let host = Host::builder().start().await.unwrap();
    let path: PathBuf = directory.path().join("c.sock");
    let socket = ControlSocket::listen(&path, Arc::new(Slow(host, told))).unwrap();
    let client = Client::new(socket.path());
    let start = tokio::spawn(async move { client.start(None, &Document::File(document)).await });
    assert_eq!(tells.recv().await, Some("begun"));
    start.abort();
    assert_eq!(tells.recv().await, Some("dropped"));
}

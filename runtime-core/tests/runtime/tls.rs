//! Listeners with TLS, and their certificates.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hostplug_guests::{HTTP_FAULTS, HTTP_P3};
use hostplug_runtime::{Component, Host, HttpLimits, HttpServer, Tls, Workload};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::client::{LOOPBACK, read, request};
use crate::support::wire::{http2_over, whole};
use crate::support::{host, text};

/// A certificate in files, which can be replaced.
pub(crate) struct Files {
    directory: tempfile::TempDir,
    /// What is in them now.
    pub(crate) certificate: String,
}

impl Files {
    pub(crate) fn new() -> Self {
        let mut files = Files {
            directory: tempfile::tempdir().unwrap(),
            certificate: String::new(),
        };
        files.renew();
        files
    }

    fn renew(&mut self) {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        self.certificate = made.cert.pem();
        std::fs::write(self.path("tls.crt"), &self.certificate).unwrap();
        std::fs::write(self.path("tls.key"), made.signing_key.serialize_pem()).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn tls(&self) -> Tls {
        Tls::files(self.path("tls.crt"), self.path("tls.key")).unwrap()
    }
}

async fn serving(tls: &Tls) -> (Host, HttpServer) {
    let host = host().await;
    let workload = Workload::new("test")
        .component("old", Component::bytes(HTTP_FAULTS))
        .component("new", Component::bytes(HTTP_P3))
        .route("*", "/scheme", "old")
        .route("*", "/", "new");
    host.start(workload).await.unwrap();
    let server = host.http().tls(tls.clone()).listen(LOOPBACK).await.unwrap();
    (host, server)
}

/// A client that trusts one certificate, and speaks one protocol.
async fn connect(
    address: SocketAddr,
    certificate: &str,
    protocol: &str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = rustls::RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes());
    roots.add(certificate.unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

async fn ask(address: SocketAddr, certificate: &str, path: &str) -> std::io::Result<String> {
    let stream = connect(address, certificate, "http/1.1").await?;
    let (mut client, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let answer = client.send_request(request(path)).await.unwrap();
    Ok(read(answer).await.1)
}

#[tokio::test]
async fn both_protocols_are_served_and_guests_see_that_it_was_tls() {
    let files = Files::new();
    let (_host, server) = serving(&files.tls()).await;
    let (address, certificate) = (server.address(), &files.certificate);
    let scheme = ask(address, certificate, "/scheme").await.unwrap();
    assert_eq!(scheme, "Some(Scheme::Https)");
    let scheme = ask(address, certificate, "/where").await.unwrap();
    assert_eq!(scheme, "Some(Scheme::Https) test.example");
    let stream = connect(address, certificate, "h2").await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let mut client = http2_over(stream).await;
    let answer = client.send_request(whole("/chunks?20")).await.unwrap();
    let all = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(all.len(), 20 * 64 * 1024);
}

#[tokio::test]
async fn a_certificate_can_be_replaced_by_hand() {
    let mut files = Files::new();
    let tls = files.tls();
    let (_host, server) = serving(&tls).await;
    let old = files.certificate.clone();
    let address = server.address();
    assert_eq!(ask(address, &old, "/hello").await.unwrap(), "hello\n");
    files.renew();
    tls.reload().unwrap();
    assert!(ask(address, &old, "/hello").await.is_err());
    let new = &files.certificate;
    assert_eq!(ask(address, new, "/hello").await.unwrap(), "hello\n");
}

#[tokio::test]
async fn a_broken_certificate_does_not_replace_one_that_works() {
    let mut files = Files::new();
    let tls = files.tls().always_looking();
    let (_host, server) = serving(&tls).await;
    let (address, old) = (server.address(), files.certificate.clone());
    std::fs::write(files.path("tls.crt"), "what is this?").unwrap();
    assert!(text(tls.reload()).contains("tls.crt` cannot be used for TLS"));
    assert_eq!(ask(address, &old, "/hello").await.unwrap(), "hello\n");
    std::fs::remove_file(files.path("tls.key")).unwrap();
    assert_eq!(ask(address, &old, "/hello").await.unwrap(), "hello\n");
    // Files that have been mended are found without anybody's help.
    files.renew();
    let new = &files.certificate;
    assert_eq!(ask(address, new, "/hello").await.unwrap(), "hello\n");
}

#[test]
fn files_that_are_no_certificate_are_refused_with_what_to_do() {
    let (files, other) = (Files::new(), Files::new());
    let empty = files.path("empty");
    std::fs::write(&empty, "").unwrap();
    let (certificate, key) = (files.path("tls.crt"), files.path("tls.key"));
    for (certificate, key, expected) in [
        (&files.path("none"), &key, "none` cannot be used for TLS: "),
        (
            &empty,
            &key,
            "empty` cannot be used for TLS: it has no certificate\nhelp: it must have",
        ),
        (
            &certificate,
            &empty,
            "empty` cannot be used for TLS: it has no private key\nhelp: it must have",
        ),
        (
            &certificate,
            &other.path("tls.key"),
            "help: give the certificate and the key that were made together",
        ),
    ] {
        let text = text(Tls::files(certificate, key));
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test]
async fn a_client_that_takes_its_time_for_the_handshake_loses_its_connection() {
    let files = Files::new();
    let host = host().await;
    let limits = HttpLimits::default().handshake(Duration::from_millis(20));
    let server = host.http().tls(files.tls()).limits(limits);
    let server = server.listen(LOOPBACK).await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let mut nothing = Vec::new();
    let _ = stream.read_to_end(&mut nothing).await;
    assert!(nothing.is_empty());
}

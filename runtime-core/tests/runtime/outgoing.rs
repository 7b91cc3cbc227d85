//! Requests that guests send to servers of the test's own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use hostplug_guests::{HTTP_FAULTS, HTTP_P3};
use hostplug_runtime::{Component, Host, Limits};
use http_body_util::{BodyExt, Full};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::support::client::{LOOPBACK, get};
use crate::support::{alone, builder, host, text};
use crate::tls::Files;

const BOTH: [&[u8]; 2] = [HTTP_FAULTS, HTTP_P3];

/// A server that counts its connections.
struct Upstream {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Upstream {
    async fn new() -> Self {
        let listener = TcpListener::bind(LOOPBACK).await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::<AtomicUsize>::default();
        let count = connections.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let connection = http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service_fn(answer));
                tokio::spawn(connection);
            }
        });
        Upstream {
            address,
            connections,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

async fn answer(
    request: http::Request<hyper::body::Incoming>,
) -> hyper::Result<http::Response<Full<Bytes>>> {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await?.to_bytes();
    let response = http::Response::builder();
    let (response, body) = match path.as_str() {
        "/moved" => (response.status(302).header("location", "/"), Bytes::new()),
        "/large" => (response, vec![b'x'; 100_000].into()),
        "/never" => std::future::pending().await,
        _ => (response, format!("{} bytes", body.len()).into()),
    };
    Ok(response.body(Full::new(body)).unwrap())
}

async fn calling(host: &Host, guest: &'static [u8]) {
    host.start(alone("web", Component::bytes(guest).allow_host("*")))
        .await
        .unwrap();
}

#[tokio::test]
async fn instances_share_connections_and_nobody_follows_a_redirect() {
    for guest in BOTH {
        let (host, upstream) = (host().await, Upstream::new().await);
        calling(&host, guest).await;
        for _ in 0..5 {
            let answer = get(&host, &format!("/outgoing?{}", upstream.url("/"))).await;
            assert_eq!(answer.1, "200\n0 bytes");
        }
        let moved = get(&host, &format!("/outgoing?{}", upstream.url("/moved"))).await;
        assert_eq!(moved.1, "302\n");
        assert_eq!(upstream.connections.load(Ordering::Relaxed), 1);
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_an_error_of_its_own() {
    let free = std::net::TcpListener::bind(LOOPBACK).unwrap();
    let nobody = free.local_addr().unwrap();
    drop(free);
    for guest in BOTH {
        let host = host().await;
        calling(&host, guest).await;
        let refused = get(&host, &format!("/outgoing?http://{nobody}/")).await;
        assert_eq!(refused.1, "error: ErrorCode::ConnectionRefused");
    }
    let (host, upstream) = (host().await, Upstream::new().await);
    calling(&host, HTTP_FAULTS).await;
    let late = get(&host, &format!("/outgoing-soon?{}", upstream.url("/never"))).await;
    assert_eq!(late.1, "error: ErrorCode::ConnectionReadTimeout");
    let next = get(&host, &format!("/outgoing-soon?{}", upstream.url("/"))).await;
    assert_eq!(next.1, "200\n0 bytes");
}

/// A host that trusts `roots`, and what its guest gets from a server with a certificate of its own.
async fn over_tls(guest: &'static [u8], roots: impl FnOnce(&Files) -> String) -> String {
    let files = Files::new();
    let server_host = host().await;
    server_host
        .start(alone("web", Component::bytes(HTTP_FAULTS)))
        .await
        .unwrap();
    let server = server_host.http().tls(files.tls());
    let server = server.listen(LOOPBACK).await.unwrap();
    let trusting = builder().root_certificates(roots(&files));
    let host = trusting.start().await.unwrap();
    calling(&host, guest).await;
    let port = server.address().port();
    let path = format!("/outgoing?https://localhost:{port}/scheme");
    get(&host, &path).await.1
}

#[tokio::test]
async fn only_servers_with_a_certificate_that_is_trusted_are_talked_to() {
    for guest in BOTH {
        let trusted = over_tls(guest, |files| files.certificate.clone()).await;
        assert_eq!(trusted, "200\nSome(Scheme::Https)");
        let other = over_tls(guest, |_| Files::new().certificate).await;
        assert_eq!(other, "error: ErrorCode::TlsCertificateError");
    }
}

#[tokio::test]
async fn root_certificates_that_are_none_are_refused() {
    for (pem, expected) in [
        (
            "what is this?",
            "there is none in what was given\nhelp: give certificates in PEM",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "number 1 is none: ",
        ),
    ] {
        let text = text(builder().root_certificates(pem).start().await);
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test]
async fn what_requests_send_and_receive_is_limited() {
    let upstream = Upstream::new().await;
    for guest in BOTH {
        let limits = Limits::default().egress(50_000);
        let host = builder().limits(limits).start().await.unwrap();
        calling(&host, guest).await;
        let large = get(&host, &format!("/outgoing?{}", upstream.url("/large"))).await;
        let expected = match guest == HTTP_P3 {
            true => "error: ErrorCode::HttpResponseBodySize(Some(50000))",
            false => "error: HTTP response body size exceeds limit: 50000 bytes",
        };
        assert_eq!(large.1, expected);
        let next = get(&host, &format!("/outgoing?{}", upstream.url("/"))).await;
        assert_eq!(next.1, "200\n0 bytes");
    }
    let limits = Limits::default().egress(50_000);
    let host = builder().limits(limits).start().await.unwrap();
    calling(&host, HTTP_FAULTS).await;
    let put = async |size: usize| {
        let path = format!("/outgoing-put?{size},{}", upstream.url("/"));
        get(&host, &path).await.1
    };
    assert_eq!(put(40).await, "200\n");
    assert_eq!(
        put(100).await,
        "error: ErrorCode::HttpRequestBodySize(Some(50000))"
    );
    assert_eq!(put(40).await, "200\n");
}

#[tokio::test]
async fn an_instance_has_so_many_requests_under_way_and_no_more() {
    let (host, upstream) = (host().await, Upstream::new().await);
    calling(&host, HTTP_FAULTS).await;
    let path = format!("/outgoing-all?{}", upstream.url("/never"));
    let refused = get(&host, &path).await;
    assert_eq!(refused.1, "64 ErrorCode::ConnectionLimitReached");
    let next = get(&host, &format!("/outgoing?{}", upstream.url("/"))).await;
    assert_eq!(next.1, "200\n0 bytes");
}

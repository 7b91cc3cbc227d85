//! Sockets and outgoing requests.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use hostplug_guests::{COMMAND, HTTP_FAULTS};
use hostplug_runtime::{Component, Host, Workload};

use crate::support::client::{LOOPBACK, get};
use crate::support::output::Printed;
use crate::support::{alone, builder, host};

fn connect(address: SocketAddr) -> Component {
    Component::bytes(COMMAND).args(["connect".to_owned(), address.to_string()])
}

#[tokio::test]
async fn sockets_reach_only_what_is_listed() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (address, other) = (listener.local_addr().unwrap(), other.local_addr().unwrap());
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    let workload = Workload::new("test")
        .component("denied", connect(address))
        .component(
            "listed",
            connect(address).allow_address(address.to_string()),
        )
        .component("another", connect(address).allow_address(other.to_string()))
        .component("all", connect(address).allow_address("*"));
    let running = host.start(workload).await.unwrap();
    for (name, expected) in [
        ("denied", "error: access-denied"),
        ("listed", "connected"),
        ("another", "error: access-denied"),
        ("all", "connected"),
    ] {
        assert_eq!(running.run(name).await.unwrap(), 0);
        assert_eq!(printed.take(name), [expected], "{name}");
    }
}

/// A host that serves the guest, and the answer that the guest gets when it calls itself over the network.
async fn outgoing(host: &Host, allow: &str) -> String {
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let port = server.address().port().to_string();
    let component = Component::bytes(HTTP_FAULTS);
    let component = match allow {
        "" => component,
        pattern => component.allow_host(pattern.replace("PORT", &port)),
    };
    host.start(alone("web", component)).await.unwrap();
    let (status, text) = get(host, &format!("/outgoing?http://127.0.0.1:{port}/hello")).await;
    assert_eq!(status, 200);
    host.stop("default/test").await.unwrap();
    server.shutdown().await;
    text
}

#[tokio::test]
async fn requests_go_only_to_hosts_that_are_listed() {
    let host = host().await;
    for (allow, expected) in [
        ("", "error: ErrorCode::HttpRequestDenied"),
        ("example.com", "error: ErrorCode::HttpRequestDenied"),
        ("127.0.0.1:1", "error: ErrorCode::HttpRequestDenied"),
        ("127.0.0.1:PORT", "200\nhello\n"),
        ("127.0.0.1", "200\nhello\n"),
        ("*", "200\nhello\n"),
    ] {
        assert_eq!(outgoing(&host, allow).await, expected, "{allow}");
    }
}

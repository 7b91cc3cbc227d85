//! The end of a listener.

use std::time::Duration;

use hostplug_guests::{HTTP_FAULTS, HTTP_P3};
use hostplug_runtime::{Component, Host, HttpServer};
use http_body_util::BodyExt;

use crate::support::client::{LOOPBACK, begin, fetch, read, request};
use crate::support::output::Printed;
use crate::support::wire::{Nothing, http1, http2, whole};
use crate::support::{alone, builder, host, text};

async fn serving(guest: &'static [u8]) -> (Host, HttpServer) {
    let host = host().await;
    host.start(alone("web", Component::bytes(guest)))
        .await
        .unwrap();
    let server = host.serve_http(LOOPBACK).await.unwrap();
    (host, server)
}

#[tokio::test]
async fn a_port_that_is_in_use_is_an_error_that_says_what_to_do() {
    let (host, server) = serving(HTTP_FAULTS).await;
    let (address, port) = (server.address(), server.address().port());
    let taken = text(host.serve_http(address).await);
    assert!(
        taken.starts_with(&format!("cannot listen on {address}: ")),
        "{taken}"
    );
    let help = format!(
        "\nhelp: another process listens on port {port}: stop it, or choose another port; 0 takes any free one"
    );
    assert!(taken.ends_with(&help), "{taken}");
}

/// Sends one request after the other over one connection until it is closed, and answers how many were answered.
async fn ask_on(address: std::net::SocketAddr, newer: bool) -> usize {
    let mut answered = 0;
    let (mut old, mut new) = match newer {
        true => (None, Some(http2::<Nothing>(address).await)),
        false => (Some(http1::<Nothing>(address).await), None),
    };
    loop {
        let response = match (&mut old, &mut new) {
            (Some(client), _) => client.send_request(request("/chunks?1")).await,
            (_, Some(client)) => client.send_request(whole("/chunks?1")).await,
            _ => unreachable!(),
        };
        match response {
            Ok(response) => assert_eq!(read(response).await.1.len(), 64 * 1024),
            Err(_) => return answered,
        }
        answered += 1;
    }
}

/// The guest says of each response whether it was transmitted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_that_a_guest_got_is_answered_while_the_listener_ends() {
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    host.start(alone("web", Component::bytes(HTTP_P3)))
        .await
        .unwrap();
    let server = host.serve_http(LOOPBACK).await.unwrap();
    let address = server.address();
    let clients: Vec<_> = (0..16)
        .map(|number| tokio::spawn(ask_on(address, number % 2 == 0)))
        .collect();
    assert_eq!(fetch(address, "/hello").await.0, 200);
    server.shutdown().await;
    let mut answered = 0;
    for client in clients {
        answered += client.await.unwrap();
    }
    host.stop("default/test").await.unwrap();
    let mut lines = printed.take("web");
    lines.retain(|line| line.starts_with("transmitted"));
    assert_eq!(lines, vec!["transmitted: Ok(())"; answered]);
}

#[tokio::test]
async fn a_shutdown_waits_for_what_has_begun_and_takes_nothing_new() {
    let (host, server) = serving(HTTP_P3).await;
    let address = server.address();
    let long = begin(address, "/chunks?200").await;
    let mut client = http2::<Nothing>(address).await;
    let longer = client.send_request(whole("/chunks?200")).await.unwrap();
    let ended = tokio::spawn(server.shutdown());
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!ended.is_finished());
    let mut long = long;
    let all = (&mut long.body).collect().await.unwrap().to_bytes();
    assert_eq!(all.len(), 200 * 64 * 1024);
    let all = longer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(all.len(), 200 * 64 * 1024);
    ended.await.unwrap();
    assert!(client.send_request(whole("/hello")).await.is_err());
    host.stop("default/test").await.unwrap();
}

#[tokio::test]
async fn a_shutdown_with_a_deadline_closes_what_is_left() {
    for guest in [HTTP_FAULTS, HTTP_P3] {
        let (host, server) = serving(guest).await;
        let mut one = begin(server.address(), "/hang").await;
        let mut client = http2::<Nothing>(server.address()).await;
        let two = client.send_request(whole("/hang")).await.unwrap();
        server.shutdown_within(Duration::from_millis(20)).await;
        assert!((&mut one.body).collect().await.is_err());
        assert!(two.into_body().collect().await.is_err());
        host.stop("default/test").await.unwrap();
    }
}

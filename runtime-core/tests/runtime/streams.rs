//! `async` functions and streams between a guest and a plugin.

use hostplug_guests::STREAMS;
use hostplug_runtime::hostplug::wasmtime::component::{Accessor, StreamReader, Val};
use hostplug_runtime::hostplug::{self, State, host_plugin};
use hostplug_runtime::{Component, Running};

use crate::support::{alone, builder};

#[host_plugin(
    world = "test:streams/plugin@0.1.0",
    inline = "
        package test:streams@0.1.0;
        interface source {
            numbers: async func(count: u32) -> stream<u8>;
            double: async func(x: u32) -> u32;
        }
        world plugin { import source; }
    "
)]
pub(crate) struct Source;

impl streams::source::HostWithStore<State> for Source {
    async fn numbers(
        accessor: &Accessor<State, Self>,
        count: u32,
    ) -> hostplug::Result<StreamReader<u8>> {
        let bytes: Vec<u8> = (0..count).map(|number| number as u8).collect();
        accessor.with(|access| StreamReader::new(access, bytes))
    }

    async fn double(_: &Accessor<State, Self>, x: u32) -> hostplug::Result<u32> {
        tokio::task::yield_now().await;
        Ok(2 * x)
    }
}

const RUNS: &str = "test:streams/runs@0.1.0";

async fn start() -> Running {
    let host = builder().plugin(Source).start().await.unwrap();
    host.start(alone("reader", Component::bytes(STREAMS)))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_guest_awaits_a_plugin_and_reads_its_stream() {
    let running = start().await;
    let (doubled,): (u32,) = running
        .call("reader", &format!("{RUNS}#doubled"), (21_u32,))
        .await
        .unwrap();
    assert_eq!(doubled, 42);
    for (count, total) in [
        (0_u32, 0_u32),
        (10, 45),
        (100_000, (0..100_000).map(|n| n % 256).sum()),
    ] {
        let (sum,): (u32,) = running
            .call("reader", &format!("{RUNS}#total"), (count,))
            .await
            .unwrap();
        assert_eq!(sum, total, "of {count}");
    }
}

#[tokio::test]
async fn asynchronous_functions_are_invoked_with_values() {
    let running = start().await;
    let total = running
        .invoke("reader", &format!("{RUNS}#total"), &[Val::U32(10)])
        .await
        .unwrap();
    assert_eq!(total, [Val::U32(45)]);
    let doubled = running
        .invoke("reader", &format!("{RUNS}#doubled"), &[Val::U32(3)])
        .await
        .unwrap();
    assert_eq!(doubled, [Val::U32(6)]);
}

#[tokio::test]
async fn many_asynchronous_calls_go_on_at_once() {
    let running = start().await;
    let mut calls = tokio::task::JoinSet::new();
    for x in 0..10_u32 {
        let running = running.clone();
        calls.spawn(async move {
            let (doubled,): (u32,) = running
                .call("reader", &format!("{RUNS}#doubled"), (x,))
                .await
                .unwrap();
            (x, doubled)
        });
    }
    for (x, doubled) in calls.join_all().await {
        assert_eq!(doubled, 2 * x);
    }
}

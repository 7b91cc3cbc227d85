//! What a live instance takes on the heap, beside its linear memory and its tables. Counting every allocation disturbs
//! what takes time, so this is a program of its own.

#[path = "../performance/chain.rs"]
mod chain;
#[path = "../performance/support.rs"]
#[allow(dead_code, reason = "nothing takes turns here")]
mod support;

use std::alloc::System;
use std::sync::Arc;

use chain::Chain;
use futures::future::join_all;
use hostplug_runtime::hostplug::{self, Caller, host_plugin};
use hostplug_runtime::{Component, Engine, Host, Running};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use support::Table;
use tokio::sync::{Barrier, Semaphore};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How many instances are alive at once.
const INSTANCES: usize = 100;

/// Holds every call until all are there and have been counted.
#[host_plugin(
    world = "bench:gate/plugin",
    inline = "
        package bench:gate;
        interface gate { pass: func(); }
        world plugin { import gate; }
    "
)]
struct Gate {
    arrived: Arc<Barrier>,
    open: Arc<Semaphore>,
}

impl gate::gate::Host for Caller<'_, Gate> {
    async fn pass(&mut self) -> hostplug::Result<()> {
        let (arrived, open) = (&self.plugin().arrived, &self.plugin().open);
        arrived.wait().await;
        let _open = open.acquire().await.expect("nobody closes it");
        Ok(())
    }
}

/// Stands at the gate, and holds a chain of components.
const GUEST: &str = r#"
    (component
      (import "bench:gate/gate" (instance $gate (export "pass" (func))))
      (import "bench:chain/p0@0.1.0" (instance (export "f" (func (param "x" u32) (result u32)))))
      (core func $pass (canon lower (func $gate "pass")))
      (core module $m
        (import "gate" "pass" (func $pass))
        (func (export "run") (call $pass)))
      (core instance $m (instantiate $m (with "gate" (instance (export "pass" (func $pass))))))
      (func (export "run") (canon lift (core func $m "run"))))
"#;

fn main() {
    let tokio = support::tokio();
    let mut table = Table::new(["components", "heap of a live instance"]);
    for parts in [2, 4, 16] {
        let bytes = tokio.block_on(live(parts));
        let kib = bytes as f64 / 1024.0;
        table.row([parts.to_string(), format!("{kib:.1} KiB")]);
    }
    table.print("Memory");
}

/// What one of many live instances takes, in bytes.
async fn live(parts: usize) -> isize {
    let arrived = Arc::new(Barrier::new(INSTANCES + 1));
    let open = Arc::new(Semaphore::new(0));
    let running = start(parts, &arrived, &open).await;
    // What is only made once is no part of an instance.
    let one = async |instances: usize| {
        let region = Region::new(ALLOCATOR);
        let calls = join_all((0..instances).map(|_| running.call::<(), ()>("guest", "run", ())));
        let count = async {
            arrived.wait().await;
            let change = region.change();
            open.add_permits(INSTANCES);
            change.bytes_allocated as isize - change.bytes_deallocated as isize
        };
        let (_, bytes) = tokio::join!(calls, count);
        bytes / INSTANCES as isize
    };
    one(INSTANCES).await;
    for _ in 0..INSTANCES {
        open.acquire().await.expect("nobody closes it").forget();
    }
    one(INSTANCES).await
}

async fn start(parts: usize, arrived: &Arc<Barrier>, open: &Arc<Semaphore>) -> Running {
    let gate = Gate {
        arrived: arrived.clone(),
        open: open.clone(),
    };
    let engine = Engine::new().expect("Wasmtime runs on this machine");
    let host = Host::builder().engine(engine).plugin(gate).start().await;
    let host = host.expect("the plugin starts");
    let guest = wat::parse_str(GUEST).expect("the text is valid");
    let workload = Chain::new(parts - 1, 1)
        .workload("memory")
        .component("guest", Component::bytes(guest));
    host.start(workload).await.expect("the parts fit together")
}

//! What a call from one component to another costs: composed by the runtime, through a host that passes `Val`s on,
//! and, as the least that a call can cost, inside one core module.

#[path = "../support/mod.rs"]
mod support;

mod dynamic;

use hostplug_guests::{CALLS_CALLEE, CALLS_CALLER};
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::hostplug::wasmtime::{self, Instance, Module, Store};
use hostplug_runtime::{Component, Engine, Host, Profile, Running, Workload};
use support::{Calls, Table, measure};
use tokio::runtime::Runtime;

/// A loop of the caller: a function of `test:calls/runs` and what it wants to know beside the number of calls.
struct Case {
    name: &'static str,
    function: &'static str,
    size: Option<u32>,
}

const CASES: [Case; 5] = [
    Case {
        name: "add(u32, u32)",
        function: "add",
        size: None,
    },
    Case {
        name: "string of 16 B",
        function: "len",
        size: Some(16),
    },
    Case {
        name: "string of 1 KiB",
        function: "len",
        size: Some(1024),
    },
    Case {
        name: "list of 16 records",
        function: "points",
        size: Some(16),
    },
    Case {
        name: "resource method",
        function: "cell",
        size: None,
    },
];

impl Case {
    fn params(&self, calls: u32) -> Vec<Val> {
        [calls].into_iter().chain(self.size).map(Val::U32).collect()
    }
}

fn main() {
    let tokio = support::tokio();
    let columns = [
        "concurrency",
        "one call of",
        "fused",
        "dynamic",
        "core",
        "dynamic / fused",
        "fused / core",
    ];
    let mut table = Table::new(columns);
    let engine = Engine::new().expect("Wasmtime runs on this machine");
    for (profile, concurrency) in [(Profile::P3, "on"), (Profile::P2, "off")] {
        let fused = tokio
            .block_on(workload(&engine, profile))
            .expect("the guests fit together");
        let engine = engine
            .wasmtime(profile)
            .expect("the configuration is Wasmtime's own");
        compare(&mut table, &tokio, &fused, &engine, concurrency);
    }
    table.print("Calls between components");
}

fn compare(
    table: &mut Table,
    tokio: &Runtime,
    fused: &Running,
    engine: &wasmtime::Engine,
    concurrency: &str,
) {
    let mut dynamic = tokio
        .block_on(dynamic::Linked::new(engine))
        .expect("the guests fit together");
    for case in &CASES {
        let [by_runtime, by_host] = [
            tokio.block_on(run(fused, case, 10)),
            tokio.block_on(dynamic.run(case.function, &case.params(10))),
        ];
        assert_eq!(by_runtime, by_host, "{}", case.name);
        let [of_fused, of_dynamic, of_core] = measure([
            Box::new(|calls| drop(tokio.block_on(run(fused, case, calls)))),
            Box::new(|calls| drop(tokio.block_on(dynamic.run(case.function, &case.params(calls))))),
            core(engine).expect("the module is valid"),
        ]);
        table.row([
            concurrency.to_owned(),
            case.name.to_owned(),
            of_fused.shortest(),
            of_dynamic.shortest(),
            of_core.shortest(),
            of_dynamic.against(&of_fused),
            of_fused.against(&of_core),
        ]);
    }
}

async fn workload(engine: &Engine, profile: Profile) -> Result<Running, hostplug_runtime::Error> {
    let host = Host::builder().engine(engine.clone()).start().await?;
    let workload = Workload::new("calls")
        .engine(profile)
        .component("caller", Component::bytes(CALLS_CALLER))
        .component("callee", Component::bytes(CALLS_CALLEE));
    host.start(workload).await
}

async fn run(workload: &Running, case: &Case, calls: u32) -> Vec<Val> {
    let function = format!("test:calls/runs@0.1.0#{}", case.function);
    workload
        .invoke("caller", &function, &case.params(calls))
        .await
        .expect("the guest does not trap")
}

/// Calls of a function that the compiler does not inline.
fn core(engine: &wasmtime::Engine) -> wasmtime::Result<Calls<'static>> {
    let module = Module::new(
        engine,
        wat::parse_str(include_str!("core.wat")).expect("the text is valid"),
    )?;
    let mut store = Store::new(engine, ());
    // The engine interrupts guests unless it is told otherwise.
    store.set_epoch_deadline(u64::MAX / 2);
    let add =
        Instance::new(&mut store, &module, &[])?.get_typed_func::<u32, u32>(&mut store, "add")?;
    Ok(Box::new(move |calls| {
        add.call(&mut store, calls).expect("adding does not trap");
    }))
}

//! What a call on a fresh instance of two components costs: through the runtime, against the same two composed and
//! instantiated by hand.

use std::convert::Infallible;

use hostplug_guests::{CALLS_CALLEE, CALLS_CALLER};
use hostplug_runtime::hostplug::wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, InstancePre, Linker, Lower, ResourceTable,
};
use hostplug_runtime::hostplug::wasmtime::{Result, Store};
use hostplug_runtime::part::HOIST_MIN;
use hostplug_runtime::{Engine, Host, Profile, Running, Stdio, Workload};
use tokio::runtime::Runtime;
use wasm_compose::graph::{self, CompositionGraph, EncodeOptions};
use wasm_encoder::reencode::{self, Reencode, ReencodeComponent};
use wasm_encoder::{ComponentSectionId, CustomSection, Encode, RawSection, Section};
use wasmparser::{Parser, Validator};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use crate::support::{self, Table, measure};

const API: &str = "test:calls/api@0.1.0";
const RUNS: &str = "test:calls/runs@0.1.0";

pub(crate) fn print() {
    let tokio = support::tokio();
    let mut table = Table::new([
        "core modules",
        "instantiate, call, drop",
        "runtime",
        "by hand",
        "runtime / by hand",
    ]);
    let small = [CALLS_CALLER.to_vec(), CALLS_CALLEE.to_vec()];
    let big = [padded(CALLS_CALLER), padded(CALLS_CALLEE)];
    compare(&mut table, &tokio, "embedded", small);
    compare(&mut table, &tokio, "hoisted", big);
    table.print("Fresh instances of two components");
}

fn compare(table: &mut Table, tokio: &Runtime, modules: &str, guests: [Vec<u8>; 2]) {
    let engine = Engine::pooling().expect("the machine has the addresses");
    let hand = ByHand::new(&engine, &guests).expect("the guests fit together");
    let workload = tokio
        .block_on(workload(&engine, guests))
        .expect("the guests fit together");
    let nothing = measure([
        Box::new(|calls| {
            tokio.block_on(repeat(calls, 7, async || {
                by_runtime(&workload, "nothing", ()).await
            }))
        }),
        Box::new(|calls| {
            tokio.block_on(repeat(calls, 7, async || {
                hand.call(&hand.nothing, ()).await
            }))
        }),
    ]);
    let add = measure([
        Box::new(|calls| {
            tokio.block_on(repeat(calls, 1, async || {
                by_runtime(&workload, "add", (1u32,)).await
            }))
        }),
        Box::new(|calls| {
            tokio.block_on(repeat(calls, 1, async || {
                hand.call(&hand.add, (1u32,)).await
            }))
        }),
    ]);
    for (name, [runtime, hand]) in [
        ("nothing()", nothing),
        ("add(1), which calls the sibling", add),
    ] {
        let (times, ratio) = (
            [runtime.shortest(), hand.shortest()],
            runtime.against(&hand),
        );
        let [runtime, hand] = times;
        table.row([modules.to_owned(), name.to_owned(), runtime, hand, ratio]);
    }
}

async fn repeat(calls: u32, expected: u32, call: impl AsyncFn() -> u32) {
    for _ in 0..calls {
        assert_eq!(call().await, expected);
    }
}

async fn workload(
    engine: &Engine,
    [caller, callee]: [Vec<u8>; 2],
) -> Result<Running, hostplug_runtime::Error> {
    let host = Host::builder()
        .engine(engine.clone())
        .stdio(Stdio::Inherit)
        .start()
        .await?;
    let workload = Workload::new("calls")
        .component("caller", hostplug_runtime::Component::bytes(caller))
        .component("callee", hostplug_runtime::Component::bytes(callee));
    host.start(workload).await
}

async fn by_runtime<P>(workload: &Running, function: &str, params: P) -> u32
where
    P: ComponentNamedList + Lower + Send + Sync + 'static,
{
    let function = format!("{RUNS}#{function}");
    let (answer,) = workload
        .call("caller", &function, params)
        .await
        .expect("the guest does not trap");
    answer
}

/// What somebody who knows the two guests would write with Wasmtime alone.
struct ByHand {
    pre: InstancePre<Data>,
    nothing: ComponentExportIndex,
    add: ComponentExportIndex,
}

/// The runtime gives each guest WASI of its own, so there are two contexts here as well, although the guests share
/// the first.
struct Data {
    wasi: [WasiCtx; 2],
    table: ResourceTable,
}

impl ByHand {
    fn new(engine: &Engine, guests: &[Vec<u8>; 2]) -> Result<Self> {
        // The profile that the runtime chooses for these guests.
        let engine = engine
            .wasmtime(Profile::P2)
            .expect("the machine has the addresses");
        let component = Component::new(&engine, compose(guests))?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        let runs = component
            .get_export_index(None, RUNS)
            .expect("the caller exports it");
        let function = |name| {
            component
                .get_export_index(Some(&runs), name)
                .expect("the caller exports it")
        };
        let (nothing, add) = (function("nothing"), function("add"));
        Ok(ByHand {
            pre: linker.instantiate_pre(&component)?,
            nothing,
            add,
        })
    }

    async fn call<P>(&self, function: &ComponentExportIndex, params: P) -> u32
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
    {
        self.try_call(function, params)
            .await
            .expect("the guest does not trap")
    }

    async fn try_call<P>(&self, function: &ComponentExportIndex, params: P) -> Result<u32>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
    {
        let wasi =
            ["caller", "callee"].map(|name| WasiCtx::builder().arg(name).inherit_stdio().build());
        let mut store = Store::new(
            self.pre.engine(),
            Data {
                wasi,
                table: ResourceTable::new(),
            },
        );
        // The engine interrupts guests unless it is told otherwise.
        store.set_epoch_deadline(u64::MAX / 2);
        let instance = self.pre.instantiate_async(&mut store).await?;
        let function = instance.get_typed_func::<P, (u32,)>(&mut store, function)?;
        let (answer,) = function.call_async(&mut store, params).await?;
        Ok(answer)
    }
}

impl WasiView for Data {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let [wasi, _] = &mut self.wasi;
        WasiCtxView {
            ctx: wasi,
            table: &mut self.table,
        }
    }
}

/// Composes the guests with somebody else's composer.
fn compose([caller, callee]: &[Vec<u8>; 2]) -> Vec<u8> {
    let mut validator = Validator::new();
    let mut parse =
        |name, bytes| graph::Component::from_bytes(&mut validator, name, bytes).unwrap();
    let (caller, callee) = (parse("caller", caller), parse("callee", callee));
    let (import, _) = caller.import_by_name(API).unwrap();
    let (export, ..) = callee.export_by_name(API).unwrap();
    let mut graph = CompositionGraph::new();
    let mut instantiate = |component| {
        let component = graph.add_component(component).unwrap();
        graph.instantiate(component).unwrap()
    };
    let (caller, callee) = (instantiate(caller), instantiate(callee));
    graph.connect(callee, Some(export), caller, import).unwrap();
    graph
        .encode(EncodeOptions {
            define_components: true,
            export: Some(caller),
            validate: true,
        })
        .unwrap()
}

/// From here on a core module is the guest's own. The small ones beside it adapt its calls to the component's.
const GUEST_MIN: usize = 16 * 1024;

/// A component whose own core module is so big that the runtime compiles it apart.
fn padded(component: &[u8]) -> Vec<u8> {
    let mut padded = wasm_encoder::Component::new();
    Padding
        .parse_component(&mut padded, Parser::new(0), component)
        .expect("the guest is valid");
    padded.finish()
}

struct Padding;

impl Reencode for Padding {
    type Error = Infallible;
}

impl ReencodeComponent for Padding {
    fn parse_component_submodule(
        &mut self,
        component: &mut wasm_encoder::Component,
        _: Parser,
        module: &[u8],
    ) -> Result<(), reencode::Error> {
        let padding = CustomSection {
            name: "padding".into(),
            data: vec![0; HOIST_MIN].into(),
        };
        let mut module = module.to_vec();
        if module.len() >= GUEST_MIN {
            module.push(padding.id());
            padding.encode(&mut module);
        }
        component.section(&RawSection {
            id: ComponentSectionId::CoreModule.into(),
            data: &module,
        });
        Ok(())
    }
}

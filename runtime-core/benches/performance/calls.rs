//! What one call costs that a component imports, by who serves it.

use std::sync::Arc;

use hostplug_runtime::hostplug::wasmtime::component::{Resource, Val};
use hostplug_runtime::hostplug::wasmtime::{self, Instance, Module, Store};
use hostplug_runtime::hostplug::{self, Caller, host_plugin};
use hostplug_runtime::{
    Component, Engine, Host, Isolation, Link, LinkMode, LinkTarget, Profile, Running, Workload,
};
use tokio::runtime::Runtime;

use crate::dynamic::Dynamic;
use crate::support::{self, Calls, Costs, Table, measure};

pub(crate) const CALLER: &str = include_str!("caller.wat");
const CALLEE: &str = include_str!("callee.wat");

/// A function of the caller that calls something in a loop.
struct Case {
    name: &'static str,
    function: &'static str,
    size: u32,
    /// Whether only values cross, so that the callee can be in another store.
    plain: bool,
}

const CASES: [Case; 6] = [
    case("add(u32, u32)", "add", 0, true),
    case("string, 16 B", "text", 16, true),
    case("list<u8>, 64 KiB", "bytes", 64 << 10, true),
    case("16 records", "points", 16, true),
    case("resource method", "method", 0, false),
    case("resource new, drop", "resource", 0, false),
];

const fn case(name: &'static str, function: &'static str, size: u32, plain: bool) -> Case {
    Case {
        name,
        function,
        size,
        plain,
    }
}

/// The interfaces as a plugin.
#[host_plugin(
    world = "bench:calls/plugin@0.1.0",
    inline = "
        package bench:calls@0.1.0;
        interface plain {
            record point { x: u32, y: u32, name: string }
            add: func(a: u32, b: u32) -> u32;
            text: func(s: string) -> u32;
            bytes: func(b: list<u8>) -> u32;
            points: func(items: list<point>) -> u32;
        }
        interface cells {
            resource cell {
                constructor(value: u32);
                add: func(by: u32) -> u32;
            }
        }
        world plugin { import plain; import cells; }
    ",
    with("bench:calls/cells.cell" = Cell)
)]
pub(crate) struct Served;

/// A resource of the plugin.
#[derive(Debug)]
pub(crate) struct Cell(u32);

impl calls::plain::Host for Caller<'_, Served> {
    async fn add(&mut self, a: u32, b: u32) -> hostplug::Result<u32> {
        Ok(a.wrapping_add(b))
    }

    async fn text(&mut self, s: String) -> hostplug::Result<u32> {
        Ok(s.len() as u32)
    }

    async fn bytes(&mut self, b: Vec<u8>) -> hostplug::Result<u32> {
        Ok(b.len() as u32)
    }

    async fn points(&mut self, items: Vec<calls::plain::Point>) -> hostplug::Result<u32> {
        Ok(items.iter().map(|point| point.x).sum())
    }
}

impl calls::cells::HostCell for Caller<'_, Served> {
    async fn new(&mut self, value: u32) -> hostplug::Result<Resource<Cell>> {
        Ok(self.table().push(Cell(value))?)
    }

    async fn add(&mut self, cell: Resource<Cell>, by: u32) -> hostplug::Result<u32> {
        Ok(self.table().get(&cell)?.0.wrapping_add(by))
    }

    async fn drop(&mut self, cell: Resource<Cell>) -> wasmtime::Result<()> {
        self.table().delete(cell)?;
        Ok(())
    }
}

pub(crate) fn print() {
    let tokio = support::tokio();
    let engine = Engine::new().expect("Wasmtime runs on this machine");
    for profile in [Profile::P3, Profile::P2] {
        let mut columns = vec!["one imported call".to_owned()];
        columns.extend(CASES.iter().map(|case| case.name.to_owned()));
        let mut table = Table::of(columns);
        let columns = compare(&tokio, &engine, profile);
        for (row, name) in ROWS.iter().enumerate() {
            let cells = columns
                .iter()
                .map(|column| column.get(row).cloned().unwrap_or_default());
            table.row(
                [(*name).to_owned()]
                    .into_iter()
                    .chain(cells)
                    .collect::<Vec<_>>(),
            );
        }
        table.print(&format!("Calls on engine `{profile}`"));
    }
}

const ROWS: [&str; 8] = [
    "core call",
    "fused",
    "plugin",
    "dynamic `Val`, sync",
    "dynamic `Val`, async",
    "isolated: fresh store",
    "**fused / core**",
    "**dynamic async / fused**",
];

/// The cells of each case from top to bottom.
fn compare(tokio: &Runtime, engine: &Engine, profile: Profile) -> Vec<Vec<String>> {
    let started = tokio.block_on(Started::new(engine, profile));
    let started = started.expect("the guests fit together");
    let engine = engine
        .wasmtime(profile)
        .expect("the configuration is Wasmtime's own");
    CASES
        .iter()
        .map(|case| started.measure(tokio, &engine, case))
        .collect()
}

/// The same caller with several who serve it.
struct Started {
    fused: Running,
    plugin: Running,
    isolated: Running,
}

impl Started {
    async fn new(engine: &Engine, profile: Profile) -> Result<Self, hostplug_runtime::Error> {
        let host = || Host::builder().engine(engine.clone());
        let caller = || {
            let workload = Workload::new("calls").engine(profile);
            workload.component("caller", component(CALLER))
        };
        let linked = || caller().component("callee", component(CALLEE));
        Ok(Started {
            fused: host().start().await?.start(linked()).await?,
            plugin: host().plugin(Served).start().await?.start(caller()).await?,
            isolated: host()
                .start()
                .await?
                .start(linked().link_as(isolated()))
                .await?,
        })
    }

    fn measure(&self, tokio: &Runtime, engine: &wasmtime::Engine, case: &Case) -> Vec<String> {
        let [mut sync, mut asynchronous] = [false, true].map(|asynchronous| {
            let linked = Dynamic::new(engine, asynchronous);
            tokio.block_on(linked).expect("the guests fit together")
        });
        let running = |running: &Running| {
            let running = running.clone();
            Box::new(move |calls| run(tokio, &running, case, calls)) as Calls<'_>
        };
        let isolated = if case.plain {
            &self.isolated
        } else {
            &self.fused
        };
        let params = |calls| [Val::U32(calls), Val::U32(case.size)];
        let [core, fused, plugin, sync, asynchronous, isolated] = measure([
            core(engine).expect("the module is valid"),
            running(&self.fused),
            running(&self.plugin),
            Box::new(|calls| sync.run_sync(case.function, &params(calls))),
            Box::new(|calls| tokio.block_on(asynchronous.run(case.function, &params(calls)))),
            running(isolated),
        ]);
        let only = |shown: bool, costs: &Costs| match shown {
            true => costs.shortest(),
            false => "-".to_owned(),
        };
        let ratio = fused.against(&core);
        vec![
            only(case.function == "add", &core),
            fused.shortest(),
            plugin.shortest(),
            sync.shortest(),
            asynchronous.shortest(),
            only(case.plain, &isolated),
            if case.function == "add" {
                ratio
            } else {
                "-".to_owned()
            },
            asynchronous.against(&fused),
        ]
    }
}

fn component(wat: &str) -> Component {
    Component::bytes(Arc::<[u8]>::from(
        wat::parse_str(wat).expect("the text is valid"),
    ))
}

fn isolated() -> Link {
    let (component, export) = ("callee".to_owned(), None);
    let to = LinkTarget::Component { component, export };
    Link::new("caller", "bench:calls/plain@0.1.0", to)
        .mode(LinkMode::Isolated(Isolation::default()))
}

fn run(tokio: &Runtime, workload: &Running, case: &Case, calls: u32) {
    let params = [Val::U32(calls), Val::U32(case.size)];
    tokio
        .block_on(workload.invoke("caller", case.function, &params))
        .expect("the guest does not trap");
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

//! What the SDK adds to a call of a host function: a plugin behind `#[host_plugin]` and the SDK's linker, against the
//! same function behind Wasmtime's bare bindings.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hostplug_runtime::hostplug::wasmtime::component::{Component, HasData, Linker};
use hostplug_runtime::hostplug::wasmtime::{Config, Engine, Result, Store};
use hostplug_runtime::hostplug::wt::component::LinkerInstance;
use hostplug_runtime::hostplug::{
    self, CallObserver, CallPolicy, CallSite, Caller, HostPlugin, Outcome, Scope, Settings, State,
    host_plugin,
};
use tokio::runtime::Runtime;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;

use crate::support::{self, Calls, Costs, Table, measure};

/// Calls the import as often as it is told.
const GUEST: &str = r#"
    (component
      (import "number" (instance $number (export "next" (func (result u32)))))
      (core func $next (canon lower (func $number "next")))
      (core module $loop
        (import "number" "next" (func $next (result i32)))
        (func (export "run") (param $n i32) (result i32)
          (local $sum i32)
          (block $done
            (loop $again
              (br_if $done (i32.eqz (local.get $n)))
              (local.set $sum (i32.add (local.get $sum) (call $next)))
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (br $again)))
          (local.get $sum)))
      (core instance $loop (instantiate $loop (with "number" (instance (export "next" (func $next))))))
      (func (export "run") (param "n" u32) (result u32) (canon lift (core func $loop "run"))))
"#;

/// The function as a plugin.
#[host_plugin(
    world = "bench:number/plugin",
    inline = "
        package bench:number;
        interface number { next: func() -> u32; }
        world plugin { import number; }
    ",
    config = Settled,
    state = u32
)]
struct Number;

#[derive(serde::Deserialize)]
struct Settled {
    number: u32,
}

impl number::number::Host for Caller<'_, Number> {
    async fn next(&mut self) -> hostplug::Result<u32> {
        *self.state() += 1;
        Ok(self.binding().number)
    }
}

mod bare {
    wasmtime::component::bindgen!({
        inline: "
            package bench:number;
            interface number { next: func() -> u32; }
            world plugin { import number; }
        ",
        imports: { default: async | trappable },
    });
}

/// The function as a host would write it without the SDK.
struct Bare {
    number: u32,
    calls: u32,
}

impl HasData for Bare {
    type Data<'a> = &'a mut Bare;
}

impl bare::bench::number::number::Host for Bare {
    async fn next(&mut self) -> Result<u32> {
        self.calls += 1;
        Ok(self.number)
    }
}

/// Counts.
#[derive(Default)]
struct Counter(AtomicU64);

impl CallObserver for Counter {
    fn finished(&self, _: &CallSite, _: Duration, _: Outcome) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

pub(crate) fn print() {
    let tokio = support::tokio();
    let mut table = Table::new([
        "concurrency",
        "call through",
        "one call",
        "against bare bindings",
    ]);
    for concurrency in [true, false] {
        let mut config = Config::new();
        config.concurrency_support(concurrency);
        let engine = Engine::new(&config).expect("the configuration is one of Wasmtime's own");
        compare(
            &mut table,
            &tokio,
            &engine,
            if concurrency { "on" } else { "off" },
        );
    }
    table.print("Calls of a plugin");
}

fn compare(table: &mut Table, tokio: &Runtime, engine: &Engine, concurrency: &str) {
    let bare = || {
        tokio
            .block_on(bare(engine))
            .expect("the guest imports what is linked")
    };
    let plugin = |change: fn(&mut CallPolicy)| {
        tokio
            .block_on(plugin(engine, change))
            .expect("the guest imports what is linked")
    };
    let mut row = |name: &str, costs: &Costs, baseline: &Costs| {
        table.row([
            concurrency.to_owned(),
            name.to_owned(),
            costs.shortest(),
            costs.against(baseline),
        ]);
    };
    let [baseline, quiet, deadline, observer] = measure([
        bare(),
        plugin(|_| ()),
        plugin(|policy| policy.deadline = Some(Duration::from_secs(30))),
        plugin(|policy| policy.observer = Some(Arc::new(Counter::default()))),
    ]);
    row("bare bindings", &baseline, &baseline);
    row("plugin", &quiet, &baseline);
    row("plugin, deadline", &deadline, &baseline);
    row("plugin, observer", &observer, &baseline);
    let [baseline, span] = traced(|| measure([bare(), plugin(|_| ())]));
    row("plugin, span", &span, &baseline);
}

/// Runs something while a subscriber formats every span of a host call, and forgets the text.
fn traced<T>(run: impl FnOnce() -> T) -> T {
    let targets = Targets::new().with_target("hostplug::call", tracing::Level::DEBUG);
    let format = tracing_subscriber::fmt::layer().with_writer(io::sink);
    let result = tracing::subscriber::with_default(
        tracing_subscriber::registry().with(targets).with(format),
        run,
    );
    // What follows must not pay for a subscriber that is gone.
    tracing::callsite::rebuild_interest_cache();
    result
}

async fn bare(engine: &Engine) -> Result<Calls<'static>> {
    let mut linker = Linker::new(engine);
    bare::bench::number::number::add_to_linker_instance::<Bare, Bare>(
        &mut linker.instance("number")?,
        |bare| bare,
    )?;
    guest(
        &linker,
        Bare {
            number: 1,
            calls: 0,
        },
    )
    .await
}

async fn plugin(engine: &Engine, change: impl FnOnce(&mut CallPolicy)) -> Result<Calls<'static>> {
    let plugin: Arc<dyn HostPlugin> = Arc::new(Number);
    let scope = Arc::new(Scope::new("bench", "guest"));
    let binding = plugin
        .clone()
        .bind(scope.clone(), Settings::default().with("number", 1))
        .await?;
    let mut policy = CallPolicy::new("number", "bench:number/number", scope);
    change(&mut policy);
    let mut linker = Linker::new(engine);
    plugin.link(
        0,
        &mut LinkerInstance::new(linker.instance("number")?, policy),
        0,
    )?;
    guest(&linker, State::new([binding.open()], ())).await
}

async fn guest<T: Send + 'static>(linker: &Linker<T>, data: T) -> Result<Calls<'static>> {
    let component = Component::new(
        linker.engine(),
        wat::parse_str(GUEST).expect("the text is valid"),
    )?;
    let mut store = Store::new(linker.engine(), data);
    let instance = linker.instantiate_async(&mut store, &component).await?;
    let run = instance.get_typed_func::<(u32,), (u32,)>(&mut store, "run")?;
    let tokio = support::tokio();
    Ok(Box::new(move |calls| {
        let (sum,) = tokio
            .block_on(run.call_async(&mut store, (calls,)))
            .expect("the guest does not trap");
        assert_eq!(sum, calls);
    }))
}

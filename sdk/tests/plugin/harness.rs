//! A plugin's own tests, without WebAssembly.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hostplug::testing::Harness;
use hostplug::wasmtime;
use hostplug::wasmtime::component::{Accessor, StreamReader};
use hostplug::{Caller, Lifecycle, Scope, Settings, State, host_plugin};

use self::tally::tally::{Host, HostWithStore};

#[host_plugin(
    world = "demo:tally/plugin",
    inline = "
        package demo:tally;
        interface tally {
            add: func(n: u32) -> u32;
            add-later: async func(n: u32) -> u32;
            all: async func() -> stream<u32>;
        }
        world plugin { import tally; }
    ",
    config = Step,
    state = u32,
    lifecycle
)]
struct Tally {
    stopped: Arc<AtomicBool>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Step {
    step: u32,
}

impl Lifecycle for Tally {
    async fn bind(&self, _: &Scope, config: Step) -> wasmtime::Result<Step> {
        Ok(config)
    }

    async fn stop(&self) -> wasmtime::Result<()> {
        self.stopped.store(true, Ordering::SeqCst);
        Ok(())
    }
}

impl Host for Caller<'_, Tally> {
    async fn add(&mut self, n: u32) -> hostplug::Result<u32> {
        let step = self.binding().step;
        *self.state() += n + step;
        Ok(*self.state())
    }
}

impl HostWithStore<State> for Tally {
    async fn add_later(accessor: &Accessor<State, Self>, n: u32) -> hostplug::Result<u32> {
        tokio::task::yield_now().await;
        accessor.with(|mut access| {
            let mut caller = access.get();
            *caller.state() += n;
            Ok(*caller.state())
        })
    }

    async fn all(accessor: &Accessor<State, Self>) -> hostplug::Result<StreamReader<u32>> {
        accessor.with(|access| StreamReader::new(access, vec![1, 2, 3]))
    }
}

#[tokio::test]
async fn a_harness_binds_calls_and_stops() {
    let stopped = Arc::new(AtomicBool::new(false));
    let plugin = Tally {
        stopped: stopped.clone(),
    };
    let settings = Settings::default().with("step", 10);
    let mut harness = Harness::bind(plugin, Scope::new("shop", "web"), settings)
        .await
        .unwrap();
    assert_eq!(harness.caller().add(1).await.unwrap(), 11);
    assert_eq!(harness.caller().add(1).await.unwrap(), 22);
    assert_eq!(harness.caller().scope().component, "web");
    harness.next_instance();
    assert_eq!(
        harness.caller().add(1).await.unwrap(),
        11,
        "state belongs to an instance"
    );
    harness.stop().await.unwrap();
    assert!(stopped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn async_functions_are_called_concurrently() {
    let plugin = Tally {
        stopped: Arc::default(),
    };
    let mut harness = Harness::new(plugin).await.unwrap();
    let sums = harness
        .concurrently(async |accessor| {
            let sums = tokio::join!(Tally::add_later(accessor, 1), Tally::add_later(accessor, 2));
            let _: StreamReader<u32> = Tally::all(accessor).await?;
            Ok::<_, wasmtime::Error>((sums.0?, sums.1?))
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        sums.0.max(sums.1),
        3,
        "the second to run sees the state of the first"
    );
}

#[tokio::test]
async fn settings_of_the_wrong_type_are_refused() {
    let settings = Settings::default().with("step", "big");
    let bound = Harness::bind(
        Tally {
            stopped: Arc::default(),
        },
        Scope::new("shop", "web"),
        settings,
    )
    .await;
    let text = bound.unwrap_err().to_string();
    assert!(
        text.contains("invalid type: string \"big\", expected u32"),
        "{text}"
    );
}

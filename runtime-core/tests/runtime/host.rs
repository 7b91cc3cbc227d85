//! What a host is made of and what it says of itself.

use std::path::PathBuf;
use std::sync::Arc;

use hostplug_config::Config;
use hostplug_guests::{CALLS_CALLEE, CALLS_CALLER};
use hostplug_logging::Logging;
use hostplug_runtime::hostplug::{BoxFuture, Settings, wasmtime};
use hostplug_runtime::{
    Component, ComponentRef, ComponentSource, Engine, Host, SourceError, Workload, WorkloadState,
};

use crate::support::probe::{Log, Probe, probing};
use crate::support::{alone, builder, text};

#[tokio::test]
async fn a_heartbeat_says_what_the_host_is_and_what_runs_on_it() {
    let host = builder()
        .name("edge-1")
        .label("region", "eu")
        .plugin(Config)
        .plugin_as("log", Logging)
        .start()
        .await
        .unwrap();
    let before = host.heartbeat();
    assert_eq!(
        (before.name.as_str(), before.labels["region"].as_str()),
        ("edge-1", "eu")
    );
    assert_eq!(before.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(
        before.interfaces["config"],
        [
            "wasi:config/store@0.2.0-rc.1",
            "wasi:config/store@0.2.0-draft-2024-09-27",
            "wasi:config/store@0.2.0-draft",
            "wasi:config/runtime@0.2.0-draft"
        ]
    );
    assert_eq!(
        before.interfaces["log"],
        ["wasi:logging/logging@0.1.0-draft"]
    );
    assert!(before.workloads.is_empty());
    host.start(alone("callee", Component::bytes(CALLS_CALLEE)))
        .await
        .unwrap();
    let after = host.heartbeat();
    assert_eq!(after.id, before.id, "one start of a host");
    assert!(after.uptime >= before.uptime);
    let workloads: Vec<_> = after
        .workloads
        .iter()
        .map(|status| (status.id.as_str(), status.state))
        .collect();
    assert_eq!(workloads, [("default/test", WorkloadState::Running)]);
    let other = builder().start().await.unwrap().heartbeat();
    assert_ne!(other.id, after.id);
    assert_eq!(other.name, format!("host-{}", other.id));
}

#[tokio::test]
async fn a_heartbeat_survives_being_written_down() {
    let heartbeat = builder().name("edge-1").start().await.unwrap().heartbeat();
    let json = serde_json::to_string(&heartbeat).unwrap();
    assert_eq!(
        serde_json::from_str::<hostplug_runtime::Heartbeat>(&json).unwrap(),
        heartbeat
    );
}

#[tokio::test]
async fn one_type_can_be_there_twice_and_a_component_chooses() {
    let log = Log::default();
    let host = builder()
        .plugin_as("one", Probe::new(&log).named("one"))
        .plugin_as("two", Probe::new(&log).named("two"))
        .instance("two", "default", Settings::default())
        .start()
        .await
        .unwrap();
    log.take();
    let running = host
        .start(alone("web", probing().plugin("two", "default")))
        .await
        .unwrap();
    let (): () = running.call("web", "call", ()).await.unwrap();
    assert_eq!(log.take(), ["two bind web", "two call web"]);
    let ambiguous = text(
        host.start(Workload::new("other").component("web", probing()))
            .await,
    );
    assert!(
        ambiguous.contains("which plugin `one` and plugin `two` provide"),
        "{ambiguous}"
    );
}

#[tokio::test]
async fn two_plugins_of_one_name_are_refused_with_both_places() {
    let log = Log::default();
    let first = line!() + 1;
    let host = builder().plugin(Probe::new(&log));
    let second = line!() + 1;
    let host = host.plugin_as("probe", Probe::new(&log));
    let file = file!();
    assert_eq!(
        text(host.start().await),
        format!(
            "two plugins are called `probe`: {file}:{first}:26 and {file}:{second}:21\n\
             help: give one another name: `.plugin_as(\"other\", ..)`"
        )
    );
    assert!(log.take().is_empty(), "nothing was started");
}

#[tokio::test]
async fn instances_are_declared_once_and_for_plugins_that_are_there() {
    let settings = Settings::default;
    assert_eq!(
        text(
            builder()
                .plugin(Config)
                .instance("keyvalue", "data", settings())
                .start()
                .await
        ),
        "the instance `data` is declared for the plugin `keyvalue`, which this host does not have\nhelp: there are `config`"
    );
    let twice = builder()
        .plugin(Config)
        .instance("config", "a", settings())
        .instance("config", "a", settings());
    assert_eq!(
        text(twice.start().await),
        "the instance `a` of the plugin `config` is declared twice"
    );
}

/// Knows two components by names of its own.
struct Shelf;

impl ComponentSource for Shelf {
    fn load<'a>(
        &'a self,
        reference: &'a ComponentRef,
    ) -> BoxFuture<'a, Result<Arc<[u8]>, SourceError>> {
        Box::pin(async move {
            match reference {
                ComponentRef::Path(path) if path == &PathBuf::from("shelf:caller") => {
                    Ok(CALLS_CALLER.into())
                }
                ComponentRef::Path(path) if path == &PathBuf::from("shelf:callee") => {
                    Ok(CALLS_CALLEE.into())
                }
                _ => Err(SourceError::Other("not on the shelf".into())),
            }
        })
    }
}

#[tokio::test]
async fn components_can_come_from_a_source_of_ones_own() {
    let host = builder().source(Shelf).start().await.unwrap();
    let workload = |callee| {
        Workload::new("test")
            .component("caller", Component::path("shelf:caller"))
            .component("callee", callee)
    };
    let running = host
        .start(workload(Component::path("shelf:callee")))
        .await
        .unwrap();
    let (sum,): (u32,) = running
        .call("caller", "test:calls/runs@0.1.0#add", (2_u32,))
        .await
        .unwrap();
    assert_eq!(sum, 3);
    host.stop("default/test").await.unwrap();
    assert_eq!(
        text(host.start(workload(Component::path("shelf:other"))).await),
        "workload `test` has a problem\n\n\
         component `callee`: not on the shelf\n\
         help: set the source of `[components.callee]` to a component that is there; a relative `path` begins at the document"
    );
}

#[tokio::test]
async fn an_engine_can_have_a_configuration_of_ones_own() {
    let mut config = wasmtime::Config::new();
    config.wasm_simd(false).wasm_relaxed_simd(false);
    let engine = Engine::from_config(&config).unwrap();
    let host = Host::builder().engine(engine).start().await.unwrap();
    let running = host
        .start(alone("callee", Component::bytes(CALLS_CALLEE)))
        .await
        .unwrap();
    let (sum,): (u32,) = running
        .call("callee", "test:calls/api@0.1.0#add", (2_u32, 3_u32))
        .await
        .unwrap();
    assert_eq!(sum, 5);
}

#[tokio::test]
async fn a_debugged_host_prints_no_secret() {
    let builder = builder().plugin(Config).instance(
        "config",
        "a",
        Settings::default().with("password", "hunter2"),
    );
    let mut text = format!("{builder:?}");
    text += &format!("{:?}", builder.start().await.unwrap());
    assert!(!text.contains("hunter2"), "{text}");
}

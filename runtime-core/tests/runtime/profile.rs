//! Engines with and without concurrency.

use hostplug_guests::{CALLS_CALLEE, CALLS_CALLER, COMMAND, STREAMS};
use hostplug_runtime::hostplug::wasmtime::{Config, OptLevel};
use hostplug_runtime::{Component, Engine, Host, Profile, Running, Workload};

use crate::support::{alone, builder, host, text};

fn pair() -> Workload {
    Workload::new("test")
        .component("caller", Component::bytes(CALLS_CALLER))
        .component("callee", Component::bytes(CALLS_CALLEE))
}

async fn adds(running: &Running) -> bool {
    let (sum,): (u32,) = running
        .call("caller", "test:calls/runs@0.1.0#add", (2_u32,))
        .await
        .unwrap();
    sum == 3
}

#[tokio::test]
async fn one_workload_runs_on_both_engines() {
    let host = host().await;
    for profile in [Profile::P2, Profile::P3] {
        let running = host.start(pair().engine(profile)).await.unwrap();
        assert_eq!(running.plan().profile, profile);
        assert!(adds(&running).await);
        host.stop(running.id()).await.unwrap();
    }
    let compiled = host.cache_statistics().components.compiled;
    assert_eq!(compiled, 2, "code for one engine is none for the other");
}

#[tokio::test]
async fn a_command_runs_on_both_engines() {
    let host = host().await;
    for profile in [Profile::P2, Profile::P3] {
        let component = Component::bytes(COMMAND).args(["exit", "0"]);
        let running = host
            .start(alone("command", component).engine(profile))
            .await
            .unwrap();
        assert_eq!(running.run("command").await.unwrap(), 0);
        host.stop(running.id()).await.unwrap();
    }
}

#[tokio::test]
async fn an_async_guest_is_refused_where_it_could_not_run() {
    let host = builder()
        .plugin(super::streams::Source)
        .start()
        .await
        .unwrap();
    let reader = || alone("reader", Component::bytes(STREAMS));
    assert_eq!(
        text(host.start(reader().engine(Profile::P2)).await),
        "workload `test` has a problem\n\n\
         the workload asks for the engine `p2`, which has no async functions, streams and futures:\n\
         component `reader` uses them\n\
         component `reader` imports `test:streams/source@0.1.0` of plugin `source`, which has them\n\
         help: write `engine = \"p3\"`, or remove the key"
    );
    assert_eq!(
        host.start(reader()).await.unwrap().plan().profile,
        Profile::P3
    );
}

#[tokio::test]
async fn a_workload_without_async_runs_on_the_cheaper_engine() {
    let running = host().await.start(pair()).await.unwrap();
    assert_eq!(running.plan().profile, Profile::P2);
    assert!(adds(&running).await);
}

/// Whatever an embedder's configuration says of concurrency, it must not make one of the engines impossible.
#[tokio::test]
async fn a_configuration_of_ones_own_is_good_for_both_engines() {
    let mut configs = vec![Config::new(), Config::new(), Config::new()];
    configs[0].concurrency_support(false);
    configs[1]
        .wasm_component_model_async(true)
        .wasm_component_model_async_stackful(true)
        .wasm_component_model_more_async_builtins(true);
    configs[2].wasm_component_model_error_context(true);
    for mut config in configs {
        config.cranelift_opt_level(OptLevel::None);
        let engine = Engine::from_config(&config).unwrap();
        let host = Host::builder()
            .engine(engine)
            .plugin(super::streams::Source)
            .start()
            .await
            .unwrap();
        let on_p2 = host.start(pair()).await.unwrap();
        assert_eq!(on_p2.plan().profile, Profile::P2);
        assert!(adds(&on_p2).await);
        let reader = Workload::new("reader").component("reader", Component::bytes(STREAMS));
        let on_p3 = host.start(reader).await.unwrap();
        let (total,): (u32,) = on_p3
            .call("reader", "test:streams/runs@0.1.0#total", (10_u32,))
            .await
            .unwrap();
        assert_eq!(total, 45);
    }
}

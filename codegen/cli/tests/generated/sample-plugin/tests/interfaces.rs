//! The plugin as a host sees it.

use hostplug_runtime::{Component, Host, Workload};

use ::sample_plugin::SamplePlugin;

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SamplePlugin::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = [
        "demo:depot/types@0.2.0",
        "demo:depot/store@0.2.0",
        "demo:depot/counter@0.2.0",
    ];
    assert_eq!(registered, imported);
}

/// `component.wat` imports and exports what the world has, and does nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_component_of_the_world_is_linked() {
    let component = wat::parse_file("tests/component.wat").unwrap();
    let builder = Host::builder().engine(engine());
    let host = builder.plugin(SamplePlugin).start().await.unwrap();
    let workload = Workload::new("test").component("main", Component::bytes(component));
    if let Err(error) = host.start(workload).await {
        panic!("{error}");
    }
}

/// What the world needs, and Wasmtime has switched off by itself.
fn engine() -> hostplug_runtime::Engine {
    let mut config = hostplug::wasmtime::Config::new();
    config.wasm_component_model_fixed_length_lists(true);
    hostplug_runtime::Engine::from_config(&config).expect("they go together")
}

//! Types of the component model that an engine has only if its configuration says so.

use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::hostplug::wasmtime::{Config, OptLevel};
use hostplug_runtime::{Engine, Host, Workload};

use crate::support::{alone, host, text, wat};

/// `first` answers the first of three bytes.
const CALLEE: &str = r#"
    (component
      (core module $m (func (export "first") (param i32 i32 i32) (result i32) (local.get 0)))
      (core instance $i (instantiate $m))
      (func $first (param "of" (list u8 3)) (result u8) (canon lift (core func $i "first")))
      (instance $api (export "first" (func $first)))
      (export "test:fixed/api" (instance $api)))
"#;

const CALLER: &str = r#"
    (component
      (import "test:fixed/api" (instance $api
        (export "first" (func (param "of" (list u8 3)) (result u8)))))
      (core func $first (canon lower (func $api "first")))
      (core module $m
        (import "i" "first" (func $first (param i32 i32 i32) (result i32)))
        (func (export "run") (result i32) (call $first (i32.const 7) (i32.const 8) (i32.const 9))))
      (core instance $i (instantiate $m (with "i" (instance (export "first" (func $first))))))
      (func (export "run") (result u8) (canon lift (core func $i "run"))))
"#;

fn workload() -> Workload {
    alone("caller", wat(CALLER)).component("callee", wat(CALLEE))
}

#[tokio::test]
async fn what_the_engine_has_switched_off_is_named_with_its_setting() {
    let text = text(host().await.resolve(&workload()).await);
    for component in ["caller", "callee"] {
        let problem = format!(
            "component `{component}` needs what the engine of this host has switched off: `Config::wasm_component_model_fixed_length_lists`"
        );
        assert!(text.contains(&problem), "{text}");
    }
    assert!(!text.contains("imports"), "nothing follows from it: {text}");
}

#[tokio::test]
async fn what_the_engine_has_switched_on_crosses() {
    let mut config = Config::new();
    config
        .cranelift_opt_level(OptLevel::None)
        .wasm_component_model_fixed_length_lists(true);
    let engine = Engine::from_config(&config).unwrap();
    let host = Host::builder().engine(engine).start().await.unwrap();
    let running = host.start(workload()).await.unwrap();
    let answer = running.invoke("caller", "run", &[]).await.unwrap();
    assert_eq!(answer, [Val::U8(7)]);
}

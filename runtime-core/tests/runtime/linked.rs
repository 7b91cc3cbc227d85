//! Calls between components.

use hostplug_guests::{CALLS_CALLEE, CALLS_CALLER};
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::{Component, Provider, Workload};

use crate::support::{alone, host, text, wat};

fn linked() -> Workload {
    Workload::new("calls")
        .component("caller", Component::bytes(CALLS_CALLER))
        .component("callee", Component::bytes(CALLS_CALLEE))
}

#[tokio::test]
async fn a_component_calls_its_sibling_with_values_and_resources() {
    let host = host().await;
    let workload = host.start(linked()).await.unwrap();
    let calls = async |function: &str, n: u32, size: Option<u32>| -> u32 {
        let function = format!("test:calls/runs@0.1.0#{function}");
        let (sum,) = match size {
            Some(size) => workload.call("caller", &function, (n, size)).await.unwrap(),
            None => workload.call("caller", &function, (n,)).await.unwrap(),
        };
        sum
    };
    assert_eq!(calls("add", 5, None).await, 15);
    assert_eq!(calls("len", 3, Some(100)).await, 300);
    assert_eq!(calls("echo", 3, Some(70_000)).await, 210_000);
    assert_eq!(calls("points", 2, Some(3)).await, 18);
    assert_eq!(calls("cell", 4, None).await, 10);
    let (seven,): (u32,) = workload
        .call("caller", "test:calls/runs@0.1.0#nothing", ())
        .await
        .unwrap();
    assert_eq!(seven, 7);
}

#[tokio::test]
async fn the_plan_says_who_serves_whom() {
    let plan = host().await.resolve(&linked()).await.unwrap();
    let expected = Provider::Sibling {
        component: "callee".to_owned(),
        export: "test:calls/api@0.1.0".to_owned(),
        per_importer: false,
    };
    assert_eq!(
        plan.components["caller"].imports["test:calls/api@0.1.0"].provider,
        expected
    );
    assert_eq!(Vec::from_iter(plan.entries), ["caller"]);
}

#[tokio::test]
async fn an_imported_component_is_callable_only_as_an_entry() {
    let host = host().await;
    let workload = host.start(linked()).await.unwrap();
    let params = [Val::U32(1), Val::U32(2)];
    assert_eq!(
        text(
            workload
                .invoke("callee", "test:calls/api@0.1.0#add", &params)
                .await
        ),
        "component `callee` is not an entry of the workload\nhelp: there are `caller`\n\
         help: set `entry = true` in `[components.callee]`"
    );
    host.stop("default/calls").await.unwrap();
    let with_entry = linked().component("callee", Component::bytes(CALLS_CALLEE).entry());
    let workload = host.start(with_entry).await.unwrap();
    let sum = workload
        .invoke("callee", "test:calls/api@0.1.0#add", &params)
        .await
        .unwrap();
    assert_eq!(sum, [Val::U32(3)]);
    let (sum,): (u32,) = workload
        .call("caller", "test:calls/runs@0.1.0#add", (2_u32,))
        .await
        .unwrap();
    assert_eq!(sum, 3);
}

/// Exports `one`, which answers 1, and imports types of which nobody provides any.
#[tokio::test]
async fn an_import_of_types_alone_needs_no_provider() {
    let component = wat(r#"(component
        (import "test:types/types@1.0.0" (instance
            (type $kind' (enum "good" "bad")) (export "kind" (type (eq $kind')))))
        (core module $m (func (export "one") (result i32) (i32.const 1)))
        (core instance $i (instantiate $m))
        (func (export "one") (result u32) (canon lift (core func $i "one"))))"#);
    let workload = host().await.start(alone("web", component)).await.unwrap();
    assert_eq!(
        workload.invoke("web", "one", &[]).await.unwrap(),
        [Val::U32(1)]
    );
}

/// Two siblings that do not fit together although they share the name of an interface.
#[tokio::test]
async fn siblings_of_different_types_are_refused_by_name() {
    let callee = wat(r#"(component
        (core module $m (func (export "f") (result i32) (i32.const 1)))
        (core instance $i (instantiate $m))
        (func $f (result bool) (canon lift (core func $i "f")))
        (instance $api (export "f" (func $f)))
        (export "test:api/api@1.0.0" (instance $api)))"#);
    let caller = wat(r#"(component
        (import "test:api/api@1.0.0" (instance $api (export "f" (func (result u32)))))
        (core func $f (canon lower (func $api "f")))
        (core module $m (import "" "f" (func $f (result i32))) (func (export "run") (result i32) (call $f)))
        (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
        (func (export "run") (result u32) (canon lift (core func $i "run"))))"#);
    let workload = Workload::new("calls")
        .component("caller", caller)
        .component("callee", callee);
    let text = text(host().await.start(workload).await);
    assert_eq!(
        text,
        "workload `calls` has a problem\n\n\
         component `caller` imports `test:api/api@1.0.0`, but `f` of component `callee` differs\n\
         expected: f: func() -> u32\n\
         found: f: func() -> bool\n\
         help: build `caller` and component `callee` against one version of the WIT"
    );
}

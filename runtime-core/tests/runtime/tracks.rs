//! Components of WASI 0.2 and of WASI 0.3 in one store.

use hostplug_runtime::{Component, Workload};

use crate::support::{host, wat};

/// Exports a function that answers 7. Its resource is the runtime's, and that of the other track is another one.
fn callee(version: &str) -> Component {
    wat(&format!(
        r#"(component
            (import "wasi:cli/terminal-output@{version}" (instance (export "terminal-output" (type (sub resource)))))
            (core module $m (func (export "seven") (result i32) (i32.const 7)))
            (core instance $i (instantiate $m))
            (func $seven (result u32) (canon lift (core func $i "seven")))
            (instance $api (export "seven" (func $seven)))
            (export "test:tracks/api@1.0.0" (instance $api)))"#
    ))
}

/// A command that fails unless it is answered 7.
fn caller(version: &str) -> Component {
    let (result, lift) = match version.starts_with("0.3") {
        true => (
            "(call $return) (i32.const 0)",
            r#"async (callback (core func $i "callback"))"#,
        ),
        false => ("", ""),
    };
    let ty = if lift.is_empty() { "" } else { "async" };
    wat(&format!(
        r#"(component
            (import "wasi:cli/terminal-output@{version}" (instance (export "terminal-output" (type (sub resource)))))
            (import "test:tracks/api@1.0.0" (instance $api (export "seven" (func (result u32)))))
            (core func $seven (canon lower (func $api "seven")))
            (type $result (result))
            (core func $return (canon task.return (result $result)))
            (core module $m
                (import "" "seven" (func $seven (result i32)))
                (import "" "return" (func $return (param i32)))
                (func (export "run") (result i32)
                    (i32.ne (call $seven) (i32.const 7)) {result})
                (func (export "callback") (param i32 i32 i32) (result i32) (unreachable)))
            (core instance $i (instantiate $m (with "" (instance
                (export "seven" (func $seven)) (export "return" (func $return))))))
            (func $run {ty} (result $result) (canon lift (core func $i "run") {lift}))
            (instance $exported (export "run" (func $run)))
            (export "wasi:cli/run@{version}" (instance $exported)))"#
    ))
}

/// Once, resources of both tracks were taken for one, and such a workload could not be linked.
#[tokio::test]
async fn components_of_both_tracks_call_each_other() {
    let host = host().await;
    for (from, to) in [
        ("0.2.1", "0.2.6"),
        ("0.2.12", "0.3.0"),
        ("0.3.0", "0.2.0"),
        ("0.3.0", "0.3.0"),
    ] {
        let workload = Workload::new("test")
            .component("caller", caller(from))
            .component("callee", callee(to));
        let running = host.start(workload).await.unwrap_or_else(|error| {
            panic!("{from} to {to}: {error}");
        });
        assert_eq!(running.run("caller").await.unwrap(), 0, "{from} to {to}");
        host.stop("default/test").await.unwrap();
    }
}

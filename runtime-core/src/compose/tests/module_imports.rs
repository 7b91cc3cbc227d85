//! Core modules that parts hand to each other.

use super::*;

/// Imports a module and runs its `get` twice, in two instances.
const RUNNER: &str = r#"
    (component
        (import "engine" (core module $engine
            (import "env" "step" (global i32))
            (export "get" (func (result i32)))))
        (core module $steps (global (export "step") i32 (i32.const 3)))
        (core instance $steps (instantiate $steps))
        (core instance $one (instantiate $engine (with "env" (instance $steps))))
        (core instance $two (instantiate $engine (with "env" (instance $steps))))
        (core module $m
            (import "one" "get" (func $one (result i32)))
            (import "two" "get" (func $two (result i32)))
            (func (export "run") (result i32)
                (drop (call $one))
                (i32.add (i32.mul (call $one) (i32.const 10)) (call $two))))
        (core instance $i (instantiate $m (with "one" (instance $one)) (with "two" (instance $two))))
        (func (export "run") (result u32) (canon lift (core func $i "run"))))
"#;

/// Exports a module that counts in steps, with `{padding}` in its data.
const ENGINE: &str = r#"
    (component
        (core module $engine
            (import "env" "step" (global $step i32))
            (memory 2)
            (data (i32.const 0) "{padding}")
            (global $n (mut i32) (i32.const 0))
            (func (export "get") (result i32)
                (global.set $n (i32.add (global.get $n) (global.get $step)))
                (global.get $n))
            (func (export "more") (param i32 i64) (result f32) (f32.const 0)))
        (export "engine-out" (core module $engine)))
"#;

fn engine(padding: usize) -> Part {
    part("engine", &ENGINE.replace("{padding}", &"x".repeat(padding)))
}

#[tokio::test]
async fn a_module_of_a_sibling_is_instantiated() {
    let runner = part("runner", RUNNER);
    for (padding, hoisted) in [(0, 0), (crate::part::HOIST_MIN, 1)] {
        let engine = engine(padding);
        let placements = [
            place(&runner, "p0", [("engine", sibling(1, "engine-out"))]),
            place(&engine, "p1", []),
        ];
        let composition = composed(&placements, &[(0, "run")]);
        assert_eq!(composition.modules.len(), hoisted);
        let (mut store, instance) = start(&composition).await;
        assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (63,));
    }
}

#[tokio::test]
async fn a_module_in_an_instance_of_a_sibling_is_instantiated() {
    let runner = part(
        "runner",
        r#"(component
            (import "t:t/engines" (instance $engines
                (core type $engine (module (export "get" (func (result i32)))))
                (export "engine" (core module (type $engine)))))
            (alias export $engines "engine" (core module $engine))
            (core instance $i (instantiate $engine))
            (func (export "run") (result u32) (canon lift (core func $i "get"))))"#,
    );
    let engines = part(
        "engines",
        r#"(component
            (core module $engine (func (export "get") (result i32) (i32.const 5)))
            (instance $engines (export "engine" (core module $engine)))
            (export "t:t/engines" (instance $engines)))"#,
    );
    assert!(!runner.imports()["t:t/engines"].is_types_only());
    let placements = [
        place(&runner, "p0", [("t:t/engines", sibling(1, "t:t/engines"))]),
        place(&engines, "p1", []),
    ];
    let (mut store, instance) = start(&composed(&placements, &[(0, "run")])).await;
    assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (5,));
}

#[test]
fn a_module_is_described() {
    let runner = part("runner", RUNNER);
    let import = &runner.imports()["engine"];
    assert_eq!(import.kind, crate::part::ExternKind::Module);
    assert_eq!(import.signature("get"), Some("func (result i32)"));
    assert_eq!(import.core_imports["env.step"], "global i32");
    let engine = engine(0);
    let export = &engine.exports()["engine-out"];
    assert_eq!(
        export.signature("more"),
        Some("func (param i32 i64) (result f32)")
    );
    let odd = part(
        "odd",
        r#"(component (import "m" (core module
            (import "a" "t" (table 1 2 funcref)) (import "a" "m" (memory 1))
            (export "g" (global (mut i64))) (export "e" (tag (param i32))))))"#,
    );
    let odd = &odd.imports()["m"];
    assert_eq!(odd.core_imports["a.t"], "table 1 2 funcref");
    assert_eq!(odd.core_imports["a.m"], "memory 1");
    assert_eq!(odd.signature("g"), Some("global (mut i64)"));
    assert_eq!(odd.signature("e"), Some("tag (param i32)"));
}

#[test]
fn a_module_that_nobody_serves_is_refused() {
    let runner = part("runner", RUNNER);
    let said = "`engine` of component `runner` is of kind core module, which the host cannot serve\nhelp: add a component that exports it to the workload";
    for bindings in [
        BTreeMap::new(),
        BTreeMap::from([("engine".to_owned(), host("h"))]),
    ] {
        let placement = Placement {
            part: &runner,
            label: "p0".to_owned(),
            bindings,
        };
        let error = try_compose(&[placement], &[]).unwrap_err();
        assert_eq!(error.to_string(), said);
    }
}

#[test]
fn a_module_of_another_type_does_not_fit() {
    let runner = part("runner", RUNNER);
    let other = part(
        "other",
        r#"(component
            (core module $m (func (export "get") (result i64) (i64.const 0)))
            (export "engine" (core module $m)))"#,
    );
    let placements = [
        place(&runner, "p0", [("engine", sibling(1, "engine"))]),
        place(&other, "p1", []),
    ];
    let error = try_compose(&placements, &[(0, "run")]).unwrap_err();
    assert!(
        matches!(&error, ComposeError::Mismatch { part, .. } if part == "runner"),
        "{error}"
    );
}

#[test]
fn a_module_is_no_export_for_the_host() {
    let engine = engine(0);
    let error = try_compose(&[place(&engine, "p0", [])], &[(0, "engine-out")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`engine-out` of component `engine` is of kind core module, which cannot be offered to the host"
    );
}

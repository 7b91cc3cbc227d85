//! What a trap tells about where it happened.

use wasm_encoder::{ComponentSection, Encode, ProducersField, ProducersSection};
use wasmtime::WasmBacktrace;

use super::*;

/// Exports `run`, whose core functions have names and trap. `{padding}` makes the module big.
const FAULTY: &str = r#"
    (component
        (core module $engine-room
            (memory 2)
            (data (i32.const 0) "{padding}")
            (func $overheats unreachable)
            (func $turns_the_crank (export "run") (call $overheats)))
        (core instance $i (instantiate $engine-room))
        (func $f (canon lift (core func $i "run")))
        (instance $api (export "run" (func $f)))
        (export "t:t/api" (instance $api)))
"#;

const CALLER: &str = r#"
    (component
        (import "t:t/api" (instance $api (export "run" (func))))
        (core func $run (canon lower (func $api "run")))
        (core module $front-desk
            (import "" "run" (func $run))
            (func $rings_the_bell (export "run") (call $run)))
        (core instance $i (instantiate $front-desk (with "" (instance (export "run" (func $run))))))
        (func (export "run") (canon lift (core func $i "run"))))
"#;

#[tokio::test]
async fn a_backtrace_names_the_functions_of_all_parts() {
    let caller = part("caller", CALLER);
    for (padding, hoisted) in [(0, 0), (crate::part::HOIST_MIN, 1)] {
        let faulty = part("faulty", &FAULTY.replace("{padding}", &"x".repeat(padding)));
        let placements = [
            place(&caller, "p0", [("t:t/api", sibling(1, "t:t/api"))]),
            place(&faulty, "p1", []),
        ];
        let composition = composed(&placements, &[(0, "run")]);
        assert_eq!(composition.modules.len(), hoisted);
        let (mut store, instance) = start(&composition).await;
        let run = instance
            .get_typed_func::<(), ()>(&mut store, "run")
            .unwrap();
        let error = run.call_async(&mut store, ()).await.unwrap_err();
        let backtrace = error.downcast_ref::<WasmBacktrace>().unwrap();
        let names: Vec<_> = backtrace
            .frames()
            .iter()
            .filter_map(|frame| frame.func_name())
            .collect();
        assert_eq!(names, ["overheats", "turns_the_crank", "rings_the_bell"]);
        let modules: Vec<_> = backtrace
            .frames()
            .iter()
            .filter_map(|frame| frame.module().name())
            .collect();
        assert!(modules.contains(&"engine-room"), "{modules:?}");
    }
}

#[test]
fn sections_with_names_and_producers_stay() {
    let mut tools = ProducersField::new();
    tools.value("rustc", "1.95");
    let mut producers = ProducersSection::new();
    producers.field("processed-by", &tools);
    let mut bytes = wat::parse_str(
        r#"(component (import "a" (implements "t:t/a") (instance)) (core module $named (func $f)))"#,
    )
    .unwrap();
    bytes.push(producers.id());
    producers.encode(&mut bytes);
    let part = Part::parse("p", bytes).unwrap();
    let composition = composed(&[place(&part, "p0", [("a", host("a"))])], &[]);
    for wanted in [b"processed-by".as_slice(), b"component-name", b"named"] {
        assert!(contains(&composition.bytes, wanted));
    }
}

//! Parts that another composer has made, and compositions of compositions.

use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions, plug};

use super::*;

/// Exports `t:t/api` with one function that adds `{step}` to what its own import of the same interface gives.
const STEP: &str = r#"
    (component
        (import "t:t/api" (instance $below (export "get" (func (result u32)))))
        (core func $get (canon lower (func $below "get")))
        (core module $m
            (import "" "get" (func $get (result i32)))
            (memory 2)
            (data (i32.const 0) "{padding}")
            (func (export "get") (result i32) (i32.add (call $get) (i32.const {step}))))
        (core instance $i (instantiate $m (with "" (instance (export "get" (func $get))))))
        (func $f (result u32) (canon lift (core func $i "get")))
        (instance $api (export "get" (func $f)))
        (export "t:t/api" (instance $api)))
"#;

fn step(step: u32) -> Part {
    let padding = "x".repeat(crate::part::HOIST_MIN);
    let wat = STEP
        .replace("{step}", &step.to_string())
        .replace("{padding}", &padding);
    part("step", &wat)
}

/// What the other composer makes of two parts: `socket` on top of `below`.
fn plugged(name: &str, socket: &Part, below: &Part) -> Part {
    let mut graph = CompositionGraph::new();
    let mut register = |name: &str, part: &Part| {
        let package =
            Package::from_bytes(name, None, part.bytes().to_vec(), graph.types_mut()).unwrap();
        graph.register_package(package).unwrap()
    };
    let (socket, below) = (register("t:socket", socket), register("t:below", below));
    plug(&mut graph, vec![below], socket).unwrap();
    let bytes = graph.encode(EncodeOptions::default()).unwrap();
    Part::parse(name, bytes).unwrap_or_else(|error| panic!("{error}"))
}

async fn get(composition: &Composition) -> u32 {
    let (mut store, instance) = start_with(composition, (), |linker| {
        linker
            .instance("below")
            .unwrap()
            .func_wrap("get", |_, (): ()| Ok((1000u32,)))
            .unwrap();
    })
    .await;
    let api = instance
        .get_export_index(&mut store, None, "t:t/api")
        .unwrap();
    let get = instance
        .get_export_index(&mut store, Some(&api), "get")
        .unwrap();
    let get = instance
        .get_typed_func::<(), (u32,)>(&mut store, get)
        .unwrap();
    get.call_async(&mut store, ()).await.unwrap().0
}

#[tokio::test]
async fn a_composition_of_another_composer_is_a_part() {
    let inner = plugged("inner", &step(1), &step(10));
    assert_eq!(inner.modules().count(), 2);
    let placements = [place(&inner, "p0", [("t:t/api", host("below"))])];
    let composition = composed(&placements, &[(0, "t:t/api")]);
    assert_eq!(composition.modules.len(), 2);
    assert_eq!(get(&composition).await, 1011);
}

#[tokio::test]
async fn compositions_are_nested_again_and_again() {
    let mut tower = step(1);
    let mut expected = 1001;
    for _ in 0..6 {
        tower = plugged("tower", &step(1), &tower);
        let (middle, top) = (step(3), step(5));
        expected += 1;
        let placements = [
            place(&top, "p0", [("t:t/api", sibling(1, "t:t/api"))]),
            place(&tower, "p1", [("t:t/api", sibling(2, "t:t/api"))]),
            place(&middle, "p2", [("t:t/api", host("below"))]),
        ];
        let composition = composed(&placements, &[(0, "t:t/api")]);
        assert_eq!(composition.modules.len(), 3, "equal modules are one");
        assert_eq!(get(&composition).await, expected + 8);
    }
}

#[tokio::test]
async fn our_own_compositions_are_parts() {
    let small = |step: u32| {
        let wat = STEP.replace("{step}", &step.to_string());
        part("small", &wat.replace("{padding}", ""))
    };
    let (mut tower, mut import) = (small(1), "t:t/api");
    for round in 2..8 {
        let top = small(1);
        let placements = [
            place(&top, "p0", [("t:t/api", sibling(1, "t:t/api"))]),
            place(&tower, "p1", [(import, host("below"))]),
        ];
        let composition = composed(&placements, &[(0, "t:t/api")]);
        assert!(composition.modules.is_empty());
        assert_eq!(get(&composition).await, 1000 + round);
        tower = Part::parse("tower", composition.bytes).unwrap();
        import = "below";
    }
}

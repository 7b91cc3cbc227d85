//! Functions and strings from part to part.

use super::*;

/// Exports `t:t/api` with one function that adds `{step}` to what its own import of the same interface gives.
const STEP: &str = r#"
    (component
        (import "t:t/api" (instance $below (export "get" (func (result u32)))))
        (core func $get (canon lower (func $below "get")))
        (core module $m
            (import "" "get" (func $get (result i32)))
            (func (export "get") (result i32) (i32.add (call $get) (i32.const {step}))))
        (core instance $i (instantiate $m (with "" (instance (export "get" (func $get))))))
        (func $f (result u32) (canon lift (core func $i "get")))
        (instance $api (export "get" (func $f)))
        (export "t:t/api" (instance $api)))
"#;

/// Counts its calls.
const COUNTER: &str = r#"
    (component
        (core module $m
            (global $n (mut i32) (i32.const 0))
            (func (export "get") (result i32)
                (global.set $n (i32.add (global.get $n) (i32.const 1)))
                (global.get $n)))
        (core instance $i (instantiate $m))
        (func $f (result u32) (canon lift (core func $i "get")))
        (instance $api (export "get" (func $f)))
        (export "t:t/api" (instance $api)))
"#;

/// Exports `run`, ten times what `left` gives and what `right` gives.
const FORK: &str = r#"
    (component
        (import "left" (instance $left (export "get" (func (result u32)))))
        (import "right" (instance $right (export "get" (func (result u32)))))
        (core func $l (canon lower (func $left "get")))
        (core func $r (canon lower (func $right "get")))
        (core module $m
            (import "" "l" (func $l (result i32)))
            (import "" "r" (func $r (result i32)))
            (func (export "run") (result i32) (i32.add (i32.mul (call $l) (i32.const 10)) (call $r))))
        (core instance $i (instantiate $m (with "" (instance (export "l" (func $l)) (export "r" (func $r))))))
        (func (export "run") (result u32) (canon lift (core func $i "run"))))
"#;

/// Exports `t:t/api` with a function that answers `hello, ` and its argument.
const GREETER: &str = r#"
    (component
        {MEMORY}
        (core module $m
            (import "" "memory" (memory 1))
            (import "" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
            (data (i32.const 0) "hello, ")
            (func (export "greet") (param $at i32) (param $len i32) (result i32)
                (local $to i32)
                (local.set $to (call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $len) (i32.const 7))))
                (memory.copy (local.get $to) (i32.const 0) (i32.const 7))
                (memory.copy (i32.add (local.get $to) (i32.const 7)) (local.get $at) (local.get $len))
                (i32.store (i32.const 64) (local.get $to))
                (i32.store (i32.const 68) (i32.add (local.get $len) (i32.const 7)))
                (i32.const 64)))
        (core instance $i (instantiate $m (with "" (instance (export "memory" (memory $mem)) (export "realloc" (func $realloc))))))
        (func $f (param "name" string) (result string) (canon lift (core func $i "greet") (memory $mem) (realloc $realloc)))
        (instance $api (export "greet" (func $f)))
        (export "t:t/api" (instance $api)))
"#;

/// Exports `run`, which greets `world` through the import `t:t/api`.
const GREETED: &str = r#"
    (component
        (import "t:t/api" (instance $api (export "greet" (func (param "name" string) (result string)))))
        {MEMORY}
        (core func $greet (canon lower (func $api "greet") (memory $mem) (realloc $realloc)))
        (core module $m
            (import "" "memory" (memory 1))
            (import "" "greet" (func $greet (param i32 i32 i32)))
            (data (i32.const 0) "world")
            (func (export "run") (result i32) (call $greet (i32.const 0) (i32.const 5) (i32.const 64)) (i32.const 64)))
        (core instance $i (instantiate $m (with "" (instance (export "memory" (memory $mem)) (export "greet" (func $greet))))))
        (func (export "run") (result string) (canon lift (core func $i "run") (memory $mem))))
"#;

fn step(name: &str, step: u32) -> Part {
    part(name, &STEP.replace("{step}", &step.to_string()))
}

/// Defines an instance of the interface `api` of the constants above.
fn serve(linker: &mut Linker<()>, name: &str, answer: u32) {
    let mut instance = linker.instance(name).unwrap();
    instance
        .func_wrap("get", move |_, (): ()| Ok((answer,)))
        .unwrap();
}

#[tokio::test]
async fn strings_pass_between_two_parts() {
    let (greeted, greeter) = (part("greeted", GREETED), part("greeter", GREETER));
    let placements = [
        place(&greeted, "p0", [("t:t/api", sibling(1, "t:t/api"))]),
        place(&greeter, "p1", []),
    ];
    let (mut store, instance) = start(&composed(&placements, &[(0, "run")])).await;
    let (answer,): (String,) = call(&mut store, &instance, "run").await;
    assert_eq!(answer, "hello, world");
}

#[tokio::test]
async fn a_chain_of_three_adds_up() {
    let (two, one, counter) = (step("two", 200), step("one", 10), part("counter", COUNTER));
    let placements = [
        place(&two, "p0", [("t:t/api", sibling(1, "t:t/api"))]),
        place(&one, "p1", [("t:t/api", sibling(2, "t:t/api"))]),
        place(&counter, "p2", []),
    ];
    let (mut store, instance) = start(&composed(&placements, &[(0, "t:t/api")])).await;
    assert_eq!(get(&mut store, &instance).await, 211);
}

#[tokio::test]
async fn both_sides_of_a_diamond_share_one_instance() {
    let (fork, one, two, counter) = (
        part("fork", FORK),
        step("one", 0),
        step("two", 0),
        part("counter", COUNTER),
    );
    let placements = [
        place(
            &fork,
            "p0",
            [
                ("left", sibling(1, "t:t/api")),
                ("right", sibling(2, "t:t/api")),
            ],
        ),
        place(&one, "p1", [("t:t/api", sibling(3, "t:t/api"))]),
        place(&two, "p2", [("t:t/api", sibling(3, "t:t/api"))]),
        place(&counter, "p3", []),
    ];
    let (mut store, instance) = start(&composed(&placements, &[(0, "run")])).await;
    let (answer,): (u32,) = call(&mut store, &instance, "run").await;
    assert_eq!(answer, 12, "the first call counts 1, the second 2");
}

#[tokio::test]
async fn a_part_that_is_placed_twice_has_two_instances() {
    let (fork, counter) = (part("fork", FORK), part("counter", COUNTER));
    let placements = [
        place(
            &fork,
            "p0",
            [
                ("left", sibling(1, "t:t/api")),
                ("right", sibling(2, "t:t/api")),
            ],
        ),
        place(&counter, "p1", []),
        place(&counter, "p2", []),
    ];
    let (mut store, instance) = start(&composed(&placements, &[(0, "run")])).await;
    let (answer,): (u32,) = call(&mut store, &instance, "run").await;
    assert_eq!(answer, 11, "each counts from the beginning");
}

#[tokio::test]
async fn each_part_asks_the_host_under_its_own_name() {
    let (fork, one, two) = (part("fork", FORK), step("one", 0), step("two", 0));
    let placements = [
        place(
            &fork,
            "p0",
            [
                ("left", sibling(1, "t:t/api")),
                ("right", sibling(2, "t:t/api")),
            ],
        ),
        place(&one, "p1", [("t:t/api", host("p1-api"))]),
        place(&two, "p2", [("t:t/api", host("p2-api"))]),
    ];
    let composition = composed(&placements, &[(0, "run")]);
    let (mut store, instance) = start_with(&composition, (), |linker| {
        serve(linker, "p1-api", 7);
        serve(linker, "p2-api", 4);
    })
    .await;
    let (answer,): (u32,) = call(&mut store, &instance, "run").await;
    assert_eq!(answer, 74);
}

#[tokio::test]
async fn middleware_imports_and_exports_one_interface() {
    let above = step("above", 5);
    let placements = [place(&above, "p0", [("t:t/api", host("p0-api"))])];
    let composition = composed(&placements, &[(0, "t:t/api")]);
    let (mut store, instance) =
        start_with(&composition, (), |linker| serve(linker, "p0-api", 1)).await;
    assert_eq!(get(&mut store, &instance).await, 6);
}

/// Imports and exports a function of the world itself.
const WORLD: &str = r#"
    (component
        (import "below" (func $below (param "x" u32) (result u32)))
        (core func $lowered (canon lower (func $below)))
        (core module $m
            (import "" "below" (func $below (param i32) (result i32)))
            (func (export "above") (param i32) (result i32) (call $below (i32.mul (local.get 0) (i32.const 2)))))
        (core instance $i (instantiate $m (with "" (instance (export "below" (func $lowered))))))
        (func (export "above") (param "x" u32) (result u32) (canon lift (core func $i "above"))))
"#;

#[tokio::test]
async fn functions_of_the_world_itself_are_linked() {
    let world = part("world", WORLD);
    let placements = [
        place(&world, "p0", [("below", sibling(1, "above"))]),
        place(&world, "p1", [("below", host("p1-below"))]),
    ];
    let composition = composed(&placements, &[(0, "above")]);
    let (mut store, instance) = start_with(&composition, (), |linker| {
        let mut root = linker.root();
        root.func_wrap("p1-below", |_, (x,): (u32,)| Ok((x + 1,)))
            .unwrap();
    })
    .await;
    let above = instance
        .get_typed_func::<(u32,), (u32,)>(&mut store, "above")
        .unwrap();
    assert_eq!(above.call_async(&mut store, (10,)).await.unwrap(), (41,));
}

#[test]
fn the_same_placements_give_the_same_bytes() {
    let bytes = || {
        let (fork, one, counter) = (part("fork", FORK), step("one", 0), part("counter", COUNTER));
        let placements = [
            place(
                &fork,
                "p0",
                [
                    ("left", sibling(1, "t:t/api")),
                    ("right", sibling(2, "t:t/api")),
                ],
            ),
            place(&one, "p1", [("t:t/api", tied("p1-api", "api"))]),
            place(&counter, "p2", []),
        ];
        composed(&placements, &[(0, "run"), (2, "t:t/api")]).bytes
    };
    assert_eq!(bytes(), bytes());
}

async fn get(store: &mut Store<()>, instance: &Instance) -> u32 {
    let api = instance
        .get_export_index(&mut *store, None, "t:t/api")
        .unwrap();
    let get = instance
        .get_export_index(&mut *store, Some(&api), "get")
        .unwrap();
    let get = instance
        .get_typed_func::<(), (u32,)>(&mut *store, get)
        .unwrap();
    get.call_async(&mut *store, ()).await.unwrap().0
}

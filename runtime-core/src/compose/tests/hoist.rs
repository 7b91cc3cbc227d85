//! Big core modules, compiled apart.

use super::*;

/// A core module of at least 64 KiB whose function `get` answers `{answer}`.
fn big(answer: u32) -> String {
    let padding = "x".repeat(crate::part::HOIST_MIN);
    format!(
        r#"(core module $big
            (import "" "add" (func $add (param i32 i32) (result i32)))
            (memory (export "memory") 2)
            (global (export "g") (mut i64) (i64.const 0))
            (table (export "t") 1 4 funcref)
            (data (i32.const 0) "{padding}")
            (func (export "get") (result i32) (call $add (i32.const {answer}) (i32.const 1))))"#
    )
}

/// A part with the module one level down, so that the alias crosses two borders.
fn holder(name: &str, answer: u32) -> Part {
    let big = big(answer);
    part(
        name,
        &format!(
            r#"(component
                (component $inner
                    (core module $adder (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
                    {big}
                    (core instance $a (instantiate $adder))
                    (core instance $i (instantiate $big (with "" (instance $a))))
                    (func (export "get") (result u32) (canon lift (core func $i "get"))))
                (instance $inner (instantiate $inner))
                (alias export $inner "get" (func $get))
                (instance $api (export "get" (func $get)))
                (export "t:t/api" (instance $api))
                (@custom "producers-of-this" "kept"))"#
        ),
    )
}

const FORK: &str = r#"
    (component
        (import "left" (instance $left (export "get" (func (result u32)))))
        (import "right" (instance $right (export "get" (func (result u32)))))
        (export "left-out" (instance $left))
        (export "right-out" (instance $right)))
"#;

async fn get(store: &mut Store<()>, instance: &Instance, of: &str) -> u32 {
    let api = instance.get_export_index(&mut *store, None, of).unwrap();
    let get = instance
        .get_export_index(&mut *store, Some(&api), "get")
        .unwrap();
    let get = instance
        .get_typed_func::<(), (u32,)>(&mut *store, get)
        .unwrap();
    get.call_async(&mut *store, ()).await.unwrap().0
}

#[tokio::test]
async fn big_modules_are_imported_once_per_content() {
    let (fork, one, same, other) = (
        part("fork", FORK),
        holder("one", 1),
        holder("same", 1),
        holder("other", 41),
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
        place(&one, "p1", []),
        place(&same, "p2", []),
        place(&other, "p3", []),
    ];
    let composition = composed(
        &placements,
        &[(0, "left-out"), (0, "right-out"), (3, "t:t/api")],
    );
    assert_eq!(composition.modules.len(), 2);
    assert!(
        composition.bytes.len() < crate::part::HOIST_MIN,
        "no big module is inside"
    );
    assert!(
        contains(&composition.bytes, b"producers-of-this"),
        "custom sections stay"
    );

    let (mut store, instance) = start(&composition).await;
    assert_eq!(get(&mut store, &instance, "left-out").await, 2);
    assert_eq!(get(&mut store, &instance, "right-out").await, 2);
    assert_eq!(get(&mut store, &instance, "t:t/api").await, 42);
}

#[test]
fn a_module_is_known_by_its_content() {
    let (one, same, other) = (holder("one", 1), holder("same", 1), holder("other", 2));
    let digest = |part: &Part| part.modules().next().unwrap().digest().to_owned();
    assert_eq!(digest(&one), digest(&same));
    assert_ne!(digest(&one), digest(&other));
    assert_eq!(
        digest(&one),
        crate::part::sha256(one.modules().next().unwrap().bytes())
    );
}

#[tokio::test]
async fn modules_whose_type_cannot_be_stated_stay_inside() {
    let padding = "x".repeat(crate::part::HOIST_MIN);
    for export in [
        r#"(type $s (struct)) (tag (export "tag") (param (ref null $s)))"#,
        r#"(type $s (struct)) (func (export "f") (param (ref null $s)))"#,
        r#"(rec (type $f (func)) (type $g (func (param (ref null $f))))) (func (export "f") (type $f))"#,
    ] {
        let part = part(
            "odd",
            &format!(
                r#"(component
                    (core module $m (memory 2) {export} (data (i32.const 0) "{padding}") (func (export "get") (result i32) (i32.const 3)))
                    (core instance $i (instantiate $m))
                    (func $get (result u32) (canon lift (core func $i "get")))
                    (instance $api (export "get" (func $get)))
                    (export "t:t/api" (instance $api)))"#
            ),
        );
        assert_eq!(part.modules().count(), 0, "{export}");
        let composition = composed(&[place(&part, "p0", [])], &[(0, "t:t/api")]);
        let (mut store, instance) = start(&composition).await;
        assert_eq!(get(&mut store, &instance, "t:t/api").await, 3);
    }
}

#[tokio::test]
async fn a_big_module_with_tags_is_imported() {
    let padding = "x".repeat(crate::part::HOIST_MIN);
    let thrower = part(
        "thrower",
        &format!(
            r#"(component
                (core module $tags (tag (export "oops") (param i32)))
                (core instance $tags (instantiate $tags))
                (core module $m
                    (import "tags" "oops" (tag $oops (param i32)))
                    (tag $own (export "own") (param i32))
                    (memory 2)
                    (data (i32.const 0) "{padding}")
                    (func $throw (param i32)
                        (if (local.get 0) (then (throw $oops (i32.const 40))))
                        (throw $own (i32.const 2)))
                    (func $catch (param i32) (result i32)
                        (block $caught (result i32)
                            (try_table (catch $oops $caught) (catch $own $caught) (call $throw (local.get 0)))
                            unreachable))
                    (func (export "get") (result i32) (i32.add (call $catch (i32.const 0)) (call $catch (i32.const 1)))))
                (core instance $i (instantiate $m (with "tags" (instance $tags))))
                (func $get (result u32) (canon lift (core func $i "get")))
                (instance $api (export "get" (func $get)))
                (export "t:t/api" (instance $api)))"#
        ),
    );
    let composition = composed(&[place(&thrower, "p0", [])], &[(0, "t:t/api")]);
    assert_eq!(composition.modules.len(), 1);
    let (mut store, instance) = start(&composition).await;
    assert_eq!(get(&mut store, &instance, "t:t/api").await, 42);
}

#[tokio::test]
async fn a_part_that_is_placed_twice_is_contained_once() {
    let (fork, one) = (part("fork", FORK), holder("one", 1));
    let bind = [
        ("left", sibling(1, "t:t/api")),
        ("right", sibling(2, "t:t/api")),
    ];
    let placements = || {
        [
            place(&fork, "p0", bind.clone()),
            place(&one, "p1", []),
            place(&one, "p2", []),
        ]
    };
    let exports = [(0, "left-out"), (0, "right-out")];
    let composition = composed(&placements(), &exports);
    assert_eq!(composition.modules.len(), 1);
    let marks = composition
        .bytes
        .windows(17)
        .filter(|window| window == b"producers-of-this")
        .count();
    assert_eq!(marks, 1);
    assert_eq!(composition.bytes, composed(&placements(), &exports).bytes);
    let (mut store, instance) = start(&composition).await;
    assert_eq!(get(&mut store, &instance, "left-out").await, 2);
    assert_eq!(get(&mut store, &instance, "right-out").await, 2);
}

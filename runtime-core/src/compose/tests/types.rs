//! Types that imports take from each other.

use wasmtime::component::{ComponentType, Lift, Lower, Resource, ResourceType};

use super::*;

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct Datetime {
    pub(super) seconds: u32,
}

/// Exports `t:t/clock`, which says that it is 30 seconds past the beginning.
const CLOCK: &str = r#"
    (component
        (core module $m (func (export "now") (result i32) (i32.const 30)))
        (core instance $i (instantiate $m))
        (type $datetime (record (field "seconds" u32)))
        (func $now (result $datetime) (canon lift (core func $i "now")))
        (component $named
            (type $datetime (record (field "seconds" u32)))
            (import "datetime" (type $in (eq $datetime)))
            (import "now" (func $now (result $in)))
            (export $out "datetime" (type $in))
            (export "now" (func $now) (func (result $out))))
        (instance $clock (instantiate $named (with "datetime" (type $datetime)) (with "now" (func $now))))
        (export "t:t/clock" (instance $clock)))
"#;

/// Passes what `t:t/clock` says to `t:t/files`. The clock also has `{more}`.
const STAMPER: &str = r#"
    (component
        (import "t:t/clock" (instance $clock
            {more}
            (type $r (record (field "seconds" u32)))
            (export "datetime" (type $datetime (eq $r)))
            (export "now" (func (result $datetime)))))
        (alias export $clock "datetime" (type $datetime))
        (import "t:t/files" (instance $files
            (alias outer 1 $datetime (type $outer))
            (export "datetime" (type $datetime (eq $outer)))
            (export "stamp" (func (param "at" $datetime) (result u32)))))
        (core func $now (canon lower (func $clock "now")))
        (core func $stamp (canon lower (func $files "stamp")))
        (core module $m
            (import "" "now" (func $now (result i32)))
            (import "" "stamp" (func $stamp (param i32) (result i32)))
            (func (export "run") (result i32) (call $stamp (call $now))))
        (core instance $i (instantiate $m (with "" (instance (export "now" (func $now)) (export "stamp" (func $stamp))))))
        (func (export "run") (result u32) (canon lift (core func $i "run"))))
"#;

#[tokio::test]
async fn an_interface_of_the_host_uses_a_value_type_of_a_sibling() {
    let (stamper, clock) = (
        part("stamper", &STAMPER.replace("{more}", "")),
        part("clock", CLOCK),
    );
    let placements = [
        place(
            &stamper,
            "p0",
            [
                ("t:t/clock", sibling(1, "t:t/clock")),
                ("t:t/files", host("p0-files")),
            ],
        ),
        place(&clock, "p1", []),
    ];
    let composition = composed(&placements, &[(0, "run")]);
    let (mut store, instance) = start_with(&composition, (), |linker| {
        let mut files = linker.instance("p0-files").unwrap();
        files
            .func_wrap("stamp", |_, (at,): (Datetime,)| Ok((at.seconds + 1,)))
            .unwrap();
    })
    .await;
    assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (31,));
}

#[test]
fn what_the_host_does_not_need_of_a_sibling_is_left_out() {
    let more = r#"
        (export "alarm" (type $alarm (sub resource)))
        (type $v' (variant (case "ring" (own $alarm)))) (export "v" (type $v (eq $v')))
        (export "ring" (func (param "v" $v)))"#;
    let stamper = part("stamper", &STAMPER.replace("{more}", more));
    let clock = part(
        "clock",
        r#"(component
            (import "t:t/clock" (instance $clock
                (export "alarm" (type $alarm (sub resource)))
                (type $v' (variant (case "ring" (own $alarm)))) (export "v" (type $v (eq $v')))
                (export "ring" (func (param "v" $v)))
                (type $r (record (field "seconds" u32)))
                (export "datetime" (type $datetime (eq $r)))
                (export "now" (func (result $datetime)))))
            (export "t:t/clock" (instance $clock)))"#,
    );
    let placements = [
        place(
            &stamper,
            "p0",
            [
                ("t:t/clock", sibling(1, "t:t/clock")),
                ("t:t/files", host("p0-files")),
            ],
        ),
        place(&clock, "p1", [("t:t/clock", host("p1-clock"))]),
    ];
    let composition = composed(&placements, &[(0, "run")]);
    let outer = Part::parse("outer", composition.bytes).unwrap();
    let names: Vec<_> = outer.imports().keys().map(String::as_str).collect();
    assert_eq!(names, ["p1-clock", "p0-types-0", "p0-files"]);
    let types = &outer.imports()["p0-types-0"];
    assert!(types.is_types_only());
    assert_eq!(types.types.keys().collect::<Vec<_>>(), ["datetime"]);
}

/// Exports `t:t/store` with a resource: its own, or that of the import `t:t/store` with the same interface.
const STORE: &str = r#"
    (component
        {resource}
        (component $named
            (import "item" (type $item (sub resource)))
            (export $out "item" (type $item))
            (type $maybe (variant (case "item" (own $out)) (case "none")))
            (export "maybe" (type $maybe)))
        (instance $store (instantiate $named (with "item" (type $item))))
        (export "t:t/store" (instance $store)))
"#;

/// Imports `t:t/store`, and `t:t/shop`, which uses both types of the former.
const SHOPPER: &str = r#"
    (component
        (import "t:t/store" (instance $store
            (export "item" (type $item (sub resource)))
            (type $v (variant (case "item" (own $item)) (case "none")))
            (export "maybe" (type (eq $v)))))
        {alias}
        (core func $buy (canon lower (func $shop "buy")))
        (core func $drop (canon resource.drop $item))
        (core module $m
            (import "" "buy" (func $buy (result i32)))
            (import "" "drop" (func $drop (param i32)))
            (func (export "run") (result i32)
                (call $drop (call $buy))
                (i32.const 8)))
        (core instance $i (instantiate $m (with "" (instance (export "buy" (func $buy)) (export "drop" (func $drop))))))
        (func (export "run") (result u32) (canon lift (core func $i "run"))))
"#;

fn shopper(types: &str) -> Part {
    let alias = match types {
        "resource" => {
            r#"(alias export $store "item" (type $item))
            (import "t:t/shop" (instance $shop
                (alias outer 1 $item (type $outer))
                (export "item" (type $item (eq $outer)))
                (export "buy" (func (result (own $item))))))"#
        }
        _ => {
            r#"(alias export $store "item" (type $item))
            (alias export $store "maybe" (type $maybe))
            (import "t:t/shop" (instance $shop
                (alias outer 1 $item (type $outer))
                (export "item" (type $item (eq $outer)))
                (alias outer 1 $maybe (type $outer-maybe))
                (export "maybe" (type $maybe (eq $outer-maybe)))
                (export "sell" (func (param "it" $maybe)))
                (export "buy" (func (result (own $item))))))"#
        }
    };
    part("shopper", &SHOPPER.replace("{alias}", alias))
}

struct Item;

#[tokio::test]
async fn a_resource_of_the_host_comes_back_through_a_sibling() {
    let resource = r#"(import "t:t/store" (instance $in (export "item" (type (sub resource)))))
        (alias export $in "item" (type $item))"#;
    let store = part("store", &STORE.replace("{resource}", resource));
    for types in ["resource", "both"] {
        let shopper = shopper(types);
        let placements = [
            place(
                &shopper,
                "p0",
                [
                    ("t:t/store", sibling(1, "t:t/store")),
                    ("t:t/shop", host("p0-shop")),
                ],
            ),
            place(&store, "p1", [("t:t/store", host("p1-store"))]),
        ];
        let composition = composed(&placements, &[(0, "run")]);
        let (mut store, instance) = start_with(&composition, (), |linker| {
            let item = ResourceType::host::<Item>();
            linker
                .instance("p1-store")
                .unwrap()
                .resource("item", item, |_, _| Ok(()))
                .unwrap();
            let mut shop = linker.instance("p0-shop").unwrap();
            shop.resource("item", item, |_, _| Ok(())).unwrap();
            shop.func_wrap("buy", |_, (): ()| Ok((Resource::<Item>::new_own(3),)))
                .unwrap();
            if types == "both" {
                shop.func_new("sell", |_, _, _, _| Ok(())).unwrap();
            }
        })
        .await;
        assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (8,));
    }
}

#[test]
fn the_host_cannot_take_a_resource_that_a_sibling_implements() {
    let store = part(
        "store",
        &STORE.replace("{resource}", "(type $item (resource (rep i32)))"),
    );
    for types in ["resource", "both"] {
        let shopper = shopper(types);
        let placements = [
            place(
                &shopper,
                "p0",
                [
                    ("t:t/store", sibling(1, "t:t/store")),
                    ("t:t/shop", host("p0-shop")),
                ],
            ),
            place(&store, "p1", []),
        ];
        let error = try_compose(&placements, &[(0, "run")]).unwrap_err();
        assert_eq!(
            error,
            ComposeError::HostNeedsSiblingResource {
                part: "shopper".to_owned(),
                import: "t:t/store".to_owned(),
                resource: "item".to_owned(),
                sibling: "store".to_owned(),
            }
        );
    }
}

#[test]
fn instances_in_instances_are_copied() {
    let nested = part(
        "nested",
        r#"(component
            (type $inner (instance
                (type $e' (enum "x")) (export "e" (type $e (eq $e')))
                (export "f" (func (param "e" $e)))))
            (import "t:t/a" (instance $a
                (export "r" (type $r (sub resource)))
                (alias outer 1 $inner (type $inner))
                (export "inner" (instance $i (type $inner)))
                (alias export $i "e" (type $e))
                (type $deep (instance
                    (alias outer 1 $r (type $r'))
                    (export "r" (type $r'' (eq $r')))
                    (export "g" (func (param "r" (borrow $r''))))))
                (export "deep" (instance (type $deep)))
                (export "h" (func (param "e" $e) (param "r" (own $r))))))
            (alias export $a "inner" (instance $inner-instance))
            (alias export $inner-instance "e" (type $e))
            (import "t:t/b" (instance
                (alias outer 1 $e (type $outer))
                (export "e" (type (eq $outer)))))
            (export "t:t/a" (instance $a)))"#,
    );
    let bindings = |a: &str, b: &str| [("t:t/a", tied(a, "a")), ("t:t/b", host(b))];
    let placements = [
        place(&nested, "p0", bindings("p0-a", "p0-b")),
        place(&nested, "p1", bindings("p1-a", "p1-b")),
        place(
            &nested,
            "p2",
            [("t:t/a", sibling(1, "t:t/a")), ("t:t/b", host("p2-b"))],
        ),
    ];
    assert!(try_compose(&placements, &[(2, "t:t/a")]).is_ok());
}

#[tokio::test]
async fn imports_behind_other_definitions_are_linked() {
    let late = part(
        "late",
        r#"(component
            (core module $m (func (export "zero") (result i32) (i32.const 0)))
            (core instance $i (instantiate $m))
            (func $zero (result u32) (canon lift (core func $i "zero")))
            (component $c (import "f" (func $f (result u32))) (export "g" (func $f)))
            (instance $made (instantiate $c (with "f" (func $zero))))
            (type $e (enum "a" "b"))
            (import "t:t/a" (instance $a (export "get" (func (result u32)))))
            (export "t:t/made" (instance $made))
            (import "t:t/b" (instance $b (export "get" (func (result u32))))))"#,
    );
    let placements = [place(
        &late,
        "p0",
        [("t:t/a", host("a")), ("t:t/b", host("b"))],
    )];
    let composition = composed(&placements, &[(0, "t:t/made")]);
    start_with(&composition, (), |linker| {
        linker
            .instance("a")
            .unwrap()
            .func_wrap("get", |_, (): ()| Ok((1u32,)))
            .unwrap();
        linker
            .instance("b")
            .unwrap()
            .func_wrap("get", |_, (): ()| Ok((2u32,)))
            .unwrap();
    })
    .await;
}

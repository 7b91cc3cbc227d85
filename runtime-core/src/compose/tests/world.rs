//! Types and functions of the world itself.

use wasmtime::component::{Resource, ResourceAny, ResourceType};

use super::types::Datetime;
use super::*;

struct Item;

#[tokio::test]
async fn types_of_the_world_itself_need_no_binding() {
    let world = part(
        "world",
        r#"(component
            (type $r (record (field "seconds" u32)))
            (import "datetime" (type $datetime (eq $r)))
            (import "stamp" (func $stamp (param "at" $datetime) (result u32)))
            (core func $lowered (canon lower (func $stamp)))
            (core module $m
                (import "" "stamp" (func $stamp (param i32) (result i32)))
                (func (export "run") (result i32) (call $stamp (i32.const 4))))
            (core instance $i (instantiate $m (with "" (instance (export "stamp" (func $lowered))))))
            (func (export "run") (result u32) (canon lift (core func $i "run"))))"#,
    );
    let composition = composed(
        &[place(&world, "p0", [("stamp", host("p0-stamp"))])],
        &[(0, "run")],
    );
    let (mut store, instance) = start_with(&composition, (), |linker| {
        linker
            .root()
            .func_wrap("p0-stamp", |_, (at,): (Datetime,)| Ok((at.seconds * 2,)))
            .unwrap();
    })
    .await;
    assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (8,));
}

#[tokio::test]
async fn a_resource_of_the_world_itself_is_tied() {
    let world = part(
        "world",
        r#"(component
            (import "item" (type $item (sub resource)))
            (import "make" (func $make (result (own $item))))
            (core func $lowered (canon lower (func $make)))
            (core func $drop (canon resource.drop $item))
            (core module $m
                (import "" "make" (func $make (result i32)))
                (import "" "drop" (func $drop (param i32)))
                (func (export "run") (result i32) (call $drop (call $make)) (i32.const 5)))
            (core instance $i (instantiate $m (with "" (instance (export "make" (func $lowered)) (export "drop" (func $drop))))))
            (func $run (result u32) (canon lift (core func $i "run")))
            (instance $out (export "run" (func $run)))
            (export "t:t/out" (instance $out)))"#,
    );
    let bindings = |item: &str, make: &str| [("item", tied(item, "item")), ("make", host(make))];
    let placements = [
        place(&world, "p0", bindings("p0-item", "p0-make")),
        place(&world, "p1", bindings("p1-item", "p1-make")),
    ];
    let composition = composed(&placements, &[(1, "t:t/out")]);
    let outer = Part::parse("outer", composition.bytes.clone()).unwrap();
    assert!(
        !outer.imports().contains_key("p1-item"),
        "the second takes the first one's"
    );
    start_with(&composition, (), |linker| {
        let mut root = linker.root();
        root.resource("p0-item", ResourceType::host::<Item>(), |_, _| Ok(()))
            .unwrap();
        for name in ["p0-make", "p1-make"] {
            root.func_wrap(name, |_, (): ()| Ok((Resource::<Item>::new_own(1),)))
                .unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn functions_of_the_world_itself_are_exported_with_their_types() {
    let world = part(
        "world",
        r#"(component
            (core module $m
                (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 128))
                (func (export "later") (param i32 i32 i32) (result i32) (i32.store8 (i32.const 0) (i32.const 0)) (i32.store (i32.const 4) (i32.add (local.get 0) (i32.const 1))) (i32.const 0)))
            (core instance $i (instantiate $m))
            (type $r (record (field "seconds" u32)))
            (type $e (enum "a" "b"))
            (export $datetime "datetime" (type $r))
            (export $kind "kind" (type $e))
            (type $o (option $kind))
            (type $v (variant (case "at" $datetime) (case "never" $o)))
            (export $maybe "maybe" (type $v))
            (func $later (param "at" $datetime) (param "kinds" (list $kind)) (result (result $datetime (error (tuple $kind $maybe))))
                (canon lift (core func $i "later") (memory $i "memory") (realloc (func $i "realloc"))))
            (export "later" (func $later)))"#,
    );
    let composition = composed(&[place(&world, "p0", [])], &[(0, "datetime"), (0, "later")]);
    let outer = Part::parse("outer", composition.bytes.clone()).unwrap();
    assert_eq!(
        outer.exports()["later"].signature("later"),
        world.exports()["later"].signature("later")
    );
    let (mut store, instance) = start(&composition).await;
    let later = instance.get_func(&mut store, "later").unwrap();
    let at = Val::Record(vec![("seconds".to_owned(), Val::U32(1))]);
    let mut results = [Val::Bool(false)];
    later
        .call_async(&mut store, &[at, Val::List(vec![])], &mut results)
        .await
        .unwrap();
    let expected = Val::Record(vec![("seconds".to_owned(), Val::U32(2))]);
    assert_eq!(results, [Val::Result(Ok(Some(Box::new(expected))))]);
}

#[tokio::test]
async fn functions_of_the_world_itself_are_exported_with_their_resources() {
    let world = part(
        "world",
        r#"(component
            (type $thing' (resource (rep i32)))
            (core func $new (canon resource.new $thing'))
            (core module $m
                (import "" "new" (func $new (param i32) (result i32)))
                (func (export "make") (result i32) (call $new (i32.const 9)))
                (func (export "tell") (param i32) (result i32) (local.get 0)))
            (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
            (export $thing "thing" (type $thing'))
            (func $make (result (own $thing)) (canon lift (core func $i "make")))
            (func $tell (param "self" (borrow $thing)) (result u32) (canon lift (core func $i "tell")))
            (export "make" (func $make))
            (export "[method]thing.tell" (func $tell)))"#,
    );
    let composition = composed(
        &[place(&world, "p0", [])],
        &[(0, "make"), (0, "[method]thing.tell")],
    );
    let (mut store, instance) = start(&composition).await;
    let (thing,): (ResourceAny,) = call(&mut store, &instance, "make").await;
    let tell = instance
        .get_typed_func::<(ResourceAny,), (u32,)>(&mut store, "[method]thing.tell")
        .unwrap();
    assert_eq!(tell.call_async(&mut store, (thing,)).await.unwrap(), (9,));
}

#[test]
fn a_function_of_the_world_itself_with_a_type_from_an_import_is_exported() {
    let world = part(
        "world",
        r#"(component
            (import "t:t/types" (instance $types
                (type $r (record (field "seconds" u32)))
                (export "datetime" (type (eq $r)))))
            (alias export $types "datetime" (type $d))
            (import "datetime" (type $datetime (eq $d)))
            (core module $m (func (export "now") (result i32) (i32.const 1)))
            (core instance $i (instantiate $m))
            (func $now (result $datetime) (canon lift (core func $i "now")))
            (export "now" (func $now)))"#,
    );
    let bind = || [("t:t/types", host("p0-types"))];
    let composition = composed(&[place(&world, "p0", bind())], &[(0, "now")]);
    let outer = Part::parse("outer", composition.bytes).unwrap();
    assert_eq!(
        outer.exports()["now"].signature("now"),
        Some("func() -> datetime")
    );
}

//! Resources of siblings and of the host.

use wasmtime::component::{Resource, ResourceType};

use super::*;

/// Exports `t:t/things` with a resource of its own, which is made with a number and gives it back plus one.
const MAKER: &str = r#"
    (component
        (type $thing (resource (rep i32)))
        (core func $new (canon resource.new $thing))
        (core module $m
            (import "" "new" (func $new (param i32) (result i32)))
            (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
            (func (export "number") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
        (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
        (func $make (param "n" u32) (result (own $thing)) (canon lift (core func $i "make")))
        (func $number (param "self" (borrow $thing)) (result u32) (canon lift (core func $i "number")))
        (component $named
            (import "thing" (type $thing (sub resource)))
            (import "make" (func $make (param "n" u32) (result (own $thing))))
            (import "number" (func $number (param "self" (borrow $thing)) (result u32)))
            (export $out "thing" (type $thing))
            (export "[constructor]thing" (func $make) (func (param "n" u32) (result (own $out))))
            (export "[method]thing.number" (func $number) (func (param "self" (borrow $out)) (result u32))))
        (instance $things (instantiate $named
            (with "thing" (type $thing)) (with "make" (func $make)) (with "number" (func $number))))
        (export "t:t/things" (instance $things)))
"#;

/// Exports `run`, which makes a thing of 41, asks for its number and drops it.
const USER: &str = r#"
    (component
        (import "t:t/things" (instance $things
            (export "thing" (type $thing (sub resource)))
            (export "[constructor]thing" (func (param "n" u32) (result (own $thing))))
            (export "[method]thing.number" (func (param "self" (borrow $thing)) (result u32)))))
        (alias export $things "thing" (type $thing))
        (core func $make (canon lower (func $things "[constructor]thing")))
        (core func $number (canon lower (func $things "[method]thing.number")))
        (core func $drop (canon resource.drop $thing))
        (core module $m
            (import "" "make" (func $make (param i32) (result i32)))
            (import "" "number" (func $number (param i32) (result i32)))
            (import "" "drop" (func $drop (param i32)))
            (func (export "run") (result i32)
                (local $thing i32)
                (local.set $thing (call $make (i32.const 41)))
                (call $number (local.get $thing))
                (call $drop (local.get $thing))))
        (core instance $i (instantiate $m (with "" (instance
            (export "make" (func $make)) (export "number" (func $number)) (export "drop" (func $drop))))))
        (func (export "run") (result u32) (canon lift (core func $i "run"))))
"#;

/// Imports `t:t/things` and exports `t:t/peer`, which makes a thing and tells the number of one.
const PEER: &str = r#"
    (component
        (import "t:t/things" (instance $things
            (export "thing" (type $thing (sub resource)))
            (export "[constructor]thing" (func (param "n" u32) (result (own $thing))))
            (export "[method]thing.number" (func (param "self" (borrow $thing)) (result u32)))))
        (alias export $things "thing" (type $thing))
        (core func $make (canon lower (func $things "[constructor]thing")))
        (core func $number (canon lower (func $things "[method]thing.number")))
        (core func $drop (canon resource.drop $thing))
        (core module $m
            (import "" "make" (func $make (param i32) (result i32)))
            (import "" "number" (func $number (param i32) (result i32)))
            (import "" "drop" (func $drop (param i32)))
            (func (export "make") (result i32) (call $make (i32.const 100)))
            (func (export "tell") (param i32) (result i32)
                (call $number (local.get 0))
                (call $drop (local.get 0))))
        (core instance $i (instantiate $m (with "" (instance
            (export "make" (func $make)) (export "number" (func $number)) (export "drop" (func $drop))))))
        (func $make (result (own $thing)) (canon lift (core func $i "make")))
        (func $tell (param "thing" (borrow $thing)) (result u32) (canon lift (core func $i "tell")))
        (component $named
            (import "thing" (type $thing (sub resource)))
            (import "make" (func $make (result (own $thing))))
            (import "tell" (func $tell (param "thing" (borrow $thing)) (result u32)))
            (export $out "thing" (type $thing))
            (export "make" (func $make) (func (result (own $out))))
            (export "tell" (func $tell) (func (param "thing" (borrow $out)) (result u32))))
        (instance $peer (instantiate $named
            (with "thing" (type $thing)) (with "make" (func $make)) (with "tell" (func $tell))))
        (export "t:t/peer" (instance $peer)))
"#;

/// Imports `t:t/things` and `t:t/peer`, whose thing is the same. `theirs` asks here for the number of a thing that the
/// peer made; `mine` asks the peer for the number of a thing that was made here.
const BOTH: &str = r#"
    (component
        (import "t:t/things" (instance $things
            (export "thing" (type $thing (sub resource)))
            (export "[constructor]thing" (func (param "n" u32) (result (own $thing))))
            (export "[method]thing.number" (func (param "self" (borrow $thing)) (result u32)))))
        (alias export $things "thing" (type $thing))
        (import "t:t/peer" (instance $peer
            (alias outer 1 $thing (type $outer))
            (export "thing" (type $thing (eq $outer)))
            (export "make" (func (result (own $thing))))
            (export "tell" (func (param "thing" (borrow $thing)) (result u32)))))
        (core func $make (canon lower (func $things "[constructor]thing")))
        (core func $number (canon lower (func $things "[method]thing.number")))
        (core func $peer-make (canon lower (func $peer "make")))
        (core func $peer-tell (canon lower (func $peer "tell")))
        (core func $drop (canon resource.drop $thing))
        (core module $m
            (import "" "make" (func $make (param i32) (result i32)))
            (import "" "number" (func $number (param i32) (result i32)))
            (import "" "peer-make" (func $peer-make (result i32)))
            (import "" "peer-tell" (func $peer-tell (param i32) (result i32)))
            (import "" "drop" (func $drop (param i32)))
            (func (export "theirs") (result i32)
                (local $thing i32)
                (local.set $thing (call $peer-make))
                (call $number (local.get $thing))
                (call $drop (local.get $thing)))
            (func (export "mine") (result i32)
                (local $thing i32)
                (local.set $thing (call $make (i32.const 200)))
                (call $peer-tell (local.get $thing))
                (call $drop (local.get $thing))))
        (core instance $i (instantiate $m (with "" (instance
            (export "make" (func $make)) (export "number" (func $number)) (export "drop" (func $drop))
            (export "peer-make" (func $peer-make)) (export "peer-tell" (func $peer-tell))))))
        (func (export "theirs") (result u32) (canon lift (core func $i "theirs")))
        (func (export "mine") (result u32) (canon lift (core func $i "mine"))))
"#;

/// What the host knows of a thing.
struct Thing;

/// Serves `t:t/things`: the number of a thing is what it was made with plus `answer`. Drops are counted.
fn serve(linker: &mut Linker<u32>, name: &str, answer: u32) {
    let mut things = linker.instance(name).unwrap();
    let thing = ResourceType::host::<Thing>();
    things
        .resource("thing", thing, |mut store, _| {
            *store.data_mut() += 1;
            Ok(())
        })
        .unwrap();
    things
        .func_wrap("[constructor]thing", |_, (n,): (u32,)| {
            Ok((Resource::<Thing>::new_own(n),))
        })
        .unwrap();
    things
        .func_wrap(
            "[method]thing.number",
            move |_, (thing,): (Resource<Thing>,)| Ok((thing.rep() + answer,)),
        )
        .unwrap();
}

#[tokio::test]
async fn a_resource_of_a_sibling_is_used() {
    let (user, maker) = (part("user", USER), part("maker", MAKER));
    let placements = [
        place(&user, "p0", [("t:t/things", sibling(1, "t:t/things"))]),
        place(&maker, "p1", []),
    ];
    let (mut store, instance) = start(&composed(&placements, &[(0, "run")])).await;
    assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (42,));
}

#[tokio::test]
async fn a_resource_of_a_sibling_passes_through_another_one() {
    let (both, peer, maker) = (part("both", BOTH), part("peer", PEER), part("maker", MAKER));
    let placements = [
        place(
            &both,
            "p0",
            [
                ("t:t/things", sibling(2, "t:t/things")),
                ("t:t/peer", sibling(1, "t:t/peer")),
            ],
        ),
        place(&peer, "p1", [("t:t/things", sibling(2, "t:t/things"))]),
        place(&maker, "p2", []),
    ];
    let (mut store, instance) = start(&composed(&placements, &[(0, "mine"), (0, "theirs")])).await;
    assert_eq!(
        call::<_, (u32,)>(&mut store, &instance, "theirs").await,
        (101,)
    );
    assert_eq!(
        call::<_, (u32,)>(&mut store, &instance, "mine").await,
        (201,)
    );
}

#[tokio::test]
async fn a_tied_resource_of_the_host_passes_in_both_directions() {
    let (both, peer) = (part("both", BOTH), part("peer", PEER));
    let placements = [
        place(
            &both,
            "p0",
            [
                ("t:t/things", tied("p0-things", "things")),
                ("t:t/peer", sibling(1, "t:t/peer")),
            ],
        ),
        place(&peer, "p1", [("t:t/things", tied("p1-things", "things"))]),
    ];
    let composition = composed(&placements, &[(0, "mine"), (0, "theirs")]);
    let (mut store, instance) = start_with(&composition, 0, |linker| {
        serve(linker, "p0-things", 7);
        serve(linker, "p1-things", 9);
    })
    .await;
    // Each part calls its own functions, whoever made the thing.
    assert_eq!(
        call::<_, (u32,)>(&mut store, &instance, "theirs").await,
        (107,)
    );
    assert_eq!(
        call::<_, (u32,)>(&mut store, &instance, "mine").await,
        (209,)
    );
    assert_eq!(*store.data(), 2, "both things were dropped once");
}

#[test]
fn resources_that_are_not_tied_differ() {
    let (both, peer) = (part("both", BOTH), part("peer", PEER));
    let placements = [
        place(
            &both,
            "p0",
            [
                ("t:t/things", host("p0-things")),
                ("t:t/peer", sibling(1, "t:t/peer")),
            ],
        ),
        place(&peer, "p1", [("t:t/things", host("p1-things"))]),
    ];
    let error = try_compose(&placements, &[(0, "mine")]).unwrap_err();
    assert!(
        matches!(&error, ComposeError::Mismatch { part, .. } if part == "both"),
        "{error}"
    );
}

#[tokio::test]
async fn one_part_imports_one_interface_twice() {
    let twice = part(
        "twice",
        r#"(component
            (type $things (instance
                (export "thing" (type $thing (sub resource)))
                (export "[constructor]thing" (func (param "n" u32) (result (own $thing))))
                (export "[method]thing.number" (func (param "self" (borrow $thing)) (result u32)))))
            (import "first" (implements "t:t/things") (instance $first (type $things)))
            (import "second" (implements "t:t/things") (instance $second (type $things)))
            (alias export $first "thing" (type $thing))
            (core func $make (canon lower (func $first "[constructor]thing")))
            (core func $number (canon lower (func $first "[method]thing.number")))
            (alias export $second "thing" (type $other))
            (core func $drop (canon resource.drop $other))
            (core module $m
                (import "" "make" (func $make (param i32) (result i32)))
                (import "" "number" (func $number (param i32) (result i32)))
                (func (export "run") (result i32) (call $number (call $make (i32.const 1)))))
            (core instance $i (instantiate $m (with "" (instance
                (export "make" (func $make)) (export "number" (func $number))))))
            (func (export "run") (result u32) (canon lift (core func $i "run"))))"#,
    );
    assert_eq!(
        twice.imports()["first"].implements.as_deref(),
        Some("t:t/things")
    );
    for (first, second) in [("x", "x"), ("x", "y")] {
        let placements = [place(
            &twice,
            "p0",
            [
                ("first", tied("p0-first", first)),
                ("second", tied("p0-second", second)),
            ],
        )];
        let composition = composed(&placements, &[(0, "run")]);
        let (mut store, instance) = start_with(&composition, 0, |linker| {
            serve(linker, "p0-first", 1);
            serve(linker, "p0-second", 2);
        })
        .await;
        assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (2,));
    }
}

use super::*;
use crate::diag;
use crate::model::World;

/// The differences between two versions of `a:b/i`, with these items in them, as messages show them.
fn differences(old: &str, new: &str) -> Vec<String> {
    let wit = format!(
        "package x:y; world w {{ import a:b/i@1.0.0; import a:b/i@2.0.0; }}
        package a:b@1.0.0 {{ interface i {{ {old} }} }}
        package a:b@2.0.0 {{ interface i {{ {new} }} }}"
    );
    compared(&wit, "a:b/i", &|_| "Handle".to_owned())
}

fn compared(wit: &str, name: &str, resource: &dyn Fn(TypeId) -> String) -> Vec<String> {
    let mut resolve = Resolve {
        all_features: true,
        ..Resolve::default()
    };
    let package = resolve.push_str("inline", wit).unwrap();
    let id = *resolve.packages[package].worlds.values().next().unwrap();
    let world = World::new(resolve, id);
    let mut versions = world.imports.iter();
    let mut next = || {
        let version = versions.find(|import| import.name.unversioned() == name);
        version.unwrap()
    };
    let (old, new) = (next(), next());
    let compare = Compare {
        resolve: &world.resolve,
        resource,
    };
    let found = compare.differences(old, new);
    let text = diag::differing(&old.name, &new.name, &found);
    text.lines().skip(1).map(str::to_owned).collect()
}

#[track_caller]
fn one(old: &str, new: &str, difference: &str) {
    assert_eq!(differences(old, new), [difference]);
}

#[track_caller]
fn none(old: &str, new: &str) {
    assert_eq!(differences(old, new), [] as [&str; 0]);
}

#[test]
fn names_docs_order_and_aliases_make_no_shape() {
    none(
        "f: func(a: u8) -> option<string>; g: func();",
        "g: func(); /// Better docs.\n f: func(a: u8) -> option<string>;",
    );
    none(
        "type t = list<u8>; f: func(a: t) -> list<u8>;",
        "type t = list<u8>; f: func(a: list<u8>) -> t;",
    );
    none(
        "record p { x: u8 } variant v { a, b(p) } flags g { r, w } enum e { one } f: func(v: v, g: g) -> tuple<e, p>;",
        "enum e { one } flags g { r, w } record p { x: u8 } variant v { a, b(p) } f: func(v: v, g: g) -> tuple<e, p>;",
    );
    none(
        "resource r { constructor(n: u8); get: func() -> r; } f: func(r: borrow<r>, l: list<r>);",
        "resource r { constructor(n: u8); get: func() -> r; } f: func(r: borrow<r>, l: list<r>);",
    );
}

#[test]
fn a_function_that_only_one_has() {
    one(
        "f: func(); g: func();",
        "f: func();",
        "`g` is only in 1.0.0",
    );
    one(
        "resource r;",
        "resource r { get: func(); }",
        "`r.get` is only in 2.0.0",
    );
}

#[test]
fn parameters_and_results() {
    one(
        "f: func(a: option<u64>) -> u8;",
        "f: func(a: option<string>) -> u8;",
        "`f`: `a` is `option<u64>` in 1.0.0 and `option<string>` in 2.0.0",
    );
    one(
        "f: func(a: u8, b: u8);",
        "f: func(a: u8, c: u8);",
        "`f`: the list of parameters is `a, b` in 1.0.0 and `a, c` in 2.0.0",
    );
    one(
        "f: func() -> result<u8>;",
        "f: func() -> result<u8, string>;",
        "`f`: `result` is `result<u8>` in 1.0.0 and `result<u8, string>` in 2.0.0",
    );
    one(
        "f: func();",
        "f: func() -> bool;",
        "`f`: `result` is `nothing` in 1.0.0 and `bool` in 2.0.0",
    );
    one(
        "resource r; f: func(r: r);",
        "resource r; f: func(r: borrow<r>);",
        "`f`: `r` is `r` in 1.0.0 and `borrow<r>` in 2.0.0",
    );
}

#[test]
fn what_kind_of_function_it_is() {
    one(
        "f: func();",
        "f: async func();",
        "`f`: it is `func` in 1.0.0 and `async func` in 2.0.0",
    );
    one(
        "resource r { f: static func(); }",
        "resource r { f: static async func(); }",
        "`r.f`: it is `static func` in 1.0.0 and `static async func` in 2.0.0",
    );
}

#[test]
fn types_that_differ_are_reported_and_not_the_functions_that_use_them() {
    one(
        "record p { keys: list<u8>, cursor: option<u64> } f: func() -> p;",
        "record p { keys: list<u8>, cursor: option<string> } f: func() -> p;",
        "`p`: `cursor` is `option<u64>` in 1.0.0 and `option<string>` in 2.0.0",
    );
    one(
        "variant e { full, gone(u8) }",
        "variant e { full, gone(u8), other(string) }",
        "`e.other` is only in 2.0.0",
    );
    one(
        "enum e { a, b }",
        "enum e { b, a }",
        "`e`: the order of its parts is `a, b` in 1.0.0 and `b, a` in 2.0.0",
    );
    one(
        "type t = u8;",
        "type t = u16;",
        "`t`: it is `u8` in 1.0.0 and `u16` in 2.0.0",
    );
    one(
        "record t { a: u8 }",
        "flags t { a }",
        "`t`: it is `record` in 1.0.0 and `flags` in 2.0.0",
    );
    one(
        "type t = u8; f: func(a: list<u8, 4>);",
        "type t = u8; f: func(a: list<u8, 5>);",
        "`f`: `a` is `list<u8, 4>` in 1.0.0 and `list<u8, 5>` in 2.0.0",
    );
    one("type t = u8;", "", "`t` is only in 1.0.0");
}

#[test]
fn unstable_items_are_linked_one_by_one() {
    one(
        "f: func();",
        "@unstable(feature = x) f: func();",
        "2.0.0 has `@unstable` items, which are linked one by one",
    );
}

const USED: &str = "package x:y; world w { import a:b/i@1.0.0; import a:b/i@2.0.0; }
    package a:b@1.0.0 {
        interface t { record inner { x: u8 } record outer { i: inner } resource r; NEW }
        interface i { use t.{outer, r}; f: func(o: outer, r: borrow<r>); }
    }
    package a:b@2.0.0 {
        interface t { record inner { x: TYPE } record outer { i: inner } resource r; }
        interface i { use t.{outer, r}; f: func(o: outer, r: borrow<r>); }
    }";

#[test]
fn types_of_other_interfaces_compare_by_structure() {
    let same_resource: &dyn Fn(TypeId) -> String = &|_| "Handle".to_owned();
    let other = USED.replace("NEW", "new: func();");
    let equal = compared(&other.replace("TYPE", "u8"), "a:b/i", same_resource);
    assert_eq!(equal, [] as [&str; 0], "though `t` differs");
    let differs = compared(&other.replace("TYPE", "u16"), "a:b/i", same_resource);
    assert_eq!(differs, ["`outer` is made of types that differ"]);
    let another_resource: &dyn Fn(TypeId) -> String = &|id| format!("R{}", id.index());
    let wit = USED.replace("NEW", "").replace("TYPE", "u8");
    let differs = compared(&wit, "a:b/i", another_resource);
    assert_eq!(differs.len(), 1, "{differs:?}");
    assert!(
        differs[0].starts_with("`r`: its Rust type is `R"),
        "{differs:?}"
    );
}

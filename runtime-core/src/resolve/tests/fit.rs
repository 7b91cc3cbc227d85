//! Functions and types that differ behind one name.

use hostplug::{Caller, HostPlugin, host_plugin};

use super::*;

const API: &str = "acme:shop/inventory@1.0.0";

/// A component that imports the interface with these items.
fn web(items: &str) -> String {
    format!(r#"(component (import "{API}" (instance {items})))"#)
}

/// A component that passes on what it imports, so that it exports just these items.
fn store(items: &str) -> String {
    format!(
        r#"(component (import "acme:shop/source" (instance $i {items})) (export "{API}" (instance $i)))"#
    )
}

fn linked(wanted: &str, found: &str) -> Case {
    Case::default()
        .wat("web", &web(wanted))
        .wat("store", &store(found))
        .plugin("source", &["acme:shop/source"])
}

fn item(id: &str) -> String {
    format!(
        r#"(type $r (record (field "id" {id}))) (export "item" (type $item (eq $r)))
           (export "get" (func (param "id" {id}) (result (option $item))))"#
    )
}

#[test]
fn the_first_function_that_differs_is_shown_as_wit() {
    let get =
        |id: &str| format!(r#"(export "get" (func (param "id" {id}) (result (option string))))"#);
    let case = linked(&get("u32"), &get("u64"));
    assert_eq!(
        text_of(&case, "inventory"),
        "component `web` imports `acme:shop/inventory@1.0.0`, but `get` of component `store` differs\n\
         expected: get: func(id: u32) -> option<string>\n\
         found: get: func(id: u64) -> option<string>\n\
         help: build `web` and component `store` against one version of the WIT"
    );
}

#[test]
fn the_type_is_shown_where_functions_read_the_same() {
    let case = linked(
        &item("u32").replace("(param \"id\" u32)", ""),
        &item("u64").replace("(param \"id\" u64)", ""),
    );
    let text = text_of(&case, "inventory");
    assert!(
        text.contains(
            "but `item` of component `store` differs\n\
             expected: record item { id: u32 }\n\
             found: record item { id: u64 }\n"
        ),
        "{text}"
    );
}

#[test]
fn what_is_missing_is_shown_as_missing() {
    let resource = r#"(export "cart" (type $cart (sub resource)))"#;
    let text = text_of(&linked(resource, ""), "inventory");
    assert!(
        text.contains("expected: resource cart\nfound: nothing of this name\n"),
        "{text}"
    );
    let case = linked(r#"(export "f" (func))"#, r#"(export "g" (func))"#);
    assert!(text_of(&case, "inventory").contains("does not have: `f`"));
}

/// The problem of the import `web` has; whatever the exporter itself lacks is another one.
fn text_of(case: &Case, import: &str) -> String {
    let problems = case
        .problems()
        .into_iter()
        .map(|problem| problem.to_string());
    let mut found =
        problems.filter(|text| text.starts_with("component `web`") && text.contains(import));
    found.next().unwrap()
}

/// What instances can have, each in several variants of which none fits another.
const ITEMS: &[&str] = &[
    "",
    r#"(export "f" (func))"#,
    r#"(export "f" (func (result u32)))"#,
    r#"(export "f" (func (param "a" u32)))"#,
    r#"(export "f" (func (param "b" u32)))"#,
    r#"(export "f" (func (param "a" u32) (param "b" u32)))"#,
    r#"(export "f" (func async (param "a" u32)))"#,
    r#"(export "f" (func (param "a" s32)))"#,
    r#"(type $t u32) (export "f" (func (param "a" $t)))"#,
    r#"(export "f" (func (param "a" (list u32))))"#,
    r#"(export "f" (func (param "a" (option u32))))"#,
    r#"(export "f" (func (param "a" (tuple u32))))"#,
    r#"(export "f" (func (param "a" (tuple u32 u32))))"#,
    r#"(export "f" (func (param "a" (result))))"#,
    r#"(export "f" (func (param "a" (result u32))))"#,
    r#"(export "f" (func (param "a" (result (error u32)))))"#,
    r#"(export "f" (func (param "a" (stream u32))))"#,
    r#"(export "f" (func (param "a" (stream))))"#,
    r#"(export "f" (func (param "a" (future u32))))"#,
    r#"(export "g" (func)) (export "f" (func))"#,
    r#"(type $r (record (field "x" u8))) (export "t" (type $t (eq $r)))"#,
    r#"(type $r (record (field "y" u8))) (export "t" (type $t (eq $r)))"#,
    r#"(type $r (record (field "x" u8) (field "y" u8))) (export "t" (type $t (eq $r)))"#,
    r#"(type $r (record (field "x" u8))) (export "t" (type $t (eq $r))) (export "f" (func (param "a" $t)))"#,
    r#"(type $r (record (field "x" u16))) (export "t" (type $t (eq $r))) (export "f" (func (param "a" $t)))"#,
    r#"(type $r (variant (case "x" u8) (case "y"))) (export "t" (type $t (eq $r)))"#,
    r#"(type $r (variant (case "x" u8) (case "y" u8))) (export "t" (type $t (eq $r)))"#,
    r#"(type $r (enum "x" "y")) (export "t" (type $t (eq $r)))"#,
    r#"(type $r (enum "x" "z")) (export "t" (type $t (eq $r)))"#,
    r#"(type $r (flags "x" "y")) (export "t" (type $t (eq $r)))"#,
    r#"(type $r (list u8)) (export "t" (type $t (eq $r)))"#,
    r#"(export "t" (type $t (sub resource)))"#,
    r#"(export "t" (type $t (sub resource))) (export "f" (func (param "a" (own $t))))"#,
    r#"(export "t" (type $t (sub resource))) (export "f" (func (param "a" (borrow $t))))"#,
    r#"(export "t" (type $t (sub resource))) (export "u" (type $u (sub resource))) (export "f" (func (param "a" (own $t))))"#,
    r#"(export "t" (type $t (sub resource))) (export "u" (type $u (sub resource))) (export "f" (func (param "a" (own $u))))"#,
    r#"(export "t" (type $t (sub resource))) (export "u" (type $u (eq $t))) (export "f" (func (param "a" (own $u))))"#,
];

/// The validator has the last word on what fits; resolution says the same, but before anything is composed.
#[test]
fn resolution_and_composition_agree_on_what_fits() {
    let mut fitting = 0;
    for wanted in ITEMS {
        for found in ITEMS {
            let case = linked(wanted, found);
            let (web, store) = (&case.parts["web"], &case.parts["store"]);
            let resolved = fit_of(web, store);
            assert_eq!(resolved, composed(web, store), "{wanted}\n{found}");
            fitting += u32::from(resolved);
        }
    }
    assert!(fitting > 80, "{fitting}");
}

fn fit_of(web: &Part, store: &Part) -> bool {
    use crate::resolve::fit::{Side, sibling};

    let wanted = Side::import(web, &web.imports()[API]).unwrap();
    let found = Side::export(store, &store.exports()[API]).unwrap();
    sibling(wanted, found).is_ok()
}

fn composed(web: &Part, store: &Part) -> bool {
    use crate::compose::{Binding, Placement, compose};

    let place = |part, label: &str, import: &str, binding| Placement {
        part,
        label: label.to_owned(),
        bindings: [(import.to_owned(), binding)].into(),
    };
    let host = Binding::Host {
        name: "source".to_owned(),
        tie: None,
    };
    let sibling = Binding::Sibling {
        placement: 1,
        export: API.to_owned(),
    };
    let placements = [
        place(web, "web", API, sibling),
        place(store, "store", "acme:shop/source", host),
    ];
    compose(&placements, &[]).is_ok()
}

#[host_plugin(
    world = "acme:shop/plugin",
    inline = "
        package acme:shop@1.0.0;
        interface inventory {
            record item { id: u32 }
            resource cart { add: func(item: item); }
            get: func(id: u32) -> option<item>;
        }
        world plugin { import inventory; }
    ",
    with("acme:shop/inventory.cart" = Cart)
)]
struct Shop;

struct Cart;

impl shop::inventory::Host for Caller<'_, Shop> {
    async fn get(&mut self, id: u32) -> hostplug::Result<Option<shop::inventory::Item>> {
        Ok(Some(shop::inventory::Item { id }))
    }
}

impl shop::inventory::HostCart for Caller<'_, Shop> {
    async fn add(
        &mut self,
        _: wasmtime::component::Resource<Cart>,
        _: shop::inventory::Item,
    ) -> hostplug::Result<()> {
        Ok(())
    }

    async fn drop(&mut self, _: wasmtime::component::Resource<Cart>) -> hostplug::Result<()> {
        Ok(())
    }
}

/// A component of which the plugin serves the import.
fn plugged(items: &str) -> Case {
    let registration = Shop.registration();
    Case::default()
        .wat("web", &web(items))
        .offer("shop", registration)
}

#[test]
fn the_types_of_a_plugin_are_compared_before_anything_starts() {
    for (items, expected) in [
        (
            item("u64"),
            "but `get` of plugin `shop` differs\n\
             expected: get: func(id: u64) -> option<item>\n\
             found: get: func(id: u32) -> option<item>\n",
        ),
        (
            item("u64").replace("(param \"id\" u64)", "(param \"id\" u32)"),
            "but `item` of plugin `shop` differs\n\
             expected: record item { id: u64 }\n\
             found: record item { id: u32 }\n",
        ),
        (
            item("u32").replace("(func (param", "(func async (param"),
            "expected: get: async func(id: u32) -> option<item>\n\
             found: get: func(id: u32) -> option<item>\n",
        ),
        (
            r#"(export "basket" (type (sub resource)))"#.to_owned(),
            "expected: resource basket\nfound: nothing of this name\n",
        ),
    ] {
        let problem = plugged(&items).problem();
        assert!(problem.contains(expected), "{problem}\n{expected}");
    }
}

/// Wasmtime takes them: a host function has no names of parameters, and types that no function mentions are nothing.
#[test]
fn a_plugin_serves_what_only_reads_differently() {
    for items in [
        item("u32"),
        item("u32").replace("\"id\" u32) (result", "\"key\" u32) (result"),
        format!(
            "{} {}",
            item("u32"),
            r#"(type $e (enum "a")) (export "unused" (type (eq $e)))"#
        ),
        format!(
            "{} {}",
            item("u32"),
            r#"(export "cart" (type $c (sub resource)))
               (export "[method]cart.add" (func (param "self" (borrow $c)) (param "item" $item)))"#
        ),
    ] {
        let plan = plugged(&items).plan();
        let provider = describe(&plan.components["web"].imports[API].provider);
        assert_eq!(provider, format!("plugin shop {API} default default"));
    }
}

#[test]
fn a_plugin_without_types_is_known_by_its_functions() {
    let mut registration = Shop.registration();
    registration.component_type = Default::default();
    let case = Case::default()
        .wat("web", &web(&item("u64")))
        .offer("shop", registration);
    assert!(case.resolve().is_ok());
}

#[test]
fn types_that_are_no_world_are_refused_with_the_plugin() {
    for bytes in [&b"nonsense"[..], b"\0asm\x0d\0\x01\0"] {
        let mut registration = Shop.registration();
        registration.component_type = bytes.to_vec().into();
        let error = Offer::new("shop", registration).unwrap_err().to_string();
        assert!(
            error.starts_with("the types of the plugin `shop` cannot be read: "),
            "{error}"
        );
    }
}

#[test]
fn functions_that_the_runtime_does_not_have_are_named() {
    let web = |function: &str| {
        format!(
            r#"(component (import "wasi:clocks/wall-clock@0.2.20" (instance (export "{function}" (func)))))"#
        )
    };
    assert!(Case::default().wat("web", &web("now")).resolve().is_ok());
    assert_eq!(
        Case::default().wat("web", &web("yesterday")).problem(),
        "component `web` imports `wasi:clocks/wall-clock@0.2.20` with functions that the runtime does not have: `yesterday`\n\
         help: use a newer version of the runtime, or build `web` against an older version of the WIT"
    );
}

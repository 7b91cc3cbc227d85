//! Imports with names of their own, on an engine that does not know them: two of one interface lead to two places.

use hostplug_keyvalue::Keyvalue;
use hostplug_runtime::hostplug::Settings;
use hostplug_runtime::{Component, Host, Link, LinkTarget, Running, Workload};

use crate::support::{builder, host, wat};

/// An import of `wasi:keyvalue/store`, as far as it is used here.
const STORE: &str = r#"
    (import "{NAME}" (implements "wasi:keyvalue/store@0.2.0-draft") (instance ${NAME}
        (type $variant (variant (case "no-such-store") (case "access-denied") (case "other" string)))
        (export "error" (type $error (eq $variant)))
        (export "bucket" (type $bucket (sub resource)))
        (export "open" (func (param "identifier" string) (result (result (own $bucket) (error $error)))))
        (export "[method]bucket.set" (func (param "self" (borrow $bucket)) (param "key" string)
            (param "value" (list u8)) (result (result (error $error)))))
        (export "[method]bucket.exists" (func (param "self" (borrow $bucket)) (param "key" string)
            (result (result bool (error $error)))))))
    (core func ${NAME}-open (canon lower (func ${NAME} "open") (memory $mem) (realloc $realloc)))
    (core func ${NAME}-set (canon lower (func ${NAME} "[method]bucket.set") (memory $mem) (realloc $realloc)))
    (core func ${NAME}-exists (canon lower (func ${NAME} "[method]bucket.exists") (memory $mem) (realloc $realloc)))
    (core instance ${NAME}-functions
        (export "open" (func ${NAME}-open)) (export "set" (func ${NAME}-set)) (export "exists" (func ${NAME}-exists)))
"#;

/// `write-NAME` writes the key `k` with the name's own bucket, `has-NAME` tells whether it is there.
fn two_stores() -> Component {
    let imports = ["cache", "data"].map(|name| STORE.replace("{NAME}", name));
    let functions = ["cache", "data"].map(|name| {
        format!(
            r#"(core instance ${name}-calls (instantiate $calls
                   (with "store" (instance ${name}-functions)) (with "memory" (instance $memory))))
               (func (export "write-{name}") (canon lift (core func ${name}-calls "write")))
               (func (export "has-{name}") (result bool) (canon lift (core func ${name}-calls "has")))"#
        )
    });
    wat(&format!(
        r#"(component
            (core module $memory-module
                (memory (export "memory") 1)
                (data (i32.const 0) "k")
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
            (core instance $memory (instantiate $memory-module))
            (alias core export $memory "memory" (core memory $mem))
            (alias core export $memory "realloc" (core func $realloc))
            {}
            (core module $calls
                (import "memory" "memory" (memory 1))
                (import "store" "open" (func $open (param i32 i32 i32)))
                (import "store" "set" (func $set (param i32 i32 i32 i32 i32 i32)))
                (import "store" "exists" (func $exists (param i32 i32 i32 i32)))
                (func $bucket (result i32)
                    (call $open (i32.const 0) (i32.const 1) (i32.const 64))
                    (i32.load offset=4 (i32.const 64)))
                (func (export "write")
                    (call $set (call $bucket) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 128)))
                (func (export "has") (result i32)
                    (call $exists (call $bucket) (i32.const 0) (i32.const 1) (i32.const 192))
                    (i32.load8_u offset=4 (i32.const 192))))
            {})"#,
        imports.concat(),
        functions.concat()
    ))
}

async fn keyvalue_host() -> Host {
    let settings = || Settings::default().with("backend", "memory");
    builder()
        .plugin(Keyvalue::default())
        .instance("keyvalue", "a", settings())
        .instance("keyvalue", "b", settings())
        .start()
        .await
        .unwrap()
}

fn stores(cache: &str, data: &str) -> Workload {
    let document = format!(
        "name = \"stores\"\n\
         [components.web]\n\
         path = \"web.wasm\"\n\
         plugins.cache = {{ plugin = \"keyvalue\", backend = \"{cache}\" }}\n\
         plugins.data = {{ plugin = \"keyvalue\", backend = \"{data}\" }}"
    );
    let mut workload = Workload::from_toml(&document, "").unwrap();
    let web = workload.components.get_mut("web").unwrap();
    web.source = two_stores().source;
    workload
}

async fn has(running: &Running, name: &str) -> bool {
    let function = format!("has-{name}");
    let (has,): (bool,) = running.call("web", &function, ()).await.unwrap();
    has
}

#[tokio::test]
async fn two_named_imports_of_a_plugin_write_to_two_backends() {
    let host = keyvalue_host().await;
    let running = host.start(stores("a", "b")).await.unwrap();
    running
        .call::<_, ()>("web", "write-cache", ())
        .await
        .unwrap();
    assert!(has(&running, "cache").await);
    assert!(!has(&running, "data").await, "it is another backend");
    running
        .call::<_, ()>("web", "write-data", ())
        .await
        .unwrap();
    assert!(has(&running, "data").await);
}

#[tokio::test]
async fn two_named_imports_can_share_one_backend() {
    let host = keyvalue_host().await;
    let running = host.start(stores("a", "a")).await.unwrap();
    running
        .call::<_, ()>("web", "write-cache", ())
        .await
        .unwrap();
    assert!(has(&running, "data").await);
}

/// Exports `a:b/digit@1.0.0`, whose function gives `digit`.
fn digit(digit: u8) -> Component {
    wat(&format!(
        r#"(component
            (core module $m (func (export "f") (result i32) (i32.const {digit})))
            (core instance $i (instantiate $m))
            (func $f (result u32) (canon lift (core func $i "f")))
            (instance $digit (export "digit" (func $f)))
            (export "a:b/digit@1.0.0" (instance $digit)))"#
    ))
}

#[tokio::test]
async fn named_imports_of_siblings_lead_to_those_that_they_are_linked_to() {
    let digits = wat(r#"(component
        (import "tens" (implements "a:b/digit@1.0.0") (instance $tens (export "digit" (func (result u32)))))
        (import "ones" (implements "a:b/digit@1.2.0") (instance $ones (export "digit" (func (result u32)))))
        (core func $tens (canon lower (func $tens "digit")))
        (core func $ones (canon lower (func $ones "digit")))
        (core module $m
            (import "" "tens" (func $tens (result i32)))
            (import "" "ones" (func $ones (result i32)))
            (func (export "run") (result i32)
                (i32.add (i32.mul (call $tens) (i32.const 10)) (call $ones))))
        (core instance $i (instantiate $m (with "" (instance (export "tens" (func $tens)) (export "ones" (func $ones))))))
        (func (export "run") (result u32) (canon lift (core func $i "run"))))"#);
    let link = |import: &str, component: &str| {
        let to = LinkTarget::Component {
            component: component.to_owned(),
            export: None,
        };
        Link::new("digits", import, to)
    };
    let mut workload = Workload::new("digits")
        .component("digits", digits)
        .component("four", digit(4));
    let host = host().await;
    let number = async |workload: &Workload| -> u32 {
        let running = host.start(workload.clone()).await.unwrap();
        let (number,) = running.call("digits", "run", ()).await.unwrap();
        host.stop("default/digits").await.unwrap();
        number
    };
    assert_eq!(number(&workload).await, 44, "the only sibling serves both");
    workload = workload.component("two", digit(2));
    workload.links = vec![link("tens", "four"), link("ones", "two")];
    assert_eq!(number(&workload).await, 42);
}

/// Names and versions of components and plugins are the user's to connect.
#[tokio::test]
async fn a_link_connects_what_has_other_names() {
    let caller = wat(r#"(component
        (import "number" (func $number (result u32)))
        (core func $f (canon lower (func $number)))
        (core module $m (import "" "f" (func $f (result i32))) (func (export "run") (result i32) (call $f)))
        (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
        (func (export "run") (result u32) (canon lift (core func $i "run"))))"#);
    let callee = wat(r#"(component
        (core module $m (func (export "f") (result i32) (i32.const 7)))
        (core instance $i (instantiate $m))
        (func (export "seven") (result u32) (canon lift (core func $i "f"))))"#);
    let to = LinkTarget::Component {
        component: "callee".to_owned(),
        export: Some("seven".to_owned()),
    };
    let mut workload = Workload::new("rename")
        .component("caller", caller)
        .component("callee", callee);
    workload.links = vec![Link::new("caller", "number", to)];
    let running = host().await.start(workload).await.unwrap();
    let (seven,): (u32,) = running.call("caller", "run", ()).await.unwrap();
    assert_eq!(seven, 7);
}

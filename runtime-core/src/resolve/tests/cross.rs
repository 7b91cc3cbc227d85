//! Resources that components pass to each other.

use super::*;

/// Imports the bucket of the host, and `a:b/peer` which takes one.
const GIVER: &str = r#"(component
    (import "wasi:keyvalue/store@0.2.0-draft" (instance $store (export "bucket" (type (sub resource)))))
    (alias export $store "bucket" (type $bucket))
    (import "a:b/peer" (instance
        (alias outer 1 $bucket (type $outer))
        (export "bucket" (type $bucket (eq $outer)))
        (export "take" (func (param "bucket" (own $bucket)))))))"#;

/// Exports `a:b/peer`, which takes a bucket of the host.
const TAKER: &str = r#"(component
    (import "wasi:keyvalue/store@0.2.0-draft" (instance $store (export "bucket" (type (sub resource)))))
    (alias export $store "bucket" (type $bucket))
    (import "source" (instance $source
        (alias outer 1 $bucket (type $outer))
        (export "bucket" (type $bucket (eq $outer)))
        (export "take" (func (param "bucket" (own $bucket))))))
    (export "a:b/peer" (instance $source)))"#;

/// What serves the import `source` of the taker.
const SOURCE: &str = r#"(component
    (import "wasi:keyvalue/store@0.2.0-draft" (instance $store (export "bucket" (type (sub resource)))))
    (alias export $store "bucket" (type $bucket))
    (core module $m (func (export "take") (param i32)))
    (core instance $i (instantiate $m))
    (func $take (param "bucket" (own $bucket)) (canon lift (core func $i "take")))
    (instance $source (export "bucket" (type $bucket)) (export "take" (func $take)))
    (export "source" (instance $source)))"#;

const MAKER: &str = r#"(component
    (type $bucket (resource (rep i32)))
    (export $out "bucket" (type $bucket))
    (instance $store (export "bucket" (type $out)))
    (export "wasi:keyvalue/store@0.2.0-draft" (instance $store)))"#;

const STORE: &str = "wasi:keyvalue/store@0.2.0-draft";

fn exchange() -> Case {
    Case::default()
        .wat("giver", GIVER)
        .wat("source", SOURCE)
        .wat("taker", TAKER)
}

fn choose(component: &str, backend: &str) -> String {
    format!("[components.{component}.plugins.default]\nplugin = \"kv\"\nbackend = \"{backend}\"")
}

#[test]
fn a_resource_of_one_backend_is_not_passed_to_a_component_with_another() {
    let case = exchange()
        .plugin("kv", &[STORE])
        .instance("a")
        .instance("b");
    let all = |giver: &str, source: &str, taker: &str| {
        let case = case.clone().lines(&choose("giver", giver));
        case.lines(&choose("source", source))
            .lines(&choose("taker", taker))
    };
    assert!(all("a", "a", "a").resolve().is_ok());
    assert_eq!(
        all("a", "b", "b").problem(),
        "component `giver` and component `taker` exchange the resource `bucket` through `a:b/peer`, but not the same one: \
         `giver` has that of plugin `kv` with the backend `a`, `taker` has that of plugin `kv` with the backend `b`\n\
         help: let one provider serve both: choose the same plugin and backend for both, or link both to the same component"
    );
    let both = all("a", "a", "b").problems();
    assert_eq!(both.len(), 2, "the taker is another for both: {both:?}");
}

#[test]
fn a_resource_of_the_host_is_not_that_of_a_component() {
    let case = exchange().plugin("kv", &[STORE]).wat("maker", MAKER);
    assert!(case.resolve().is_ok(), "all have it from the maker");
    let problem = case
        .clone()
        .link("giver", STORE, r#"{ plugin = "kv" }"#)
        .problem();
    assert!(
        problem.contains(
            "`giver` has that of plugin `kv` with the backend `default`, `taker` has that of component `maker`\n"
        ),
        "{problem}"
    );
}

#[test]
fn a_resource_of_an_instance_of_ones_own_is_not_that_of_the_shared_one() {
    let case = exchange().wat("maker", MAKER);
    let own = format!(
        "[[links]]\nfrom = {{ component = \"giver\", import = \"{STORE}\" }}\nto = {{ component = \"maker\" }}\ninstance = \"per-importer\""
    );
    let problem = case.lines(&own).problem();
    assert!(
        problem.contains("`giver` has that of component `maker` in an instance of its own, `taker` has that of component `maker`\n"),
        "{problem}"
    );
}

/// Wasmtime would refuse it when the workload is linked.
#[test]
fn a_resource_of_a_component_is_not_passed_to_the_host() {
    let web = r#"(component
        (import "a:b/store" (instance $store (export "bucket" (type (sub resource)))))
        (alias export $store "bucket" (type $bucket))
        (import "a:b/batch" (instance
            (alias outer 1 $bucket (type $outer))
            (export "bucket" (type $bucket (eq $outer)))
            (export "f" (func (param "bucket" (borrow $bucket)))))))"#;
    let maker = MAKER.replace(STORE, "a:b/store");
    let case = Case::default()
        .wat("web", web)
        .plugin("kv", &["a:b/store", "a:b/batch"]);
    assert!(case.resolve().is_ok());
    let case = case.wat("maker", &maker);
    let problem = case.problem();
    assert_eq!(
        problem,
        "component `web` passes the resource `bucket` of component `maker` to `a:b/batch`, which plugin `kv` with the backend `default` serves and which has a resource of its own\n\
         help: let one side serve both interfaces:\n\
         [[links]]\n\
         from = { component = \"web\", import = \"a:b/store\" }\n\
         to = { plugin = \"kv\" }"
    );
    assert!(case.lines(written(&problem)).resolve().is_ok());
}

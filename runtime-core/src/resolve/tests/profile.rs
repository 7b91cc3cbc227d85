use super::Case;
use crate::engine::Profile;

const ASYNC: &str = r#"(component
    (core module $m (func (export "f") (result i32) unreachable)
        (func (export "c") (param i32 i32 i32) (result i32) unreachable))
    (core instance $i (instantiate $m))
    (func (export "f") async
        (canon lift (core func $i "f") async (callback (core func $i "c")))))"#;

/// A plugin of which the second interface has async functions.
fn case() -> Case {
    let mut case = Case::default()
        .component("quiet", &["a:b/c@1.0.0"], &[])
        .plugin("p", &["a:b/c@1.0.0", "a:b/later@1.0.0"]);
    case.offers[0].registration.imports[1].concurrent = true;
    case
}

#[test]
fn a_workload_without_async_runs_on_the_cheaper_engine() {
    assert_eq!(case().plan().profile, Profile::P2);
}

#[test]
fn a_workload_runs_on_the_engine_that_it_asks_for() {
    let mut case = case();
    case.document.insert_str(0, "engine = \"p3\"\n");
    assert_eq!(case.plan().profile, Profile::P3);
}

#[test]
fn one_async_component_asks_for_concurrency() {
    assert_eq!(case().wat("later", ASYNC).plan().profile, Profile::P3);
}

#[test]
fn one_async_interface_of_a_plugin_asks_for_concurrency() {
    let case = case().component("importer", &["a:b/later@1.0.0"], &[]);
    assert_eq!(case.plan().profile, Profile::P3);
}

#[test]
fn the_cheaper_engine_is_refused_with_all_that_needs_the_other() {
    let mut case = case()
        .wat("later", ASYNC)
        .component("importer", &["a:b/later@1.0.0"], &[]);
    case.document.insert_str(0, "engine = \"p2\"\n");
    assert_eq!(
        case.problem(),
        "the workload asks for the engine `p2`, which has no async functions, streams and futures:\n\
         component `later` uses them\n\
         component `importer` imports `a:b/later@1.0.0` of plugin `p`, which has them\n\
         help: write `engine = \"p3\"`, or remove the key"
    );
}

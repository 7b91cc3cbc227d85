//! Imports with names of their own that say which interface they implement.

use super::*;

const STORE: &str = "a:b/store@1.0.0";

fn named(name: &str) -> String {
    format!(r#"(import "{name}" (implements "{STORE}") (instance (export "f" (func))))"#)
}

fn web() -> Case {
    Case::default().wat(
        "web",
        &format!("(component {} {})", named("cache"), named("data")),
    )
}

#[test]
fn two_named_imports_have_bindings_of_their_own() {
    let choice = |label: &str, backend: &str| {
        format!("[components.web.plugins.{label}]\nplugin = \"kv\"\nbackend = \"{backend}\"")
    };
    let case = web()
        .plugin("kv", &[STORE])
        .instance("a")
        .instance("b")
        .lines(&choice("cache", "a"))
        .lines(&choice("data", "b"));
    assert_eq!(
        case.provider("web", "cache"),
        format!("plugin kv {STORE} cache a")
    );
    assert_eq!(
        case.provider("web", "data"),
        format!("plugin kv {STORE} data b")
    );
}

#[test]
fn a_sibling_that_exports_the_interface_serves_a_named_import() {
    let case = web()
        .plugin("kv", &[STORE])
        .component("store", &[], &["a:b/store@1.2.0"]);
    assert_eq!(
        case.provider("web", "cache"),
        "component store a:b/store@1.2.0"
    );
    let case = case.link("web", "cache", r#"{ plugin = "kv" }"#);
    assert_eq!(
        case.provider("web", "cache"),
        format!("plugin kv {STORE} cache default")
    );
    assert_eq!(
        case.provider("web", "data"),
        "component store a:b/store@1.2.0"
    );
}

fn exporting(names: &[&str]) -> String {
    let exports = names
        .iter()
        .map(|name| format!(r#"(export "{name}" (implements "a:b/store@1.1.0") (instance $i))"#));
    format!(
        r#"(component (import "a:b/source" (instance $i (export "f" (func)))) {})"#,
        exports.collect::<String>()
    )
}

#[test]
fn a_named_export_serves_whoever_imports_its_interface() {
    let case = Case::default()
        .component("job", &[STORE], &[])
        .wat("web", &format!("(component {})", named("cache")))
        .plugin("source", &["a:b/source"])
        .wat("store", &exporting(&["primary"]));
    assert_eq!(case.provider("web", "cache"), "component store primary");
    assert_eq!(case.provider("job", STORE), "component store primary");
}

#[test]
fn of_several_named_exports_the_one_of_the_imports_name_serves_it() {
    let case = web()
        .plugin("source", &["a:b/source"])
        .wat("store", &exporting(&["primary", "cache"]));
    let problem = case.problem();
    assert!(
        problem.starts_with(
            "component `web` imports `data`, which `primary` of component `store` and `cache` of component `store` provide\n"
        ),
        "{problem}"
    );
    let case = case.lines(written(&problem));
    assert_eq!(case.provider("web", "cache"), "component store cache");
    assert_eq!(case.provider("web", "data"), "component store primary");
}

#[test]
fn a_link_to_a_component_with_several_exports_names_one() {
    let case = Case::default()
        .component("job", &[STORE], &[])
        .plugin("source", &["a:b/source"])
        .wat("store", &exporting(&["primary", "cache"]))
        .link("job", STORE, r#"{ component = "store" }"#);
    assert_eq!(
        case.problem(),
        format!(
            "the link from `{STORE}` of component `job` ends at `{STORE}` of component `store`, which it exports several times; name one with `export`\n\
             help: there are `primary`, `cache`"
        )
    );
}

#[test]
fn a_link_can_give_an_import_any_name() {
    let web = r#"(component (import "greet" (func)) (import "a:b/c@1.0.0" (instance (export "f" (func)))))"#;
    let store = r#"(component (import "s" (func $f)) (import "i" (instance $i (export "f" (func))))
        (export "hello" (func $f)) (export "x:y/z@0.0.1-draft" (instance $i)))"#;
    let source = r#"(component (core module $m (func (export "f"))) (core instance $i (instantiate $m))
        (func $f (canon lift (core func $i "f"))) (instance $n (export "f" (func $f)))
        (export "s" (func $f)) (export "i" (instance $n)))"#;
    let case = Case::default()
        .wat("web", web)
        .wat("store", store)
        .wat("source", source)
        .link(
            "web",
            "greet",
            r#"{ component = "store", export = "hello" }"#,
        )
        .link(
            "web",
            "a:b/c@1.0.0",
            r#"{ component = "store", export = "x:y/z@0.0.1-draft" }"#,
        );
    assert_eq!(case.provider("web", "greet"), "component store hello");
    assert_eq!(
        case.provider("web", "a:b/c@1.0.0"),
        "component store x:y/z@0.0.1-draft"
    );
    let other = case.link("store", "s", r#"{ component = "source", export = "i" }"#);
    assert_eq!(
        other.problem(),
        "the link from `s` of component `store` ends at `i` of component `source`, which it exports, but as something else\n\
         help: there are `s`, `i`"
    );
}

#[test]
fn a_link_names_an_interface_of_a_plugin() {
    let draft = "a:b/store@0.2.0-draft";
    let case = Case::default()
        .component("web", &["a:b/store@0.2.0-draft2"], &[])
        .plugin("kv", &[STORE, draft]);
    let link = |export: &str| {
        let to = format!(r#"{{ plugin = "kv", export = "{export}" }}"#);
        case.clone().link("web", "a:b/store@0.2.0-draft2", &to)
    };
    assert_eq!(
        link(draft).provider("web", "a:b/store@0.2.0-draft2"),
        format!("plugin kv {draft} default default")
    );
    assert_eq!(
        link("a:b/store@3.0.0").problem(),
        "the link from `a:b/store@0.2.0-draft2` of component `web` ends at `a:b/store@3.0.0` of the plugin `kv`, which does not serve it\n\
         help: there are `a:b/store@1.0.0`, `a:b/store@0.2.0-draft`"
    );
}

#[test]
fn functions_of_the_world_are_not_linked_to_plugins() {
    let case = Case::default()
        .wat("web", r#"(component (import "greet" (func)))"#)
        .plugin("kv", &[STORE])
        .link("web", "greet", r#"{ plugin = "kv" }"#);
    assert_eq!(
        case.problem(),
        "the link from `greet` of component `web` ends at the plugin `kv`, which serves interfaces only\n\
         help: there are `a:b/store@1.0.0`"
    );
}

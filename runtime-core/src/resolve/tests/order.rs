//! Which level serves an import, and what becomes an entry.

use super::*;

const CLOCK: &str = "wasi:clocks/wall-clock@0.2.0";

fn importer() -> Case {
    Case::default().component("web", &[CLOCK], &[])
}

#[test]
fn a_link_goes_before_a_sibling_before_a_plugin_before_the_runtime() {
    let web = format!(r#"(component (import "{CLOCK}" (instance (export "now" (func)))))"#);
    let builtin = Case::default().wat("web", &web);
    let plugin = importer().plugin("clock", &[CLOCK]);
    let sibling = plugin.clone().component("sun", &[], &[CLOCK]);
    let to_plugin = sibling
        .clone()
        .link("web", CLOCK, r#"{ plugin = "clock" }"#);
    let to_other = sibling
        .clone()
        .component("moon", &[], &["acme:moon/clock@1.0.0"])
        .link(
            "web",
            CLOCK,
            r#"{ component = "moon", export = "acme:moon/clock@1.0.0" }"#,
        );
    for (case, expected) in [
        (builtin, "builtin wasi:clocks/wall-clock@0.2.0"),
        (
            plugin,
            "plugin clock wasi:clocks/wall-clock@0.2.0 default default",
        ),
        (sibling, "component sun wasi:clocks/wall-clock@0.2.0"),
        (
            to_plugin,
            "plugin clock wasi:clocks/wall-clock@0.2.0 default default",
        ),
        (to_other, "component moon acme:moon/clock@1.0.0"),
    ] {
        assert_eq!(case.provider("web", CLOCK), expected);
    }
}

#[test]
fn a_link_to_a_component_means_the_export_of_the_same_name() {
    let case = importer()
        .component("sun", &[], &["wasi:clocks/wall-clock@0.2.3"])
        .component("moon", &[], &["wasi:clocks/wall-clock@0.2.1"])
        .link("web", CLOCK, r#"{ component = "moon" }"#);
    assert_eq!(
        case.provider("web", CLOCK),
        "component moon wasi:clocks/wall-clock@0.2.1"
    );
}

#[test]
fn middleware_never_serves_itself() {
    let alone = Case::default()
        .component("log", &["a:b/c@1.0.0"], &["a:b/c@1.0.0"])
        .plugin("end", &["a:b/c@1.0.0"]);
    assert_eq!(
        alone.provider("log", "a:b/c@1.0.0"),
        "plugin end a:b/c@1.0.0 default default"
    );
    let nobody = Case::default().component("log", &["a:b/c@1.0.0"], &["a:b/c@1.0.0"]);
    assert!(
        nobody
            .problem()
            .contains("which no plugin and no component provides"),
        "{}",
        nobody.problem()
    );
    let itself = nobody.link("log", "a:b/c@1.0.0", r#"{ component = "log" }"#);
    assert_eq!(
        itself.problem(),
        "the link from `a:b/c@1.0.0` of component `log` ends at `a:b/c@1.0.0` of component `log`, which is the component itself\nhelp: remove the link"
    );
}

#[test]
fn components_form_a_chain() {
    let case = Case::default()
        .component("front", &["a:b/middle@1.0.0"], &["a:b/front@1.0.0"])
        .component("middle", &["a:b/back@1.0.0"], &["a:b/middle@1.0.0"])
        .component("back", &["a:b/end@1.0.0"], &["a:b/back@1.0.0"])
        .plugin("end", &["a:b/end@1.0.0"]);
    assert_eq!(
        case.provider("front", "a:b/middle@1.0.0"),
        "component middle a:b/middle@1.0.0"
    );
    assert_eq!(
        case.provider("middle", "a:b/back@1.0.0"),
        "component back a:b/back@1.0.0"
    );
    assert_eq!(
        case.provider("back", "a:b/end@1.0.0"),
        "plugin end a:b/end@1.0.0 default default"
    );
    assert_eq!(Vec::from_iter(case.plan().entries), ["front"]);
}

#[test]
fn two_middlewares_of_one_interface_are_ordered_by_links() {
    let http = "a:b/handler@1.0.0";
    let case = Case::default()
        .component("auth", &[http], &[http])
        .component("log", &[http], &[http])
        .component("app", &[], &[http])
        .link("auth", http, r#"{ component = "log" }"#)
        .link("log", http, r#"{ component = "app" }"#);
    assert_eq!(
        case.provider("auth", http),
        "component log a:b/handler@1.0.0"
    );
    assert_eq!(
        case.provider("log", http),
        "component app a:b/handler@1.0.0"
    );
}

#[test]
fn an_import_of_types_needs_nobody() {
    let types = r#"(component (import "a:b/types" (instance (type $e' (enum "x")) (export "e" (type (eq $e'))))))"#;
    let case = Case::default().wat("web", types);
    assert_eq!(case.provider("web", "a:b/types"), "types");
    // Two that export the types were once ambiguous, and one of them a dependency that could close a circle.
    let case = case
        .component("one", &[], &["a:b/types"])
        .component("two", &[], &["a:b/types"]);
    assert_eq!(case.provider("web", "a:b/types"), "types");
}

#[test]
fn functions_of_the_world_itself_are_served_by_siblings() {
    let web = r#"(component (import "greet" (func (param "name" string))))"#;
    let store = r#"(component (import "other" (func $f (param "name" string))) (export "greet" (func $f)))"#;
    let case = Case::default().wat("web", web);
    assert!(
        case.problem().contains("imports `greet`, which no plugin"),
        "{}",
        case.problem()
    );
    let case = case.wat("store", store).plugin("p", &["a:b/c@1.0.0"]);
    let problems = case.problems();
    assert_eq!(problems.len(), 1, "only `other` is missing: {problems:?}");
}

#[test]
fn an_import_with_a_plain_name_is_served_as_what_it_implements() {
    let web = r#"(component (import "cache" (implements "a:b/store@1.0.0") (instance (export "f" (func)))))"#;
    let case = Case::default()
        .wat("web", web)
        .plugin("kv", &["a:b/store@1.0.0"])
        .instance("default")
        .instance("fast");
    assert_eq!(
        case.provider("web", "cache"),
        "plugin kv a:b/store@1.0.0 cache default"
    );
    let case = case.lines("[components.web.plugins.cache]\nplugin = \"kv\"\nbackend = \"fast\"");
    assert_eq!(
        case.provider("web", "cache"),
        "plugin kv a:b/store@1.0.0 cache fast"
    );
}

#[test]
fn entries_are_what_nobody_imports_and_what_the_user_names() {
    let case = Case::default()
        .component("web", &["a:b/c@1.0.0"], &["a:b/web@1.0.0"])
        .component("store", &[], &["a:b/c@1.0.0"])
        .component("job", &[], &["a:b/job@1.0.0"]);
    assert_eq!(Vec::from_iter(case.plan().entries), ["job", "web"]);
    let named = case.component("more", &["a:b/job@1.0.0"], &[]);
    assert_eq!(Vec::from_iter(named.plan().entries), ["more", "web"]);
}

#[test]
fn an_imported_component_is_an_entry_if_the_document_says_so() {
    let mut case = Case::default()
        .component("web", &["a:b/c@1.0.0"], &[])
        .component("store", &[], &["a:b/c@1.0.0"]);
    assert_eq!(Vec::from_iter(case.plan().entries), ["web"]);
    case.document = case.document.replace(
        "path = \"store.wasm\"",
        "path = \"store.wasm\"\nentry = true",
    );
    assert_eq!(Vec::from_iter(case.plan().entries), ["store", "web"]);
}

//! What is said about an import that nobody serves.

use super::*;

const NOBODY: &str =
    "add a plugin that serves it to the host, or a component that exports it to the workload";

#[test]
fn near_misses_say_what_there_is_and_why_it_does_not_fit() {
    for (import, offer, expected) in [
        (
            "a:b/c@1.0.0",
            "a:b/c@2.1.0",
            "note: plugin `p` serves `a:b/c@2.1.0`, component `web` imports `@1.0.0` (another track: 2 is not 1)",
        ),
        (
            "a:b/c@0.2.0",
            "a:b/c@0.3.0",
            "note: plugin `p` serves `a:b/c@0.3.0`, component `web` imports `@0.2.0` (another track: 0.3 is not 0.2)",
        ),
        (
            "wasi:keyvalue/store@0.2.0-draft2",
            "wasi:keyvalue/store@0.2.0-draft",
            "note: plugin `p` serves `wasi:keyvalue/store@0.2.0-draft`, component `web` imports `@0.2.0-draft2` (a pre-release, 0.0.x or unversioned name is only served by itself)",
        ),
        (
            "a:b/c",
            "a:b/c@0.0.3",
            "note: plugin `p` serves `a:b/c@0.0.3`, component `web` imports it without a version (a pre-release, 0.0.x or unversioned name is only served by itself)",
        ),
    ] {
        let case = Case::default()
            .component("web", &[import], &[])
            .plugin("p", &[offer]);
        let expected = format!(
            "component `web` imports `{import}`, which no plugin and no component provides\n\
             {expected}\n\
             help: what is imported is there; to use it nevertheless, write:\n\
             [[links]]\n\
             from = {{ component = \"web\", import = \"{import}\" }}\n\
             to = {{ plugin = \"p\", export = \"{offer}\" }}"
        );
        let problem = case.problem();
        assert_eq!(problem, expected);
        assert_eq!(
            case.lines(written(&problem)).provider("web", import),
            format!("plugin p {offer} default default"),
            "the help is what mends it"
        );
    }
}

#[test]
fn offers_under_other_names_are_named_but_not_linked() {
    for (import, offer, expected) in [
        (
            "wasi:runtime-config/store@0.2.0-draft",
            "wasi:config/store@0.2.0-rc.1",
            "note: plugin `p` serves `wasi:config/store@0.2.0-rc.1`\n",
        ),
        (
            "wasi:config/runtime@0.2.0-draft",
            "wasi:config/store@0.2.0-rc.1",
            "note: plugin `p` serves `wasi:config/store@0.2.0-rc.1`\n",
        ),
        ("x:y/z@1.0.0", "a:b/c@1.0.0", ""),
    ] {
        let case = Case::default()
            .component("web", &[import], &[])
            .plugin("p", &[offer]);
        let expected = format!(
            "component `web` imports `{import}`, which no plugin and no component provides\n{expected}help: "
        );
        let problem = case.problem();
        assert!(problem.starts_with(&expected), "{problem}");
    }
}

#[test]
fn the_runtime_can_be_a_near_miss() {
    let case = Case::default().component("web", &["wasi:clocks/wall-clock@0.9.0"], &[]);
    let problem = case.problem();
    assert!(
        problem.contains("note: the runtime serves `wasi:clocks/wall-clock@0.2.12`, component `web` imports `@0.9.0` (another track: 0.2 is not 0.9)"),
        "{problem}"
    );
    assert!(problem.ends_with(NOBODY), "{problem}");
}

#[test]
fn a_sibling_can_be_a_near_miss() {
    let case = Case::default()
        .component("web", &["a:b/c@1.0.0"], &[])
        .component("store", &[], &["a:b/c@0.1.0"]);
    let problem = case.problem();
    assert!(
        problem.contains("\nnote: component `store` exports `a:b/c@0.1.0`, component `web` imports `@1.0.0` (another track: 0.1 is not 1)\n"),
        "{problem}"
    );
    assert_eq!(
        case.lines(written(&problem)).provider("web", "a:b/c@1.0.0"),
        "component store a:b/c@0.1.0"
    );
}

#[test]
fn a_near_miss_without_the_functions_is_not_to_be_linked() {
    let web =
        r#"(component (import "a:b/c@1.0.0" (instance (export "f" (func)) (export "g" (func)))))"#;
    let case = Case::default()
        .wat("web", web)
        .component("store", &[], &["a:b/c@0.1.0"])
        .plugin("p", &["a:b/c@2.0.0"]);
    let problem = case.problem();
    assert!(problem.contains("note: component `store`"), "{problem}");
    assert!(problem.ends_with(NOBODY), "{problem}");
}

/// The packages have one name, but nothing of one can serve the other.
#[test]
fn a_handler_of_the_other_track_says_that_it_is_one() {
    let case = Case::default()
        .component("front", &["wasi:http/handler@0.3.0"], &[])
        .component("app", &[], &["wasi:http/incoming-handler@0.2.0"]);
    assert_eq!(
        case.problem(),
        "component `front` imports `wasi:http/handler@0.3.0`, which no plugin and no component provides\n\
         note: component `app` exports `wasi:http/incoming-handler@0.2.0` (another track: 0.2 is not 0.3)\n\
         note: the runtime serves `wasi:http/client@0.3.0`\n\
         note: the runtime serves `wasi:http/outgoing-handler@0.2.12` (another track: 0.2 is not 0.3)\n\
         help: add a plugin that serves it to the host, or a component that exports it to the workload"
    );
}

/// The plain name says nothing, so once there was no hint at all.
#[test]
fn an_import_with_a_plain_name_has_the_near_misses_of_what_it_implements() {
    let web = r#"(component (import "cache" (implements "a:b/store@1.0.0") (instance (export "f" (func)))))"#;
    let case = Case::default()
        .wat("web", web)
        .plugin("kv", &["a:b/store@2.0.0"]);
    let problem = case.problem();
    assert!(
        problem.contains(
            "\nnote: plugin `kv` serves `a:b/store@2.0.0`, component `web` imports `@1.0.0`"
        ),
        "{problem}"
    );
    assert_eq!(
        case.lines(written(&problem)).provider("web", "cache"),
        "plugin kv a:b/store@2.0.0 cache default"
    );
}

#[test]
fn the_nearest_come_alone() {
    let case = Case::default()
        .component("web", &["a:b/c@1.0.0"], &[])
        .plugin("other-interface", &["a:b/d@1.0.0"])
        .plugin("other-version", &["a:b/c@2.0.0"]);
    let problem = case.problem();
    assert!(
        problem.contains("other-version") && !problem.contains("other-interface"),
        "{problem}"
    );
}

#[test]
fn imports_that_are_no_interfaces_need_a_component() {
    let case = Case::default().wat("web", r#"(component (import "greet" (func)))"#);
    assert_eq!(
        case.problem(),
        "component `web` imports `greet`, which no plugin and no component provides\n\
         help: add a component that exports this func to the workload; plugins serve interfaces only"
    );
    let case = case.component("store", &[], &["greet"]);
    let problem = case.problem();
    assert!(
        problem.contains("\nnote: component `store` exports `greet`, but its kind is instance\n"),
        "{problem}"
    );
}

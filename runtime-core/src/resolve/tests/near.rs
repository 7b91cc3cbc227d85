//! What is said about an import that nobody serves.

use super::*;

#[test]
fn near_misses_say_what_there_is_and_why_it_does_not_fit() {
    for (import, offer, expected) in [
        (
            "a:b/c@1.0.0",
            "a:b/c@2.1.0",
            "note: plugin `p` serves `a:b/c@2.1.0` (another track: 2 is not 1)",
        ),
        (
            "a:b/c@0.2.0",
            "a:b/c@0.3.0",
            "note: plugin `p` serves `a:b/c@0.3.0` (another track: 0.3 is not 0.2)",
        ),
        (
            "wasi:keyvalue/store@0.2.0-draft",
            "wasi:keyvalue/store@0.2.0-draft2",
            "note: plugin `p` serves `wasi:keyvalue/store@0.2.0-draft2` (a pre-release, 0.0.x or unversioned name is only served by itself)",
        ),
        (
            "wasi:runtime-config/store@0.2.0-draft",
            "wasi:config/store@0.2.0-rc.1",
            "note: plugin `p` serves `wasi:config/store@0.2.0-rc.1`",
        ),
        (
            "wasi:config/runtime@0.2.0-draft",
            "wasi:config/store@0.2.0-rc.1",
            "note: plugin `p` serves `wasi:config/store@0.2.0-rc.1`",
        ),
        (
            "wasi:clocks/wall-clock@0.3.0",
            "a:b/c@1.0.0",
            "note: the runtime serves `wasi:clocks/wall-clock@0.2.12` (another track: 0.2 is not 0.3)",
        ),
        (
            "x:y/z@1.0.0",
            "a:b/c@1.0.0",
            "help: add a plugin that serves it to the host, or a component that exports it to the workload",
        ),
    ] {
        let case = Case::default()
            .component("web", &[import], &[])
            .plugin("p", &[offer]);
        let expected = format!(
            "component `web` imports `{import}`, which no plugin and no component provides\n{expected}"
        );
        assert_eq!(case.problem(), expected);
    }
}

#[test]
fn a_sibling_can_be_a_near_miss() {
    let case = Case::default()
        .component("web", &["a:b/c@1.0.0"], &[])
        .component("store", &[], &["a:b/c@0.1.0"]);
    assert!(
        case.problem().ends_with(
            "\nnote: component `store` exports `a:b/c@0.1.0` (another track: 0.1 is not 1)"
        ),
        "{}",
        case.problem()
    );
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
         note: the runtime serves `wasi:http/outgoing-handler@0.2.12` (another track: 0.2 is not 0.3)"
    );
}

/// The plain name says nothing, so once there was no hint at all.
#[test]
fn an_import_with_a_plain_name_has_the_near_misses_of_what_it_implements() {
    let web = r#"(component (import "cache" (implements "a:b/store@1.0.0") (instance (export "f" (func)))))"#;
    let case = Case::default()
        .wat("web", web)
        .plugin("kv", &["a:b/store@2.0.0"]);
    assert_eq!(
        case.problem(),
        "component `web` imports `cache`, which no plugin and no component provides\n\
         note: plugin `kv` serves `a:b/store@2.0.0` (another track: 2 is not 1)"
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

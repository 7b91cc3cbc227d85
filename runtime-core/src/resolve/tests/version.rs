//! Which version serves which. The rule itself is `InterfaceId::serves`.

use super::*;

/// What each version of `a:b/c` that is imported gets from the versions that are offered.
const CASES: &[(&str, &[&str], Option<&str>)] = &[
    ("@1.2.0", &["@1.2.0"], Some("@1.2.0")),
    ("@1.2.0", &["@1.1.0", "@1.2.0", "@1.3.0"], Some("@1.2.0")),
    ("@1.2.0", &["@1.1.0", "@1.9.0", "@1.3.0"], Some("@1.9.0")),
    ("@1.2.0", &["@1.0.0"], Some("@1.0.0")),
    ("@1.2.0", &["@2.0.0", "@0.1.0"], None),
    ("@0.2.1", &["@0.2.0", "@0.2.10", "@0.3.0"], Some("@0.2.10")),
    ("@0.2.0", &["@0.1.0"], None),
    ("@0.2.0-draft", &["@0.2.0-draft2"], None),
    (
        "@0.2.0-draft",
        &["@0.2.0-draft2", "@0.2.0-draft"],
        Some("@0.2.0-draft"),
    ),
    ("@0.2.0", &["@0.2.0-draft"], None),
    ("@0.0.1", &["@0.0.2"], None),
    ("", &["@1.0.0"], None),
    ("", &[""], Some("")),
];

#[test]
fn a_sibling_serves_with_the_exact_version_and_else_with_the_highest_of_the_track() {
    for (import, exports, expected) in CASES {
        let import = format!("a:b/c{import}");
        let exports: Vec<_> = exports
            .iter()
            .map(|version| format!("a:b/c{version}"))
            .collect();
        let exports: Vec<_> = exports.iter().map(String::as_str).collect();
        let case =
            Case::default()
                .component("web", &[&import], &[])
                .component("store", &[], &exports);
        let found = case
            .resolve()
            .ok()
            .map(|plan| describe(&plan.components["web"].imports[&import].provider));
        assert_eq!(
            found,
            expected.map(|version| format!("component store a:b/c{version}")),
            "{import} {exports:?}"
        );
    }
}

#[test]
fn a_plugin_serves_with_the_exact_version_and_else_with_the_highest_of_the_track() {
    for (import, offers, expected) in CASES {
        let import = format!("a:b/c{import}");
        let offers: Vec<_> = offers
            .iter()
            .map(|version| format!("a:b/c{version}"))
            .collect();
        let offers: Vec<_> = offers.iter().map(String::as_str).collect();
        let case = Case::default()
            .component("web", &[&import], &[])
            .plugin("p", &offers);
        let found = case
            .resolve()
            .ok()
            .map(|plan| describe(&plan.components["web"].imports[&import].provider));
        let expected = expected.map(|version| format!("plugin p a:b/c{version} default default"));
        assert_eq!(found, expected, "{import} {offers:?}");
    }
}

#[test]
fn a_link_overrides_the_name_but_not_the_functions() {
    let case = Case::default()
        .component("web", &["a:b/c@1.0.0"], &[])
        .component("store", &[], &["a:b/c@2.0.0"]);
    let linked = case.clone().link(
        "web",
        "a:b/c@1.0.0",
        r#"{ component = "store", export = "a:b/c@2.0.0" }"#,
    );
    assert_eq!(
        linked.provider("web", "a:b/c@1.0.0"),
        "component store a:b/c@2.0.0"
    );
    let more =
        r#"(component (import "a:b/c@1.0.0" (instance (export "f" (func)) (export "g" (func)))))"#;
    assert_eq!(
        linked
            .wat("web2", more)
            .link(
                "web2",
                "a:b/c@1.0.0",
                r#"{ component = "store", export = "a:b/c@2.0.0" }"#
            )
            .problem(),
        "component `web2` imports `a:b/c@1.0.0` with functions that component `store` does not have: `g`\n\
         help: use a newer version of component `store`, or build `web2` against an older version of the WIT"
    );
}

//! Several candidates, and how a component chooses among them.

use super::*;

const STORE: &str = "a:b/store@1.0.0";

#[test]
fn two_siblings_are_ambiguous_and_the_help_mends_it() {
    let case = Case::default()
        .component("web", &[STORE], &[])
        .component("one", &[], &[STORE])
        .component("two", &[], &["a:b/store@1.1.0"]);
    let problem = case.problem();
    assert_eq!(
        problem,
        "component `web` imports `a:b/store@1.0.0`, which component `one` and component `two` provide\n\
         help: choose one:\n\
         [[links]]\n\
         from = { component = \"web\", import = \"a:b/store@1.0.0\" }\n\
         to = { component = \"one\" }"
    );
    assert_eq!(
        case.lines(written(&problem)).provider("web", STORE),
        "component one a:b/store@1.0.0"
    );
}

#[test]
fn two_plugins_are_ambiguous_and_the_help_mends_it() {
    let case = Case::default()
        .component("web", &[STORE], &[])
        .plugin("disk", &[STORE])
        .plugin("memory", &[STORE]);
    let problem = case.problem();
    assert_eq!(
        problem,
        "component `web` imports `a:b/store@1.0.0`, which plugin `disk` and plugin `memory` provide\n\
         help: choose one:\n\
         [components.web.plugins.default]\n\
         plugin = \"disk\""
    );
    assert_eq!(
        case.lines(written(&problem)).provider("web", STORE),
        "plugin disk a:b/store@1.0.0 default default"
    );
}

#[test]
fn the_help_names_a_backend_where_the_host_declares_them() {
    let two = Case::default()
        .component("web", &[STORE], &[])
        .plugin("disk", &[STORE])
        .instance("data")
        .instance("logs")
        .plugin("memory", &[STORE]);
    let mended = two.clone().lines(written(&two.problem()));
    assert_eq!(
        mended.provider("web", STORE),
        "plugin disk a:b/store@1.0.0 default data"
    );
}

/// It was once bound with empty settings, behind the back of whoever declares the backends.
#[test]
fn a_plugin_with_declared_backends_is_not_bound_without_one() {
    let case = Case::default()
        .component("web", &[STORE, "a:b/batch@1.0.0"], &[])
        .plugin("kv", &[STORE, "a:b/batch@1.0.0"]);
    let case = case.instance("cache").instance("data");
    let problem = case.problem();
    assert_eq!(
        problem,
        "component `web` names no backend of the plugin `kv`, and this host declares none that is called `default`\n\
         help: choose one of `cache`, `data`:\n\
         [components.web.plugins.default]\n\
         plugin = \"kv\"\n\
         backend = \"cache\""
    );
    assert_eq!(
        case.clone().lines(written(&problem)).provider("web", STORE),
        "plugin kv a:b/store@1.0.0 default cache"
    );
    assert_eq!(
        case.instance("default").provider("web", STORE),
        "plugin kv a:b/store@1.0.0 default default"
    );
}

#[test]
fn candidates_that_no_import_needs_are_not_ambiguous() {
    let case = Case::default()
        .component("web", &["a:b/other@1.0.0"], &[])
        .component("one", &[], &[STORE])
        .component("two", &[], &[STORE])
        .plugin("disk", &[STORE, "a:b/other@1.0.0"])
        .plugin("memory", &[STORE]);
    assert_eq!(
        case.provider("web", "a:b/other@1.0.0"),
        "plugin disk a:b/other@1.0.0 default default"
    );
}

#[test]
fn a_choice_of_two_plugins_that_both_serve_the_import_is_ambiguous() {
    let case = Case::default()
        .component("web", &[STORE], &[])
        .plugin("disk", &[STORE])
        .plugin("memory", &[STORE])
        .lines("[[components.web.plugins.default]]\nplugin = \"disk\"\n[[components.web.plugins.default]]\nplugin = \"memory\"");
    let problems = case.problems();
    assert!(
        matches!(problems.first(), Some(Problem::Ambiguous { .. })),
        "{problems:?}"
    );
}

#[test]
fn one_label_can_choose_several_plugins_for_several_imports() {
    let case = Case::default()
        .component("web", &[STORE, "a:b/queue@1.0.0"], &[])
        .plugin("disk", &[STORE])
        .plugin("memory", &[STORE])
        .plugin("queue", &["a:b/queue@1.0.0"])
        .lines("[[components.web.plugins.default]]\nplugin = \"memory\"\n[[components.web.plugins.default]]\nplugin = \"queue\"");
    assert_eq!(
        case.provider("web", STORE),
        "plugin memory a:b/store@1.0.0 default default"
    );
    assert_eq!(
        case.provider("web", "a:b/queue@1.0.0"),
        "plugin queue a:b/queue@1.0.0 default default"
    );
}

#[test]
fn an_unused_choice_is_refused() {
    let case = Case::default()
        .component("web", &[STORE], &[])
        .component("store", &[], &[STORE])
        .plugin("disk", &[STORE])
        .lines("[components.web.plugins.default]\nplugin = \"disk\"");
    assert_eq!(
        case.problem(),
        "component `web` chooses the plugin `disk` under the label `default`, but has no import that it would serve \
         and no export that it would call\n\
         help: remove `[components.web.plugins.default]`, or link the import to the plugin"
    );
    let linked = case.link("web", STORE, r#"{ plugin = "disk" }"#);
    assert_eq!(
        linked.provider("web", STORE),
        "plugin disk a:b/store@1.0.0 default default"
    );
}

#[test]
fn unknown_plugins_and_backends_are_named_with_those_that_exist() {
    let case = Case::default()
        .component("web", &[STORE], &[])
        .plugin("kv", &[STORE])
        .instance("data")
        .instance("cache");
    let choose = |lines: &str| {
        case.clone()
            .lines(&format!("[components.web.plugins.default]\n{lines}"))
            .problems()
    };
    for (lines, expected) in [
        (
            "plugin = \"keyvalue\"",
            "component `web` asks for the plugin `keyvalue`, which this host does not have\nhelp: there are `kv`",
        ),
        (
            "plugin = \"kv\"\nbackend = \"date\"",
            "component `web` asks for the backend `date` of the plugin `kv`, which this host does not declare\nhelp: there are `cache`, `data`",
        ),
        (
            "plugin = \"kv\"\nbackend = \"data\"\npath = \"/etc\"",
            "component `web` has settings for the plugin `kv`, but this host declares its backends\nhelp: keep only `backend`, which can be `cache`, `data`",
        ),
    ] {
        let problems = choose(lines);
        assert_eq!(problems[0].to_string(), expected);
    }
}

#[test]
fn settings_are_accepted_where_the_host_declares_no_backend() {
    let case = Case::default()
        .component("web", &[STORE], &[])
        .plugin("kv", &[STORE]);
    let set = case
        .clone()
        .lines("[components.web.plugins.default]\nplugin = \"kv\"\ncolour = \"red\"");
    assert_eq!(
        set.provider("web", STORE),
        "plugin kv a:b/store@1.0.0 default default"
    );
    let named = case.lines("[components.web.plugins.default]\nplugin = \"kv\"\nbackend = \"data\"");
    assert_eq!(
        named.problem(),
        "component `web` asks for the backend `data` of the plugin `kv`, which this host does not declare\nhelp: declare it in the host file, or remove `backend`"
    );
}

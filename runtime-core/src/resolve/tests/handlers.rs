//! Which exports plugins call, and what that makes of the components.

use super::*;

const SEND: &str = "a:q/send@1.0.0";
const HANDLE: &str = "a:q/handle@1.0.0";

/// A queue that serves `send` and calls `handle`.
fn queue(name: &str) -> Case {
    Case::default().plugin(name, &[SEND]).calling(&[HANDLE])
}

/// Who calls a component, in few words.
fn callers(case: &Case, component: &str) -> Vec<String> {
    let plan = case.plan();
    let handlers = plan.components[component].handlers.iter();
    handlers
        .map(|handler| {
            format!(
                "{} {} {} {}",
                handler.plugin, handler.export, handler.label, handler.instance
            )
        })
        .collect()
}

#[test]
fn the_only_plugin_that_calls_an_export_calls_it() {
    let case = queue("mq")
        .plugin("other", &[HANDLE])
        .component("worker", &[], &["a:b/c@1.0.0", HANDLE])
        .component("idle", &[], &["a:b/d@1.0.0"]);
    assert_eq!(
        callers(&case, "worker"),
        ["mq a:q/handle@1.0.0 default default"]
    );
    assert!(callers(&case, "idle").is_empty());
    let handler = &case.plan().components["worker"].handlers[0];
    assert_eq!(
        (handler.index, handler.interface.to_string()),
        (0, HANDLE.to_owned())
    );
}

#[test]
fn the_best_version_of_the_component_is_called() {
    for (calls, exports, expected) in [
        ("1.0.0", &["1.0.0", "1.2.0"][..], Some("1.0.0")),
        ("1.1.0", &["1.0.0", "1.2.0"], Some("1.2.0")),
        ("1.9.0", &["1.0.0"], Some("1.0.0")),
        ("2.0.0", &["1.0.0"], None),
        ("1.0.0-rc.1", &["1.0.0"], None),
    ] {
        let exports: Vec<_> = exports
            .iter()
            .map(|version| format!("a:q/handle@{version}"))
            .collect();
        let names: Vec<_> = exports.iter().map(String::as_str).collect();
        let case = Case::default()
            .plugin("mq", &[])
            .calling(&[&format!("a:q/handle@{calls}")])
            .component("worker", &[], &names);
        let expected = expected.map(|version| format!("mq a:q/handle@{version} default default"));
        let found = callers(&case, "worker");
        assert_eq!(found, Vec::from_iter(expected), "{calls} of {names:?}");
    }
}

#[test]
fn two_plugins_are_ambiguous_and_the_help_mends_it() {
    let case = queue("mq")
        .plugin("nats", &[])
        .calling(&[HANDLE])
        .component("worker", &[], &[HANDLE]);
    let problem = case.problem();
    assert_eq!(
        problem,
        "component `worker` exports `a:q/handle@1.0.0`, which plugin `mq` and plugin `nats` call\n\
         help: choose one:\n\
         [components.worker.plugins.default]\n\
         plugin = \"mq\""
    );
    let (_, lines) = problem.split_once(":\n").unwrap();
    let mended = case.clone().lines(lines);
    assert_eq!(
        callers(&mended, "worker"),
        ["mq a:q/handle@1.0.0 default default"]
    );
    let both = case.lines(
        "[components.worker.plugins]\n\
         one = { plugin = \"nats\" }\n\
         two = { plugin = \"mq\" }",
    );
    let mut found = callers(&both, "worker");
    found.sort();
    assert_eq!(
        found,
        [
            "mq a:q/handle@1.0.0 two default",
            "nats a:q/handle@1.0.0 one default"
        ]
    );
}

#[test]
fn a_choice_serves_and_calls_through_one_binding() {
    let case = queue("mq")
        .instance("local")
        .instance("remote")
        .component("worker", &[SEND], &[HANDLE])
        .lines("plugins.default = { plugin = \"mq\", backend = \"remote\" }");
    assert_eq!(
        callers(&case, "worker"),
        ["mq a:q/handle@1.0.0 default remote"]
    );
    assert_eq!(
        case.provider("worker", SEND),
        "plugin mq a:q/send@1.0.0 default remote"
    );
}

#[test]
fn a_choice_that_only_calls_is_used_and_one_that_does_neither_is_not() {
    let choice = "plugins.default = { plugin = \"mq\" }";
    let case = queue("mq")
        .component("worker", &[], &[HANDLE])
        .lines(choice);
    assert_eq!(callers(&case, "worker").len(), 1);
    let unused = queue("mq").component("worker", &[], &[]).lines(choice);
    assert!(unused.problem().contains("no export that it would call"));
}

#[test]
fn a_plugin_with_declared_backends_calls_nobody_without_one() {
    let case = queue("mq")
        .instance("local")
        .component("worker", &[], &[HANDLE]);
    let problem = case.problem();
    let start = "component `worker` names no backend of the plugin `mq`";
    assert!(problem.starts_with(start), "{problem}");
    let (_, lines) = problem.split_once(":\n").unwrap();
    assert_eq!(
        callers(&case.lines(lines), "worker"),
        ["mq a:q/handle@1.0.0 default local"]
    );
}

#[test]
fn a_component_behind_a_middleware_is_called_only_by_choice() {
    let case = queue("mq")
        .component("front", &[HANDLE], &[HANDLE])
        .component("worker", &[], &[HANDLE]);
    let plan = case.plan();
    assert_eq!(callers(&case, "front").len(), 1);
    assert!(callers(&case, "worker").is_empty());
    assert_eq!(Vec::from_iter(plan.entries), ["front"]);
    let chosen = case.lines("[components.worker.plugins.default]\nplugin = \"mq\"");
    assert_eq!(callers(&chosen, "worker").len(), 1);
    assert_eq!(Vec::from_iter(chosen.plan().entries), ["front", "worker"]);
}

#[test]
fn a_sibling_that_imports_something_else_does_not_stand_in_front() {
    let case = queue("mq")
        .component("web", &["a:b/c@1.0.0"], &[])
        .component("worker", &[], &["a:b/c@1.0.0", HANDLE]);
    assert_eq!(callers(&case, "worker").len(), 1);
    assert_eq!(Vec::from_iter(case.plan().entries), ["web", "worker"]);
}

#[test]
fn an_export_without_a_function_that_the_plugin_calls_is_refused() {
    let wat = format!(r#"(component (instance $none) (export "{HANDLE}" (instance $none)))"#);
    let case = queue("mq").wat("worker", &wat);
    assert_eq!(
        case.problem(),
        "component `worker` exports `a:q/handle@1.0.0` without functions that plugin `mq` calls: `f`\n\
         help: build `worker` against the version of the WIT that plugin `mq` has"
    );
}

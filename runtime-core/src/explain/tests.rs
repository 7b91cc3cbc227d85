use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{EdgeKind, NodeKind};
use crate::resolve::{
    ComponentPlan, HandlerPlan, ImportPlan, Plan, Problem, Provider, Reason, RoutePlan,
};
use crate::spec::{InstancePolicy, Isolation, OnTrap, Pool, Reuse};

fn sibling(component: &str, export: &str) -> Provider {
    Provider::Sibling {
        component: component.to_owned(),
        export: export.to_owned(),
        per_importer: false,
    }
}

fn isolated(component: &str, export: &str, on_trap: OnTrap) -> Provider {
    Provider::Isolated {
        component: component.to_owned(),
        export: export.to_owned(),
        isolation: Isolation {
            on_trap,
            ..Isolation::default()
        },
    }
}

fn plugin(interface: &str, label: &str, instance: &str) -> Provider {
    Provider::Plugin {
        plugin: "keyvalue".to_owned(),
        index: 0,
        interface: interface.parse().unwrap(),
        label: label.to_owned(),
        instance: instance.to_owned(),
    }
}

fn builtin(interface: &str) -> (&str, Provider, Reason) {
    let provider = Provider::Builtin {
        interface: interface.parse().unwrap(),
    };
    (interface, provider, Reason::Builtin)
}

fn component(imports: Vec<(&str, Provider, Reason)>) -> ComponentPlan {
    let imports = imports
        .into_iter()
        .map(|(name, provider, reason)| (name.to_owned(), ImportPlan { provider, reason }));
    ComponentPlan {
        digest: "0123456789abcdef".to_owned(),
        size: 1025,
        imports: imports.collect(),
        ..ComponentPlan::default()
    }
}

/// The first component is the only entry.
fn plan(components: Vec<(&str, ComponentPlan)>) -> Plan {
    let entries = components.iter().take(1).map(|(name, _)| name.to_string());
    Plan {
        workload: "default/test".to_owned(),
        entries: entries.collect(),
        components: components
            .into_iter()
            .map(|(name, component)| (name.to_owned(), component))
            .collect(),
        ..Plan::default()
    }
}

fn web(imports: Vec<(&str, Provider, Reason)>) -> Plan {
    plan(vec![
        ("web", component(imports)),
        ("store", ComponentPlan::default()),
    ])
}

/// The lines of the tree that tell of imports.
fn import_lines(plan: &Plan) -> Vec<String> {
    let tree = plan.explain().to_string();
    let lines = tree.lines().filter(|line| line.contains(" <- "));
    lines
        .map(|line| {
            line.trim_start_matches(['│', '├', '└', '─', ' '])
                .to_owned()
        })
        .collect()
}

#[test]
fn each_line_says_who_serves_and_why() {
    let plan = web(vec![
        (
            "a:a/a@1.0.0",
            sibling("store", "a:a/a@1.0.0"),
            Reason::OnlySibling,
        ),
        (
            "b:b/b@1.0.0",
            Provider::Sibling {
                component: "store".to_owned(),
                export: "b:b/b@1.0.0".to_owned(),
                per_importer: true,
            },
            Reason::Link,
        ),
        (
            "c:c/c@1.0.0",
            isolated("store", "c:c/c@1.0.0", OnTrap::Trap),
            Reason::Link,
        ),
        (
            "d:d/d@1.0.0",
            isolated("store", "d:d/d@1.0.0", OnTrap::Error("\"busy\"".to_owned())),
            Reason::Link,
        ),
        (
            "e:e/e@1.0.0",
            plugin("e:e/e@1.0.0", "default", "data"),
            Reason::Choice,
        ),
        ("f:f/f@1.0.0", Provider::Types, Reason::TypesOnly),
        builtin("wasi:random/random@0.2.12"),
    ]);
    assert_eq!(
        import_lines(&plan),
        [
            "a:a/a@1.0.0 <- component store, shared instance: the only sibling that exports it",
            "b:b/b@1.0.0 <- component store, instance of its own: a link of the workload",
            "c:c/c@1.0.0 <- component store, fresh instance for each call with 64.0 MiB and 10s, whose trap is a trap: a link of the workload",
            "d:d/d@1.0.0 <- component store, fresh instance for each call with 64.0 MiB and 10s, whose trap is the error \"busy\": a link of the workload",
            "e:e/e@1.0.0 <- plugin keyvalue, backend data: chosen by the component",
            "wasi:random/random@0.2.12 <- the runtime: no sibling and no plugin serves it",
            "f:f/f@1.0.0 <- nobody: it has only types",
        ]
    );
}

#[test]
fn another_version_or_interface_than_was_asked_for_is_marked() {
    let plan = web(vec![
        (
            "a:a/a@1.0.0",
            sibling("store", "a:a/a@1.2.0"),
            Reason::OnlySibling,
        ),
        ("b:b/b@1.0.0", sibling("store", "x:y/z@3.0.0"), Reason::Link),
        (
            "c:c/c@1.1.0",
            plugin("c:c/c@1.0.0", "default", "default"),
            Reason::OnlyPlugin,
        ),
        builtin("wasi:random/random@0.2.0"),
    ]);
    let lines = import_lines(&plan);
    for (line, expected) in lines.iter().zip([
        "a:a/a@1.0.0 <- component store, shared instance, as @1.2.0: ",
        "b:b/b@1.0.0 <- component store, shared instance, as x:y/z@3.0.0: ",
        "c:c/c@1.1.0 <- plugin keyvalue, backend default, as @1.0.0: ",
        "wasi:random/random@0.2.0 <- the runtime @0.2.12: ",
    ]) {
        assert!(line.starts_with(expected), "{line}");
    }
    let dot = plan.explain().to_dot();
    assert!(dot.contains("a:a/a@1.0.0 -> @1.2.0"), "{dot}");
}

#[test]
fn a_labelled_import_says_its_interface() {
    let mut component = component(vec![(
        "cache",
        plugin("wasi:keyvalue/store@0.2.0", "cache", "memory"),
        Reason::Choice,
    )]);
    component.implements =
        BTreeMap::from([("cache".to_owned(), "wasi:keyvalue/store@0.2.0".to_owned())]);
    let plan = plan(vec![("web", component)]);
    assert_eq!(
        import_lines(&plan),
        [
            "cache: wasi:keyvalue/store@0.2.0 <- plugin keyvalue, label cache, backend memory: chosen by the component"
        ]
    );
    let json = serde_json::to_value(&plan).unwrap();
    let import = &json["components"]["web"]["imports"]["cache"];
    assert_eq!(import["implements"], "wasi:keyvalue/store@0.2.0");
}

#[test]
fn what_the_runtime_serves_is_one_line_and_one_edge_for_each_version() {
    let plan = web(vec![
        builtin("wasi:cli/stdin@0.2.12"),
        builtin("wasi:cli/stdout@0.2.12"),
        builtin("wasi:io/poll@0.2.12"),
        builtin("wasi:io/error@0.2.0"),
        builtin("wasi:io/streams@0.2.0"),
    ]);
    assert_eq!(
        import_lines(&plan),
        [
            "wasi:cli, wasi:io (3 interfaces @0.2.12) <- the runtime: no sibling and no plugin serves it",
            "wasi:io (2 interfaces @0.2.0) <- the runtime @0.2.12: no sibling and no plugin serves it",
        ]
    );
    let graph = plan.explain().graph();
    let [edge] = graph.edges.as_slice() else {
        panic!("{:?}", graph.edges)
    };
    assert_eq!(
        edge.label,
        [
            "wasi:cli, wasi:io (3 interfaces @0.2.12)",
            "wasi:io (2 interfaces @0.2.0)"
        ]
    );
}

#[test]
fn the_interfaces_of_one_backend_share_a_node_and_an_edge() {
    let plan = web(vec![
        (
            "a:a/a@1.0.0",
            plugin("a:a/a@1.0.0", "default", "data"),
            Reason::Choice,
        ),
        (
            "a:a/b@1.0.0",
            plugin("a:a/b@1.0.0", "default", "data"),
            Reason::Choice,
        ),
        (
            "a:a/c@1.0.0",
            plugin("a:a/c@1.0.0", "c", "cache"),
            Reason::Choice,
        ),
        (
            "b:b/b@1.0.0",
            isolated("store", "b:b/b@1.0.0", OnTrap::Trap),
            Reason::Link,
        ),
        (
            "c:c/c@1.0.0",
            sibling("store", "c:c/c@1.0.0"),
            Reason::OnlySibling,
        ),
    ]);
    let graph = plan.explain().graph();
    let nodes: Vec<_> = graph
        .nodes
        .iter()
        .map(|node| node.label.join(" "))
        .collect();
    assert_eq!(
        nodes,
        [
            "store",
            "web",
            "plugin keyvalue backend cache",
            "plugin keyvalue backend data"
        ]
    );
    let edges: Vec<_> = graph
        .edges
        .iter()
        .map(|edge| (edge.from, edge.to, edge.kind, edge.label.join(" ")))
        .collect();
    assert_eq!(
        edges,
        [
            (1, 0, EdgeKind::Shared, "c:c/c@1.0.0".to_owned()),
            (1, 0, EdgeKind::Isolated, "b:b/b@1.0.0".to_owned()),
            (1, 2, EdgeKind::Shared, "a:a/c@1.0.0".to_owned()),
            (1, 3, EdgeKind::Shared, "a:a/a@1.0.0 a:a/b@1.0.0".to_owned()),
        ]
    );
}

/// A name that would end every kind of quote, and begin every kind of markup.
const NASTY: &str = "a\"b\\c<d>&e`f#g\nh\u{2028}i";

fn nasty() -> Plan {
    let mut plan = plan(vec![(NASTY, component(Vec::new()))]);
    plan.workload = NASTY.to_owned();
    plan.routes.push(RoutePlan {
        host: "*".to_owned(),
        path: "/\"".to_owned(),
        component: NASTY.to_owned(),
    });
    plan
}

#[test]
fn names_stay_on_their_line() {
    let plan = nasty();
    assert_eq!(
        plan.explain().to_string(),
        "workload a\"b\\c<d>&e`f#g\\nh\\u{2028}i (engine p3)\n\
         ├─ component a\"b\\c<d>&e`f#g\\nh\\u{2028}i (entry, 2 KiB, sha256 0123456789ab)\n\
         └─ route */\" -> component a\"b\\c<d>&e`f#g\\nh\\u{2028}i\n"
    );
    assert_eq!(plan.explain().to_dot().lines().count(), 8);
    assert_eq!(plan.explain().to_mermaid().lines().count(), 4);
}

#[test]
fn names_are_escaped_in_dot_mermaid_and_json() {
    let plan = nasty();
    let dot = plan.explain().to_dot();
    let name = r#""a\"b\\c<d>&e`f#g\\nh\\u{2028}i""#;
    assert!(dot.starts_with(&format!("digraph {name} {{\n")), "{dot}");
    assert!(
        dot.contains(&format!("n1 [label={name}, shape=box, penwidth=2];")),
        "{dot}"
    );
    assert!(dot.contains(r#"n0 [label="*/\"", shape=oval];"#), "{dot}");
    let mermaid = plan.explain().to_mermaid();
    let name = "\"a#quot;b#92;c#lt;d#gt;#amp;e#96;f#35;g#92;nh#92;u{2028}i\"";
    assert!(mermaid.contains(&format!("n1[[{name}]]\n")), "{mermaid}");
    let json = serde_json::to_string(&plan).unwrap();
    let read: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(read["entries"], json!([NASTY]));
    assert!(read["components"][NASTY].is_object());
}

#[test]
fn the_json_of_a_plan_has_its_documented_names() {
    let mut plan = plan(vec![(
        "web",
        component(vec![
            (
                "a:a/a@1.0.0",
                sibling("store", "a:a/a@1.2.0"),
                Reason::OnlySibling,
            ),
            (
                "b:b/b@1.0.0",
                isolated("store", "b:b/b@1.0.0", OnTrap::Error("\"busy\"".to_owned())),
                Reason::Link,
            ),
            (
                "c:c/c@1.0.0",
                plugin("c:c/c@1.0.0", "default", "data"),
                Reason::Choice,
            ),
            ("d:d/d@1.0.0", Provider::Types, Reason::TypesOnly),
            builtin("wasi:random/random@0.2.0"),
        ]),
    )]);
    let web = plan.components.get_mut("web").unwrap();
    web.exports = BTreeSet::from(["run".to_owned()]);
    web.handlers.push(HandlerPlan {
        plugin: "queue".to_owned(),
        index: 0,
        interface: "e:e/e@1.0.0".parse().unwrap(),
        export: "e:e/e@1.0.1".to_owned(),
        label: "default".to_owned(),
        instance: "jobs".to_owned(),
    });
    plan.routes.push(RoutePlan {
        host: "*".to_owned(),
        path: "/".to_owned(),
        component: "web".to_owned(),
    });
    assert_eq!(
        serde_json::to_value(&plan).unwrap(),
        json!({
            "workload": "default/test",
            "engine": "p3",
            "components": { "web": {
                "sha256": "0123456789abcdef",
                "size": 1025,
                "imports": {
                    "a:a/a@1.0.0": {
                        "provider": {
                            "kind": "component", "component": "store", "export": "a:a/a@1.2.0",
                            "instance": "shared"
                        },
                        "reason": "only-sibling"
                    },
                    "b:b/b@1.0.0": {
                        "provider": {
                            "kind": "component", "component": "store", "export": "b:b/b@1.0.0",
                            "instance": "isolated", "on-trap": { "error": "\"busy\"" },
                            "limits": { "memory": 67108864, "time": "10s" }
                        },
                        "reason": "link"
                    },
                    "c:c/c@1.0.0": {
                        "provider": {
                            "kind": "plugin", "plugin": "keyvalue", "backend": "data", "label": "default",
                            "export": "c:c/c@1.0.0"
                        },
                        "reason": "choice"
                    },
                    "d:d/d@1.0.0": { "provider": { "kind": "none" }, "reason": "types-only" },
                    "wasi:random/random@0.2.0": {
                        "provider": { "kind": "runtime", "export": "wasi:random/random@0.2.12" },
                        "reason": "runtime"
                    }
                },
                "exports": ["run"],
                "handlers": [
                    { "export": "e:e/e@1.0.1", "plugin": "queue", "backend": "jobs", "label": "default" }
                ]
            } },
            "entries": ["web"],
            "routes": [{ "host": "*", "path": "/", "component": "web" }]
        })
    );
}

#[test]
fn a_problem_is_taken_apart_into_message_help_and_notes() {
    let unresolved = |near: &[&str]| Problem::Unresolved {
        component: "web".to_owned(),
        import: "a:b/c@1.0.0".to_owned(),
        near: near.iter().map(|&hint| hint.to_owned()).collect(),
        help: "add a plugin".to_owned(),
    };
    let message =
        "component `web` imports `a:b/c@1.0.0`, which no plugin and no component provides";
    assert_eq!(
        serde_json::to_value(unresolved(&[])).unwrap(),
        json!({
            "kind": "unresolved",
            "message": message,
            "help": "add a plugin"
        })
    );
    assert_eq!(
        serde_json::to_value(unresolved(&["one", "two"])).unwrap(),
        json!({ "kind": "unresolved", "message": message, "help": "add a plugin", "notes": ["one", "two"] })
    );
    let ambiguous = Problem::Ambiguous {
        component: "web".to_owned(),
        import: "a:b/c@1.0.0".to_owned(),
        candidates: vec!["plugin `x`".to_owned(), "plugin `y`".to_owned()],
        help: "choose one:\n[components.web.plugins.default]\nplugin = \"x\"".to_owned(),
    };
    assert_eq!(
        ambiguous.help().unwrap(),
        "choose one:\n[components.web.plugins.default]\nplugin = \"x\""
    );
    assert!(ambiguous.notes().is_empty());
}

#[test]
fn the_plugin_that_calls_an_export_stands_at_the_export() {
    let mut plan = plan(vec![("worker", component(Vec::new()))]);
    let worker = plan.components.get_mut("worker").unwrap();
    worker.exports = BTreeSet::from(["acme:queue/handler@1.0.0".to_owned()]);
    worker.handlers.push(HandlerPlan {
        plugin: "queue".to_owned(),
        index: 0,
        interface: "acme:queue/handler@1.0.0".parse().unwrap(),
        export: "acme:queue/handler@1.0.0".to_owned(),
        label: "default".to_owned(),
        instance: "jobs".to_owned(),
    });
    plan.entries.insert("worker".to_owned());
    let tree = plan.explain().to_string();
    let line = "exports acme:queue/handler@1.0.0 <- called by plugin queue, backend jobs";
    assert!(tree.contains(line), "{tree}");
    let graph = plan.explain().graph();
    let [edge] = graph.edges.as_slice() else {
        panic!("{graph:?}")
    };
    assert_eq!(edge.kind, EdgeKind::Handler);
    assert_eq!(graph.nodes[edge.from].kind, NodeKind::Plugin);
    assert_eq!(graph.nodes[edge.to].kind, NodeKind::Entry);
}

#[test]
fn a_policy_is_shown_unless_it_is_that_of_most_components() {
    let fresh = web(vec![]);
    assert!(!fresh.explain().to_string().contains("instances"));
    let json = serde_json::to_value(&fresh).unwrap();
    assert_eq!(json["components"]["web"].get("instance"), None);
    for (policy, words, expected) in [
        (
            InstancePolicy::Pool(Pool::default()),
            "instances: pool, size 8",
            json!({ "policy": "pool", "size": 8 }),
        ),
        (
            InstancePolicy::Reuse(Reuse::default()),
            "instances: reuse, requests 128, concurrency 1, idle 30s",
            json!({ "policy": "reuse", "requests": 128, "concurrency": 1, "idle": "30s" }),
        ),
    ] {
        let mut plan = web(vec![]);
        plan.components.get_mut("web").unwrap().instance = policy;
        let tree = plan.explain().to_string();
        assert!(tree.contains(words), "{tree}");
        let json = serde_json::to_value(&plan).unwrap();
        assert_eq!(json["components"]["web"]["instance"], expected);
    }
}

//! Middlewares: components that import what they export.

use super::*;

const HTTP: &str = "a:b/handler@1.0.0";

/// All lines that the reports say to write, until there is nothing to write.
fn mended(mut case: Case) -> Case {
    for problem in case.problems() {
        let problem = problem.to_string();
        case = case.lines(written(&problem));
    }
    case
}

/// Who serves whom, from the front on.
fn order(case: &Case, front: &str) -> Vec<String> {
    let plan = case.plan();
    let mut order = vec![front.to_owned()];
    while let Some(import) = plan.components[&order[order.len() - 1]].imports.get(HTTP) {
        let next = describe(&import.provider);
        order.push(next.split(' ').nth(1).unwrap().to_owned());
        if next.starts_with("plugin") {
            break;
        }
    }
    order
}

#[test]
fn one_middleware_between_two_components_needs_no_link() {
    let case = Case::default()
        .component("auth", &[HTTP], &[HTTP])
        .component("app", &[], &[HTTP]);
    assert_eq!(order(&case, "auth"), ["auth", "app"]);
}

#[test]
fn three_components_of_one_interface_are_linked_as_the_report_says() {
    let case = Case::default()
        .component("auth", &[HTTP], &[HTTP])
        .component("log", &[HTTP], &[HTTP])
        .component("app", &[], &[HTTP]);
    assert_eq!(case.problems().len(), 2);
    assert_eq!(order(&mended(case), "auth"), ["auth", "log", "app"]);
}

#[test]
fn the_suggested_chain_has_every_middleware_once_and_no_circle() {
    let case = Case::default()
        .component("front", &[HTTP], &[])
        .component("a", &[HTTP], &[HTTP])
        .component("b", &[HTTP], &[HTTP])
        .component("c", &[HTTP], &[HTTP])
        .component("end", &[], &[HTTP]);
    let order = order(&mended(case), "front");
    assert_eq!(order, ["front", "a", "b", "c", "end"]);
}

/// A link that is there already is part of the chain, so that the rest must not lead back to it.
#[test]
fn the_suggestion_respects_the_links_that_there_are() {
    let case = Case::default()
        .component("a", &[HTTP], &[HTTP])
        .component("b", &[HTTP], &[HTTP])
        .component("end", &[], &[HTTP])
        .link("b", HTTP, r#"{ component = "a" }"#);
    assert_eq!(order(&mended(case), "b"), ["b", "a", "end"]);
}

#[test]
fn a_chain_without_an_end_is_ended_by_a_plugin_or_cannot_be_mended() {
    let case = Case::default()
        .component("a", &[HTTP], &[HTTP])
        .component("b", &[HTTP], &[HTTP])
        .component("c", &[HTTP], &[HTTP]);
    let last = case.problems().pop().unwrap().to_string();
    assert!(
        last.ends_with(
            "help: these components need each other; add one that exports `a:b/handler@1.0.0` and does not import it"
        ),
        "{last}"
    );
    let case = case.plugin("end", &[HTTP]);
    assert_eq!(order(&mended(case), "a"), ["a", "b", "c", "end"]);
}

#[test]
fn two_middlewares_without_an_end_are_a_circle_that_isolation_breaks() {
    let case = Case::default()
        .component("a", &[HTTP], &[HTTP])
        .component("b", &[HTTP], &[HTTP]);
    let problem = case.problem();
    assert!(problem.starts_with("components import each other in a circle: a -> b -> a\n"));
    let case = case.lines(written(&problem));
    assert_eq!(case.provider("a", HTTP), format!("isolated b {HTTP}"));
    assert_eq!(case.provider("b", HTTP), format!("component a {HTTP}"));
}

#[test]
fn a_circle_through_which_resources_go_cannot_be_isolated() {
    let one = r#"(component
        (import "a:b/c" (instance $i (export "r" (type (sub resource))))) (export "a:b/c" (instance $i)))"#;
    let case = Case::default().wat("a", one).wat("b", one);
    assert!(
        case.problem()
            .ends_with("\nhelp: take one of the imports away, or serve it from a plugin"),
        "{}",
        case.problem()
    );
}

#[test]
fn an_isolated_link_carries_plain_values_only() {
    let isolated = "[[links]]\nfrom = { component = \"web\", import = \"a:b/c\" }\nto = { component = \"store\" }\nisolated = true";
    for (items, expected) in [
        (r#"(export "f" (func (param "a" (list string))))"#, None),
        (
            r#"(export "f" (func)) (export "g" (func (result (option (stream u8)))))"#,
            Some("g: func() -> option<stream<u8>>"),
        ),
        (
            r#"(export "r" (type $r (sub resource))) (export "g" (func (param "r" (borrow $r))))"#,
            Some("g: func(r: borrow<r>)"),
        ),
        (r#"(export "r" (type (sub resource)))"#, Some("resource r")),
        (
            r#"(export "f" (func (param "a" (future))))"#,
            Some("f: func(a: future)"),
        ),
    ] {
        let case = Case::default()
            .wat("web", &format!(r#"(component (import "a:b/c" (instance {items})))"#))
            .wat(
                "store",
                &format!(r#"(component (import "a:b/source" (instance $i {items})) (export "a:b/c" (instance $i)))"#),
            )
            .plugin("source", &["a:b/source"])
            .lines(isolated);
        let problems = case.resolve().err().map(|report| report.problems);
        let found = problems.iter().flatten().find_map(|problem| match problem {
            Problem::NotPlain { item, .. } => Some(item.as_str()),
            _ => None,
        });
        assert_eq!(found, expected, "{items}");
    }
}

/// The walk was once as deep as the chain is long.
#[test]
fn a_chain_of_ten_thousand_components_is_resolved() {
    let middle = Case::default()
        .component("m", &[HTTP], &[HTTP])
        .parts
        .remove("m")
        .unwrap();
    let mut workload = Workload::new("long");
    let mut parts = BTreeMap::new();
    let name = |place: usize| format!("c{place:05}");
    for place in 0..10_000 {
        let bytes = crate::spec::Component::bytes(middle.bytes());
        workload = workload.component(name(place), bytes);
        parts.insert(name(place), middle.clone());
        let to = crate::spec::LinkTarget::Component {
            component: name(place + 1),
            export: None,
        };
        let end = crate::spec::LinkTarget::Plugin {
            plugin: "end".to_owned(),
            export: None,
        };
        let to = if place == 9_999 { end } else { to };
        let link = crate::spec::Link::new(name(place), HTTP, to);
        workload.links.push(link);
    }
    let offers = Case::default().plugin("end", &[HTTP]).offers;
    let plan = resolve(&workload, &parts, &offers).unwrap();
    assert_eq!(Vec::from_iter(plan.entries), ["c00000"]);
    workload.links.last_mut().unwrap().to = crate::spec::LinkTarget::Component {
        component: name(0),
        export: None,
    };
    let report = resolve(&workload, &parts, &offers).unwrap_err();
    assert!(
        matches!(report.problems.as_slice(), [Problem::Cycle { path, .. }] if path.len() == 10_001)
    );
}

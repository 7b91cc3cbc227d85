//! Which component answers HTTP requests.

use super::*;

const HTTP: &str = "wasi:http/incoming-handler@0.2.3";

fn routes(case: &Case) -> Vec<String> {
    let routes = case.plan().routes.into_iter();
    routes
        .map(|route| format!("{}{} {}", route.host, route.path, route.component))
        .collect()
}

#[test]
fn the_only_exporter_answers_everything() {
    assert_eq!(
        routes(&Case::default().component("web", &[], &[HTTP])),
        ["*/ web"]
    );
    assert_eq!(
        routes(&Case::default().component("job", &[], &["a:b/job@1.0.0"])),
        [""; 0]
    );
}

#[test]
fn an_application_behind_a_middleware_is_not_reached_around_it() {
    let case = Case::default()
        .component("auth", &[HTTP], &[HTTP])
        .component("app", &[], &[HTTP]);
    assert_eq!(routes(&case), ["*/ auth"]);
    assert_eq!(Vec::from_iter(case.plan().entries), ["auth"]);
    let direct = case.lines("[[routes]]\npath = \"/direct\"\ncomponent = \"app\"\n[[routes]]");
    assert_eq!(routes(&direct), ["*/direct app", "*/ auth"]);
    assert_eq!(Vec::from_iter(direct.plan().entries), ["app", "auth"]);
}

#[test]
fn handlers_of_both_tracks_count() {
    let p3 = "wasi:http/handler@0.3.0";
    let case = Case::default()
        .component("auth", &[p3], &[p3])
        .component("app", &[], &[p3]);
    assert_eq!(routes(&case), ["*/ auth"]);
    let both = Case::default()
        .component("new", &[], &[p3])
        .component("old", &[], &[HTTP]);
    assert!(
        both.problem()
            .starts_with("component `new` and component `old` export an HTTP handler"),
        "{}",
        both.problem()
    );
    let other = Case::default().component("draft", &[], &["wasi:http/handler@0.3.0-draft"]);
    assert_eq!(routes(&other), [""; 0]);
}

/// A job that asked the application something once took all routes from it.
#[test]
fn whoever_imports_something_else_of_an_application_is_not_in_front_of_it() {
    let api = "acme:shop/api@1.0.0";
    let case = Case::default()
        .component("app", &[], &[HTTP, api])
        .component("job", &[api], &[]);
    assert_eq!(routes(&case), ["*/ app"]);
    assert_eq!(Vec::from_iter(case.plan().entries), ["app", "job"]);
}

#[test]
fn several_exporters_need_routes() {
    let case = Case::default()
        .component("one", &[], &[HTTP])
        .component("two", &[], &[HTTP]);
    let expected = "component `one` and component `two` export an HTTP handler, and no route says which one answers\n\
                    help: add `[[routes]]` with `component = \"..\"`";
    assert_eq!(case.problem(), expected);
    assert_eq!(
        case.clone().lines("[[routes]]\nhost = \"a.com\"").problem(),
        expected
    );
    let routed = case.lines("[[routes]]\ncomponent = \"two\"");
    assert_eq!(routes(&routed), ["*/ two"]);
}

#[test]
fn routes_to_nowhere_are_refused() {
    let case = Case::default()
        .component("web", &[], &[HTTP])
        .component("job", &[], &[]);
    for (component, expected) in [
        (
            "job",
            "the route `*/` leads to component `job`, which exports no `wasi:http/incoming-handler` and no `wasi:http/handler`\nhelp: there are `web`",
        ),
        (
            "wep",
            "the route `*/` leads to component `wep`, which the workload does not have\nhelp: there are `web`",
        ),
    ] {
        assert_eq!(
            case.clone()
                .lines(&format!("[[routes]]\ncomponent = \"{component}\""))
                .problem(),
            expected
        );
    }
    let none = Case::default()
        .component("job", &[], &[])
        .lines("[[routes]]");
    assert_eq!(
        none.problem(),
        "the route `*/` names no component, and none exports an HTTP handler\nhelp: remove the route, or add a component that exports `wasi:http/incoming-handler`"
    );
}

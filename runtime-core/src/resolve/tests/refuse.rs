//! Workloads that cannot be resolved, beside what the other themes show.

use super::*;

#[test]
fn a_workload_without_components_is_refused() {
    assert_eq!(
        Case::default().problem(),
        "the workload has no components\nhelp: add `[components.NAME]` with `path = \"..\"`"
    );
}

#[test]
fn a_circle_is_refused_with_its_path() {
    let case = Case::default()
        .component("a", &["t:t/b@1.0.0"], &["t:t/a@1.0.0"])
        .component("b", &["t:t/c@1.0.0"], &["t:t/b@1.0.0"])
        .component("c", &["t:t/a@1.0.0"], &["t:t/c@1.0.0"])
        .component("outside", &["t:t/a@1.0.0"], &[]);
    assert_eq!(
        case.problem(),
        "components import each other in a circle: a -> b -> c -> a\n\
         help: call one of them in a store of its own:\n\
         [[links]]\n\
         from = { component = \"a\", import = \"t:t/b@1.0.0\" }\n\
         to = { component = \"b\" }\n\
         isolated = true"
    );
}

/// A sibling in between hid that two imports lead to one component, and the circle was reported twice.
#[test]
fn a_circle_of_several_imports_is_reported_once() {
    let case = Case::default()
        .component(
            "a",
            &["t:t/b1@1.0.0", "t:t/c@1.0.0", "t:t/b2@1.0.0"],
            &["t:t/a@1.0.0"],
        )
        .component("b", &["t:t/a@1.0.0"], &["t:t/b1@1.0.0", "t:t/b2@1.0.0"])
        .component("c", &[], &["t:t/c@1.0.0"]);
    let problem = case.problem();
    assert!(
        problem.starts_with("components import each other in a circle: a -> b -> a\n"),
        "{problem}"
    );
}

#[test]
fn missing_functions_are_named() {
    let web = r#"(component (import "a:b/c@1.1.0" (instance (export "f" (func)) (export "g" (func)) (export "h" (func)))))"#;
    let case = Case::default().wat("web", web);
    assert_eq!(
        case.clone().plugin("p", &["a:b/c@1.0.0"]).problem(),
        "component `web` imports `a:b/c@1.1.0` with functions that plugin `p` does not have: `g`, `h`\n\
         help: use a newer version of plugin `p`, or build `web` against an older version of the WIT"
    );
    assert_eq!(
        case.component("store", &[], &["a:b/c@1.0.0"]).problem(),
        "component `web` imports `a:b/c@1.1.0` with functions that component `store` does not have: `g`, `h`\n\
         help: use a newer version of component `store`, or build `web` against an older version of the WIT"
    );
}

#[test]
fn links_that_start_or_end_nowhere_are_refused_with_what_there_is() {
    let case = Case::default()
        .component("web", &["a:b/c@1.0.0"], &[])
        .component("store", &[], &["a:b/c@1.0.0", "a:b/d@1.0.0"])
        .plugin("p", &["x:y/z@1.0.0"]);
    for (from, import, to, expected) in [
        (
            "wep",
            "a:b/c@1.0.0",
            r#"{ component = "store" }"#,
            "a link starts at `a:b/c@1.0.0` of component `wep`, which is not in the workload\nhelp: there are `store`, `web`",
        ),
        (
            "web",
            "a:b/c",
            r#"{ component = "store" }"#,
            "a link starts at `a:b/c` of component `web`, which it does not import\nhelp: there are `a:b/c@1.0.0`",
        ),
        (
            "web",
            "a:b/c@1.0.0",
            r#"{ component = "stor" }"#,
            "the link from `a:b/c@1.0.0` of component `web` ends at `a:b/c@1.0.0` of component `stor`, which is not in the workload\nhelp: there are `store`",
        ),
        (
            "web",
            "a:b/c@1.0.0",
            r#"{ component = "store", export = "a:b/e@1.0.0" }"#,
            "the link from `a:b/c@1.0.0` of component `web` ends at `a:b/e@1.0.0` of component `store`, which it does not export\nhelp: there are `a:b/c@1.0.0`, `a:b/d@1.0.0`",
        ),
        (
            "web",
            "a:b/c@1.0.0",
            r#"{ plugin = "p" }"#,
            "the link from `a:b/c@1.0.0` of component `web` ends at the plugin `p`, which does not serve it\nhelp: there are `x:y/z@1.0.0`",
        ),
        (
            "web",
            "a:b/c@1.0.0",
            r#"{ plugin = "q" }"#,
            "component `web` asks for the plugin `q`, which this host does not have\nhelp: there are `p`",
        ),
    ] {
        assert_eq!(case.clone().link(from, import, to).problem(), expected);
    }
}

#[test]
fn a_volume_that_is_not_there_is_refused() {
    let mut case = Case::default().component("web", &[], &[]);
    case.document +=
        "mounts = [{ volume = \"asets\", path = \"/assets\" }]\n[volumes.assets]\nempty = true\n";
    assert_eq!(
        case.problem(),
        "component `web` mounts the volume `asets`, which the workload does not have\nhelp: there are `assets`"
    );
}

/// Each was once accepted, and the second of the two, or the value, had no effect.
#[test]
fn what_could_never_have_an_effect_is_refused() {
    let web = Case::default().component(
        "web",
        &["a:b/c@1.0.0"],
        &["wasi:http/incoming-handler@0.2.0"],
    );
    let web = web.plugin("p", &["a:b/c@1.0.0"]);
    let choice = "[[components.web.plugins.default]]\nplugin = \"p\"\n";
    let link = "[[links]]\nfrom = { component = \"web\", import = \"a:b/c@1.0.0\" }\nto = { plugin = \"p\" }\n";
    for (lines, expected) in [
        (choice.repeat(2), "component `web` chooses the plugin `p` twice under the label `default`"),
        (link.repeat(2), "component `web` has two links for its import `a:b/c@1.0.0`"),
        ("[[routes]]\n[[routes]]\n".to_owned(), "there are two routes `*/`"),
        ("[[routes]]\nhost = \"a.com:80\"\n".to_owned(), "the `host` of a route is `a.com:80`\nhelp: write a host without a port, or `*`"),
        ("[[routes]]\npath = \"shop\"\n".to_owned(), "the `path` of a route is `shop`\nhelp: write a path that begins with `/`"),
        (
            "mounts = [{ volume = \"a\", path = \"/d\" }, { volume = \"b\", path = \"/d\" }]\nvolumes = 0".to_owned(),
            "component `web` mounts two volumes at `/d`",
        ),
        (
            "allowed-hosts = [\"https://example.com\"]".to_owned(),
            "an entry of `allowed-hosts` of component `web` is `https://example.com`\nhelp: write `host`, `host:port`, `*.domain` or `*`, without a scheme or path",
        ),
        (
            "allowed-addresses = [\"localhost:80\"]".to_owned(),
            "an entry of `allowed-addresses` of component `web` is `localhost:80`\nhelp: write `ip:port` or `*`",
        ),
    ] {
        let volumes = "[volumes.a]\nempty = true\n[volumes.b]\nempty = true\n";
        let lines = lines.replace("volumes = 0", volumes);
        let problem = web.clone().lines(&lines).problem();
        assert!(problem.starts_with(expected), "{problem}");
    }
}

#[test]
fn values_that_can_match_are_accepted() {
    let web = Case::default().component("web", &[], &["wasi:http/incoming-handler@0.2.0"]);
    web.lines(
        "allowed-hosts = [\"*\", \"a.com\", \"a.com:443\", \"*.a.com\", \"*.a.com:80\", \"[::1]:80\", \"10.0.0.1\"]\n\
         allowed-addresses = [\"*\", \"127.0.0.1:80\", \"[::1]:80\"]\n\
         [[routes]]\nhost = \"shop.example.com\"\n[[routes]]\nhost = \"*\"\n[[routes]]\npath = \"/shop\"",
    )
    .plan();
}

#[test]
fn all_problems_come_in_one_report() {
    let case = Case::default()
        .component(
            "web",
            &["a:b/none@1.0.0", "a:b/two@1.0.0"],
            &["wasi:http/incoming-handler@0.2.0"],
        )
        .component(
            "one",
            &["t:t/two@1.0.0"],
            &["a:b/two@1.0.0", "t:t/one@1.0.0"],
        )
        .component(
            "two",
            &["t:t/one@1.0.0"],
            &["a:b/two@1.0.0", "t:t/two@1.0.0"],
        )
        .lines("mounts = [{ volume = \"v\", path = \"/v\" }]")
        .lines("[components.web.plugins.default]\nplugin = \"p\"")
        .link("nobody", "a:b/c@1.0.0", r#"{ component = "one" }"#)
        .lines("[[routes]]\npath = \"/shop\"\ncomponent = \"one\"");
    let report = case.resolve().unwrap_err();
    let kinds: Vec<_> = report.problems.iter().map(kind).collect();
    assert_eq!(
        kinds,
        [
            "link",
            "plugin",
            "unresolved",
            "ambiguous",
            "cycle",
            "route",
            "volume"
        ]
    );
    let text = report.to_string();
    assert!(
        text.starts_with("workload `shop` has problems\n\na link starts at"),
        "{text}"
    );
    assert_eq!(text.matches("\n\n").count(), 7, "{text}");
}

fn kind(problem: &Problem) -> &'static str {
    match problem {
        Problem::LinkFromNowhere { .. } => "link",
        Problem::UnknownPlugin { .. } => "plugin",
        Problem::Unresolved { .. } => "unresolved",
        Problem::Ambiguous { .. } => "ambiguous",
        Problem::Cycle { .. } => "cycle",
        Problem::RouteToNowhere { .. } => "route",
        Problem::UnknownVolume { .. } => "volume",
        _ => "other",
    }
}

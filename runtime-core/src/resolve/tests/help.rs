//! Every problem says what to do.

use super::*;
use crate::part::{EngineFeatures, PartError};
use crate::resolve::{Mismatch, OtherResource, ResourceOfSibling};
use crate::spec::LinkTarget;

fn text() -> String {
    "x".to_owned()
}

/// One of each kind, with nothing to choose from, which leaves the least to say.
fn problems() -> Vec<Problem> {
    let (component, import, plugin) = (text, text, text);
    vec![
        Problem::NoComponents,
        Problem::Source {
            component: component(),
            message: text(),
        },
        Problem::NoService {
            component: component(),
            exports: Vec::new(),
        },
        Problem::Part(PartError::Empty { part: text() }),
        Problem::Part(PartError::Text { part: text() }),
        Problem::Part(PartError::CoreModule { part: text() }),
        Problem::Part(PartError::Invalid {
            part: text(),
            offset: 1,
            message: text(),
        }),
        Problem::Part(PartError::UnsupportedImport {
            part: text(),
            import: import(),
            kind: "module",
        }),
        Problem::Part(PartError::UncopyableImport {
            part: text(),
            import: import(),
            what: "x",
        }),
        Problem::EngineLacks {
            component: component(),
            features: EngineFeatures::default(),
        },
        Problem::NoPart {
            component: component(),
        },
        Problem::Unresolved {
            component: component(),
            import: import(),
            near: vec![],
            help: text(),
        },
        Problem::Ambiguous {
            component: component(),
            import: import(),
            candidates: vec![],
            help: text(),
        },
        Problem::AmbiguousHandler {
            component: component(),
            export: text(),
            candidates: vec![],
            help: text(),
        },
        Problem::MissingHandlerFunctions {
            component: component(),
            export: text(),
            plugin: plugin(),
            functions: vec![],
        },
        Problem::NeedsConcurrency { needs: vec![] },
        Problem::Cycle {
            path: vec![],
            help: text(),
        },
        Problem::MissingFunctions {
            component: component(),
            import: import(),
            provider: text(),
            functions: vec![],
        },
        Problem::Mismatch(Box::new(Mismatch {
            component: component(),
            import: import(),
            provider: text(),
            item: text(),
            expected: text(),
            found: text(),
        })),
        Problem::NotPlain {
            component: component(),
            import: import(),
            provider: text(),
            item: text(),
        },
        Problem::OtherResource(Box::new(OtherResource {
            component: component(),
            import: import(),
            provider: text(),
            resource: text(),
            component_has: text(),
            provider_has: text(),
        })),
        Problem::ResourceOfSibling(Box::new(ResourceOfSibling {
            component: component(),
            import: import(),
            provider: text(),
            resource: text(),
            owner: text(),
            help: text(),
        })),
        Problem::UnknownPlugin {
            component: component(),
            plugin: plugin(),
            plugins: vec![],
        },
        Problem::UnknownInstance {
            component: component(),
            plugin: plugin(),
            instance: text(),
            instances: vec![],
        },
        Problem::NoInstance {
            component: component(),
            plugin: plugin(),
            instances: vec![],
            help: text(),
        },
        Problem::SettingsOfHost {
            component: component(),
            plugin: plugin(),
            instances: vec![],
        },
        Problem::UnusedChoice {
            component: component(),
            plugin: plugin(),
            label: text(),
        },
        Problem::LinkFromNowhere {
            component: component(),
            import: import(),
            reason: "x",
            known: vec![],
        },
        Problem::LinkToNowhere {
            component: component(),
            import: import(),
            to: Box::new(LinkTarget::Plugin {
                plugin: plugin(),
                export: None,
            }),
            reason: "x",
            known: vec![],
        },
        Problem::UnknownVolume {
            component: component(),
            volume: text(),
            volumes: vec![],
        },
        Problem::RouteToNowhere {
            host: text(),
            path: text(),
            component: component(),
            reason: "x",
            known: vec![],
        },
        Problem::AmbiguousRoute { components: vec![] },
        Problem::Duplicate { what: text() },
        Problem::Invalid {
            place: text(),
            value: text(),
            expected: "x",
        },
        Problem::PolicyOfPart {
            component: component(),
            policy: text(),
        },
        Problem::OnTrap {
            component: component(),
            import: import(),
            function: text(),
            reason: "there is none\nhelp: x".to_owned(),
        },
        Problem::RouteWithoutHandler {
            host: text(),
            path: text(),
        },
    ]
}

/// Not compiled until a new problem has a place above.
fn is_known(problem: &Problem) {
    match problem {
        Problem::NoComponents
        | Problem::Source { .. }
        | Problem::NoService { .. }
        | Problem::Part(_)
        | Problem::EngineLacks { .. }
        | Problem::NoPart { .. }
        | Problem::Unresolved { .. }
        | Problem::Ambiguous { .. }
        | Problem::AmbiguousHandler { .. }
        | Problem::MissingHandlerFunctions { .. }
        | Problem::NeedsConcurrency { .. }
        | Problem::Cycle { .. }
        | Problem::MissingFunctions { .. }
        | Problem::Mismatch(_)
        | Problem::NotPlain { .. }
        | Problem::OtherResource(_)
        | Problem::ResourceOfSibling(_)
        | Problem::UnknownPlugin { .. }
        | Problem::UnknownInstance { .. }
        | Problem::NoInstance { .. }
        | Problem::SettingsOfHost { .. }
        | Problem::UnusedChoice { .. }
        | Problem::LinkFromNowhere { .. }
        | Problem::LinkToNowhere { .. }
        | Problem::UnknownVolume { .. }
        | Problem::RouteToNowhere { .. }
        | Problem::AmbiguousRoute { .. }
        | Problem::Duplicate { .. }
        | Problem::Invalid { .. }
        | Problem::PolicyOfPart { .. }
        | Problem::OnTrap { .. }
        | Problem::RouteWithoutHandler { .. } => {}
    }
}

#[test]
fn every_problem_has_one_line_of_help() {
    for problem in problems() {
        is_known(&problem);
        let text = problem.to_string();
        let help = text.lines().filter(|line| line.starts_with("help: "));
        assert_eq!(help.count(), 1, "{text}");
    }
}

#[test]
fn what_follows_from_a_lost_component_is_not_reported() {
    let case = Case::default()
        .component("web", &["a:b/c@1.0.0", "x:y/z@1.0.0"], &[])
        .component("one", &[], &["x:y/z@1.0.0"])
        .component("two", &[], &["x:y/z@1.0.0"])
        .link("web", "a:b/c@1.0.0", r#"{ component = "gone" }"#)
        .lines("[[links]]\nfrom = { component = \"gone\", import = \"a:b/c\" }\nto = { component = \"web\" }")
        .lines("[[routes]]\ncomponent = \"gone\"")
        .lines("[components.gone]\npath = \"gone.wasm\"");
    let problems = case.problems();
    assert!(
        matches!(
            problems.as_slice(),
            [Problem::NoPart { component }, Problem::Ambiguous { .. }] if component == "gone"
        ),
        "{problems:?}"
    );
}

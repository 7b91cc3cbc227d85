use std::fmt;

use crate::part::PartError;
use crate::spec::Workload;

/// All problems of a workload, so that one look mends them all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The workload.
    pub workload: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Report {
    /// What is wrong with one binding shows at each of its imports, and is said once.
    pub(crate) fn new(workload: &Workload, problems: impl IntoIterator<Item = Problem>) -> Self {
        let mut report = Report {
            workload: workload.name.clone(),
            problems: Vec::new(),
        };
        for problem in problems {
            if !report.problems.contains(&problem) {
                report.problems.push(problem);
            }
        }
        report
    }
}

impl std::error::Error for Report {}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.problems.len() == 1 {
            "a problem"
        } else {
            "problems"
        };
        write!(f, "workload `{}` has {plural}", self.workload)?;
        for problem in &self.problems {
            write!(f, "\n\n{problem}")?;
        }
        Ok(())
    }
}

/// One thing that keeps a workload from starting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// There is nothing to run.
    #[error("the workload has no components\nhelp: add `[components.NAME]` with `path = \"..\"`")]
    NoComponents,

    /// The bytes are no component.
    #[error(transparent)]
    Part(#[from] PartError),

    /// Nobody serves an import.
    #[error("component `{component}` imports `{import}`, which no plugin and no component provides{}", hints(.near))]
    Unresolved {
        /// The component.
        component: String,
        /// Its import.
        import: String,
        /// What is offered under a similar name.
        near: Vec<String>,
    },

    /// Several could serve an import.
    #[error("component `{component}` imports `{import}`, which {} provide\nhelp: choose one:\n{help}", list(.candidates))]
    Ambiguous {
        /// The component.
        component: String,
        /// Its import.
        import: String,
        /// Who could serve it.
        candidates: Vec<String>,
        /// What to write into the document.
        help: String,
    },

    /// Several plugins could call an export.
    #[error("component `{component}` exports `{export}`, which {} call\nhelp: choose one:\n{help}", list(.candidates))]
    AmbiguousHandler {
        /// The component.
        component: String,
        /// Its export.
        export: String,
        /// Who could call it.
        candidates: Vec<String>,
        /// What to write into the document.
        help: String,
    },

    /// An export lacks a function that the plugin calls.
    #[error("component `{component}` exports `{export}` without functions that plugin `{plugin}` calls: `{}`", .functions.join("`, `"))]
    MissingHandlerFunctions {
        /// The component.
        component: String,
        /// Its export.
        export: String,
        /// Who was to call it.
        plugin: String,
        /// The functions.
        functions: Vec<String>,
    },

    /// Components import each other in a circle.
    #[error("components import each other in a circle: {}\nhelp: take one of the imports away, or serve it from a plugin", .path.join(" -> "))]
    Cycle {
        /// The components; the last is the first again.
        path: Vec<String>,
    },

    /// The provider lacks a function.
    #[error("component `{component}` imports `{import}` with functions that {provider} does not have: `{}`", .functions.join("`, `"))]
    MissingFunctions {
        /// The component.
        component: String,
        /// Its import.
        import: String,
        /// Who was to serve it.
        provider: String,
        /// The functions.
        functions: Vec<String>,
    },

    /// A choice or link names a plugin that the host does not have.
    #[error("component `{component}` asks for the plugin `{plugin}`, which this host does not have{}", there_are(.plugins))]
    UnknownPlugin {
        /// The component.
        component: String,
        /// The plugin.
        plugin: String,
        /// The plugins that there are.
        plugins: Vec<String>,
    },

    /// A choice names an instance that the host does not declare.
    #[error("component `{component}` asks for the backend `{instance}` of the plugin `{plugin}`, which this host does not declare{}", there_are(.instances))]
    UnknownInstance {
        /// The component.
        component: String,
        /// The plugin.
        plugin: String,
        /// The instance.
        instance: String,
        /// The instances that there are.
        instances: Vec<String>,
    },

    /// A component does not say which of the host's instances it means.
    #[error("component `{component}` names no backend of the plugin `{plugin}`, and this host declares none that is called `default`\nhelp: choose one of `{}`:\n{help}", .instances.join("`, `"))]
    NoInstance {
        /// The component.
        component: String,
        /// The plugin.
        plugin: String,
        /// The instances that there are.
        instances: Vec<String>,
        /// What to write into the document.
        help: String,
    },

    /// A workload sets what only the host may set.
    #[error("component `{component}` has settings for the plugin `{plugin}`, but this host declares its backends\nhelp: keep only `backend`, which can be `{}`", .instances.join("`, `"))]
    SettingsOfHost {
        /// The component.
        component: String,
        /// The plugin.
        plugin: String,
        /// The instances that there are.
        instances: Vec<String>,
    },

    /// A choice has no effect.
    #[error(
        "component `{component}` chooses the plugin `{plugin}` under the label `{label}`, but has no import that it would serve and no export that it would call\nhelp: remove `[components.{component}.plugins.{label}]`, or link the import to the plugin"
    )]
    UnusedChoice {
        /// The component.
        component: String,
        /// The plugin.
        plugin: String,
        /// The label.
        label: String,
    },

    /// A link starts nowhere.
    #[error("a link starts at `{import}` of component `{component}`, which {reason}{}", there_are(.known))]
    LinkFromNowhere {
        /// The component.
        component: String,
        /// The import.
        import: String,
        /// What is missing.
        reason: &'static str,
        /// What there is.
        known: Vec<String>,
    },

    /// A link ends nowhere.
    #[error("the link from `{import}` of component `{component}` ends at {target}, which {reason}{}", there_are(.known))]
    LinkToNowhere {
        /// The component.
        component: String,
        /// The import.
        import: String,
        /// Where the link ends.
        target: String,
        /// What is missing.
        reason: &'static str,
        /// What there is.
        known: Vec<String>,
    },

    /// A mount names no volume.
    #[error("component `{component}` mounts the volume `{volume}`, which the workload does not have{}", there_are(.volumes))]
    UnknownVolume {
        /// The component.
        component: String,
        /// The volume.
        volume: String,
        /// The volumes that there are.
        volumes: Vec<String>,
    },

    /// A route leads to no HTTP component.
    #[error("the route `{host}{path}` leads to component `{component}`, which {reason}{}", there_are(.known))]
    RouteToNowhere {
        /// Host of the route.
        host: String,
        /// Path of the route.
        path: String,
        /// The component.
        component: String,
        /// What is missing.
        reason: &'static str,
        /// The components that export an HTTP handler.
        known: Vec<String>,
    },

    /// Several components could answer HTTP requests.
    #[error("{} export an HTTP handler, and no route says which one answers\nhelp: add `[[routes]]` with `component = \"..\"`", list(.components))]
    AmbiguousRoute {
        /// The components.
        components: Vec<String>,
    },

    /// The workload asks for an engine that lacks what it needs.
    #[error("the workload asks for the engine `p2`, which has no async functions, streams and futures:\n{}\nhelp: write `engine = \"p3\"`, or remove the key", .needs.join("\n"))]
    NeedsConcurrency {
        /// What needs them.
        needs: Vec<String>,
    },

    /// One thing is said twice, and only one of the two could hold.
    #[error("{what}\nhelp: remove one of them")]
    Duplicate {
        /// What it is.
        what: String,
    },

    /// A value that could never have an effect.
    #[error("{place} is `{value}`\nhelp: write {expected}")]
    Invalid {
        /// The key and where it stands.
        place: String,
        /// The value.
        value: String,
        /// What it could be.
        expected: &'static str,
    },

    /// No component could answer HTTP requests.
    #[error("the route `{host}{path}` names no component, and none exports an HTTP handler")]
    RouteWithoutHandler {
        /// Host of the route.
        host: String,
        /// Path of the route.
        path: String,
    },
}

fn there_are(names: &[String]) -> String {
    match names {
        [] => String::new(),
        names => format!("\nhelp: there are `{}`", names.join("`, `")),
    }
}

fn list(names: &[String]) -> String {
    names.join(" and ")
}

fn hints(near: &[String]) -> String {
    match near {
        [] => "\nhelp: add a plugin that serves it to the host, or a component that exports it to the workload".to_owned(),
        near => near.iter().map(|hint| format!("\nnote: {hint}")).collect(),
    }
}

use super::mismatch::{Mismatch, OtherResource, ResourceOfSibling};
use super::problem_text::{end, exported, list, names, notes, there_are};
use crate::part::{EngineFeatures, PartError};
use crate::spec::LinkTarget;

/// One thing that keeps a workload from starting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// There is nothing to run.
    #[error("the workload has no components\nhelp: add `[components.NAME]` with `path = \"..\"`")]
    NoComponents,

    /// The bytes of a component cannot be had.
    #[error(
        "component `{component}`: {message}\nhelp: set the source of `[components.{component}]` to a component that is there; a relative `path` begins at the document"
    )]
    Source {
        /// The component.
        component: String,
        /// Why.
        message: String,
    },

    /// The bytes are no component.
    #[error(transparent)]
    Part(#[from] PartError),

    /// The engine has something switched off that the component needs.
    #[error(
        "component `{component}` needs what the engine of this host has switched off: {features}\nhelp: switch it on in the `Config` of `Engine::from_config`, or build the component without it"
    )]
    EngineLacks {
        /// The component.
        component: String,
        /// What is off.
        features: EngineFeatures,
    },

    /// A component of the workload was not given to [`resolve`](crate::resolve()).
    #[error(
        "component `{component}` has no part\nhelp: parse its bytes with `Part::parse`, and add them under this name"
    )]
    NoPart {
        /// The component.
        component: String,
    },

    /// Nobody serves an import.
    #[error("component `{component}` imports `{import}`, which no plugin and no component provides{}\nhelp: {help}", notes(.near))]
    Unresolved {
        /// The component.
        component: String,
        /// Its import.
        import: String,
        /// What is offered under a similar name.
        near: Vec<String>,
        /// What to do.
        help: String,
    },

    /// Several could serve an import.
    #[error("component `{component}` imports `{import}`, which {} provide\nhelp: {help}", list(.candidates))]
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
    #[error("component `{component}` exports `{export}` without functions that plugin `{plugin}` calls: `{}`\nhelp: build `{component}` against the version of the WIT that plugin `{plugin}` has", names(.functions))]
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
    #[error("components import each other in a circle: {}\nhelp: {help}", .path.join(" -> "))]
    Cycle {
        /// The components; the last is the first again.
        path: Vec<String>,
        /// What to write into the document, or else to do.
        help: String,
    },

    /// The provider lacks a function.
    #[error("component `{component}` imports `{import}` with functions that {provider} does not have: `{}`\nhelp: use a newer version of {provider}, or build `{component}` against an older version of the WIT", names(.functions))]
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

    /// A function or type of the provider is not the one that the importer was built for.
    #[error(transparent)]
    Mismatch(Box<Mismatch>),

    /// An isolated link is to carry more than plain values.
    #[error(
        "the link from `{import}` of component `{component}` to component `{provider}` is isolated, and only plain values go from store to store\nfound: {item}\nhelp: remove `isolated = true`, or change the interface to values without resources, streams and futures"
    )]
    NotPlain {
        /// The component.
        component: String,
        /// Its import.
        import: String,
        /// The component that was to serve it.
        provider: String,
        /// The first function or type that is more, in WIT.
        item: String,
    },

    /// Two components exchange a resource that each of them has from somewhere else.
    #[error(transparent)]
    OtherResource(Box<OtherResource>),

    /// A resource of a component is to be passed to the host, which has its own of this name.
    #[error(transparent)]
    ResourceOfSibling(Box<ResourceOfSibling>),

    /// A choice or link names a plugin that the host does not have.
    #[error("component `{component}` asks for the plugin `{plugin}`, which this host does not have{}", there_are(.plugins, "add it to the host"))]
    UnknownPlugin {
        /// The component.
        component: String,
        /// The plugin.
        plugin: String,
        /// The plugins that there are.
        plugins: Vec<String>,
    },

    /// A choice names an instance that the host does not declare.
    #[error("component `{component}` asks for the backend `{instance}` of the plugin `{plugin}`, which this host does not declare{}", there_are(.instances, "declare it in the host file, or remove `backend`"))]
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
    #[error("a link starts at `{import}` of component `{component}`, which {reason}{}", there_are(.known, "remove the link"))]
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
    #[error("the link from `{import}` of component `{component}` ends at {}, which {reason}{}", end(.to, .import), there_are(.known, "remove the link"))]
    LinkToNowhere {
        /// The component.
        component: String,
        /// The import.
        import: String,
        /// Where the link ends.
        to: Box<LinkTarget>,
        /// What is missing.
        reason: &'static str,
        /// What there is.
        known: Vec<String>,
    },

    /// A mount names no volume.
    #[error("component `{component}` mounts the volume `{volume}`, which the workload does not have{}", there_are(.volumes, &format!("add `[volumes.{volume}]` with `path = \"..\"` or `empty = true`")))]
    UnknownVolume {
        /// The component.
        component: String,
        /// The volume.
        volume: String,
        /// The volumes that there are.
        volumes: Vec<String>,
    },

    /// A route leads to no HTTP component.
    #[error("the route `{host}{path}` leads to component `{component}`, which {reason}{}", there_are(.known, "remove the route, or add a component that exports `wasi:http/incoming-handler`"))]
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

    /// A service that cannot be run.
    #[error(
        "component `{component}` is a service, and does not export `wasi:cli/run`{}\nhelp: build it as a command, or remove `service` from `[components.{component}]`", exported(.exports)
    )]
    NoService {
        /// The component.
        component: String,
        /// What it exports.
        exports: Vec<String>,
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

    /// A component has a policy for instances that are not its own.
    #[error(
        "component `{component}` has the instance policy `{policy}`, but it is no entry, and lives in the instances of those that import it\nhelp: write `instance` in the components that import it, or let the host call it: `entry = true` in `[components.{component}]`"
    )]
    PolicyOfPart {
        /// The component.
        component: String,
        /// The policy.
        policy: String,
    },

    /// What the caller is to see instead of a trap is not an error of the function.
    #[error(
        "the link from `{import}` of component `{component}` answers traps with an error that `{function}` does not have: {reason}"
    )]
    OnTrap {
        /// The component.
        component: String,
        /// Its import.
        import: String,
        /// A function of the import with its signature.
        function: String,
        /// What is missing, and what to write.
        reason: String,
    },

    /// No component could answer HTTP requests.
    #[error(
        "the route `{host}{path}` names no component, and none exports an HTTP handler\nhelp: remove the route, or add a component that exports `wasi:http/incoming-handler`"
    )]
    RouteWithoutHandler {
        /// Host of the route.
        host: String,
        /// Path of the route.
        path: String,
    },
}

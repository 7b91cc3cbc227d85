mod kind;

use std::panic::Location;
use std::path::PathBuf;

use hostplug::wasmtime;

use crate::budget::Exceeded;
use crate::compose::ComposeError;
use crate::resolve::Report;

/// What a host can answer instead of doing what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Wasmtime refused the engine's configuration.
    #[error("the engine cannot be made: {0:#}")]
    Engine(#[source] wasmtime::Error),

    /// The directory for compiled code cannot be used, or others could write to it.
    #[error("`{path}` cannot keep compiled code: {message}")]
    CacheDirectory {
        /// The directory.
        path: PathBuf,
        /// Why, and what to type.
        message: String,
    },

    /// Two plugins have one name.
    #[error(
        "two plugins are called `{name}`: {first} and {second}\nhelp: give one another name: `.plugin_as(\"other\", ..)`"
    )]
    DuplicatePlugin {
        /// The name.
        name: String,
        /// Where the first was added.
        first: &'static Location<'static>,
        /// Where the second was added.
        second: &'static Location<'static>,
    },

    /// A plugin describes its world with something else than a world.
    #[error(
        "the types of the plugin `{plugin}` cannot be read: {message}\nhelp: leave `Registration::component_type` empty, or set it to what `wit-component` encodes of a world"
    )]
    PluginTypes {
        /// The plugin, by its name in the host.
        plugin: String,
        /// Why.
        message: String,
    },

    /// An instance was declared for a plugin that the host does not have.
    #[error("the instance `{instance}` is declared for the plugin `{plugin}`, which this host does not have{}", known(.plugins))]
    UnknownPlugin {
        /// The plugin.
        plugin: String,
        /// The instance.
        instance: String,
        /// The plugins that there are.
        plugins: Vec<String>,
    },

    /// An instance of a plugin was declared twice.
    #[error("the instance `{instance}` of the plugin `{plugin}` is declared twice")]
    DuplicateInstance {
        /// The plugin.
        plugin: String,
        /// The instance.
        instance: String,
    },

    /// A plugin failed to start, to bind, to unbind or to stop, or does not accept its settings.
    #[error(transparent)]
    Plugin(#[from] hostplug::Error),

    /// A binding could not be made. All other bindings of the workload were unbound again.
    #[error("component `{component}` cannot be bound to plugin `{plugin}`: {source}")]
    Bind {
        /// The component.
        component: String,
        /// The plugin, by its name in the host.
        plugin: String,
        /// The plugin's error.
        source: hostplug::Error,
    },

    /// A workload of this id runs already, or is starting or stopping.
    #[error(
        "workload `{id}` is there already\nhelp: stop it first, or give the new one another name"
    )]
    AlreadyStarted {
        /// The id.
        id: String,
    },

    /// No workload has this id.
    #[error("there is no workload `{id}`{}", known(.workloads))]
    UnknownWorkload {
        /// The id.
        id: String,
        /// The workloads that there are.
        workloads: Vec<String>,
    },

    /// Another update of the workload is under way.
    #[error(
        "workload `{id}` is being updated already\nhelp: wait for the other update, or stop the workload"
    )]
    Updating {
        /// The id.
        id: String,
    },

    /// Somebody stopped the workload, or gave up its start, before it ran.
    #[error("workload `{id}` was stopped before it ran")]
    GivenUp {
        /// The id.
        id: String,
    },

    /// A plugin reported, while the workload was being started, that it cannot go on.
    #[error("workload `{id}` has failed: {reason}")]
    Failed {
        /// The id.
        id: String,
        /// What the plugin reported, with its name.
        reason: String,
    },

    /// The workload was stopped, and the deadline of the stop came before the end of the call.
    #[error("workload `{id}` was stopped before the call had ended")]
    CutOff {
        /// The id.
        id: String,
    },

    /// The host has been stopped.
    #[error("the host has been stopped")]
    Stopped,

    /// A configuration value or an environment variable cannot be had.
    #[error("`{key}` of component `{component}`: {message}")]
    Value {
        /// The component.
        component: String,
        /// The key.
        key: String,
        /// Why, without the value.
        message: String,
    },

    /// A volume cannot be used.
    #[error("volume `{volume}`: {message}")]
    Volume {
        /// The volume.
        volume: String,
        /// Why.
        message: String,
    },

    /// Another workload answers the requests of a route.
    #[error(
        "the route `{host}{path}` is taken by workload `{workload}`\nhelp: give the workload another one: `[[routes]]` with `host = \"..\"` or `path = \"..\"`"
    )]
    RouteTaken {
        /// Host of the route.
        host: String,
        /// Path of the route.
        path: String,
        /// The workload that has it.
        workload: String,
    },

    /// The workload cannot be resolved. The report has all of its problems.
    #[error(transparent)]
    Unresolved(#[from] Report),

    /// The parts of an entry do not fit together.
    #[error("component `{entry}` cannot be composed with what it imports: {source}")]
    Compose {
        /// The component whose exports the host calls.
        entry: String,
        /// Why.
        source: Box<ComposeError>,
    },

    /// Wasmtime refused the composed component.
    #[error("component `{entry}` cannot be linked: {source:#}")]
    Link {
        /// The component whose exports the host calls.
        entry: String,
        /// Why.
        source: wasmtime::Error,
    },

    /// A plugin cannot call an export as it is.
    #[error("component `{component}`: {source}")]
    Export {
        /// The component.
        component: String,
        /// What was found and what was expected.
        source: hostplug::Error,
    },

    /// A workload entry is made of more components than there is room for.
    #[error(
        "component `{entry}` needs {parts} components, and at most {limit} can be composed into one"
    )]
    TooManyParts {
        /// The component whose exports the host calls.
        entry: String,
        /// How many there are.
        parts: usize,
        /// How many there may be.
        limit: usize,
    },

    /// The component's exports are not for the host to call.
    #[error("component `{component}` is not an entry of the workload{}\nhelp: set `entry = true` in `[components.{component}]`", known(.entries))]
    NotAnEntry {
        /// The component.
        component: String,
        /// The components that are entries.
        entries: Vec<String>,
    },

    /// The component does not export the function.
    #[error("component `{component}` exports no function `{function}`{}", known(.exports))]
    NoSuchExport {
        /// The component.
        component: String,
        /// The function as it was asked for.
        function: String,
        /// What it exports.
        exports: Vec<String>,
    },

    /// The function cannot be called like this: the types of its parameters or results are others.
    #[error("`{function}` of component `{component}` cannot be called like this: {source:#}")]
    Signature {
        /// The component.
        component: String,
        /// The function.
        function: String,
        /// What was found and what was expected.
        source: wasmtime::Error,
    },

    /// The guest trapped. Its instance is gone; the next call gets a new one.
    #[error("component `{component}` trapped: {source:#}")]
    Trap {
        /// The component.
        component: String,
        /// The trap.
        source: wasmtime::Error,
    },

    /// The guest wanted more than it may use. Its instance is gone; the next call gets a new one.
    #[error("component `{component}` {limit}\nhelp: if it needs more, write `limits = {{ {} = {} }}` with a larger value in `[components.{component}]`", .limit.key(), .limit.value())]
    Limit {
        /// The component.
        component: String,
        /// What it has reached.
        limit: Exceeded,
        /// Where it was, if it was not waiting.
        source: wasmtime::Error,
    },

    /// As many calls of an entry are under way, and wait for those, as its limits allow.
    #[error(
        "component `{component}` is saturated: {requests} calls are under way, and {queue} wait\nhelp: if the host has room for more, write `limits = {{ requests = {requests}, queue = {queue} }}` with larger numbers in `[components.{component}]`"
    )]
    Saturated {
        /// The component.
        component: String,
        /// The limit of calls at once: `limits.requests`.
        requests: u32,
        /// The limit of calls that wait: `limits.queue`.
        queue: u32,
    },

    /// A workload asks for limits that it cannot have.
    #[error("{message}\nhelp: {help}")]
    Limits {
        /// Which, and why not.
        message: String,
        /// What to do.
        help: &'static str,
    },

    /// There can be no further thread, and so nothing to interrupt a guest.
    #[error("the thread that interrupts guests cannot be started: {0}")]
    Thread(#[source] std::io::Error),

    /// A server cannot be started.
    #[error("cannot listen on {address}: {source}\nhelp: {help}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        source: std::io::Error,
        /// What to do.
        help: String,
    },

    /// A file of a certificate or of its key cannot be used.
    #[error("`{}` cannot be used for TLS: {message}\nhelp: {help}", .path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why.
        message: String,
        /// What to do.
        help: &'static str,
    },

    /// The root certificates for outgoing requests cannot be used.
    #[error(
        "the root certificates of the host cannot be used: {message}\nhelp: give certificates in PEM, each from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`"
    )]
    RootCertificates {
        /// Why.
        message: String,
    },
}

/// The list of what there is, as the second line of a message.
fn known(names: &[String]) -> String {
    match names {
        [] => String::new(),
        names => format!("\nhelp: there are `{}`", names.join("`, `")),
    }
}

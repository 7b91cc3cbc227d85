use crate::settings::InvalidSettings;

/// What can go wrong between a host and a plugin before the first call.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings of a binding are not what the plugin's `config` type reads.
    #[error(
        "plugin `{plugin}` does not accept the settings of its instance `{instance}`: {source}"
    )]
    Settings {
        /// Name of the plugin.
        plugin: String,
        /// Name of the instance that the settings belong to.
        instance: String,
        /// The key and what is wrong with it.
        source: InvalidSettings,
    },

    /// A step of the plugin's own [`Lifecycle`](crate::Lifecycle) failed.
    #[error("plugin `{plugin}` failed to {step}: {source:#}")]
    Lifecycle {
        /// Name of the plugin.
        plugin: String,
        /// `start`, `bind`, `unbind` or `stop`.
        step: &'static str,
        /// The plugin's own error.
        source: wasmtime::Error,
    },

    /// One composed component has more bindings than the getter table has places.
    #[error(
        "binding {index} of plugin `{plugin}` is one too many: a workload entry has at most {limit}"
    )]
    TooManyBindings {
        /// Name of the plugin.
        plugin: String,
        /// Index of the binding that has no place.
        index: usize,
        /// Number of places.
        limit: usize,
    },

    /// A component exports an interface otherwise than the plugin calls it.
    #[error("plugin `{plugin}` cannot call `{interface}`: {source:#}")]
    Export {
        /// Name of the plugin.
        plugin: String,
        /// The interface.
        interface: String,
        /// What was found and what was expected.
        source: wasmtime::Error,
    },

    /// Wasmtime refused to define a function of the interface.
    #[error("plugin `{plugin}` cannot serve `{interface}`: {source:#}")]
    Link {
        /// Name of the plugin.
        plugin: String,
        /// The interface.
        interface: String,
        /// Wasmtime's error.
        source: wasmtime::Error,
    },
}

use std::collections::{BTreeMap, BTreeSet};

use hostplug::InterfaceId;

use crate::spec::Isolation;

/// Who serves what in a workload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// Components by name.
    pub components: BTreeMap<String, ComponentPlan>,
    /// Components whose exports the host calls.
    pub entries: BTreeSet<String>,
    /// HTTP routes.
    pub routes: Vec<RoutePlan>,
}

/// Who serves what of one component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ComponentPlan {
    /// Who serves each import, by its name.
    pub imports: BTreeMap<String, ImportPlan>,
}

impl ComponentPlan {
    /// Names of the siblings that serve it from within its own store.
    pub fn siblings(&self) -> impl Iterator<Item = &str> {
        self.providers().filter_map(|provider| match provider {
            Provider::Sibling { component, .. } => Some(component.as_str()),
            _ => None,
        })
    }

    /// Names of the siblings that it calls in stores of their own.
    pub fn isolated(&self) -> impl Iterator<Item = &str> {
        self.providers().filter_map(|provider| match provider {
            Provider::Isolated { component, .. } => Some(component.as_str()),
            _ => None,
        })
    }

    /// Who serves it, in the order of its imports' names.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.imports.values().map(|import| &import.provider)
    }
}

/// Who serves one import, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportPlan {
    /// Who serves it.
    pub provider: Provider,
    /// Why nobody else does.
    pub reason: Reason,
}

/// What made a provider the one that serves an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A link of the workload names it.
    Link,
    /// It is the only sibling that exports the import.
    OnlySibling,
    /// The component chooses the plugin under the label of the import.
    Choice,
    /// It is the only plugin that serves the import.
    OnlyPlugin,
    /// No sibling and no plugin serves the import, but the runtime does.
    Builtin,
    /// The import has only types.
    TypesOnly,
}

/// Who serves one import.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provider {
    /// Another component of the workload, in the same store.
    Sibling {
        /// Its name.
        component: String,
        /// The name of its export.
        export: String,
        /// Whether the importer has an instance of its own.
        per_importer: bool,
    },
    /// Another component of the workload, on a fresh instance in a store of its own for each call.
    Isolated {
        /// Its name.
        component: String,
        /// The name of its export.
        export: String,
        /// How it is held.
        isolation: Isolation,
    },
    /// A plugin.
    Plugin {
        /// Its name in the host.
        plugin: String,
        /// Index of the interface in its registration.
        index: usize,
        /// The interface that it serves.
        interface: InterfaceId,
        /// Label of the binding.
        label: String,
        /// Name of the plugin's instance.
        instance: String,
    },
    /// The runtime itself.
    Builtin {
        /// The interface as the component imports it.
        interface: InterfaceId,
    },
    /// Nobody: the import has types only, and needs no provider.
    Types,
}

/// Which HTTP requests go to which component.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RoutePlan {
    /// A host name, or `*`.
    pub host: String,
    /// A prefix of the path.
    pub path: String,
    /// The component.
    pub component: String,
}

impl RoutePlan {
    /// Whether both match the same requests.
    pub(crate) fn answers_same(&self, other: &RoutePlan) -> bool {
        let path = |route: &RoutePlan| route.path.trim_end_matches('/').to_owned();
        self.host.eq_ignore_ascii_case(&other.host) && path(self) == path(other)
    }
}

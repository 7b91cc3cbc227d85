use std::collections::{BTreeMap, BTreeSet};

use hostplug::InterfaceId;

use crate::engine::Profile;

/// Who serves what in a workload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// Components by name.
    pub components: BTreeMap<String, ComponentPlan>,
    /// Components whose exports the host calls.
    pub entries: BTreeSet<String>,
    /// HTTP routes.
    pub routes: Vec<RoutePlan>,
    /// The engine's profile: what the workload asks for; else [`Profile::P2`], unless something in the workload needs
    /// more.
    pub profile: Profile,
}

/// Who serves what of one component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ComponentPlan {
    /// Providers by the name of the import.
    pub imports: BTreeMap<String, Provider>,
}

impl ComponentPlan {
    /// Names of the siblings that serve it.
    pub fn siblings(&self) -> impl Iterator<Item = &str> {
        self.imports.values().filter_map(|provider| match provider {
            Provider::Sibling { component, .. } => Some(component.as_str()),
            _ => None,
        })
    }
}

/// Who serves one import.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provider {
    /// Another component of the workload.
    Sibling {
        /// Its name.
        component: String,
        /// The name of its export.
        export: String,
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

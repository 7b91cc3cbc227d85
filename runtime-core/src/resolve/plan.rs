use std::collections::{BTreeMap, BTreeSet};

use hostplug::InterfaceId;

use crate::engine::Profile;
use crate::part::{Extern, Part};
use crate::spec::{InstancePolicy, Isolation};

/// Who serves what in a workload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The workload's id: `namespace/name`.
    pub workload: String,
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
    /// The sha256 of its bytes in lower-case hex.
    pub digest: String,
    /// How many bytes it has.
    pub size: usize,
    /// Who serves each import, by its name.
    pub imports: BTreeMap<String, ImportPlan>,
    /// Which plugins call its exports.
    pub handlers: Vec<HandlerPlan>,
    /// The interfaces of imports whose names do not say them.
    pub implements: BTreeMap<String, String>,
    /// The names of its exports.
    pub exports: BTreeSet<String>,
    /// Which instances serve its calls, if it is an entry.
    pub instance: InstancePolicy,
}

impl ComponentPlan {
    /// What everybody can see of a component, besides who serves it.
    pub(super) fn describe(&mut self, part: &Part) {
        let implements = |import: &Extern| {
            let interface = import.implements.clone()?;
            Some((import.name.clone(), interface))
        };
        part.digest().clone_into(&mut self.digest);
        self.size = part.bytes().len();
        self.implements = part.imports().values().filter_map(implements).collect();
        self.exports = part.exports().keys().cloned().collect();
    }

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

    /// Whether it can be run to its end.
    pub(crate) fn is_command(&self) -> bool {
        let mut exports = self.exports.iter();
        exports.any(|export| export.starts_with("wasi:cli/run@"))
    }

    /// Whether it has a binding of the plugin under the label.
    pub(crate) fn uses(&self, plugin: &str, label: &str) -> bool {
        let serving = self.providers().filter_map(|provider| match provider {
            Provider::Plugin { plugin, label, .. } => Some((plugin, label)),
            _ => None,
        });
        let calling = self
            .handlers
            .iter()
            .map(|handler| (&handler.plugin, &handler.label));
        serving
            .chain(calling)
            .any(|(by, under)| by == plugin && under == label)
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// A plugin that calls an export of a component. It reaches the component through a binding, which serves the
/// component's imports under the same label as well.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerPlan {
    /// Name of the plugin in the host.
    pub plugin: String,
    /// Index of the interface among the exports of its registration.
    pub index: usize,
    /// The interface that it calls.
    pub interface: InterfaceId,
    /// The name of the component's export.
    pub export: String,
    /// Label of the binding.
    pub label: String,
    /// Name of the plugin's instance.
    pub instance: String,
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

//! From a plan to an entry that can be instantiated: closure of parts → composed bytes → compiled component → linker.

mod closure;
mod isolated;

use std::collections::BTreeMap;
use std::sync::Arc;

use hostplug::wasmtime;
use hostplug::wasmtime::component::{InstancePre, Linker};
use hostplug::wt::component::LinkerInstance;
use hostplug::{CallPolicy, Export, HostPlugin, InterfaceId, Scope, State};

use crate::cache::{CodeCache, Composed, Hold};
use crate::compose::{self, Binding, Placement, TieKey};
use crate::error::Error;
use crate::part::Part;
use crate::registry::Registry;
use crate::resolve::{ComponentPlan, HandlerPlan, Plan, Provider};
use crate::wasi;
use closure::{Placed, closure};
pub(crate) use isolated::{Callees, Step, ended_by, is_of_callee};

/// Names one binding of a workload: a component, a plugin and a label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BindingKey {
    pub(crate) component: String,
    pub(crate) plugin: String,
    pub(crate) label: String,
    pub(crate) instance: String,
}

impl BindingKey {
    /// The binding through which `provider` serves `component`, if it is a plugin.
    pub(crate) fn of(component: &str, provider: &Provider) -> Option<Self> {
        let Provider::Plugin {
            plugin,
            label,
            instance,
            ..
        } = provider
        else {
            return None;
        };
        Some(BindingKey {
            component: component.to_owned(),
            plugin: plugin.clone(),
            label: label.clone(),
            instance: instance.clone(),
        })
    }

    /// The bindings through which plugins serve a component, each as often as it has imports.
    pub(crate) fn of_imports(component: &str, plan: &ComponentPlan) -> impl Iterator<Item = Self> {
        plan.providers()
            .filter_map(move |provider| Self::of(component, provider))
    }

    /// The bindings through which plugins call a component, and what they call.
    pub(crate) fn of_handlers<'a>(
        component: &str,
        plan: &'a ComponentPlan,
    ) -> BTreeMap<Self, Vec<&'a HandlerPlan>> {
        let mut handlers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for handler in &plan.handlers {
            let key = BindingKey {
                component: component.to_owned(),
                plugin: handler.plugin.clone(),
                label: handler.label.clone(),
                instance: handler.instance.clone(),
            };
            handlers.entry(key).or_default().push(handler);
        }
        handlers
    }
}

/// An entry before anything is bound.
pub(crate) struct Linked {
    pub(crate) pre: InstancePre<State>,
    /// The bindings of a store, by index.
    pub(crate) bindings: Vec<BindingKey>,
    /// The components, by index of their part.
    pub(crate) parts: Vec<String>,
    /// What plugins call of it, by the binding.
    pub(crate) exports: BTreeMap<BindingKey, Vec<Export>>,
    /// Its code is in use.
    pub(crate) code: Vec<Hold>,
}

/// Links entries of one workload.
pub(crate) struct EntryLinker<'a> {
    pub(crate) code: &'a CodeCache<'a>,
    /// The name of the workload.
    pub(crate) workload: &'a str,
    pub(crate) plan: &'a Plan,
    pub(crate) parts: &'a BTreeMap<String, Part>,
    pub(crate) registry: &'a Registry,
    pub(crate) scopes: &'a BTreeMap<BindingKey, Arc<Scope>>,
    /// Who calls are passed on to that leave the store.
    pub(crate) callees: &'a Callees,
    /// Deadline and observer of all calls.
    pub(crate) policy: &'a dyn Fn(&str, &InterfaceId, Arc<Scope>) -> CallPolicy,
}

impl EntryLinker<'_> {
    /// Composes, compiles and links one entry. It takes long, so it must not run on an async thread.
    pub(crate) fn link(&self, entry: &str) -> Result<Linked, Error> {
        let parts = closure(self.plan, entry)?;
        let composed = self.compose(entry, &parts)?;
        let failed = |source| Error::Link {
            entry: entry.to_owned(),
            source,
        };
        let mut linker = Linker::<State>::new(self.code.engine());
        let mut code = self.link_modules(&mut linker, &composed).map_err(failed)?;
        let (component, glue) = self.code.component(&composed).map_err(failed)?;
        code.push(glue);
        let bindings = self.link_imports(&mut linker, &parts)?;
        let pre = linker.instantiate_pre(&component).map_err(failed)?;
        let exports = self.exports(entry, &pre)?;
        let parts = parts.iter().map(|placed| placed.component.to_owned());
        Ok(Linked {
            pre,
            bindings,
            parts: parts.collect(),
            exports,
            code,
        })
    }

    /// Where the exports are that plugins call. What does not fit is an error now, not at the first call.
    fn exports(
        &self,
        entry: &str,
        component: &InstancePre<State>,
    ) -> Result<BTreeMap<BindingKey, Vec<Export>>, Error> {
        let Some(plan) = self.plan.components.get(entry) else {
            return Ok(BTreeMap::new());
        };
        let handlers = BindingKey::of_handlers(entry, plan).into_iter();
        let exports = handlers.map(|(key, handlers)| {
            let plugin = self.plugin(&key.plugin);
            let exports = handlers
                .iter()
                .map(|handler| plugin.export(handler.index, component));
            let exports = exports.collect::<Result<_, _>>();
            match exports {
                Ok(exports) => Ok((key, exports)),
                Err(source) => Err(Error::Export {
                    component: entry.to_owned(),
                    source,
                }),
            }
        });
        exports.collect()
    }

    fn plugin(&self, name: &str) -> &dyn HostPlugin {
        let registered = self.registry.get(name);
        &*registered
            .expect("the plan names plugins of the host")
            .plugin
    }

    fn compose(&self, entry: &str, parts: &[Placed<'_>]) -> Result<Arc<Composed>, Error> {
        let placements = parts.iter().enumerate().filter_map(|(index, placed)| {
            Some(Placement {
                part: self.parts.get(placed.component)?,
                label: format!("p{index}"),
                bindings: self.bindings(index, placed),
            })
        });
        let placements: Vec<_> = placements.collect();
        let exports = self
            .parts
            .get(entry)
            .map(|part| part.exports().values())
            .into_iter()
            .flatten();
        let exports: Vec<_> = exports
            .filter(|export| is_callable(export.kind))
            .map(|export| (0, export.name.clone()))
            .collect();
        let compose = || compose::compose(&placements, &exports);
        let composed = self
            .code
            .composition(&compose::identity(&placements, &exports), compose);
        composed.map_err(|source| Error::Compose {
            entry: entry.to_owned(),
            source: Box::new(source),
        })
    }

    /// The imports of a component, always in the same order, which numbers them.
    fn imports(&self, component: &str) -> impl Iterator<Item = (&String, &Provider)> {
        let planned = self.plan.components.get(component);
        let imports = planned.into_iter().flat_map(|component| &component.imports);
        imports.map(|(name, import)| (name, &import.provider))
    }

    fn bindings(&self, part: usize, placed: &Placed<'_>) -> BTreeMap<String, Binding> {
        self.imports(placed.component)
            .enumerate()
            .filter_map(|(index, (import, provider))| {
                let binding = match provider {
                    Provider::Sibling { export, .. } => Binding::Sibling {
                        placement: *placed.siblings.get(import.as_str())?,
                        export: export.clone(),
                    },
                    provider => Binding::Host {
                        name: outer_name(part, index, import),
                        tie: tie(provider),
                    },
                };
                Some((import.clone(), binding))
            })
            .collect()
    }

    fn link_modules(
        &self,
        linker: &mut Linker<State>,
        composed: &Composed,
    ) -> wasmtime::Result<Vec<Hold>> {
        let modules = composed.modules().iter().map(|(name, module)| {
            let (module, hold) = self.code.module(module.digest(), module.bytes())?;
            linker.root().module(name, &module)?;
            Ok(hold)
        });
        modules.collect()
    }

    fn link_imports(
        &self,
        linker: &mut Linker<State>,
        parts: &[Placed<'_>],
    ) -> Result<Vec<BindingKey>, Error> {
        let mut bindings = Vec::new();
        for (part, placed) in parts.iter().enumerate() {
            for (index, (import, provider)) in self.imports(placed.component).enumerate() {
                let outer = outer_name(part, index, import);
                let importer = (part, placed.component);
                let import = (import.as_str(), outer.as_str());
                self.link_import(linker, &mut bindings, importer, import, provider)?;
            }
        }
        Ok(bindings)
    }

    fn link_import(
        &self,
        linker: &mut Linker<State>,
        bindings: &mut Vec<BindingKey>,
        (part, component): (usize, &str),
        (import, outer): (&str, &str),
        provider: &Provider,
    ) -> Result<(), Error> {
        let failed = |source| Error::Link {
            entry: component.to_owned(),
            source,
        };
        match provider {
            Provider::Sibling { .. } | Provider::Types => Ok(()),
            Provider::Isolated {
                component: callee,
                export,
                isolation,
            } => {
                let link = self.isolated(component, import, callee, isolation);
                self.link_isolated(linker, &link, outer, export)
                    .map_err(failed)
            }
            Provider::Builtin { interface } => {
                let mut instance = linker.instance(outer).map_err(failed)?;
                wasi::link(interface, &mut instance, part).map_err(failed)
            }
            Provider::Plugin {
                plugin,
                index,
                interface,
                ..
            } => {
                let key = BindingKey::of(component, provider).expect("the provider is a plugin");
                let scope = self
                    .scopes
                    .get(&key)
                    .expect("each binding of the plan has a scope");
                let policy = (self.policy)(plugin, interface, scope.clone());
                let binding = index_of(bindings, key);
                let mut instance =
                    LinkerInstance::new(linker.instance(outer).map_err(failed)?, policy);
                Ok(self.plugin(plugin).link(*index, &mut instance, binding)?)
            }
        }
    }
}

/// All interfaces that one binding serves share its index.
fn index_of(bindings: &mut Vec<BindingKey>, key: BindingKey) -> usize {
    bindings
        .iter()
        .position(|known| *known == key)
        .unwrap_or_else(|| {
            bindings.push(key);
            bindings.len() - 1
        })
}

fn is_callable(kind: crate::part::ExternKind) -> bool {
    matches!(
        kind,
        crate::part::ExternKind::Instance | crate::part::ExternKind::Func
    )
}

/// The plain name under which the composed component imports it: unique by its numbers, readable by the rest.
fn outer_name(part: usize, index: usize, import: &str) -> String {
    match import.parse::<InterfaceId>() {
        Ok(id) => format!(
            "p{part}-i{index}-{}-{}-{}",
            id.namespace(),
            id.package(),
            id.name()
        ),
        Err(_) => format!("p{part}-i{index}"),
    }
}

/// Parts can pass each other resources of one interface if one instance of one plugin, or the runtime, serves both.
pub(crate) fn tie(provider: &Provider) -> Option<TieKey> {
    match provider {
        Provider::Plugin {
            plugin,
            instance,
            interface,
            ..
        } => Some(TieKey(format!("plugin {plugin} {instance} {interface}"))),
        Provider::Builtin { interface } => Some(TieKey(wasi::tie(interface))),
        Provider::Sibling { .. } | Provider::Isolated { .. } | Provider::Types => None,
    }
}

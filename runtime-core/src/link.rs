//! From a plan to an entry that can be instantiated: closure of parts → composed bytes → compiled component → linker.

mod closure;
mod isolated;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use hostplug::wasmtime::component::{Component, InstancePre, Linker};
use hostplug::wasmtime::{self, Module};
use hostplug::wt::component::LinkerInstance;
use hostplug::{CallPolicy, InterfaceId, Scope, State};

use crate::compose::{self, Binding, Composition, Placement, TieKey};
use crate::engine::Engine;
use crate::error::Error;
use crate::part::Part;
use crate::registry::Registry;
use crate::resolve::{Plan, Provider};
use crate::wasi;
use closure::{Placed, closure};
use isolated::IsolatedImport;
pub(crate) use isolated::{Callees, Step, check_fit};

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
}

/// An entry before anything is bound.
pub(crate) struct Linked {
    pub(crate) pre: InstancePre<State>,
    /// The bindings of a store, by index.
    pub(crate) bindings: Vec<BindingKey>,
    /// The components, by index of their part.
    pub(crate) parts: Vec<String>,
    /// What it imports from isolated callees.
    pub(crate) isolated: Vec<IsolatedImport>,
    /// Kept so that other workloads find them.
    pub(crate) modules: Vec<Arc<Module>>,
}

/// Core modules that are in use, by their content.
#[derive(Debug, Default)]
pub(crate) struct ModuleCache(Mutex<HashMap<String, Weak<Module>>>);

impl ModuleCache {
    fn get_or_compile(
        &self,
        engine: &Engine,
        digest: &str,
        bytes: &[u8],
    ) -> wasmtime::Result<Arc<Module>> {
        let known = || self.lock().get(digest).and_then(Weak::upgrade);
        if let Some(module) = known() {
            return Ok(module);
        }
        let module = Arc::new(Module::new(engine.as_wasmtime(), bytes)?);
        let mut modules = self.lock();
        modules.retain(|_, module| module.strong_count() > 0);
        modules.insert(digest.to_owned(), Arc::downgrade(&module));
        Ok(module)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Weak<Module>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Links entries of one workload.
pub(crate) struct EntryLinker<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) modules: &'a ModuleCache,
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
        let composition = self.compose(entry, &parts)?;
        let failed = |source| Error::Link {
            entry: entry.to_owned(),
            source,
        };
        let modules = self.compile_modules(&composition).map_err(failed)?;
        let component =
            Component::new(self.engine.as_wasmtime(), &composition.bytes).map_err(failed)?;
        let mut linker = Linker::<State>::new(self.engine.as_wasmtime());
        for (name, module) in &modules {
            linker.root().module(name, module).map_err(failed)?;
        }
        let (bindings, isolated) = self.link_imports(&mut linker, &parts)?;
        let pre = linker.instantiate_pre(&component).map_err(failed)?;
        let modules = modules.into_iter().map(|(_, module)| module).collect();
        let parts = parts.iter().map(|placed| placed.component.to_owned());
        Ok(Linked {
            pre,
            bindings,
            parts: parts.collect(),
            isolated,
            modules,
        })
    }

    fn compose(&self, entry: &str, parts: &[Placed<'_>]) -> Result<Composition, Error> {
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
        compose::compose(&placements, &exports).map_err(|source| Error::Compose {
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

    fn compile_modules(
        &self,
        composition: &Composition,
    ) -> wasmtime::Result<Vec<(String, Arc<Module>)>> {
        let modules = composition.modules.iter().map(|(name, module)| {
            let compiled =
                self.modules
                    .get_or_compile(self.engine, module.digest(), module.bytes())?;
            Ok((name.clone(), compiled))
        });
        modules.collect()
    }

    fn link_imports(
        &self,
        linker: &mut Linker<State>,
        parts: &[Placed<'_>],
    ) -> Result<(Vec<BindingKey>, Vec<IsolatedImport>), Error> {
        let (mut bindings, mut isolated) = (Vec::new(), Vec::new());
        for (part, placed) in parts.iter().enumerate() {
            for (index, (import, provider)) in self.imports(placed.component).enumerate() {
                let outer = outer_name(part, index, import);
                let importer = (part, placed.component);
                isolated.extend(self.link_isolated(
                    linker,
                    placed.component,
                    import,
                    &outer,
                    provider,
                )?);
                self.link_import(linker, &mut bindings, importer, &outer, provider)?;
            }
        }
        Ok((bindings, isolated))
    }

    fn link_import(
        &self,
        linker: &mut Linker<State>,
        bindings: &mut Vec<BindingKey>,
        (part, component): (usize, &str),
        outer: &str,
        provider: &Provider,
    ) -> Result<(), Error> {
        let failed = |source| Error::Link {
            entry: component.to_owned(),
            source,
        };
        match provider {
            // Siblings are in the component, and isolated callees are linked by now.
            Provider::Sibling { .. } | Provider::Isolated { .. } | Provider::Types => Ok(()),
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
                let registered = self
                    .registry
                    .get(plugin)
                    .expect("the plan names plugins of the host");
                let key = BindingKey::of(component, provider).expect("the provider is a plugin");
                let scope = self
                    .scopes
                    .get(&key)
                    .expect("each binding of the plan has a scope");
                let policy = (self.policy)(plugin, interface, scope.clone());
                let binding = index_of(bindings, key);
                let mut instance =
                    LinkerInstance::new(linker.instance(outer).map_err(failed)?, policy);
                Ok(registered.plugin.link(*index, &mut instance, binding)?)
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
fn tie(provider: &Provider) -> Option<TieKey> {
    match provider {
        Provider::Plugin {
            plugin,
            instance,
            interface,
            ..
        } => Some(TieKey(format!("plugin {plugin} {instance} {interface}"))),
        Provider::Builtin { interface } => Some(TieKey(format!(
            "wasi {}/{}",
            interface.package(),
            interface.name()
        ))),
        Provider::Sibling { .. } | Provider::Isolated { .. } | Provider::Types => None,
    }
}

//! Which exports the plugins call: handlers of messages, of timers.

use std::collections::{BTreeMap, BTreeSet};

use hostplug::{Interface, InterfaceId};

use super::{ComponentPlan, HandlerPlan, Offer, Problem, Provider, lines, serve};
use crate::part::{ExternKind, Part};
use crate::spec::{Component, Workload};

/// Adds the handlers to the plans of all components.
pub(super) fn add(
    problems: &mut Vec<Problem>,
    workload: &Workload,
    parts: &BTreeMap<String, Part>,
    offers: &[Offer],
    components: &mut BTreeMap<String, ComponentPlan>,
) {
    let behind_siblings = imported(components);
    for (name, plan) in components {
        let (Some(part), Some(component)) = (parts.get(name), workload.components.get(name)) else {
            continue;
        };
        let finder = Finder {
            name,
            part,
            component,
            offers,
            behind_siblings: &behind_siblings,
        };
        plan.handlers = finder.handlers(problems);
    }
}

/// Exports that a sibling imports, by component.
fn imported(components: &BTreeMap<String, ComponentPlan>) -> BTreeSet<(String, String)> {
    let providers = components.values().flat_map(ComponentPlan::providers);
    let siblings = providers.filter_map(|provider| match provider {
        Provider::Sibling {
            component, export, ..
        }
        | Provider::Isolated {
            component, export, ..
        } => Some((component.clone(), export.clone())),
        _ => None,
    });
    siblings.collect()
}

/// Finds the handlers of one component.
struct Finder<'a> {
    name: &'a str,
    part: &'a Part,
    component: &'a Component,
    offers: &'a [Offer],
    behind_siblings: &'a BTreeSet<(String, String)>,
}

/// A plugin that could call an export.
struct Caller<'a> {
    offer: &'a Offer,
    index: usize,
    interface: &'a Interface,
}

impl<'a> Finder<'a> {
    fn handlers(&self, problems: &mut Vec<Problem>) -> Vec<HandlerPlan> {
        let mut handlers = Vec::new();
        for (export, callers) in self.callers() {
            let found = self
                .chosen(export, &callers)
                .unwrap_or_else(|| self.only(export, &callers));
            match found.and_then(|handlers| self.check_functions(handlers)) {
                Ok(found) => handlers.extend(found),
                Err(problem) => problems.push(problem),
            }
        }
        handlers
    }

    /// The plugins that call an export of the component, by the export.
    fn callers(&self) -> BTreeMap<&'a str, Vec<Caller<'a>>> {
        let exports = self.part.exports().values();
        let exports: Vec<(InterfaceId, &str)> = exports
            .filter(|export| export.kind == ExternKind::Instance)
            .filter_map(|export| Some((export.name.parse().ok()?, export.name.as_str())))
            .collect();
        let mut callers: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for offer in self.offers {
            for (index, interface) in offer.registration.exports.iter().enumerate() {
                let ids = exports.iter().map(|(id, _)| id);
                let best = InterfaceId::best_offer(&interface.id, ids);
                let export = exports.iter().find(|(id, _)| Some(id) == best);
                if let Some((_, export)) = export {
                    callers.entry(export).or_default().push(Caller {
                        offer,
                        index,
                        interface,
                    });
                }
            }
        }
        callers
    }

    /// What the component says itself: each of its choices that calls the export, whatever the label.
    fn chosen(
        &self,
        export: &str,
        callers: &[Caller<'_>],
    ) -> Option<Result<Vec<HandlerPlan>, Problem>> {
        let choices = self.component.plugins.iter().flat_map(|choice| {
            let callers = callers
                .iter()
                .filter(|caller| caller.offer.name == choice.plugin);
            callers.map(move |caller| {
                let instance = choice.instance.as_deref();
                self.handler(export, caller, &choice.label, instance)
            })
        });
        let handlers: Vec<_> = choices.collect();
        (!handlers.is_empty()).then(|| handlers.into_iter().collect())
    }

    /// The only plugin that calls the export, if no sibling stands in front of it.
    fn only(&self, export: &str, callers: &[Caller<'_>]) -> Result<Vec<HandlerPlan>, Problem> {
        let key = (self.name.to_owned(), export.to_owned());
        if self.behind_siblings.contains(&key) {
            return Ok(Vec::new());
        }
        let plugins: BTreeSet<_> = callers.iter().map(|caller| &caller.offer.name).collect();
        match callers {
            [first, ..] if plugins.len() > 1 => Err(Problem::AmbiguousHandler {
                component: self.name.to_owned(),
                export: export.to_owned(),
                candidates: plugins
                    .iter()
                    .map(|plugin| format!("plugin `{plugin}`"))
                    .collect(),
                help: lines::choice(self.name, "default", first.offer),
            }),
            callers => callers
                .iter()
                .map(|caller| self.handler(export, caller, "default", None))
                .collect(),
        }
    }

    fn handler(
        &self,
        export: &str,
        caller: &Caller<'_>,
        label: &str,
        instance: Option<&str>,
    ) -> Result<HandlerPlan, Problem> {
        let instance = instance.unwrap_or("default");
        if let Some(problem) = serve::no_instance(self.name, label, instance, caller.offer) {
            return Err(problem);
        }
        Ok(HandlerPlan {
            plugin: caller.offer.name.clone(),
            index: caller.index,
            interface: caller.interface.id.clone(),
            export: export.to_owned(),
            label: label.to_owned(),
            instance: instance.to_owned(),
        })
    }

    /// Types are compared when the entry is linked; a missing function has a better message here.
    fn check_functions(&self, handlers: Vec<HandlerPlan>) -> Result<Vec<HandlerPlan>, Problem> {
        for handler in &handlers {
            let functions = self.missing(handler);
            if !functions.is_empty() {
                return Err(Problem::MissingHandlerFunctions {
                    component: self.name.to_owned(),
                    export: handler.export.clone(),
                    plugin: handler.plugin.clone(),
                    functions,
                });
            }
        }
        Ok(handlers)
    }

    /// The functions that the plugin calls and the export lacks.
    fn missing(&self, handler: &HandlerPlan) -> Vec<String> {
        let called = self
            .offers
            .iter()
            .find(|offer| offer.name == handler.plugin)
            .and_then(|offer| offer.registration.exports.get(handler.index));
        let export = self.part.exports().get(&handler.export);
        let has = |function: &String| {
            export.is_some_and(|export| export.functions.contains_key(function))
        };
        let called = called
            .into_iter()
            .flat_map(|interface| &interface.functions);
        called.filter(|function| !has(function)).cloned().collect()
    }
}

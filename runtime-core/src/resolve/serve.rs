//! The order of service: an explicit link, the only sibling that exports it, a plugin, the runtime.

use std::collections::BTreeMap;

use hostplug::InterfaceId;

use super::{ComponentPlan, ImportPlan, Problem, Provider, Reason, near};
use crate::part::{Extern, ExternKind, Part};
use crate::registry::Offer;
use crate::spec::{Component, Link, LinkMode, LinkTarget, PluginChoice, Workload};
use crate::wasi;

pub(super) fn components(
    problems: &mut Vec<Problem>,
    workload: &Workload,
    parts: &BTreeMap<String, Part>,
    offers: &[Offer],
) -> BTreeMap<String, ComponentPlan> {
    check_links(problems, workload, parts);
    let mut plans = BTreeMap::new();
    for (name, part) in parts {
        let Some(component) = workload.components.get(name) else {
            continue;
        };
        check_choices(problems, name, component, offers);
        let server = Server {
            name,
            component,
            workload,
            parts,
            offers,
        };
        plans.insert(name.clone(), server.plan(problems, part));
    }
    plans
}

/// A link whose start does not exist would silently do nothing.
fn check_links(problems: &mut Vec<Problem>, workload: &Workload, parts: &BTreeMap<String, Part>) {
    for link in &workload.links {
        let (reason, known): (_, Vec<String>) = match parts.get(&link.component) {
            None => ("is not in the workload", parts.keys().cloned().collect()),
            Some(part) if !part.imports().contains_key(&link.import) => (
                "it does not import",
                part.imports().keys().cloned().collect(),
            ),
            Some(_) => continue,
        };
        problems.push(Problem::LinkFromNowhere {
            component: link.component.clone(),
            import: link.import.clone(),
            reason,
            known,
        });
    }
}

fn check_choices(problems: &mut Vec<Problem>, name: &str, component: &Component, offers: &[Offer]) {
    for choice in &component.plugins {
        let Some(offer) = offers.iter().find(|offer| offer.name == choice.plugin) else {
            problems.push(unknown_plugin(name, &choice.plugin, offers));
            continue;
        };
        let instances: Vec<String> = offer.instances.iter().cloned().collect();
        let (component, plugin) = (name.to_owned(), choice.plugin.clone());
        match &choice.instance {
            _ if !instances.is_empty() && !choice.settings.is_empty() => {
                problems.push(Problem::SettingsOfHost {
                    component,
                    plugin,
                    instances,
                });
            }
            Some(instance) if !offer.instances.contains(instance) => {
                let instance = instance.clone();
                problems.push(Problem::UnknownInstance {
                    component,
                    plugin,
                    instance,
                    instances,
                });
            }
            _ => {}
        }
    }
}

fn unknown_plugin(component: &str, plugin: &str, offers: &[Offer]) -> Problem {
    Problem::UnknownPlugin {
        component: component.to_owned(),
        plugin: plugin.to_owned(),
        plugins: offers.iter().map(|offer| offer.name.clone()).collect(),
    }
}

/// Serves the imports of one component.
struct Server<'a> {
    name: &'a str,
    component: &'a Component,
    workload: &'a Workload,
    parts: &'a BTreeMap<String, Part>,
    offers: &'a [Offer],
}

impl<'a> Server<'a> {
    fn plan(&self, problems: &mut Vec<Problem>, part: &Part) -> ComponentPlan {
        let mut plan = ComponentPlan::default();
        for import in part.imports().values() {
            let planned = self
                .import(import)
                .and_then(|planned| self.check_instance(planned))
                .and_then(|planned| self.check_functions(import, planned));
            match planned {
                Ok(planned) => {
                    plan.imports.insert(import.name.clone(), planned);
                }
                Err(problem) => problems.push(problem),
            }
        }
        plan
    }

    fn import(&self, import: &Extern) -> Result<ImportPlan, Problem> {
        let planned = |provider, reason| Ok(ImportPlan { provider, reason });
        if let Some(link) = self.link(import) {
            return planned(self.linked(import, link)?, Reason::Link);
        }
        if import.is_types_only() {
            return planned(Provider::Types, Reason::TypesOnly);
        }
        if let Some(sibling) = self.sibling(import)? {
            return planned(sibling, Reason::OnlySibling);
        }
        let interface = interface_of(import);
        if let Some(interface) = &interface {
            if let Some((plugin, reason)) = self.plugin(import, interface)? {
                return planned(plugin, reason);
            }
            if wasi::serves(interface) {
                let interface = interface.clone();
                return planned(Provider::Builtin { interface }, Reason::Builtin);
            }
        }
        Err(self.unresolved(import))
    }

    fn unresolved(&self, import: &Extern) -> Problem {
        let near = interface_of(import)
            .map(|interface| near::misses(&interface, self.siblings(), self.offers));
        let near = near.unwrap_or_default();
        Problem::Unresolved {
            component: self.name.to_owned(),
            import: import.name.clone(),
            near,
        }
    }

    fn siblings(&self) -> impl Iterator<Item = (&'a str, &'a Part)> {
        let own = self.name;
        self.parts
            .iter()
            .map(|(name, part)| (name.as_str(), part))
            .filter(move |(name, _)| *name != own)
    }

    fn link(&self, import: &Extern) -> Option<&'a Link> {
        self.workload
            .links
            .iter()
            .find(|link| link.component == self.name && link.import == import.name)
    }

    fn linked(&self, import: &Extern, link: &Link) -> Result<Provider, Problem> {
        match &link.to {
            LinkTarget::Component { component, export } => self.linked_component(
                import,
                component,
                export.as_deref().unwrap_or(&import.name),
                &link.mode,
            ),
            LinkTarget::Plugin { plugin, .. } => self.linked_plugin(import, plugin),
        }
    }

    fn linked_component(
        &self,
        import: &Extern,
        component: &str,
        export: &str,
        mode: &LinkMode,
    ) -> Result<Provider, Problem> {
        let nowhere = |reason, known| Problem::LinkToNowhere {
            component: self.name.to_owned(),
            import: import.name.clone(),
            target: format!("`{export}` of component `{component}`"),
            reason,
            known,
        };
        if component == self.name {
            return Err(nowhere("is the component itself", Vec::new()));
        }
        let Some(part) = self.parts.get(component) else {
            return Err(nowhere(
                "is not in the workload",
                self.parts.keys().cloned().collect(),
            ));
        };
        match best_export(part, import, export) {
            Some(export) => Ok(sibling(component, export, mode)),
            None => Err(nowhere(
                "it does not export",
                part.exports().keys().cloned().collect(),
            )),
        }
    }

    fn linked_plugin(&self, import: &Extern, plugin: &str) -> Result<Provider, Problem> {
        let Some(offer) = self.offers.iter().find(|offer| offer.name == plugin) else {
            return Err(unknown_plugin(self.name, plugin, self.offers));
        };
        interface_of(import)
            .and_then(|interface| self.offered(import, &interface, offer))
            .ok_or_else(|| {
                let served = offer.registration.imports.iter();
                Problem::LinkToNowhere {
                    component: self.name.to_owned(),
                    import: import.name.clone(),
                    target: format!("the plugin `{plugin}`"),
                    reason: "does not serve it",
                    known: served.map(|interface| interface.id.to_string()).collect(),
                }
            })
    }

    /// The only sibling that exports it.
    fn sibling(&self, import: &Extern) -> Result<Option<Provider>, Problem> {
        let exporters: Vec<_> = self
            .siblings()
            .filter_map(|(name, part)| Some((name, best_export(part, import, &import.name)?)))
            .collect();
        match exporters.as_slice() {
            [] => Ok(None),
            [(component, export)] => Ok(Some(sibling(component, export, &LinkMode::Shared))),
            [(first, _), ..] => Err(self.ambiguous(
                import,
                exporters.iter().map(|(name, _)| format!("component `{name}`")).collect(),
                format!(
                    "[[links]]\nfrom = {{ component = \"{}\", import = \"{}\" }}\nto = {{ component = \"{first}\" }}",
                    self.name, import.name
                ),
            )),
        }
    }

    fn ambiguous(&self, import: &Extern, candidates: Vec<String>, help: String) -> Problem {
        Problem::Ambiguous {
            component: self.name.to_owned(),
            import: import.name.clone(),
            candidates,
            help,
        }
    }

    /// The plugin that the component chooses for the label of the import, else the only one that serves it.
    fn plugin(
        &self,
        import: &Extern,
        interface: &InterfaceId,
    ) -> Result<Option<(Provider, Reason)>, Problem> {
        let serving: Vec<_> = self
            .offers
            .iter()
            .filter(|offer| best_interface(offer, interface).is_some())
            .collect();
        let chosen: Vec<_> = serving
            .iter()
            .filter(|offer| self.choice(import, &offer.name).is_some())
            .copied()
            .collect();
        let (candidates, reason) = match chosen.is_empty() {
            true => (serving, Reason::OnlyPlugin),
            false => (chosen, Reason::Choice),
        };
        match candidates.as_slice() {
            [] => Ok(None),
            [offer] => Ok(self
                .offered(import, interface, offer)
                .map(|provider| (provider, reason))),
            [first, ..] => Err(self.ambiguous(
                import,
                candidates
                    .iter()
                    .map(|offer| format!("plugin `{}`", offer.name))
                    .collect(),
                choosing(self.name, label(import), first),
            )),
        }
    }

    fn choice(&self, import: &Extern, plugin: &str) -> Option<&'a PluginChoice> {
        self.component
            .plugins
            .iter()
            .find(|choice| choice.plugin == plugin && choice.label == label(import))
    }

    fn offered(&self, import: &Extern, interface: &InterfaceId, offer: &Offer) -> Option<Provider> {
        let index = best_interface(offer, interface)?;
        let instance = self
            .choice(import, &offer.name)
            .and_then(|choice| choice.instance.clone());
        Some(Provider::Plugin {
            plugin: offer.name.clone(),
            index,
            interface: offer.registration.imports.get(index)?.id.clone(),
            label: label(import).to_owned(),
            instance: instance.unwrap_or_else(|| "default".to_owned()),
        })
    }

    fn check_instance(&self, planned: ImportPlan) -> Result<ImportPlan, Problem> {
        let Provider::Plugin {
            plugin,
            label,
            instance,
            ..
        } = &planned.provider
        else {
            return Ok(planned);
        };
        let offer = self.offers.iter().find(|offer| offer.name == *plugin);
        match offer.and_then(|offer| no_instance(self.name, label, instance, offer)) {
            Some(problem) => Err(problem),
            None => Ok(planned),
        }
    }

    /// Types are compared when the parts are composed and linked; a missing function has a better message here.
    fn check_functions(&self, import: &Extern, planned: ImportPlan) -> Result<ImportPlan, Problem> {
        let Some((name, offered)) = self.functions(&planned.provider) else {
            return Ok(planned);
        };
        let is_missing = |function: &&String| !offered.contains(&function.as_str());
        let functions: Vec<_> = import
            .functions
            .keys()
            .filter(is_missing)
            .cloned()
            .collect();
        // A function of the world itself may be served by one of another name.
        match functions.is_empty() || import.kind != ExternKind::Instance {
            true => Ok(planned),
            false => Err(Problem::MissingFunctions {
                component: self.name.to_owned(),
                import: import.name.clone(),
                provider: name,
                functions,
            }),
        }
    }

    /// Who the provider is, and the functions that it has.
    fn functions(&self, provider: &Provider) -> Option<(String, Vec<&'a str>)> {
        match provider {
            Provider::Sibling {
                component, export, ..
            }
            | Provider::Isolated {
                component, export, ..
            } => {
                let export = self.parts.get(component)?.exports().get(export)?;
                Some((
                    format!("component `{component}`"),
                    export.functions.keys().map(String::as_str).collect(),
                ))
            }
            Provider::Plugin { plugin, index, .. } => {
                let offer = self.offers.iter().find(|offer| offer.name == *plugin)?;
                let interface = offer.registration.imports.get(*index)?;
                Some((
                    format!("plugin `{plugin}`"),
                    interface.functions.iter().map(String::as_str).collect(),
                ))
            }
            Provider::Builtin { .. } | Provider::Types => None,
        }
    }
}

/// What to write into the document so that a component chooses a plugin.
pub(super) fn choosing(component: &str, label: &str, offer: &Offer) -> String {
    let backend = offer
        .instances
        .first()
        .map(|instance| format!("\nbackend = \"{instance}\""));
    let backend = backend.unwrap_or_default();
    format!(
        "[components.{component}.plugins.{label}]\nplugin = \"{}\"{backend}",
        offer.name
    )
}

/// A component that names no backend gets `default`, and only if the host declares no backends at all may it be
/// undeclared. One that is named is checked with the choice.
pub(super) fn no_instance(
    component: &str,
    label: &str,
    instance: &str,
    offer: &Offer,
) -> Option<Problem> {
    let declared = &offer.instances;
    let missing = instance == "default" && !declared.is_empty() && !declared.contains(instance);
    missing.then(|| Problem::NoInstance {
        component: component.to_owned(),
        plugin: offer.name.clone(),
        instances: declared.iter().cloned().collect(),
        help: choosing(component, label, offer),
    })
}

/// A choice that neither serves an import nor has an export called does nothing.
pub(super) fn check_used(
    problems: &mut Vec<Problem>,
    workload: &Workload,
    offers: &[Offer],
    plans: &BTreeMap<String, ComponentPlan>,
) {
    for (name, plan) in plans {
        let component = workload.components.get(name);
        for choice in component
            .into_iter()
            .flat_map(|component| &component.plugins)
        {
            let known = offers.iter().any(|offer| offer.name == choice.plugin);
            if known && !plan.uses(&choice.plugin, &choice.label) {
                problems.push(Problem::UnusedChoice {
                    component: name.clone(),
                    plugin: choice.plugin.clone(),
                    label: choice.label.clone(),
                });
            }
        }
    }
}

fn sibling(component: &str, export: &str, mode: &LinkMode) -> Provider {
    let (component, export) = (component.to_owned(), export.to_owned());
    match mode {
        LinkMode::Isolated(isolation) => Provider::Isolated {
            component,
            export,
            isolation: isolation.clone(),
        },
        mode => Provider::Sibling {
            component,
            export,
            per_importer: *mode == LinkMode::PerImporter,
        },
    }
}

/// The interface that an import means: its name, or the one that a plainly named import implements.
fn interface_of(import: &Extern) -> Option<InterfaceId> {
    import
        .implements
        .as_deref()
        .unwrap_or(&import.name)
        .parse()
        .ok()
}

/// An import by interface name has the label `default`, a plainly named one its name.
fn label(import: &Extern) -> &str {
    match &import.implements {
        Some(_) => &import.name,
        None => "default",
    }
}

/// The export of the same kind that serves `wanted` best.
fn best_export<'p>(part: &'p Part, import: &Extern, wanted: &str) -> Option<&'p str> {
    let exports = || {
        part.exports()
            .values()
            .filter(|export| export.kind == import.kind)
    };
    if let Some(export) = exports().find(|export| export.name == wanted) {
        return Some(&export.name);
    }
    let wanted: InterfaceId = wanted.parse().ok()?;
    let offers: Vec<_> = exports()
        .filter_map(|export| Some((export, export.name.parse().ok()?)))
        .collect();
    let best = InterfaceId::best_offer(&wanted, offers.iter().map(|(_, id)| id))?;
    offers
        .iter()
        .find(|(_, id)| id == best)
        .map(|(export, _)| export.name.as_str())
}

/// Index of the interface that serves `wanted` best.
fn best_interface(offer: &Offer, wanted: &InterfaceId) -> Option<usize> {
    let interfaces = &offer.registration.imports;
    let best = InterfaceId::best_offer(wanted, interfaces.iter().map(|interface| &interface.id))?;
    interfaces
        .iter()
        .position(|interface| interface.id == *best)
}

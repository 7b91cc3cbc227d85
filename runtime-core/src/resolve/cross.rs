//! Resources that components pass to each other: whoever gives one and whoever takes it must mean the same.

use std::collections::{BTreeMap, HashMap};

use wasmparser::component_types::ResourceId;

use super::fit::{Resources, Side};
use super::lines::{self, Start};
use super::serve::Meetings;
use super::{ComponentPlan, OtherResource, Problem, Provider, ResourceOfSibling};
use crate::compose::TieKey;
use crate::link::tie;
use crate::part::{Extern, Part};

/// Compares the resources that meet at each link, and at each import that the host serves. Plans with a circle have
/// resources that come from nowhere, so there must be none.
pub(super) fn check(
    problems: &mut Vec<Problem>,
    parts: &BTreeMap<String, Part>,
    plans: &BTreeMap<String, ComponentPlan>,
    meetings: &Meetings<'_>,
) {
    let mut origins = Origins::new(parts, plans);
    for (component, plan) in plans {
        for (import, planned) in &plan.imports {
            let link = Link {
                component,
                import,
                provider: &planned.provider,
            };
            match (&planned.provider, parts.get(component)) {
                (Provider::Sibling { .. }, Some(part)) => {
                    let met = meetings.get(&(component.as_str(), import.as_str()));
                    let met = met.filter(|met| !met.is_empty());
                    problems.extend(met.and_then(|met| origins.differ(link, part, met)));
                }
                (Provider::Plugin { .. } | Provider::Builtin { .. }, Some(part)) => {
                    problems.extend(origins.of_sibling(link, part));
                }
                _ => {}
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Link<'a> {
    component: &'a str,
    import: &'a str,
    provider: &'a Provider,
}

/// What makes a resource what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin<'a> {
    /// The instance of a component that defines it.
    Component(Instance<'a>, ResourceId),
    /// A provider of the host, and the resource's name there.
    Host(&'a Provider, TieKey, &'a str),
}

/// A component that all share, or at the end of a path of components that have an instance of their own of the next.
type Instance<'a> = Vec<&'a str>;

/// Where an import brings a resource into a component.
type Introduced<'a> = HashMap<ResourceId, (&'a str, &'a str)>;

struct Origins<'a> {
    parts: &'a BTreeMap<String, Part>,
    plans: &'a BTreeMap<String, ComponentPlan>,
    introduced: HashMap<&'a str, Introduced<'a>>,
    /// Those that were asked for in an instance that all share.
    known: HashMap<(&'a str, ResourceId), Option<Origin<'a>>>,
}

impl<'a> Origins<'a> {
    fn new(parts: &'a BTreeMap<String, Part>, plans: &'a BTreeMap<String, ComponentPlan>) -> Self {
        let introduced = parts
            .iter()
            .map(|(name, part)| (name.as_str(), introduced(part)))
            .collect();
        Self {
            parts,
            plans,
            introduced,
            known: HashMap::new(),
        }
    }

    /// The first resource that is another one for the provider than for the importer.
    fn differ(&mut self, link: Link<'a>, part: &'a Part, met: &Resources) -> Option<Problem> {
        let Provider::Sibling {
            component: provider,
            per_importer,
            ..
        } = link.provider
        else {
            return None;
        };
        let theirs: Instance<'_> = match per_importer {
            true => vec![link.component, provider],
            false => vec![provider],
        };
        for (wanted, found) in met {
            let ours = self.origin(vec![link.component], *wanted)?;
            let theirs = self.origin(theirs.clone(), *found)?;
            if ours != theirs {
                let resource = resource_name(part, link.import, *wanted);
                return Some(Problem::OtherResource(Box::new(OtherResource {
                    component: link.component.to_owned(),
                    import: link.import.to_owned(),
                    provider: provider.clone(),
                    resource: resource.unwrap_or_default().to_owned(),
                    component_has: format!("`{}` has that of {ours}", link.component),
                    provider_has: format!("`{provider}` has that of {theirs}"),
                })));
            }
        }
        None
    }

    /// The first resource of a sibling that an import of the host's refers to.
    fn of_sibling(&mut self, link: Link<'a>, part: &'a Part) -> Option<Problem> {
        let import = part.imports().get(link.import)?;
        if import.resource_types().len() == import.resources.len() {
            return None;
        }
        for (resource, id) in Side::import(part, import)?.resources() {
            let Some(Origin::Component(owner, _)) = self.origin(vec![link.component], id) else {
                continue;
            };
            let (introduced_by, _) = *self.introduced.get(link.component)?.get(&id)?;
            return Some(Problem::ResourceOfSibling(Box::new(ResourceOfSibling {
                component: link.component.to_owned(),
                import: link.import.to_owned(),
                provider: host(link.provider),
                resource: resource.to_owned(),
                owner: (*owner.last()?).to_owned(),
                help: one_side(link, introduced_by),
            })));
        }
        None
    }

    fn origin(&mut self, mut instance: Instance<'a>, mut id: ResourceId) -> Option<Origin<'a>> {
        let mut asked = Vec::new();
        let origin = loop {
            let component = *instance.last()?;
            if instance.len() == 1 {
                if let Some(known) = self.known.get(&(component, id)) {
                    break known.clone();
                }
                asked.push((component, id));
            }
            match self.step(&instance, component, id) {
                Step::Further(next, found) => (instance, id) = (next, found),
                Step::End(origin) => break origin,
            }
        };
        let known = asked.into_iter().map(|asked| (asked, origin.clone()));
        self.known.extend(known);
        origin
    }

    fn step(&self, instance: &Instance<'a>, component: &'a str, id: ResourceId) -> Step<'a> {
        let introduced = self.introduced.get(component);
        let Some((import, resource)) = introduced.and_then(|introduced| introduced.get(&id)) else {
            return Step::End(Some(Origin::Component(instance.clone(), id)));
        };
        self.import_step(instance, component, import, resource)
            .unwrap_or(Step::End(None))
    }

    fn import_step(
        &self,
        instance: &Instance<'a>,
        component: &str,
        import: &str,
        resource: &'a str,
    ) -> Option<Step<'a>> {
        let planned = self.plans.get(component)?.imports.get(import)?;
        let Provider::Sibling {
            component: sibling,
            export,
            per_importer,
        } = &planned.provider
        else {
            let host = tie(&planned.provider);
            let host = host.map(|tie| Origin::Host(&planned.provider, tie, resource));
            return Some(Step::End(host));
        };
        let part = self.parts.get(sibling)?;
        let export: &Extern = part.exports().get(export)?;
        let found = Side::export(part, export)?.resource(resource)?;
        let mut next = match per_importer {
            true => instance.clone(),
            false => Vec::new(),
        };
        next.push(sibling);
        Some(Step::Further(next, found))
    }
}

enum Step<'a> {
    Further(Instance<'a>, ResourceId),
    End(Option<Origin<'a>>),
}

fn introduced(part: &Part) -> Introduced<'_> {
    let mut introduced = Introduced::new();
    let imports = part.imports().values();
    for import in imports.filter(|import| !import.resources.is_empty()) {
        let resources = Side::import(part, import).into_iter();
        for (name, id) in resources.flat_map(Side::resources) {
            if import.resources.iter().any(|resource| resource == name) {
                introduced.insert(id, (import.name.as_str(), name));
            }
        }
    }
    introduced
}

fn resource_name<'a>(part: &'a Part, import: &str, id: ResourceId) -> Option<&'a str> {
    let side = Side::import(part, part.imports().get(import)?)?;
    let mut resources = side.resources();
    let (name, _) = resources.find(|(_, resource)| *resource == id)?;
    Some(name)
}

/// What would let the host serve the resource as well.
fn one_side(link: Link<'_>, introduced_by: &str) -> String {
    let start = Start {
        component: link.component,
        import: introduced_by,
    };
    match link.provider {
        Provider::Plugin { plugin, .. } => lines::link_to_plugin(start, plugin, None),
        _ => {
            format!("serve `{introduced_by}` from the runtime, without a component that exports it")
        }
    }
}

impl std::fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Host(provider, ..) => f.write_str(&host(provider)),
            Self::Component(instance, _) => {
                let component = instance.last().copied().unwrap_or_default();
                write!(f, "component `{component}`")?;
                match instance.len() {
                    1 => Ok(()),
                    _ => f.write_str(" in an instance of its own"),
                }
            }
        }
    }
}

fn host(provider: &Provider) -> String {
    match provider {
        Provider::Plugin {
            plugin, instance, ..
        } => format!("plugin `{plugin}` with the backend `{instance}`"),
        _ => "the runtime".to_owned(),
    }
}

//! The order of service: an explicit link, the only sibling that exports it, a plugin, the runtime.

mod check;
mod fit;
mod link;
mod plugin;
mod sibling;
mod suggest;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hostplug::InterfaceId;

use super::fit::{Resources, Side, not_plain};
use super::index::{Exported, Index, interface_name};
use super::lines::Start;
use super::{ComponentPlan, ImportPlan, Offer, Problem, Provider, Reason, near};
use crate::part::{Extern, ExternKind, Part};
use crate::spec::{Component, Link, Workload};
use crate::wasi;
use suggest::Pending;

pub(super) use check::unused_choices;
pub(super) use plugin::no_instance;

/// What there is to resolve.
pub(super) struct Context<'a> {
    workload: &'a Workload,
    parts: &'a BTreeMap<String, Part>,
    index: Index<'a>,
    /// By component and import. If there are two, the second is a problem of its own.
    links: HashMap<(&'a str, &'a str), &'a Link>,
}

/// The resources that meet at the links between siblings: for each of the importer's, the exporter's.
pub(super) type Meetings<'a> = BTreeMap<(&'a str, &'a str), Resources>;

impl<'a> Context<'a> {
    pub(super) fn new(
        workload: &'a Workload,
        parts: &'a BTreeMap<String, Part>,
        offers: &'a [Offer],
    ) -> Self {
        let mut links = HashMap::new();
        for link in &workload.links {
            let start = (link.component.as_str(), link.import.as_str());
            links.entry(start).or_insert(link);
        }
        Self {
            workload,
            parts,
            index: Index::new(parts, offers),
            links,
        }
    }

    /// Whether only plain values go through an import.
    pub(super) fn is_plain(&self, component: &str, import: &str) -> bool {
        let part = self.parts.get(component);
        let side = part.and_then(|part| Side::import(part, part.imports().get(import)?));
        side.is_some_and(|side| not_plain(side).is_none())
    }

    /// Serves all imports of all components.
    pub(super) fn serve(&self, problems: &mut Vec<Problem>) -> Served<'a> {
        check::links(self, problems);
        let (mut served, mut pending) = (Served::default(), Vec::new());
        for (name, part) in self.parts {
            let Some(component) = self.workload.components.get(name) else {
                continue;
            };
            check::choices(self, problems, name, component);
            let server = Server {
                context: self,
                name,
                part,
                component,
            };
            server.serve(problems, &mut served, &mut pending);
        }
        suggest::links(&self.index, problems, &served.plans, &pending);
        served
    }
}

/// Who serves what, as far as it was found.
#[derive(Default)]
pub(super) struct Served<'a> {
    pub(super) plans: BTreeMap<String, ComponentPlan>,
    pub(super) meetings: Meetings<'a>,
    pub(super) might_serve: MightServe<'a>,
}

/// Components with plugins that have an interface which the component lacks for another reason.
pub(super) type MightServe<'a> = BTreeSet<(&'a str, &'a str)>;

/// Serves the imports of one component.
struct Server<'a, 'c> {
    context: &'c Context<'a>,
    name: &'a str,
    part: &'a Part,
    component: &'a Component,
}

/// Why an import is not served.
enum Unserved<'a> {
    Because(Problem),
    /// Several siblings could. What to write is known when all other imports are served.
    Several(Vec<Exported<'a>>),
}

impl From<Problem> for Unserved<'_> {
    fn from(problem: Problem) -> Self {
        Self::Because(problem)
    }
}

impl<'a> Server<'a, '_> {
    fn serve(
        &self,
        problems: &mut Vec<Problem>,
        served: &mut Served<'a>,
        pending: &mut Vec<Pending<'a>>,
    ) {
        let mut plan = ComponentPlan::default();
        for import in self.part.imports().values() {
            match self.checked(import) {
                Ok((planned, resources)) => {
                    plan.imports.insert(import.name.clone(), planned);
                    let link = (self.name, import.name.as_str());
                    served.meetings.insert(link, resources);
                }
                Err(unserved) => {
                    let offers = self.context.index.offers(interface_name(import)).iter();
                    let might = offers.map(|offer| (self.name, offer.name.as_str()));
                    served.might_serve.extend(might);
                    problems.push(self.problem(import, unserved, problems.len(), pending));
                }
            }
        }
        served.plans.insert(self.name.to_owned(), plan);
    }

    fn problem(
        &self,
        import: &'a Extern,
        unserved: Unserved<'a>,
        place: usize,
        pending: &mut Vec<Pending<'a>>,
    ) -> Problem {
        match unserved {
            Unserved::Because(problem) => problem,
            Unserved::Several(exporters) => {
                let candidates = sibling::candidates(&exporters);
                pending.push(Pending {
                    importer: self.name,
                    import,
                    exporters,
                    place,
                });
                self.ambiguous(import, candidates, String::new())
            }
        }
    }

    fn checked(&self, import: &'a Extern) -> Result<(ImportPlan, Resources), Unserved<'a>> {
        let planned = self.import(import)?;
        self.check_instance(&planned.provider)?;
        let resources = self.check_fit(import, &planned.provider)?;
        Ok((planned, resources))
    }

    fn import(&self, import: &'a Extern) -> Result<ImportPlan, Unserved<'a>> {
        let planned = |provider, reason| Ok(ImportPlan { provider, reason });
        let start = (self.name, import.name.as_str());
        if let Some(link) = self.context.links.get(&start) {
            return planned(self.linked(import, link)?, Reason::Link);
        }
        if import.is_types_only() {
            return planned(Provider::Types, Reason::TypesOnly);
        }
        if let Some(sibling) = self.sibling(import)? {
            return planned(sibling, Reason::OnlySibling);
        }
        if let Some(interface) = interface_of(import) {
            if let Some((plugin, reason)) = self.plugin(import, &interface)? {
                return planned(plugin, reason);
            }
            if wasi::serves(&interface) {
                return planned(Provider::Builtin { interface }, Reason::Builtin);
            }
        }
        Err(self.unresolved(import).into())
    }

    fn unresolved(&self, import: &Extern) -> Problem {
        let misses = near::misses(&self.context.index, self.name, import);
        let mut versions = misses.iter().filter(|miss| miss.is_version());
        let link = versions.find_map(|miss| self.link_to(import, miss));
        let near = misses.into_iter().map(|miss| miss.sentence).collect();
        let help = link.map(|link| {
            format!("what is imported is there; to use it nevertheless, write:\n{link}")
        });
        Problem::Unresolved {
            component: self.name.to_owned(),
            import: import.name.clone(),
            near,
            help: help.unwrap_or_else(|| self.who_could_serve(import)),
        }
    }

    fn who_could_serve(&self, import: &Extern) -> String {
        match import.kind {
            ExternKind::Instance => "add a plugin that serves it to the host, or a component that exports it to the workload".to_owned(),
            kind => format!("add a component that exports this {kind} to the workload; plugins serve interfaces only"),
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

    fn start<'s>(&'s self, import: &'s Extern) -> Start<'s> {
        Start {
            component: self.name,
            import: &import.name,
        }
    }
}

/// The interface that an import means: its name, or the one that a plainly named import implements.
fn interface_of(import: &Extern) -> Option<InterfaceId> {
    let is_instance = import.kind == ExternKind::Instance;
    interface_name(import).parse().ok().filter(|_| is_instance)
}

/// An import by interface name has the label `default`, a plainly named one its name.
fn label(import: &Extern) -> &str {
    match &import.implements {
        Some(_) => &import.name,
        None => "default",
    }
}

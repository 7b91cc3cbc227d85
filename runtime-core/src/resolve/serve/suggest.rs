//! What to write where several siblings could serve: links that make a chain of middlewares, and never a circle.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::sibling::is_alone;
use crate::part::Extern;
use crate::resolve::index::{Exported, Index, interface_name};
use crate::resolve::lines::{self, Start};
use crate::resolve::{ComponentPlan, Problem};

/// An import that several siblings could serve.
pub(super) struct Pending<'a> {
    pub(super) importer: &'a str,
    pub(super) import: &'a Extern,
    pub(super) exporters: Vec<Exported<'a>>,
    /// The place of its problem.
    pub(super) place: usize,
}

/// Writes the help of the problems. All links together would make the imports work.
pub(super) fn links(
    index: &Index<'_>,
    problems: &mut [Problem],
    plans: &BTreeMap<String, ComponentPlan>,
    pending: &[Pending<'_>],
) {
    let mut suggested = Suggested::new(plans, pending);
    for pending in pending {
        let text = match suggested.next(pending) {
            Some(exported) => format!("choose one:\n{}", link(pending, exported)),
            None => end_of_chain(index, pending),
        };
        if let Some(Problem::Ambiguous { help, .. }) = problems.get_mut(pending.place) {
            *help = text;
        }
    }
}

fn link(pending: &Pending<'_>, exported: &Exported<'_>) -> String {
    let export = Some(exported.export.name.as_str());
    let export = export.filter(|_| !is_alone(exported, &pending.exporters));
    lines::link_to_component(start(pending), exported.component, export)
}

fn start<'p>(pending: &'p Pending<'_>) -> Start<'p> {
    Start {
        component: pending.importer,
        import: &pending.import.name,
    }
}

/// All siblings that export it need this component themselves.
fn end_of_chain(index: &Index<'_>, pending: &Pending<'_>) -> String {
    let interface = interface_name(pending.import);
    match index.offers(interface) {
        [offer, ..] => format!(
            "these components need each other; a plugin can be the end of their chain:\n{}",
            lines::link_to_plugin(start(pending), &offer.name, None)
        ),
        [] => format!(
            "these components need each other; add one that exports `{interface}` and does not import it"
        ),
    }
}

/// What the links that have been suggested so far, and those that there are, lead to.
struct Suggested<'a> {
    /// Who calls each component.
    callers: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Components that import what they export, and wait for a suggestion like others.
    middlewares: HashSet<(&'a str, &'a str)>,
    /// Middlewares that are in the chain already.
    used: HashSet<(&'a str, &'a str)>,
}

impl<'a> Suggested<'a> {
    fn new(plans: &'a BTreeMap<String, ComponentPlan>, pending: &'a [Pending<'a>]) -> Self {
        let mut callers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, plan) in plans {
            for sibling in plan.siblings() {
                callers.entry(sibling).or_default().insert(name);
            }
        }
        let middlewares = pending.iter();
        let middlewares = middlewares
            .map(|pending| (pending.importer, interface_name(pending.import)))
            .collect();
        Self {
            callers,
            middlewares,
            used: HashSet::new(),
        }
    }

    /// The next in the chain: a middleware that is in none yet, else one that ends it.
    fn next<'p>(&mut self, pending: &'p Pending<'a>) -> Option<&'p Exported<'a>> {
        let interface = interface_name(pending.import);
        let circle = self.leading_to(pending.importer);
        let possible = pending.exporters.iter();
        let possible = possible.filter(|exported| !circle.contains(exported.component));
        let next = possible.min_by_key(|exported| {
            let end = (exported.component, interface);
            match (self.middlewares.contains(&end), self.used.contains(&end)) {
                (true, false) => 0,
                (false, _) => 1,
                (true, true) => 2,
            }
        })?;
        self.used.insert((next.component, interface));
        let callers = self.callers.entry(next.component).or_default();
        callers.insert(pending.importer);
        Some(next)
    }

    /// A component and all that call it, directly or not.
    fn leading_to(&self, component: &'a str) -> HashSet<&'a str> {
        let (mut found, mut rest) = (HashSet::new(), vec![component]);
        while let Some(component) = rest.pop() {
            if found.insert(component) {
                rest.extend(self.callers.get(component).into_iter().flatten());
            }
        }
        found
    }
}

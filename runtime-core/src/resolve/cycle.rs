//! Circles of components that import each other.

use std::collections::{BTreeMap, HashMap};

use super::lines::{self, Start};
use super::serve::Context;
use super::{ComponentPlan, Problem, Provider};

/// Adds a problem for each circle that a depth-first walk meets.
pub(super) fn check(
    problems: &mut Vec<Problem>,
    context: &Context<'_>,
    components: &BTreeMap<String, ComponentPlan>,
) -> bool {
    let mut walk = Walk {
        components,
        path: Vec::new(),
        state: HashMap::new(),
    };
    let circles: Vec<_> = components.keys().flat_map(|name| walk.from(name)).collect();
    let found = !circles.is_empty();
    problems.extend(circles.into_iter().map(|path| Problem::Cycle {
        help: help(context, components, &path),
        path: path.into_iter().map(str::to_owned).collect(),
    }));
    found
}

enum State {
    /// The place on the path.
    OnPath(usize),
    Done,
}

struct Walk<'a> {
    components: &'a BTreeMap<String, ComponentPlan>,
    /// Components that lead to each other, with those of their siblings that are yet to be visited. A chain can be
    /// longer than the stack is deep.
    path: Vec<(&'a str, Vec<&'a str>)>,
    state: HashMap<&'a str, State>,
}

impl<'a> Walk<'a> {
    /// The circles that begin where the walk from `start` comes back to its own path.
    fn from(&mut self, start: &'a str) -> Vec<Vec<&'a str>> {
        let mut circles = Vec::new();
        if !self.state.contains_key(start) {
            self.enter(start);
        }
        while let Some((_, rest)) = self.path.last_mut() {
            let Some(next) = rest.pop() else {
                self.leave();
                continue;
            };
            match self.state.get(next) {
                None => self.enter(next),
                Some(State::Done) => {}
                Some(State::OnPath(place)) => circles.push(self.circle(*place, next)),
            }
        }
        circles
    }

    fn enter(&mut self, name: &'a str) {
        self.state.insert(name, State::OnPath(self.path.len()));
        let plan = self.components.get(name).into_iter();
        let mut siblings: Vec<_> = plan.flat_map(ComponentPlan::siblings).collect();
        // Several imports may lead to one sibling, but that is one circle. The last is visited first.
        siblings.sort_unstable_by(|a, b| b.cmp(a));
        siblings.dedup();
        self.path.push((name, siblings));
    }

    fn leave(&mut self) {
        if let Some((name, _)) = self.path.pop() {
            self.state.insert(name, State::Done);
        }
    }

    fn circle(&self, place: usize, end: &'a str) -> Vec<&'a str> {
        let path = self.path.iter().skip(place).map(|(name, _)| *name);
        path.chain([end]).collect()
    }
}

/// Isolates one of the imports, if plain values are all that goes through one.
fn help(
    context: &Context<'_>,
    components: &BTreeMap<String, ComponentPlan>,
    circle: &[&str],
) -> String {
    let edges = circle.windows(2).filter_map(|edge| match edge {
        [from, to] => isolated(context, components.get(*from)?, from, to),
        _ => None,
    });
    match edges.into_iter().next() {
        Some(links) => format!("call one of them in a store of its own:\n{links}"),
        None => "take one of the imports away, or serve it from a plugin".to_owned(),
    }
}

/// The links that isolate everything that one component imports of another.
fn isolated(context: &Context<'_>, plan: &ComponentPlan, from: &str, to: &str) -> Option<String> {
    let edges = plan.imports.iter().filter_map(|(import, planned)| {
        let Provider::Sibling {
            component, export, ..
        } = &planned.provider
        else {
            return None;
        };
        Some((import, export)).filter(|_| component == to)
    });
    let links = edges.map(|(import, export)| {
        let start = Start {
            component: from,
            import,
        };
        let export = Some(export.as_str()).filter(|export| export != import);
        let link = lines::link_to_component(start, to, export);
        let plain = context.is_plain(from, import);
        plain.then(|| format!("{link}\nisolated = true"))
    });
    let links: Option<Vec<_>> = links.collect();
    links.map(|links| links.join("\n"))
}

//! Circles of components that import each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{ComponentPlan, Problem};

/// Adds a problem for each circle that a depth-first walk meets.
pub(super) fn check(problems: &mut Vec<Problem>, components: &BTreeMap<String, ComponentPlan>) {
    let mut walk = Walk {
        components,
        path: Vec::new(),
        done: Vec::new(),
        problems,
    };
    for name in components.keys() {
        walk.visit(name);
    }
}

struct Walk<'a> {
    components: &'a BTreeMap<String, ComponentPlan>,
    path: Vec<&'a str>,
    done: Vec<&'a str>,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, name: &'a str) {
        if let Some(start) = self.path.iter().position(|on_path| *on_path == name) {
            let circle = self.path.iter().skip(start).chain([&name]);
            let path = circle.map(|name| (*name).to_owned()).collect();
            self.problems.push(Problem::Cycle { path });
            return;
        }
        if self.done.contains(&name) {
            return;
        }
        self.path.push(name);
        // Several imports may lead to one sibling, but that is one circle.
        let siblings: BTreeSet<_> = self
            .components
            .get(name)
            .into_iter()
            .flat_map(ComponentPlan::siblings)
            .collect();
        for sibling in siblings {
            self.visit(sibling);
        }
        self.path.pop();
        self.done.push(name);
    }
}

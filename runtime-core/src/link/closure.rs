//! Which instances an entry is made of: the entry itself and everything that it reaches within its store.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::resolve::{ComponentPlan, Plan, Provider};
use crate::wasi;

/// One instance of a component in an entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Placed<'a> {
    pub(super) component: &'a str,
    /// The places of the siblings that serve its imports.
    pub(super) siblings: BTreeMap<&'a str, usize>,
}

/// The entry comes first. A sibling is there once, and once more for each importer that has an instance of its own.
pub(super) fn closure<'a>(plan: &'a Plan, entry: &'a str) -> Result<Vec<Placed<'a>>, Error> {
    let mut closure = Closure {
        placed: Vec::new(),
        shared: BTreeMap::new(),
    };
    closure.shared(entry);
    let mut next = 0;
    while let Some(component) = closure.placed.get(next).map(|placed| placed.component) {
        if let Some(planned) = plan.components.get(component) {
            closure.serve(next, planned);
        }
        // Instances of their own can double with every link, so the end is not waited for.
        if closure.placed.len() > wasi::MAX_PARTS {
            return Err(Error::TooManyParts {
                entry: entry.to_owned(),
                parts: closure.placed.len(),
                limit: wasi::MAX_PARTS,
            });
        }
        next += 1;
    }
    Ok(closure.placed)
}

struct Closure<'a> {
    placed: Vec<Placed<'a>>,
    /// The places of the instances that all importers share.
    shared: BTreeMap<&'a str, usize>,
}

impl<'a> Closure<'a> {
    fn serve(&mut self, importer: usize, planned: &'a ComponentPlan) {
        let mut own = BTreeMap::new();
        for (import, planned) in &planned.imports {
            let Provider::Sibling {
                component,
                per_importer,
                ..
            } = &planned.provider
            else {
                continue;
            };
            let place = match per_importer {
                false => self.shared(component),
                true => *own
                    .entry(component.as_str())
                    .or_insert_with(|| self.place(component)),
            };
            if let Some(importer) = self.placed.get_mut(importer) {
                importer.siblings.insert(import, place);
            }
        }
    }

    fn shared(&mut self, component: &'a str) -> usize {
        if let Some(place) = self.shared.get(component) {
            return *place;
        }
        let place = self.place(component);
        self.shared.insert(component, place);
        place
    }

    fn place(&mut self, component: &'a str) -> usize {
        self.placed.push(Placed {
            component,
            siblings: BTreeMap::new(),
        });
        self.placed.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::{ImportPlan, Reason};

    /// `a>b` is a shared link, `a>>b` one to an instance of the importer's own.
    fn plan(links: &str) -> Plan {
        let mut components: BTreeMap<String, ComponentPlan> = BTreeMap::new();
        for link in links.split_whitespace() {
            let (from, to) = link.split_once('>').unwrap();
            let (to, per_importer) = (to.trim_start_matches('>'), to.starts_with('>'));
            components.entry(to.to_owned()).or_default();
            let importer = components.entry(from.to_owned()).or_default();
            let provider = Provider::Sibling {
                component: to.to_owned(),
                export: "e".to_owned(),
                per_importer,
            };
            let reason = Reason::Link;
            let import = format!("i{}", importer.imports.len());
            importer
                .imports
                .insert(import, ImportPlan { provider, reason });
        }
        Plan {
            components,
            ..Plan::default()
        }
    }

    fn placed(links: &str) -> String {
        let plan = plan(links);
        let placed = closure(&plan, "a").unwrap();
        let text = placed.iter().map(|placed| {
            let siblings: Vec<_> = placed.siblings.values().map(usize::to_string).collect();
            format!("{}({})", placed.component, siblings.join(","))
        });
        text.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_shared_sibling_is_placed_once() {
        assert_eq!(placed("a>b a>c b>d c>d"), "a(1,2) b(3) c(3) d()");
    }

    #[test]
    fn an_importer_can_have_an_instance_of_its_own() {
        assert_eq!(placed("a>b a>c b>>d c>d"), "a(1,2) b(3) c(4) d() d()");
        assert_eq!(placed("a>>b a>>b"), "a(1,1) b()");
    }

    #[test]
    fn instances_that_double_with_every_link_are_refused_before_they_are_counted() {
        let levels = (0..40).map(|level| {
            format!(
                "n{level}>>l{level} n{level}>>r{level} l{level}>>n{} r{level}>>n{} ",
                level + 1,
                level + 1
            )
        });
        let plan = plan(&levels.collect::<String>());
        assert!(matches!(
            closure(&plan, "n0"),
            Err(Error::TooManyParts { .. })
        ));
    }
}

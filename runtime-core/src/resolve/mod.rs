//! Finds out who serves every import of every component. It is pure: parts and offers go in, a plan or a report
//! with all problems comes out.

mod check;
mod cycle;
mod handlers;
mod near;
mod plan;
mod profile;
mod report;
mod route;
mod serve;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::part::Part;
use crate::registry::Offer;
use crate::spec::Workload;

pub use plan::{ComponentPlan, HandlerPlan, ImportPlan, Plan, Provider, Reason, RoutePlan};
pub use report::{Problem, Report};

/// Resolves a workload whose parts are all there.
pub(crate) fn resolve(
    workload: &Workload,
    parts: &BTreeMap<String, Part>,
    offers: &[Offer],
) -> Result<Plan, Report> {
    let mut problems = Vec::new();
    if parts.is_empty() {
        problems.push(Problem::NoComponents);
    }
    let mut components = serve::components(&mut problems, workload, parts, offers);
    handlers::add(&mut problems, workload, parts, offers, &mut components);
    serve::check_used(&mut problems, workload, offers, &components);
    for (name, component) in &mut components {
        parts
            .get(name)
            .into_iter()
            .for_each(|part| component.describe(part));
    }
    cycle::check(&mut problems, &components);
    let routes = route::routes(&mut problems, workload, parts, &components);
    check::all(&mut problems, workload);
    let profile = profile::profile(&mut problems, workload, parts, offers, &components);
    if !problems.is_empty() {
        return Err(Report::new(workload, problems));
    }
    let entries = entries(workload, &components, &routes);
    Ok(Plan {
        workload: format!("{}/{}", workload.namespace, workload.name),
        components,
        entries,
        routes,
        profile,
    })
}

/// Components that no sibling imports, those that siblings call from other stores or plugins call, and those that the
/// user or a route names.
fn entries(
    workload: &Workload,
    components: &BTreeMap<String, ComponentPlan>,
    routes: &[RoutePlan],
) -> BTreeSet<String> {
    let imported: BTreeSet<_> = components
        .values()
        .flat_map(ComponentPlan::siblings)
        .collect();
    let isolated: BTreeSet<_> = components
        .values()
        .flat_map(ComponentPlan::isolated)
        .collect();
    let is_entry = |name: &str| {
        !imported.contains(name)
            || isolated.contains(name)
            || workload
                .components
                .get(name)
                .is_some_and(|component| component.entry)
            || components
                .get(name)
                .is_some_and(|component| !component.handlers.is_empty())
            || routes.iter().any(|route| route.component == name)
    };
    components
        .keys()
        .filter(|name| is_entry(name))
        .cloned()
        .collect()
}

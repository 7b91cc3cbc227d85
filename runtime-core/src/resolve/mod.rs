//! Finds out who serves every import of every component. It is pure: parts and offers go in, a plan or a report
//! with all problems comes out.

mod check;
mod cross;
mod cycle;
mod fit;
mod handlers;
mod index;
mod instances;
mod isolated;
mod lines;
mod lost;
mod mismatch;
mod near;
mod offer;
mod plan;
mod problem;
mod problem_text;
mod profile;
mod report;
mod route;
mod serve;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::part::Part;
use crate::spec::Workload;
use serve::{Context, Served};

pub(crate) use isolated::{error_on_trap, functions};
pub use mismatch::{Mismatch, OtherResource, ResourceOfSibling};
pub use offer::Offer;
pub use plan::{ComponentPlan, HandlerPlan, ImportPlan, Plan, Provider, Reason, RoutePlan};
pub use problem::Problem;
pub use report::Report;

/// Resolves a workload: finds out who serves every import of its components, which of them the host calls, and which
/// answer HTTP requests. `parts` are its components by name, `offers` the plugins of the host in their order.
///
/// Nothing is read, compiled or started, and the same input gives the same plan. A host does this when a workload
/// starts; tools and benchmarks can do it alone.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use hostplug_runtime::part::Part;
/// use hostplug_runtime::{Offer, Workload, resolve};
/// use hostplug_runtime::hostplug::Registration;
///
/// let workload = Workload::from_toml("name = \"empty\"\n[components.web]\npath = \"web.wasm\"", "")?;
/// let web = Part::parse("web", *b"\0asm\x0d\0\x01\0")?;
/// let offers = [Offer::new("keyvalue", Registration::new("keyvalue"))?];
/// let plan = resolve(&workload, &BTreeMap::from([("web".to_owned(), web)]), &offers)?;
/// assert!(plan.entries.contains("web"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The report has everything that keeps the workload from starting and can be seen without starting it.
pub fn resolve(
    workload: &Workload,
    parts: &BTreeMap<String, Part>,
    offers: &[Offer],
) -> Result<Plan, Report> {
    let names = workload.components.keys();
    let missing = names.filter(|name| !parts.contains_key(*name));
    let lost = missing.map(|name| {
        let component = name.clone();
        (name.clone(), Problem::NoPart { component })
    });
    resolve_with(workload, parts, lost.collect(), offers)
}

/// Resolves a workload of which some components are `lost`, each for a reason.
pub(crate) fn resolve_with(
    workload: &Workload,
    parts: &BTreeMap<String, Part>,
    lost: BTreeMap<String, Problem>,
    offers: &[Offer],
) -> Result<Plan, Report> {
    let mut problems = Vec::new();
    if workload.components.is_empty() {
        problems.push(Problem::NoComponents);
    }
    let context = Context::new(workload, parts, offers);
    let Served {
        plans: mut components,
        meetings,
        might_serve,
    } = context.serve(&mut problems);
    handlers::add(&mut problems, workload, parts, offers, &mut components);
    serve::unused_choices(&mut problems, &context, &components, &might_serve);
    for (name, component) in &mut components {
        let part = parts.get(name).into_iter();
        part.for_each(|part| component.describe(part));
    }
    if !cycle::check(&mut problems, &context, &components) {
        cross::check(&mut problems, parts, &components, &meetings);
    }
    isolated::check(&mut problems, parts, &components);
    let routes = route::routes(&mut problems, workload, parts, &components);
    check::all(&mut problems, workload);
    check::services(&mut problems, workload, &components);
    let entries = entries(workload, &components, &routes);
    instances::check(&mut problems, workload, &mut components, &entries);
    let profile = profile::profile(&mut problems, workload, parts, offers, &components);
    lost::silence(&mut problems, &lost.keys().map(String::as_str).collect());
    problems.splice(..0, lost.into_values());
    if !problems.is_empty() {
        return Err(Report::new(workload, problems));
    }
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
    let plans = || components.values();
    let imported: BTreeSet<_> = plans().flat_map(ComponentPlan::siblings).collect();
    let isolated = plans().flat_map(ComponentPlan::isolated);
    let routed = routes.iter().map(|route| route.component.as_str());
    let called: BTreeSet<_> = isolated.chain(routed).collect();
    let handles = |name: &str| {
        let plan = components.get(name);
        plan.is_some_and(|plan| !plan.handlers.is_empty())
    };
    let is_entry = |name: &str| {
        let named = workload.components.get(name);
        !imported.contains(name)
            || called.contains(name)
            || named.is_some_and(|component| component.entry || component.service.is_some())
            || handles(name)
    };
    components
        .keys()
        .filter(|name| is_entry(name))
        .cloned()
        .collect()
}

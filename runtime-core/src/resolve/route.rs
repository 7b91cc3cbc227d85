//! Which component answers which HTTP requests.

use std::collections::{BTreeMap, BTreeSet};

use hostplug::InterfaceId;

use super::{ComponentPlan, Problem, RoutePlan};
use crate::part::Part;
use crate::spec::{Route, Workload};
use crate::wasi;

pub(super) fn routes(
    problems: &mut Vec<Problem>,
    workload: &Workload,
    parts: &BTreeMap<String, Part>,
    components: &BTreeMap<String, ComponentPlan>,
) -> Vec<RoutePlan> {
    let handlers: Vec<String> = parts
        .iter()
        .filter(|(_, part)| exports_http(part))
        .map(|(name, _)| name.clone())
        .collect();
    let outermost = outermost(&handlers, components);
    let mut routes = Vec::new();
    for route in &workload.routes {
        match target(route, workload, &handlers, &outermost) {
            Ok(component) => {
                routes.push(RoutePlan {
                    host: route.host.clone(),
                    path: route.path.clone(),
                    component,
                });
            }
            Err(problem) => problems.push(problem),
        }
    }
    match outermost.as_slice() {
        _ if !workload.routes.is_empty() => {}
        [] => {}
        [only] => {
            routes.push(RoutePlan {
                host: "*".to_owned(),
                path: "/".to_owned(),
                component: only.clone(),
            });
        }
        several => problems.push(Problem::AmbiguousRoute {
            components: quoted(several),
        }),
    }
    routes
}

/// Handlers that no sibling imports: an application behind a middleware is not meant to be reached around it.
fn outermost(handlers: &[String], components: &BTreeMap<String, ComponentPlan>) -> Vec<String> {
    let imported: BTreeSet<_> = components
        .values()
        .flat_map(|plan| plan.siblings().chain(plan.isolated()))
        .collect();
    handlers
        .iter()
        .filter(|name| !imported.contains(name.as_str()))
        .cloned()
        .collect()
}

fn target(
    route: &Route,
    workload: &Workload,
    handlers: &[String],
    outermost: &[String],
) -> Result<String, Problem> {
    let nowhere = |component: &str, reason| Problem::RouteToNowhere {
        host: route.host.clone(),
        path: route.path.clone(),
        component: component.to_owned(),
        reason,
        known: handlers.to_vec(),
    };
    match (&route.component, outermost) {
        (Some(name), _) if handlers.contains(name) => Ok(name.clone()),
        (Some(name), _) if workload.components.contains_key(name) => {
            Err(nowhere(name, "exports no `wasi:http/incoming-handler`"))
        }
        (Some(name), _) => Err(nowhere(name, "the workload does not have")),
        (None, [only]) => Ok(only.clone()),
        (None, []) => Err(Problem::RouteWithoutHandler {
            host: route.host.clone(),
            path: route.path.clone(),
        }),
        (None, several) => Err(Problem::AmbiguousRoute {
            components: quoted(several),
        }),
    }
}

fn exports_http(part: &Part) -> bool {
    let handler = wasi::http_handler();
    part.exports()
        .keys()
        .filter_map(|name| name.parse::<InterfaceId>().ok())
        .any(|export| export.serves(&handler))
}

fn quoted(names: &[String]) -> Vec<String> {
    names
        .iter()
        .map(|name| format!("component `{name}`"))
        .collect()
}

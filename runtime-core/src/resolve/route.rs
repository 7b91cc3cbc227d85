//! Which component answers which HTTP requests.

use std::collections::{BTreeMap, BTreeSet};

use super::{ComponentPlan, Problem, Provider, RoutePlan};
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

/// Handlers that no sibling imports as such: an application behind a middleware is not meant to be reached around it.
/// One from which a sibling only takes something else is still in front.
fn outermost(handlers: &[String], components: &BTreeMap<String, ComponentPlan>) -> Vec<String> {
    let behind: BTreeSet<_> = components
        .values()
        .flat_map(ComponentPlan::providers)
        .filter_map(handler_of)
        .collect();
    handlers
        .iter()
        .filter(|name| !behind.contains(name.as_str()))
        .cloned()
        .collect()
}

/// The component whose HTTP handler the provider is.
fn handler_of(provider: &Provider) -> Option<&str> {
    match provider {
        Provider::Sibling {
            component, export, ..
        }
        | Provider::Isolated {
            component, export, ..
        } if is_handler(export) => Some(component),
        _ => None,
    }
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
        (Some(name), _) if workload.components.contains_key(name) => Err(nowhere(
            name,
            "exports no `wasi:http/incoming-handler` and no `wasi:http/handler`",
        )),
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
    part.exports().keys().any(|name| is_handler(name))
}

fn is_handler(export: &str) -> bool {
    export
        .parse()
        .is_ok_and(|export| wasi::is_http_handler(&export))
}

fn quoted(names: &[String]) -> Vec<String> {
    names
        .iter()
        .map(|name| format!("component `{name}`"))
        .collect()
}

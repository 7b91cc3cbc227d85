//! What can be seen from the document alone, and would silently do nothing: names of nothing, things that are said
//! twice, values that never match.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use http::uri::Authority;

use super::{ComponentPlan, Problem};
use crate::spec::{Component, Route, Workload};

pub(super) fn all(problems: &mut Vec<Problem>, workload: &Workload) {
    let links = workload
        .links
        .iter()
        .map(|link| (&link.component, &link.import));
    duplicates(problems, links, |(component, import)| {
        format!("component `{component}` has two links for its import `{import}`")
    });
    let routes = workload
        .routes
        .iter()
        .map(|route| (&route.host, &route.path));
    duplicates(problems, routes, |(host, path)| {
        format!("there are two routes `{host}{path}`")
    });
    for route in &workload.routes {
        check_route(problems, route);
    }
    for (name, component) in &workload.components {
        check_mounts(problems, workload, name, component);
        check_choices(problems, name, component);
        check_allowed(problems, name, component);
    }
}

/// A service is a component that can be run.
pub(super) fn services(
    problems: &mut Vec<Problem>,
    workload: &Workload,
    plans: &BTreeMap<String, ComponentPlan>,
) {
    for (name, component) in &workload.components {
        let Some(plan) = plans.get(name).filter(|_| component.service.is_some()) else {
            continue;
        };
        if !plan.is_command() {
            problems.push(Problem::NoService {
                component: name.clone(),
                exports: plan.exports.iter().cloned().collect(),
            });
        }
    }
}

fn duplicates<T: Ord + Clone>(
    problems: &mut Vec<Problem>,
    items: impl Iterator<Item = T>,
    what: impl Fn(T) -> String,
) {
    let mut seen = BTreeSet::new();
    for item in items {
        if !seen.insert(item.clone()) {
            problems.push(Problem::Duplicate { what: what(item) });
        }
    }
}

fn check_mounts(
    problems: &mut Vec<Problem>,
    workload: &Workload,
    name: &str,
    component: &Component,
) {
    for mount in &component.mounts {
        if !workload.volumes.contains_key(&mount.volume) {
            problems.push(Problem::UnknownVolume {
                component: name.to_owned(),
                volume: mount.volume.clone(),
                volumes: workload.volumes.keys().cloned().collect(),
            });
        }
    }
    let paths = component.mounts.iter().map(|mount| &mount.path);
    duplicates(problems, paths, |path| {
        format!("component `{name}` mounts two volumes at `{path}`")
    });
}

fn check_choices(problems: &mut Vec<Problem>, name: &str, component: &Component) {
    let choices = component
        .plugins
        .iter()
        .map(|choice| (&choice.label, &choice.plugin));
    duplicates(problems, choices, |(label, plugin)| {
        format!("component `{name}` chooses the plugin `{plugin}` twice under the label `{label}`")
    });
}

fn check_allowed(problems: &mut Vec<Problem>, name: &str, component: &Component) {
    let mut invalid = |key: &str, value: &str, expected| {
        let place = format!("an entry of `{key}` of component `{name}`");
        problems.push(Problem::Invalid {
            place,
            value: value.to_owned(),
            expected,
        });
    };
    for host in component
        .allowed_hosts
        .iter()
        .filter(|host| !is_host_pattern(host))
    {
        invalid(
            "allowed-hosts",
            host,
            "`host`, `host:port`, `*.domain` or `*`, without a scheme or path",
        );
    }
    for address in component
        .allowed_addresses
        .iter()
        .filter(|address| !is_address(address))
    {
        invalid("allowed-addresses", address, "`ip:port` or `*`");
    }
}

fn is_host_pattern(pattern: &str) -> bool {
    let host = pattern.strip_prefix("*.").unwrap_or(pattern);
    let authority = host.parse::<Authority>().ok();
    let is_host = |authority: Authority| {
        let port = authority.as_str().strip_prefix(authority.host());
        port.is_some_and(|port| port.is_empty() || authority.port_u16().is_some())
    };
    pattern == "*" || authority.is_some_and(is_host)
}

fn is_address(address: &str) -> bool {
    address == "*" || address.parse::<SocketAddr>().is_ok()
}

fn check_route(problems: &mut Vec<Problem>, route: &Route) {
    let is_host = |host: &str| {
        host.parse::<Authority>()
            .is_ok_and(|authority| authority.host() == host)
    };
    if route.host != "*" && !is_host(&route.host) {
        problems.push(Problem::Invalid {
            place: "the `host` of a route".to_owned(),
            value: route.host.clone(),
            expected: "a host without a port, or `*`",
        });
    }
    if !route.path.starts_with('/') {
        problems.push(Problem::Invalid {
            place: "the `path` of a route".to_owned(),
            value: route.path.clone(),
            expected: "a path that begins with `/`",
        });
    }
}

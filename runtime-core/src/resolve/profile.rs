//! Which profile of the engine a workload runs on: the one without concurrency, whose calls are cheaper, unless something
//! needs the other one.

use std::collections::BTreeMap;

use super::{ComponentPlan, Offer, Problem, Provider};
use crate::engine::Profile;
use crate::part::Part;
use crate::spec::Workload;
use crate::wasi;

pub(super) fn profile(
    problems: &mut Vec<Problem>,
    workload: &Workload,
    parts: &BTreeMap<String, Part>,
    offers: &[Offer],
    components: &BTreeMap<String, ComponentPlan>,
) -> Profile {
    let needs = needs(parts, offers, components);
    match workload.engine {
        Some(Profile::P2) if !needs.is_empty() => {
            problems.push(Problem::NeedsConcurrency { needs });
            Profile::P2
        }
        Some(profile) => profile,
        None if needs.is_empty() => Profile::P2,
        None => Profile::P3,
    }
}

/// Everything that needs concurrency, in words.
fn needs(
    parts: &BTreeMap<String, Part>,
    offers: &[Offer],
    components: &BTreeMap<String, ComponentPlan>,
) -> Vec<String> {
    let of_parts = parts
        .iter()
        .filter(|(_, part)| part.uses_async())
        .map(|(name, _)| format!("component `{name}` uses them"));
    let of_imports = components.iter().flat_map(|(name, component)| {
        let providers = component.providers();
        providers
            .filter_map(|provider| concurrent(provider, offers))
            .map(move |what| format!("component `{name}` imports {what}, which has them"))
    });
    of_parts.chain(of_imports).collect()
}

/// What an engine without concurrency could not link. It links whole interfaces, also those of whose functions a
/// component imports only others.
fn concurrent(provider: &Provider, offers: &[Offer]) -> Option<String> {
    match provider {
        Provider::Plugin {
            plugin,
            index,
            interface,
            ..
        } => {
            let offer = offers.iter().find(|offer| offer.name == *plugin)?;
            let registered = offer.registration.imports.get(*index)?;
            registered
                .concurrent
                .then(|| format!("`{interface}` of plugin `{plugin}`"))
        }
        Provider::Builtin { interface } => {
            wasi::needs_concurrency(interface).then(|| format!("`{interface}`"))
        }
        Provider::Sibling { .. } | Provider::Isolated { .. } | Provider::Types => None,
    }
}

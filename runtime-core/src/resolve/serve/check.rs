//! Links and choices that would silently do nothing.

use super::{Context, Server};
use crate::part::Extern;
use crate::resolve::index::interface_name;
use crate::resolve::{ComponentPlan, Offer, Problem, Provider};
use crate::spec::{Component, PluginChoice};

/// Links whose start does not exist.
pub(super) fn links(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for link in &context.workload.links {
        let (reason, known): (_, Vec<String>) = match context.parts.get(&link.component) {
            None => (
                "is not in the workload",
                context.parts.keys().cloned().collect(),
            ),
            Some(part) if !part.imports().contains_key(&link.import) => (
                "it does not import",
                part.imports().keys().cloned().collect(),
            ),
            Some(_) => continue,
        };
        problems.push(Problem::LinkFromNowhere {
            component: link.component.clone(),
            import: link.import.clone(),
            reason,
            known,
        });
    }
}

pub(super) fn choices(
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
    name: &str,
    component: &Component,
) {
    for choice in &component.plugins {
        match context.index.plugin(&choice.plugin) {
            Some(offer) => problems.extend(check_choice(name, choice, offer)),
            None => problems.push(unknown_plugin(context, name, &choice.plugin)),
        }
    }
}

pub(super) fn unknown_plugin(context: &Context<'_>, component: &str, plugin: &str) -> Problem {
    Problem::UnknownPlugin {
        component: component.to_owned(),
        plugin: plugin.to_owned(),
        plugins: context.index.plugins().map(str::to_owned).collect(),
    }
}

fn check_choice(name: &str, choice: &PluginChoice, offer: &Offer) -> Option<Problem> {
    let instances: Vec<String> = offer.instances.iter().cloned().collect();
    let (component, plugin) = (name.to_owned(), choice.plugin.clone());
    match &choice.instance {
        _ if !instances.is_empty() && !choice.settings.is_empty() => {
            Some(Problem::SettingsOfHost {
                component,
                plugin,
                instances,
            })
        }
        Some(instance) if !offer.instances.contains(instance) => Some(Problem::UnknownInstance {
            component,
            plugin,
            instance: instance.clone(),
            instances,
        }),
        _ => None,
    }
}

/// Choices that serve no import, unless they might serve one of those that failed.
pub(super) fn unused_choices(
    server: &Server<'_, '_>,
    problems: &mut Vec<Problem>,
    plan: &ComponentPlan,
    failed: &[&Extern],
) {
    let index = &server.context.index;
    for choice in &server.component.plugins {
        let used = plan.providers().any(|provider| {
            matches!(provider, Provider::Plugin { plugin, label, .. }
                if *plugin == choice.plugin && *label == choice.label)
        });
        let might = failed.iter().any(|import| {
            let offers = index.offers(interface_name(import));
            offers.iter().any(|offer| offer.name == choice.plugin)
        });
        if index.plugin(&choice.plugin).is_some() && !used && !might {
            problems.push(Problem::UnusedChoice {
                component: server.name.to_owned(),
                plugin: choice.plugin.clone(),
                label: choice.label.clone(),
            });
        }
    }
}

//! Links and choices that would silently do nothing.

use std::collections::BTreeMap;

use super::{Context, MightServe};
use crate::resolve::{ComponentPlan, Offer, Problem};
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

/// Choices that neither serve an import nor have an export called, unless they might serve one that failed.
pub(in crate::resolve) fn unused_choices(
    problems: &mut Vec<Problem>,
    context: &Context<'_>,
    plans: &BTreeMap<String, ComponentPlan>,
    might_serve: &MightServe<'_>,
) {
    for (name, plan) in plans {
        let component = context.workload.components.get(name);
        let choices = component
            .into_iter()
            .flat_map(|component| &component.plugins);
        for choice in choices {
            let known = context.index.plugin(&choice.plugin).is_some();
            let might = might_serve.contains(&(name.as_str(), choice.plugin.as_str()));
            if known && !might && !plan.uses(&choice.plugin, &choice.label) {
                problems.push(Problem::UnusedChoice {
                    component: name.clone(),
                    plugin: choice.plugin.clone(),
                    label: choice.label.clone(),
                });
            }
        }
    }
}

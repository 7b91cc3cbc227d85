//! Imports of one component that are told in one line.

use std::collections::{BTreeMap, BTreeSet};

use hostplug::InterfaceId;

use super::words::{difference, visible};
use crate::resolve::{ComponentPlan, ImportPlan, Provider};

/// One import, or many that differ in nothing that matters.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// What is imported.
    pub(super) title: String,
    /// What the provider calls it, if that is another name.
    pub(super) difference: Option<String>,
    /// Who serves it; the first of many.
    pub(super) planned: &'a ImportPlan,
}

/// All imports of a component. What the runtime serves comes last, and so do imports of types.
pub(super) fn groups(component: &ComponentPlan) -> Vec<Group<'_>> {
    let (runtime, others): (Vec<_>, Vec<_>) = imports(component)
        .partition(|(_, planned)| matches!(planned.provider, Provider::Builtin { .. }));
    let (types, others): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|(_, planned)| planned.provider == Provider::Types);
    let mut groups: Vec<_> = others.into_iter().map(single).collect();
    groups.extend(packages(runtime));
    groups.extend(packages(types));
    groups
}

/// Imports with the interfaces that they mean.
fn imports(component: &ComponentPlan) -> impl Iterator<Item = (Import<'_>, &ImportPlan)> {
    component.imports.iter().map(|(name, planned)| {
        let implements = component.implements.get(name).map(String::as_str);
        (Import { name, implements }, planned)
    })
}

#[derive(Clone, Copy)]
struct Import<'a> {
    name: &'a str,
    implements: Option<&'a str>,
}

impl<'a> Import<'a> {
    fn interface(self) -> &'a str {
        self.implements.unwrap_or(self.name)
    }

    fn title(self) -> String {
        match self.implements {
            Some(interface) => format!("{}: {}", visible(self.name), visible(interface)),
            None => visible(self.name),
        }
    }
}

fn single<'a>((import, planned): (Import<'_>, &'a ImportPlan)) -> Group<'a> {
    Group {
        title: import.title(),
        difference: difference(import.interface(), planned),
        planned,
    }
}

/// One group for all imports that are served alike, with the names of their packages; a group of one has its own name.
fn packages<'a>(imports: Vec<(Import<'a>, &'a ImportPlan)>) -> Vec<Group<'a>> {
    let mut alike: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (import, planned) in imports {
        let asked = version(import.interface());
        let key = (
            planned.reason,
            difference(import.interface(), planned),
            asked,
        );
        alike.entry(key).or_default().push((import, planned));
    }
    alike
        .into_iter()
        .filter_map(
            |((_, difference, asked), imports)| match imports.as_slice() {
                [only] => Some(single(*only)),
                [(_, planned), ..] => Some(Group {
                    title: package_title(&imports, asked),
                    difference,
                    planned,
                }),
                [] => None,
            },
        )
        .collect()
}

fn package_title(imports: &[(Import<'_>, &ImportPlan)], asked: Option<String>) -> String {
    let names: BTreeSet<_> = imports
        .iter()
        .map(|(import, _)| package(import.interface()))
        .collect();
    let names: Vec<_> = names.into_iter().collect();
    let asked = asked.map(|version| format!(" @{version}"));
    format!(
        "{} ({} interfaces{})",
        names.join(", "),
        imports.len(),
        asked.unwrap_or_default()
    )
}

fn version(interface: &str) -> Option<String> {
    let id = interface.parse::<InterfaceId>().ok()?;
    id.version().map(ToString::to_string)
}

/// `wasi:io` of `wasi:io/poll@0.2.6`.
fn package(interface: &str) -> String {
    match interface.parse::<InterfaceId>() {
        Ok(id) => format!("{}:{}", id.namespace(), id.package()),
        Err(_) => visible(interface),
    }
}

//! What the texts of problems have in common.

use crate::spec::LinkTarget;

/// The last line of a problem: what there is, else what to do.
pub(super) fn there_are(known: &[String], otherwise: &str) -> String {
    match known {
        [] => format!("\nhelp: {otherwise}"),
        known => format!("\nhelp: there are `{}`", names(known)),
    }
}

/// What a component has instead of the export that is missing.
pub(super) fn exported(exports: &[String]) -> String {
    match exports {
        [] => String::new(),
        exports => format!("\nnote: it exports `{}`", names(exports)),
    }
}

pub(super) fn names(names: &[String]) -> String {
    names.join("`, `")
}

pub(super) fn list(names: &[String]) -> String {
    names.join(" and ")
}

pub(super) fn notes(notes: &[String]) -> String {
    notes.iter().map(|note| format!("\nnote: {note}")).collect()
}

/// Where a link ends.
pub(super) fn end(to: &LinkTarget, import: &str) -> String {
    match to {
        LinkTarget::Component { component, export } => {
            let export = export.as_deref().unwrap_or(import);
            format!("`{export}` of component `{component}`")
        }
        LinkTarget::Plugin {
            plugin,
            export: Some(export),
        } => format!("`{export}` of the plugin `{plugin}`"),
        LinkTarget::Plugin { plugin, .. } => format!("the plugin `{plugin}`"),
    }
}

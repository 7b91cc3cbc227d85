//! What to write into the document.

use super::Offer;

/// Whose import a link or choice is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start<'a> {
    pub(super) component: &'a str,
    pub(super) import: &'a str,
}

pub(super) fn link_to_component(from: Start<'_>, component: &str, export: Option<&str>) -> String {
    link(from, "component", component, export)
}

pub(super) fn link_to_plugin(from: Start<'_>, plugin: &str, export: Option<&str>) -> String {
    link(from, "plugin", plugin, export)
}

fn link(from: Start<'_>, kind: &str, target: &str, export: Option<&str>) -> String {
    let Start { component, import } = from;
    let export = export.map(|export| format!(", export = \"{export}\""));
    let export = export.unwrap_or_default();
    format!(
        "[[links]]\n\
         from = {{ component = \"{component}\", import = \"{import}\" }}\n\
         to = {{ {kind} = \"{target}\"{export} }}"
    )
}

/// A choice of a plugin for the imports of one label.
pub(super) fn choice(component: &str, label: &str, offer: &Offer) -> String {
    let backend = offer.instances.first();
    let backend = backend.map(|instance| format!("\nbackend = \"{instance}\""));
    let backend = backend.unwrap_or_default();
    format!(
        "[components.{component}.plugins.{label}]\nplugin = \"{}\"{backend}",
        offer.name
    )
}

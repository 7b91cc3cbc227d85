//! Imports that the user links.

use hostplug::InterfaceId;

use super::check::unknown_plugin;
use super::{Server, interface_of};
use crate::part::{Extern, ExternKind, Part};
use crate::resolve::index::{Exported, export_named};
use crate::resolve::{Problem, Provider};
use crate::spec::{Link, LinkMode, LinkTarget};

impl<'a> Server<'a, '_> {
    pub(super) fn linked(&self, import: &'a Extern, link: &Link) -> Result<Provider, Problem> {
        match &link.to {
            LinkTarget::Component { component, export } => {
                self.to_component(import, component, export.as_deref(), link)
            }
            LinkTarget::Plugin { plugin, export } => {
                self.to_plugin(import, plugin, export.as_deref(), link)
            }
        }
    }

    fn nowhere(&self, link: &Link, reason: &'static str, known: Vec<String>) -> Problem {
        Problem::LinkToNowhere {
            component: self.name.to_owned(),
            import: link.import.clone(),
            to: Box::new(link.to.clone()),
            reason,
            known,
        }
    }

    fn to_component(
        &self,
        import: &Extern,
        component: &str,
        export: Option<&str>,
        link: &Link,
    ) -> Result<Provider, Problem> {
        let others = || {
            let parts = self.context.parts.keys();
            parts.filter(|name| *name != self.name).cloned().collect()
        };
        if component == self.name {
            return Err(self.nowhere(link, "is the component itself", others()));
        }
        let Some(part) = self.context.parts.get(component) else {
            return Err(self.nowhere(link, "is not in the workload", others()));
        };
        let found = match export {
            Some(export) => export_named(part, import, export).into_iter().collect(),
            None => self.exports_of(import, component),
        };
        match found.as_slice() {
            [] => {
                let reason = why_not(import, part, export.unwrap_or(&import.name));
                Err(self.nowhere(link, reason, exports(part)))
            }
            [export] => Ok(provider(component, &export.name, &link.mode)),
            several => {
                let known = several.iter().map(|export| export.name.clone());
                let reason = "it exports several times; name one with `export`";
                Err(self.nowhere(link, reason, known.collect()))
            }
        }
    }

    /// Exports of one component that serve the import equally well.
    fn exports_of(&self, import: &Extern, component: &str) -> Vec<&'a Extern> {
        let exports = self.context.index.exports_of(component, import);
        exports
            .into_iter()
            .map(|exported| exported.export)
            .collect()
    }

    fn to_plugin(
        &self,
        import: &Extern,
        plugin: &str,
        export: Option<&str>,
        link: &Link,
    ) -> Result<Provider, Problem> {
        let Some(offer) = self.context.index.plugin(plugin) else {
            return Err(unknown_plugin(self.context, self.name, plugin));
        };
        let known = || offer.interfaces().map(ToString::to_string).collect();
        if import.kind != ExternKind::Instance {
            return Err(self.nowhere(link, "serves interfaces only", known()));
        }
        let interface = match export {
            None => interface_of(import),
            Some(export) => export.parse::<InterfaceId>().ok(),
        };
        interface
            .and_then(|interface| self.offered(import, &interface, offer))
            .ok_or_else(|| self.nowhere(link, "does not serve it", known()))
    }
}

fn why_not(import: &Extern, part: &Part, wanted: &str) -> &'static str {
    match part.exports().get(wanted) {
        Some(export) if export.kind != import.kind => "it exports, but as something else",
        _ => "it does not export",
    }
}

fn exports(part: &Part) -> Vec<String> {
    part.exports().keys().cloned().collect()
}

pub(super) fn shared(exported: &Exported<'_>) -> Provider {
    provider(exported.component, &exported.export.name, &LinkMode::Shared)
}

fn provider(component: &str, export: &str, mode: &LinkMode) -> Provider {
    let (component, export) = (component.to_owned(), export.to_owned());
    match mode {
        LinkMode::Isolated(isolation) => Provider::Isolated {
            component,
            export,
            isolation: isolation.clone(),
        },
        mode => Provider::Sibling {
            component,
            export,
            per_importer: *mode == LinkMode::PerImporter,
        },
    }
}

//! Whether who is to serve an import has what it needs.

use hostplug::InterfaceId;

use super::Server;
use crate::part::{Extern, ExternKind};
use crate::resolve::fit::{self, Misfit, Resources, Side};
use crate::resolve::near::{Miss, Who};
use crate::resolve::{Mismatch, Offer, Problem, Provider, lines};
use crate::wasi;

impl<'a> Server<'a, '_> {
    /// The resources that meet, if a sibling serves the import.
    pub(super) fn check_fit(
        &self,
        import: &Extern,
        provider: &Provider,
    ) -> Result<Resources, Problem> {
        let fitted = match provider {
            Provider::Sibling {
                component, export, ..
            } => self.fit_sibling(import, component, export),
            Provider::Isolated {
                component, export, ..
            } => {
                self.check_plain(import, component)?;
                self.fit_isolated(import, component, export)
            }
            Provider::Plugin {
                plugin, interface, ..
            } => self.fit_plugin(import, plugin, interface),
            Provider::Builtin { interface } => fit_builtin(import, interface),
            Provider::Types => Ok(Resources::new()),
        };
        fitted.map_err(|misfit| self.misfit(import, &describe(provider), misfit))
    }

    fn fit_sibling(
        &self,
        import: &Extern,
        component: &str,
        export: &str,
    ) -> Result<Resources, Misfit> {
        match self.sides(import, component, export) {
            Some((wanted, found)) => fit::sibling(wanted, found),
            None => Ok(Resources::new()),
        }
    }

    fn fit_isolated(
        &self,
        import: &Extern,
        component: &str,
        export: &str,
    ) -> Result<Resources, Misfit> {
        if let Some((wanted, found)) = self.sides(import, component, export) {
            fit::host(wanted, found)?;
        }
        Ok(Resources::new())
    }

    fn sides<'s>(
        &'s self,
        import: &'s Extern,
        component: &str,
        export: &str,
    ) -> Option<(Side<'s>, Side<'s>)> {
        let part = self.context.parts.get(component)?;
        let found = Side::export(part, part.exports().get(export)?)?;
        Some((Side::import(self.part, import)?, found))
    }

    fn fit_plugin(
        &self,
        import: &Extern,
        plugin: &str,
        interface: &InterfaceId,
    ) -> Result<Resources, Misfit> {
        let Some(offer) = self.context.index.plugin(plugin) else {
            return Ok(Resources::new());
        };
        match Side::import(self.part, import).zip(offer.side(interface)) {
            Some((wanted, found)) => fit::host(wanted, found)?,
            None => fit_names(import, offer, interface)?,
        }
        Ok(Resources::new())
    }

    /// Between stores there are only plain values.
    fn check_plain(&self, import: &Extern, component: &str) -> Result<(), Problem> {
        let side = Side::import(self.part, import);
        match side.and_then(fit::not_plain) {
            None => Ok(()),
            Some(item) => Err(Problem::NotPlain {
                component: self.name.to_owned(),
                import: import.name.clone(),
                provider: component.to_owned(),
                item,
            }),
        }
    }

    fn misfit(&self, import: &Extern, provider: &str, misfit: Misfit) -> Problem {
        let (component, import) = (self.name.to_owned(), import.name.clone());
        let provider = provider.to_owned();
        match misfit {
            Misfit::Missing(functions) => Problem::MissingFunctions {
                component,
                import,
                provider,
                functions,
            },
            Misfit::Differs {
                item,
                expected,
                found,
            } => Problem::Mismatch(Box::new(Mismatch {
                component,
                import,
                provider,
                item,
                expected,
                found,
            })),
        }
    }

    /// The link that takes a near miss at its word, if its functions and types fit.
    pub(super) fn link_to(&self, import: &Extern, miss: &Miss<'_>) -> Option<String> {
        let start = self.start(import);
        match &miss.who {
            Who::Component(exported) if exported.export.kind == import.kind => {
                let (component, export) = (exported.component, &exported.export.name);
                self.fit_sibling(import, component, export).ok()?;
                Some(lines::link_to_component(start, component, Some(export)))
            }
            Who::Plugin(offer, interface) if import.kind == ExternKind::Instance => {
                self.fit_plugin(import, &offer.name, interface).ok()?;
                let export = interface.to_string();
                Some(lines::link_to_plugin(start, &offer.name, Some(&export)))
            }
            _ => None,
        }
    }
}

/// A plugin without types has names alone.
fn fit_names(import: &Extern, offer: &Offer, interface: &InterfaceId) -> Result<(), Misfit> {
    let mut interfaces = offer.registration.imports.iter();
    let offered = interfaces.find(|offered| offered.id == *interface);
    let has =
        |function: &String| offered.is_none_or(|offered| offered.functions.contains(function));
    let missing: Vec<_> = import
        .functions
        .keys()
        .filter(|name| !has(name))
        .cloned()
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Misfit::Missing(missing)),
    }
}

/// Releases of WASI on one track have more and more functions.
fn fit_builtin(import: &Extern, interface: &InterfaceId) -> Result<Resources, Misfit> {
    let missing = wasi::missing(interface, import.functions.keys());
    match missing.is_empty() {
        true => Ok(Resources::new()),
        false => Err(Misfit::Missing(missing)),
    }
}

fn describe(provider: &Provider) -> String {
    match provider {
        Provider::Sibling { component, .. } | Provider::Isolated { component, .. } => {
            format!("component `{component}`")
        }
        Provider::Plugin { plugin, .. } => format!("plugin `{plugin}`"),
        Provider::Builtin { .. } | Provider::Types => "the runtime".to_owned(),
    }
}

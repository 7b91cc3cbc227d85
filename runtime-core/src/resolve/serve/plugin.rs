//! Imports that plugins serve.

use hostplug::InterfaceId;

use super::{Server, label};
use crate::part::Extern;
use crate::resolve::{Offer, Problem, Provider, Reason, lines};
use crate::spec::PluginChoice;

impl<'a> Server<'a, '_> {
    /// The plugin that the component chooses for the label of the import, else the only one that serves it.
    pub(super) fn plugin(
        &self,
        import: &Extern,
        interface: &InterfaceId,
    ) -> Result<Option<(Provider, Reason)>, Problem> {
        let offers = self.context.index.offers(&interface.to_string()).iter();
        let serving: Vec<&Offer> = offers
            .filter(|offer| offer.best(interface).is_some())
            .copied()
            .collect();
        let chosen = serving.iter().copied();
        let chosen: Vec<_> = chosen
            .filter(|offer| self.choice(import, &offer.name).is_some())
            .collect();
        let (candidates, reason) = match chosen.is_empty() {
            true => (serving, Reason::OnlyPlugin),
            false => (chosen, Reason::Choice),
        };
        match candidates.as_slice() {
            [] => Ok(None),
            [offer] => {
                let provider = self.offered(import, interface, offer);
                Ok(provider.map(|provider| (provider, reason)))
            }
            [first, ..] => Err(self.several_plugins(import, first, &candidates)),
        }
    }

    /// A choice mends it if the component has none for the label yet.
    fn several_plugins(&self, import: &Extern, first: &Offer, candidates: &[&Offer]) -> Problem {
        let label = label(import);
        let mut choices = self.component.plugins.iter();
        let lines = match choices.any(|choice| choice.label == label) {
            false => lines::choice(self.name, label, first),
            true => lines::link_to_plugin(self.start(import), &first.name, None),
        };
        let names = candidates
            .iter()
            .map(|offer| format!("plugin `{}`", offer.name));
        self.ambiguous(import, names.collect(), format!("choose one:\n{lines}"))
    }

    fn choice(&self, import: &Extern, plugin: &str) -> Option<&'a PluginChoice> {
        self.component
            .plugins
            .iter()
            .find(|choice| choice.plugin == plugin && choice.label == label(import))
    }

    /// The plugin as the provider of an import, with the interface of its own that serves `interface` best.
    pub(super) fn offered(
        &self,
        import: &Extern,
        interface: &InterfaceId,
        offer: &Offer,
    ) -> Option<Provider> {
        let index = offer.best(interface)?;
        let instance = self
            .choice(import, &offer.name)
            .and_then(|choice| choice.instance.clone());
        Some(Provider::Plugin {
            plugin: offer.name.clone(),
            index,
            interface: offer.interface(index)?.id.clone(),
            label: label(import).to_owned(),
            instance: instance.unwrap_or_else(|| "default".to_owned()),
        })
    }

    pub(super) fn check_instance(&self, provider: &Provider) -> Result<(), Problem> {
        let Provider::Plugin {
            plugin,
            label,
            instance,
            ..
        } = provider
        else {
            return Ok(());
        };
        let offer = self.context.index.plugin(plugin);
        match offer.and_then(|offer| no_instance(self.name, label, instance, offer)) {
            Some(problem) => Err(problem),
            None => Ok(()),
        }
    }
}

/// A component that names no backend gets `default`, and only if the host declares no backends at all may it be
/// undeclared. One that is named is checked with the choice.
pub(in crate::resolve) fn no_instance(
    component: &str,
    label: &str,
    instance: &str,
    offer: &Offer,
) -> Option<Problem> {
    let declared = &offer.instances;
    let missing = instance == "default" && !declared.is_empty() && !declared.contains(instance);
    missing.then(|| Problem::NoInstance {
        component: component.to_owned(),
        plugin: offer.name.clone(),
        instances: declared.iter().cloned().collect(),
        help: lines::choice(component, label, offer),
    })
}

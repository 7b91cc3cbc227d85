//! What rustc is to check with words of ours: that the author has implemented every trait.

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use super::{Expansion, module_path};
use crate::diag;
use crate::model::{Function, Interface};
use crate::names;

impl Expansion<'_> {
    pub(super) fn expand_demands(&self) -> TokenStream {
        let served = self.world().served();
        served
            .flat_map(|interface| self.demands(interface))
            .map(|demand| self.expand_demand(&demand))
            .collect()
    }

    /// The traits that the author implements for one interface. `Host` comes with those of the resources, so that only
    /// a `Host` that the macro writes leaves them to be asked for.
    fn demands<'a>(&self, interface: &'a Interface) -> Vec<Demand<'a>> {
        let of_resources = |suffix| {
            let resources = interface.resources.iter();
            resources
                .map(move |resource| format!("{}{suffix}", names::resource_trait(&resource.name)))
        };
        let is_async = |function: &Function| function.is_async;
        let mut hosts = match interface.has_host_methods() {
            true => vec![(Implementor::Caller, "Host".to_owned())],
            false => of_resources("")
                .map(|host| (Implementor::Caller, host))
                .collect(),
        };
        if interface.free_functions().any(is_async) {
            hosts.push((Implementor::Plugin, "HostWithStore".to_owned()));
        } else {
            let asyncs = interface
                .resources
                .iter()
                .filter(|resource| interface.methods(resource).any(is_async));
            hosts.extend(asyncs.map(|resource| {
                (
                    Implementor::Plugin,
                    format!("{}WithStore", names::resource_trait(&resource.name)),
                )
            }));
        }
        let name = |host: &str| {
            let short = interface
                .module
                .last()
                .map(|name| name.to_upper_camel_case())
                .unwrap_or_default();
            format_ident!(
                "__{short}{host}{}",
                interface.id.index(),
                span = self.world_span()
            )
        };
        hosts
            .into_iter()
            .map(|(of, host)| Demand {
                name: name(&host),
                interface,
                host,
                of,
            })
            .collect()
    }

    /// What linking an interface takes: its own traits, and those that convert errors of other interfaces.
    pub(super) fn demands_to_link<'a>(&'a self, interface: &'a Interface) -> Vec<Demand<'a>> {
        let errors = interface
            .functions
            .iter()
            .filter_map(|function| self.world().fallible(function));
        let mut owners: Vec<_> = errors
            .map(|error| error.interface)
            .filter(|id| *id != interface.id)
            .collect();
        owners.dedup();
        let owners = owners
            .into_iter()
            .filter_map(|id| self.world().interface(id));
        let converting = owners
            .filter(|owner| owner.is_served())
            .flat_map(|owner| self.demands(owner));
        let converting = converting.filter(|demand| demand.of == Implementor::Caller);
        self.demands(interface)
            .into_iter()
            .chain(converting)
            .collect()
    }

    /// A bound that rustc checks with words of ours. The lifetime lets a `where` clause suppose it of the plugin.
    fn expand_demand(&self, demand: &Demand<'_>) -> TokenStream {
        let (sdk, plugin) = (&self.sdk, self.item.ident());
        let Demand {
            name,
            interface,
            host,
            of,
        } = demand;
        let (module, path, host) = (
            self.module(),
            module_path(interface),
            format_ident!("{host}"),
        );
        let header = format!(
            "{module}::{}::{host}",
            self.short_path(interface).join("::")
        );
        let (bound, label, note) = match of {
            Implementor::Caller => (
                quote!(#module::#path::#host),
                format!("missing `impl {header} for Caller<'_, {plugin}>`"),
                diag::implemented_for_caller(),
            ),
            Implementor::Plugin => (
                quote!(#module::#path::#host<#sdk::State>),
                format!("missing `impl {header}<hostplug::State> for {plugin}`"),
                diag::implemented_for_plugin(),
            ),
        };
        let message = diag::not_implemented(&plugin.to_string(), &interface.name.to_string());
        let versions = self
            .note_on_versions(interface)
            .map(|note| quote!(, note = #note));
        let command = diag::command_writes_it();
        quote_spanned! {self.world_span()=>
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note #versions, note = #command)]
            trait #name<'a>: #bound {}
            #[diagnostic::do_not_recommend]
            impl<T: #bound> #name<'_> for T {}
        }
    }
}

impl Expansion<'_> {
    /// Why another version of the interface does not serve this one, too.
    fn note_on_versions(&self, interface: &Interface) -> Option<String> {
        let mut differing = self.plan.differing.iter();
        let found = differing.find(|found| found.interface == interface.id)?;
        let first = self.world().interface(found.first)?;
        Some(diag::differing(
            &first.name,
            &interface.name,
            &found.differences,
        ))
    }
}

/// A trait of the bindings that the author implements.
pub(super) struct Demand<'a> {
    /// The trait that stands for it, and carries our words.
    pub(super) name: Ident,
    interface: &'a Interface,
    host: String,
    pub(super) of: Implementor,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Implementor {
    Caller,
    Plugin,
}

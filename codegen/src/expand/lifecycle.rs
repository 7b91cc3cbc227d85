//! How a plugin begins and ends, and that threads can share it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::Expansion;
use crate::check::Lifecycle;
use crate::diag;

impl Expansion<'_> {
    /// Finds the author's `Lifecycle`, and demands it where the attribute says that there is one.
    pub(super) fn expand_steps(&self) -> TokenStream {
        let sdk = &self.sdk;
        let steps = match &self.plan.lifecycle {
            Lifecycle::Found => quote! {
                use #sdk::__private::{Unwritten as _, Written as _};
                (&#sdk::__private::Lifecycles::<Self>::OF).steps()
            },
            Lifecycle::Asked => self.expand_asked(),
            Lifecycle::Calls { interface, path } => self.expand_calls(interface, path),
        };
        quote! {
            fn steps() -> #sdk::__private::Steps<Self> {
                #steps
            }
        }
    }

    fn expand_asked(&self) -> TokenStream {
        let (sdk, plugin) = (&self.sdk, self.item.ident());
        let call = quote_spanned!(plugin.span()=> makes_its_bindings_itself::<#plugin>());
        quote_spanned! {self.world_span()=>
            fn makes_its_bindings_itself<P: #sdk::Lifecycle>() -> #sdk::__private::Steps<P> {
                #sdk::__private::written()
            }
            #call
        }
    }

    /// A component is found in a scope, and the plugin meets that in its `Lifecycle`. Without one, exports that the world
    /// has beside its imports would make components wait for calls that never come.
    fn expand_calls(&self, interface: &str, path: &str) -> TokenStream {
        let (sdk, plugin) = (&self.sdk, self.item.ident());
        let message = diag::nobody_calls(&self.world().name, interface);
        let label = format!("missing `impl hostplug::Lifecycle for {plugin}`");
        let [keep, skip] = diag::somebody_to_call(interface, path);
        quote_spanned! {self.world_span()=>
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #keep, note = #skip)]
            trait Calls: #sdk::Lifecycle {}
            #[diagnostic::do_not_recommend]
            impl<P: #sdk::Lifecycle> Calls for P {}
            fn finds_the_components_that_it_calls<P: Calls>() -> #sdk::__private::Steps<P> {
                #sdk::__private::written()
            }
            finds_the_components_that_it_calls::<#plugin>()
        }
    }

    /// One bound for all that goes wrong with a plugin that threads cannot share: what else needs it, takes it for
    /// granted.
    pub(super) fn expand_shared(&self) -> TokenStream {
        let plugin = self.item.ident();
        let call = quote_spanned!(plugin.span()=> all_workloads_share_the_plugin::<#plugin>());
        quote_spanned! {self.world_span()=>
            fn all_workloads_share_the_plugin<P: ::core::marker::Sync>() {}
            const _: fn() = || #call;
        }
    }
}

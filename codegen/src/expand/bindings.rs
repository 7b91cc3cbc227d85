//! The module that holds the bindings.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::{Expansion, module_path};
use crate::check::{SyncFunctions, With};
use crate::docs;
use crate::model::{Function, Interface, Service};
use crate::names;

impl Expansion<'_> {
    pub(super) fn expand_bindings(&self) -> TokenStream {
        let (vis, module) = (self.item.vis(), self.module());
        let first = match self.world().named.as_slice() {
            [world] => format!("Bindings of the WIT world `{world}`."),
            worlds => format!("Bindings of the WIT worlds `{}`.", worlds.join("`, `")),
        };
        let docs = docs::documented(&first, self.world().docs.as_deref());
        let (with, fails) = (self.expand_with_aliases(), self.expand_fail_aliases());
        let (bindgen, imports, exports) = (
            self.expand_bindgen(),
            self.expand_reexports(),
            self.expand_callers(),
        );
        quote_spanned! {self.world_span()=>
            #docs
            #[allow(
                dead_code, missing_debug_implementations, missing_docs, private_interfaces, rustdoc::all,
                unreachable_pub, unused_imports, unused_qualifications,
                clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction,
                reason = "generated code is not the author's to mend"
            )]
            #vis mod #module {
                #with
                #fails
                #bindgen
                #imports
                #exports
            }
        }
    }

    /// The Rust side of `with`, in a module in which names mean what they mean beside the plugin. A private type can
    /// only be named by the bindings through an alias.
    fn expand_with_aliases(&self) -> TokenStream {
        if self.plan.with.is_empty() {
            return TokenStream::new();
        }
        let aliases = self.plan.with.iter().enumerate().map(|(index, With { target, is_resource, .. })| {
            let (alias, path) = (format_ident!("__With{index}", span = target.span()), two_modules_down(target));
            match is_resource {
                false => quote_spanned!(target.span()=> pub use #path as #alias;),
                true => quote_spanned! {target.span()=>
                    pub type #alias = #path;
                    const _: fn() = || {
                        fn resource_table_entries_move_between_threads<T: ::core::marker::Send + 'static>() {}
                        resource_table_entries_move_between_threads::<#alias>();
                    };
                },
            }
        });
        quote! {
            #[doc(hidden)]
            pub mod __with {
                use super::super::*;
                #(#aliases)*
            }
        }
    }

    fn expand_fail_aliases(&self) -> TokenStream {
        let sdk = &self.sdk;
        let aliases = self.errors.iter().enumerate().map(|(index, error)| {
            let (alias, ty) = (format_ident!("__Fail{index}"), self.error_path(error));
            quote!(type #alias = #sdk::Fail<self::#ty>;)
        });
        aliases.collect()
    }

    fn expand_bindgen(&self) -> TokenStream {
        let (sdk, world) = (&self.sdk, &self.world().id);
        let path = self.source.path.display().to_string();
        let inline = self
            .source
            .inline
            .as_ref()
            .map(|inline| quote!(inline: #inline,));
        let (imports, with, errors) = (
            self.expand_flags(),
            self.expand_with(),
            self.expand_trappable(),
        );
        let exports =
            (!self.world().exports.is_empty()).then(|| quote!(exports: { default: async },));
        quote_spanned! {self.world_span()=>
            #sdk::wasmtime::component::bindgen!({
                world: #world,
                path: #path,
                #inline
                wasmtime_crate: #sdk::__private::wt,
                imports: { #imports },
                #exports
                with: { #with },
                trappable_error_type: { #errors },
                require_store_data_send: true,
                include_component_type: true,
            });
        }
    }

    fn expand_flags(&self) -> TokenStream {
        match &self.plan.sync {
            SyncFunctions::All => quote!(default: trappable),
            SyncFunctions::Only(filters) => {
                quote!(#(#filters: trappable,)* default: async | trappable)
            }
        }
    }

    fn expand_with(&self) -> TokenStream {
        let sdk = &self.sdk;
        let upstream = self.plan.upstream.iter().map(|(package, path)| {
            let path: TokenStream = path.parse().unwrap_or_default();
            quote!(#package: #sdk::__private::#path,)
        });
        let entries = self.plan.with.iter().enumerate().map(|(index, with)| {
            let keys = self.plan.keys(with);
            let alias = format_ident!("__With{index}");
            quote!(#(#keys: self::__with::#alias,)*)
        });
        let shared = self.world().imports.iter().filter_map(|interface| {
            let Service::Shared(implementation) = interface.service else {
                return None;
            };
            let path = self.world().interface(implementation).map(module_path);
            let key = interface.name.to_string();
            Some(quote!(#key: self::#path,))
        });
        upstream.chain(entries).chain(shared).collect()
    }

    fn expand_trappable(&self) -> TokenStream {
        let errors = self.errors.iter().enumerate().map(|(index, error)| {
            let alias = format_ident!("__Fail{index}");
            let owner = self.world().interface(error.interface);
            let owners = owner
                .into_iter()
                .chain(self.world().sharing(error.interface));
            let keys = owners.map(|owner| format!("{}.{}", owner.name, error.name));
            quote!(#(#keys => self::#alias,)*)
        });
        errors.collect()
    }

    /// `config::store` is shorter than `config::wasi::config::store`. Here it also has the documentation of the WIT, which
    /// `bindgen!` gives to what is in an interface but not to its module.
    fn expand_reexports(&self) -> TokenStream {
        let reexported = self.world().reexported();
        let uses = reexported.into_iter().map(|(name, interface)| {
            let (docs, path) = (self.interface_docs(interface), module_path(interface));
            let name = (interface.module.last() != Some(&name)).then(|| {
                let name = format_ident!("{name}");
                quote!(as #name)
            });
            quote!(#docs #[doc(inline)] pub use self::#path #name;)
        });
        uses.collect()
    }

    /// The summary is that of the WIT, if it has one. The traits have no documentation, so what the author does with
    /// them stands here.
    fn interface_docs(&self, interface: &Interface) -> TokenStream {
        let plugin = self.item.ident();
        let (callers, own) = author_traits(interface);
        let implementors = [
            (format!("`Caller<'_, {plugin}>`"), callers),
            (format!("[`{plugin}`](super::{plugin})"), own),
        ];
        let ours = implementors
            .iter()
            .filter(|(_, traits)| !traits.is_empty())
            .map(|(who, traits)| format!("{who} implements `{}`.", traits.join("`, `")));
        let mut lines = docs::lines(interface.docs.as_deref());
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("The interface `{}`.", interface.name));
        lines.extend(ours);
        docs::attributes(lines.iter().map(String::as_str))
    }
}

/// The traits of an interface that the author implements: for callers of the plugin, and for the plugin itself.
fn author_traits(interface: &Interface) -> (Vec<String>, Vec<String>) {
    let is_async = |function: &Function| function.is_async;
    let host = interface.has_host_methods().then(|| "Host".to_owned());
    let mut callers = Vec::from_iter(host);
    let concurrent = interface.free_functions().any(is_async);
    let mut own = Vec::from_iter(concurrent.then(|| "HostWithStore".to_owned()));
    for resource in &interface.resources {
        let host = names::resource_trait(&resource.name);
        if interface.methods(resource).any(is_async) {
            own.push(format!("{host}WithStore"));
        }
        callers.push(host);
    }
    (callers, own)
}

/// A path that the author wrote beside the plugin, as it reads in `__with`.
fn two_modules_down(path: &Path) -> TokenStream {
    let first = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string());
    let rest = path.segments.iter().skip(1);
    match first.as_deref().filter(|_| path.leading_colon.is_none()) {
        Some("self") => quote_spanned!(path.span()=> super::super::#(#rest)::*),
        Some("super") => quote_spanned!(path.span()=> super::super::super::#(#rest)::*),
        _ => quote!(#path),
    }
}

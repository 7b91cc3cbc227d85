//! Prints what was decided. Nothing here can fail.

use heck::ToKebabCase;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path};

use crate::attr::Args;
use crate::check::{Plan, SyncFunctions, With};
use crate::diag;
use crate::item::PluginItem;
use crate::model::{ErrorType, Interface, InterfaceName, Resource, World};
use crate::names;
use crate::wit::Source;

/// The struct, the module with the bindings, the registration, and what the compiler is to check.
pub(crate) fn plugin(args: &Args, item: &PluginItem, source: &Source, plan: &Plan) -> TokenStream {
    let out = Expansion { args, item, source, plan, sdk: args.sdk() };
    let (bindings, interfaces) = (out.expand_bindings(), out.expand_interfaces());
    let (plugin, lifecycle) = (out.expand_plugin(), out.expand_lifecycle());
    let (hosts, errors, demands) = (out.expand_hosts(), out.expand_errors(), out.expand_demands());
    let item = &item.item;
    quote! {
        #item
        #bindings
        #interfaces
        const _: () = {
            #plugin
            #lifecycle
            #hosts
            #errors
            #demands
        };
    }
}

struct Expansion<'a> {
    args: &'a Args,
    item: &'a PluginItem,
    source: &'a Source,
    plan: &'a Plan,
    sdk: TokenStream,
}

impl Expansion<'_> {
    fn world(&self) -> &World {
        &self.plan.world
    }

    fn world_span(&self) -> Span {
        self.args.world_span()
    }

    /// The module that holds the bindings. It is called after the package of the world.
    fn module(&self) -> Ident {
        let name = || match (&self.args.interfaces, self.world().served().next()) {
            (Some(_), Some(interface)) => names::ident(&interface.name.package),
            _ => names::ident(&self.world().package),
        };
        self.args.bindings.clone().unwrap_or_else(|| Ident::new(&name(), self.world_span()))
    }

    fn expand_bindings(&self) -> TokenStream {
        let (vis, module) = (self.item.vis(), self.module());
        let docs = format!("Bindings of the WIT world `{}`.", self.world().id);
        let (resources, fails) = (self.expand_resource_aliases(), self.expand_fail_aliases());
        let (bindgen, exports) = (self.expand_bindgen(), self.expand_reexports());
        quote! {
            #[doc = #docs]
            #[allow(
                dead_code, missing_debug_implementations, missing_docs, private_interfaces, unreachable_pub,
                unused_imports, unused_qualifications, clippy::all, clippy::pedantic,
                reason = "generated code is not the author's to mend"
            )]
            #vis mod #module {
                #resources
                #fails
                #bindgen
                #exports
            }
        }
    }

    /// A private type can only be named by the bindings through an alias beside them.
    fn expand_resource_aliases(&self) -> TokenStream {
        let aliases = self.resource_types().map(|(index, path)| {
            let alias = format_ident!("__Resource{index}");
            let path = inside_module(path);
            quote_spanned! {path.span()=>
                #[doc(hidden)]
                pub type #alias = #path;
                const _: fn() = || {
                    fn resource_table_entries_move_between_threads<T: ::core::marker::Send + 'static>() {}
                    resource_table_entries_move_between_threads::<#path>();
                };
            }
        });
        aliases.collect()
    }

    /// Entries of `with` that name a resource, with their index.
    fn resource_types(&self) -> impl Iterator<Item = (usize, &Path)> {
        let entries = self.plan.with.iter().enumerate();
        entries.filter(|(_, entry)| entry.is_resource).map(|(index, entry)| (index, &entry.target))
    }

    fn expand_fail_aliases(&self) -> TokenStream {
        let sdk = &self.sdk;
        let aliases = self.world().error_types().into_iter().enumerate().map(|(index, error)| {
            let (alias, ty) = (format_ident!("__Fail{index}"), self.error_path(&error));
            quote!(type #alias = #sdk::Fail<self::#ty>;)
        });
        aliases.collect()
    }

    fn expand_bindgen(&self) -> TokenStream {
        let (sdk, world) = (&self.sdk, &self.world().id);
        let path = self.source.path.display().to_string();
        let inline = self.source.inline.as_ref().map(|inline| quote!(inline: #inline,));
        let (imports, with, errors) = (self.expand_flags(), self.expand_with(), self.expand_trappable());
        quote_spanned! {self.world_span()=>
            #sdk::wasmtime::component::bindgen!({
                world: #world,
                path: #path,
                #inline
                wasmtime_crate: #sdk::__private::wt,
                imports: { #imports },
                with: { #with },
                trappable_error_type: { #errors },
                require_store_data_send: true,
            });
        }
    }

    fn expand_flags(&self) -> TokenStream {
        match &self.plan.sync {
            SyncFunctions::All => quote!(default: trappable),
            SyncFunctions::Only(filters) => quote!(#(#filters: trappable,)* default: async | trappable),
        }
    }

    fn expand_with(&self) -> TokenStream {
        let sdk = &self.sdk;
        let upstream = self.plan.upstream.iter().map(|(package, path)| {
            let path: TokenStream = path.parse().unwrap_or_default();
            quote!(#package: #sdk::__private::#path,)
        });
        let entries = self.plan.with.iter().enumerate().map(|(index, With { key, target, is_resource })| {
            let alias = format_ident!("__Resource{index}");
            let target = if *is_resource { quote!(self::#alias) } else { inside_module(target) };
            quote!(#key: #target,)
        });
        upstream.chain(entries).collect()
    }

    fn expand_trappable(&self) -> TokenStream {
        let errors = self.world().error_types().into_iter().enumerate().filter_map(|(index, error)| {
            let owner = self.world().interface(error.interface)?;
            let (alias, key) = (format_ident!("__Fail{index}"), format!("{}.{}", owner.name, error.name));
            Some(quote!(#key => self::#alias,))
        });
        errors.collect()
    }

    /// `config::store` is shorter than `config::wasi::config::store`.
    fn expand_reexports(&self) -> TokenStream {
        let uses = self.world().reexported().into_iter().map(|interface| {
            let path = module_path(interface);
            quote!(pub use self::#path;)
        });
        uses.collect()
    }

    fn expand_interfaces(&self) -> TokenStream {
        let (sdk, plugin, vis) = (&self.sdk, self.item.ident(), self.item.vis());
        let ids = self.world().served().map(|interface| self.expand_id(&interface.name));
        quote! {
            impl #plugin {
                /// The interfaces that this plugin serves.
                #vis const INTERFACES: &'static [#sdk::InterfaceId] = &[#(#ids),*];
            }
        }
    }

    fn expand_id(&self, name: &InterfaceName) -> TokenStream {
        let sdk = &self.sdk;
        let InterfaceName { namespace, package, name, version } = name;
        let version = match version {
            None => quote!(::core::option::Option::None),
            Some(version) => {
                let semver::Version { major, minor, patch, pre, build } = version;
                let (pre, build) = (pre.as_str(), build.as_str());
                quote!(::core::option::Option::Some(
                    #sdk::Version::from_static(#major, #minor, #patch, #pre, #build)
                ))
            }
        };
        quote!(#sdk::InterfaceId::from_static(#namespace, #package, #name, #version))
    }

    fn expand_plugin(&self) -> TokenStream {
        let (sdk, plugin, name) = (&self.sdk, self.item.ident(), self.name());
        let (config, binding, state) = self.types();
        let imports = self.world().served().enumerate().map(|(index, interface)| {
            let functions = interface.functions.iter().map(|function| &function.wit.name);
            let concurrent = interface.is_concurrent(&self.world().resolve);
            quote!(#sdk::__private::StaticInterface {
                id: &#plugin::INTERFACES[#index], functions: &[#(#functions),*], concurrent: #concurrent,
            })
        });
        let exports = self.world().exported_interfaces.iter().map(|name| self.expand_id(name));
        let arms = self.world().served().enumerate().map(|(index, interface)| self.expand_link(index, interface));
        quote! {
            impl #sdk::wasmtime::component::HasData for #plugin {
                type Data<'a> = #sdk::Caller<'a, #plugin>;
            }

            impl #sdk::Plugin for #plugin {
                type Config = #config;
                type Binding = #binding;
                type State = #state;
                const NAME: &'static str = #name;
                const INTERFACES: &'static [#sdk::InterfaceId] = #plugin::INTERFACES;
                const IMPORTS: &'static [#sdk::__private::StaticInterface] = &[#(#imports),*];
                const EXPORTS: &'static [#sdk::InterfaceId] = &[#(#exports),*];

                fn link(
                    interface: usize,
                    instance: &mut #sdk::__private::wt::component::LinkerInstance<'_, #sdk::State>,
                    getter: #sdk::__private::Getter<Self>,
                ) -> #sdk::wasmtime::Result<()> {
                    match interface {
                        #(#arms)*
                        _ => #sdk::__private::no_such_interface(interface),
                    }
                }
            }
        }
    }

    fn name(&self) -> String {
        let given = self.args.name.as_ref().map(LitStr::value);
        given.unwrap_or_else(|| self.item.ident().to_string().to_kebab_case())
    }

    fn types(&self) -> (TokenStream, TokenStream, TokenStream) {
        let config = self.args.config.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty));
        let binding = self.args.binding.as_ref().map_or_else(|| config.clone(), |ty| quote!(#ty));
        let state = self.args.state.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty));
        (config, binding, state)
    }

    fn expand_link(&self, index: usize, interface: &Interface) -> TokenStream {
        let (sdk, plugin, module, path) = (&self.sdk, self.item.ident(), self.module(), module_path(interface));
        let options = (!interface.features.is_empty()).then(|| {
            let features = interface.features.iter().map(|feature| format_ident!("{}", names::ident(feature)));
            quote!({
                let mut options = #module::#path::LinkOptions::default();
                #(options.#features(true);)*
                &{ options }
            },)
        });
        quote! {
            #index => #module::#path::add_to_linker_instance::<#sdk::State, #plugin>(instance, #options getter),
        }
    }

    /// Written for the author unless he says that he writes it.
    fn expand_lifecycle(&self) -> TokenStream {
        if self.args.lifecycle || self.args.binding.is_some() {
            return TokenStream::new();
        }
        let (sdk, plugin) = (&self.sdk, self.item.ident());
        quote! {
            impl #sdk::Lifecycle for #plugin {
                async fn bind(
                    &self,
                    _: &#sdk::Scope,
                    config: <Self as #sdk::Plugin>::Config,
                ) -> #sdk::wasmtime::Result<<Self as #sdk::Plugin>::Binding> {
                    ::core::result::Result::Ok(config)
                }
            }
        }
    }

    /// `Host` of an interface that has only types, resources or `async` functions: there is nothing to write in it.
    fn expand_hosts(&self) -> TokenStream {
        let (sdk, plugin, module) = (&self.sdk, self.item.ident(), self.module());
        let empty = self.world().imports.iter().filter(|interface| {
            interface.is_served() && !interface.has_host_methods()
        });
        let hosts = empty.map(|interface| {
            let path = module_path(interface);
            let conversions = self.own_errors(interface).map(|error| {
                let function = format_ident!("{}", names::convert(&error.name));
                let ty = self.error_path(&error);
                quote! {
                    fn #function(
                        &mut self,
                        error: #sdk::Fail<#module::#ty>,
                    ) -> #sdk::wasmtime::Result<#module::#ty> {
                        error.into_wit()
                    }
                }
            });
            quote!(impl #module::#path::Host for #sdk::Caller<'_, #plugin> { #(#conversions)* })
        });
        hosts.collect()
    }

    fn own_errors(&self, interface: &Interface) -> impl Iterator<Item = ErrorType> {
        let id = interface.id;
        self.world().error_types().into_iter().filter(move |error| error.interface == id)
    }

    fn expand_errors(&self) -> TokenStream {
        let (sdk, module) = (&self.sdk, self.module());
        let generated = self.world().error_types().into_iter().filter(|error| error.generated);
        let errors = generated.map(|error| {
            let ty = self.error_path(&error);
            quote!(impl #sdk::WitError for #module::#ty {})
        });
        errors.collect()
    }

    /// The type of an error below the module of the bindings.
    fn error_path(&self, error: &ErrorType) -> TokenStream {
        let ty = format_ident!("{}", names::type_ident(&error.name));
        let module = self.world().interface(error.interface).map(module_path);
        quote!(#module::#ty)
    }

    fn expand_demands(&self) -> TokenStream {
        self.world().served().map(|interface| self.expand_demands_of(interface)).collect()
    }

    fn expand_demands_of(&self, interface: &Interface) -> TokenStream {
        let mut demands = TokenStream::new();
        if interface.has_host_methods() {
            demands.extend(self.expand_caller_demand(interface, "Host"));
        }
        if interface.free_functions().any(|function| function.is_async) {
            demands.extend(self.expand_plugin_demand(interface, "HostWithStore"));
        }
        for resource in &interface.resources {
            demands.extend(self.expand_resource_demands(interface, resource));
        }
        demands
    }

    fn expand_resource_demands(&self, interface: &Interface, resource: &Resource) -> TokenStream {
        let host = names::resource_trait(&resource.name);
        let mut demands = self.expand_caller_demand(interface, &host);
        if interface.methods(resource).any(|function| function.is_async) {
            demands.extend(self.expand_plugin_demand(interface, &format!("{host}WithStore")));
        }
        demands
    }

    fn expand_caller_demand(&self, interface: &Interface, host: &str) -> TokenStream {
        let (sdk, plugin) = (&self.sdk, self.item.ident());
        let header = format!("missing `impl {} for Caller<'_, {plugin}>`", self.trait_path(interface, host));
        let bound = self.trait_tokens(interface, host);
        let implementor = quote!(#sdk::Caller<'static, #plugin>);
        self.expand_demand(interface, &header, diag::implemented_for_caller(), &bound, &implementor)
    }

    fn expand_plugin_demand(&self, interface: &Interface, host: &str) -> TokenStream {
        let (sdk, plugin) = (&self.sdk, self.item.ident());
        let path = self.trait_path(interface, host);
        let header = format!("missing `impl {path}<hostplug::State> for {plugin}`");
        let bound = self.trait_tokens(interface, host);
        let bound = quote!(#bound<#sdk::State>);
        self.expand_demand(interface, &header, diag::implemented_for_plugin(), &bound, &quote!(#plugin))
    }

    fn trait_path(&self, interface: &Interface, host: &str) -> String {
        let name = interface.module.last().map(String::as_str).unwrap_or_default();
        format!("{}::{name}::{host}", self.module())
    }

    fn trait_tokens(&self, interface: &Interface, host: &str) -> TokenStream {
        let (module, path, host) = (self.module(), module_path(interface), format_ident!("{host}"));
        quote!(#module::#path::#host)
    }

    /// A bound that rustc checks at the name of the struct, with words of ours.
    fn expand_demand(
        &self,
        interface: &Interface,
        label: &str,
        note: &str,
        bound: &TokenStream,
        implementor: &TokenStream,
    ) -> TokenStream {
        let plugin = self.item.ident();
        let message = diag::not_implemented(&plugin.to_string(), &interface.name.to_string());
        let call = quote_spanned!(plugin.span()=> implements_every_import_of_world::<#implementor>());
        quote_spanned! {self.world_span()=>
            const _: () = {
                #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
                trait Implemented {}
                #[diagnostic::do_not_recommend]
                impl<T: #bound> Implemented for T {}
                fn implements_every_import_of_world<T: Implemented>() {}
                const _: fn() = || #call;
            };
        }
    }
}

fn module_path(interface: &Interface) -> TokenStream {
    let segments = interface.module.iter().map(|segment| format_ident!("{segment}"));
    quote!(#(#segments)::*)
}

/// A path that the author wrote beside the module, as it reads inside of the module.
fn inside_module(path: &Path) -> TokenStream {
    let first = path.segments.first().map(|segment| segment.ident.to_string());
    match first.as_deref() {
        _ if path.leading_colon.is_some() => quote!(#path),
        Some("crate") => quote!(#path),
        Some("self") => {
            let rest = path.segments.iter().skip(1);
            quote_spanned!(path.span()=> super::#(#rest)::*)
        }
        _ => quote_spanned!(path.span()=> super::#path),
    }
}

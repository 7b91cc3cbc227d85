//! Prints what was decided. Nothing here can fail.

mod bindings;
mod demand;
mod exports;
mod lifecycle;
mod types;

use std::collections::BTreeMap;

use heck::{ToKebabCase, ToSnakeCase};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Type};
use wit_parser::InterfaceId;

use self::demand::Implementor;
use crate::attr::Args;
use crate::check::{Plan, Warning};
use crate::item::PluginItem;
use crate::model::{ErrorType, Interface, InterfaceName, World};
use crate::names;
use crate::wit::Source;

/// The struct, the module with the bindings, the registration, and what the compiler is to check.
pub(crate) fn plugin(args: &Args, item: &PluginItem, source: &Source, plan: &Plan) -> TokenStream {
    let short_names = plan.world.reexported().into_iter().rev();
    let out = Expansion {
        args,
        item,
        source,
        plan,
        sdk: args.sdk(),
        errors: plan.world.error_types(),
        short_names: short_names
            .map(|(name, interface)| (interface.id, name))
            .collect(),
    };
    let (bindings, interfaces) = (out.expand_bindings(), out.expand_interfaces());
    let (plugin, shared) = (out.expand_plugin(), out.expand_shared());
    let (hosts, errors, demands) = (
        out.expand_hosts(),
        out.expand_errors(),
        out.expand_demands(),
    );
    let (item, warnings) = (&item.item, out.expand_warnings());
    quote! {
        #item
        #bindings
        #interfaces
        #[allow(
            unused_qualifications, clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction,
            reason = "generated code is not the author's to mend"
        )]
        const _: () = {
            #plugin
            #shared
            #hosts
            #errors
            #demands
        };
        #warnings
    }
}

struct Expansion<'a> {
    args: &'a Args,
    item: &'a PluginItem,
    source: &'a Source,
    plan: &'a Plan,
    sdk: TokenStream,
    errors: Vec<ErrorType>,
    /// The shortest names that interfaces have in the module of the bindings.
    short_names: BTreeMap<InterfaceId, String>,
}

impl Expansion<'_> {
    fn world(&self) -> &World {
        &self.plan.world
    }

    /// The shortest path of an interface below the module of the bindings.
    fn short_path<'a>(&'a self, interface: &'a Interface) -> &'a [String] {
        match self.short_names.get(&interface.id) {
            Some(name) => std::slice::from_ref(name),
            None => &interface.module,
        }
    }

    fn world_span(&self) -> Span {
        self.args.world_span()
    }

    /// rustc warns of the use of something deprecated, with the text that stands there.
    fn expand_warnings(&self) -> TokenStream {
        let warnings = self
            .plan
            .warnings
            .iter()
            .map(|Warning { span, message, .. }| {
                quote_spanned! {*span=>
                    const _: () = {
                        #[deprecated(note = #message)]
                        const IS_THIS_MEANT: () = ();
                        IS_THIS_MEANT
                    };
                }
            });
        warnings.collect()
    }

    /// The module that holds the bindings. It is called after the package of the world.
    fn module(&self) -> Ident {
        let name = || match (&self.args.interfaces, self.world().served().next()) {
            (Some(_), Some(interface)) => names::ident(&interface.name.package),
            _ => names::ident(&self.world().package),
        };
        self.args
            .bindings
            .clone()
            .unwrap_or_else(|| Ident::new(&name(), self.world_span()))
    }

    fn expand_interfaces(&self) -> TokenStream {
        let (sdk, plugin, vis) = (&self.sdk, self.item.ident(), self.item.vis());
        let ids = self
            .world()
            .answered()
            .map(|interface| self.expand_id(&interface.name));
        quote! {
            #[allow(unused_qualifications, reason = "the path of the SDK may be one that the author gave")]
            impl #plugin {
                /// The interfaces that this plugin serves.
                #vis const INTERFACES: &'static [#sdk::InterfaceId] = &[#(#ids),*];
            }
        }
    }

    fn expand_id(&self, name: &InterfaceName) -> TokenStream {
        let sdk = &self.sdk;
        let InterfaceName {
            namespace,
            package,
            name,
            version,
        } = name;
        let version = match version {
            None => quote!(::core::option::Option::None),
            Some(version) => {
                let semver::Version {
                    major,
                    minor,
                    patch,
                    pre,
                    build,
                } = version;
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
        let module = self.module();
        let (config, binding, state) = self.types();
        let answered = self.world().answered().enumerate();
        let imports = answered.map(|(index, interface)| {
            self.expand_static_interface(&quote!(#plugin::INTERFACES[#index]), interface)
        });
        let (exports, steps) = (self.expand_exports(), self.expand_steps());
        let arms = self
            .world()
            .served()
            .map(|interface| self.expand_link(interface));
        quote! {
            impl #sdk::wasmtime::component::HasData for #plugin {
                type Data<'a> = #sdk::Caller<'a, #plugin>;
            }

            impl #sdk::Plugin for #plugin {
                #config
                #binding
                #state
                const NAME: &'static str = #name;
                const INTERFACES: &'static [#sdk::InterfaceId] = #plugin::INTERFACES;
                const IMPORTS: &'static [#sdk::__private::StaticInterface] = &[#(#imports),*];
                #exports
                #steps
                const COMPONENT_TYPE: &'static [u8] = #module::COMPONENT_TYPE;

                fn link(
                    __interface: usize,
                    __instance: &mut #sdk::__private::wt::component::LinkerInstance<'_, #sdk::State>,
                    __getter: #sdk::__private::Getter<Self>,
                ) -> #sdk::wasmtime::Result<()> {
                    match __interface {
                        #(#arms)*
                        _ => #sdk::__private::no_such_interface(__interface),
                    }
                }
            }
        }
    }

    fn expand_static_interface(&self, id: &TokenStream, interface: &Interface) -> TokenStream {
        let sdk = &self.sdk;
        let functions = interface
            .functions
            .iter()
            .map(|function| &function.wit.name);
        let concurrent = interface.is_concurrent(&self.world().resolve);
        quote!(#sdk::__private::StaticInterface {
            id: &#id, functions: &[#(#functions),*], concurrent: #concurrent,
        })
    }

    fn name(&self) -> String {
        let given = self.args.name.as_ref().map(LitStr::value);
        given.unwrap_or_else(|| self.item.ident().unraw().to_string().to_kebab_case())
    }

    /// Each at the place of the type that the author wrote, because rustc complains of the whole line.
    fn types(&self) -> (TokenStream, TokenStream, TokenStream) {
        let ty = |name: &str, ty: Option<&Type>| {
            let name = Ident::new(name, ty.map_or_else(Span::call_site, Spanned::span));
            match ty {
                Some(ty) => quote_spanned!(ty.span()=> type #name = #ty;),
                None => quote!(type #name = ();),
            }
        };
        let Args {
            config,
            binding,
            state,
            ..
        } = self.args;
        let binding = binding.as_ref().or(config.as_ref());
        (
            ty("Config", config.as_ref()),
            ty("Binding", binding),
            ty("State", state.as_ref()),
        )
    }

    /// Demands and link together make one error of a missing `impl`: `serves` takes for granted what the demands
    /// imply, because a bound over all lifetimes is checked only where `serves` is called.
    fn expand_link(&self, interface: &Interface) -> TokenStream {
        let (sdk, plugin, module, path) = (
            &self.sdk,
            self.item.ident(),
            self.module(),
            module_path(interface),
        );
        let options = (!interface.features.is_empty()).then(|| {
            let features = interface
                .features
                .iter()
                .map(|feature| format_ident!("{}", feature.to_snake_case()));
            quote!(&{
                let mut __options = #module::#path::LinkOptions::default();
                #(__options.#features(true);)*
                __options
            },)
        });
        let span = self.world_span();
        let bounds = self.demands_to_link(interface).into_iter().map(|demand| {
            let name = &demand.name;
            match demand.of {
                Implementor::Caller => {
                    quote_spanned!(span=> for<'a> #sdk::Caller<'a, #plugin>: #name<'a>,)
                }
                Implementor::Plugin => quote_spanned!(span=> for<'a> #plugin: #name<'a>,),
            }
        });
        let name = interface
            .module
            .last()
            .map(String::as_str)
            .unwrap_or_default();
        let serves = format_ident!("serves_{name}", span = plugin.span());
        // What threads cannot share is one mistake: without functions that the plugin itself has, `bindgen!` does not
        // look at its type.
        let of = match interface.functions.iter().any(|function| function.is_async) {
            true => quote!(#plugin),
            false => quote!(#sdk::__private::Of<#plugin>),
        };
        let definition = quote_spanned! {span=>
            fn #serves(
                __instance: &mut #sdk::__private::wt::component::LinkerInstance<'_, #sdk::State>,
                __getter: #sdk::__private::Getter<#plugin>,
            ) -> #sdk::wasmtime::Result<()>
            where
                #(#bounds)*
            {
                #module::#path::add_to_linker_instance::<#sdk::State, #of>(__instance, #options __getter)
            }
        };
        let versions = self.indices(interface);
        // If something is missing, rustc looks at the arguments of a call first, whose place would be the attribute.
        quote!(#(#versions)|* => {
            #definition
            let __serves = #serves;
            __serves(__instance, __getter)
        })
    }

    /// Where the interface stands among those that the plugin answers, and those that share its implementation.
    fn indices(&self, interface: &Interface) -> impl Iterator<Item = usize> {
        let answered = self.world().answered().enumerate();
        answered.filter_map(|(index, answered)| {
            let implementation = self.world().implementation(answered.id);
            let is_it = implementation.is_some_and(|found| found.id == interface.id);
            is_it.then_some(index)
        })
    }

    /// `Host` of an interface that has only types, resources or `async` functions: there is nothing to write in it.
    /// Its resources are demanded elsewhere, so this `impl` only supposes them.
    fn expand_hosts(&self) -> TokenStream {
        let (sdk, plugin, module) = (&self.sdk, self.item.ident(), self.module());
        let empty = self
            .world()
            .imports
            .iter()
            .filter(|interface| interface.has_trivial_host());
        let hosts = empty.map(|interface| {
            let path = module_path(interface);
            let conversions = self.own_errors(interface).map(|error| {
                let function = format_ident!("{}", names::convert(&error.name));
                let ty = self.error_path(error);
                quote! {
                    fn #function(
                        &mut self,
                        __error: #sdk::Fail<#module::#ty>,
                    ) -> #sdk::wasmtime::Result<#module::#ty> {
                        __error.into_wit()
                    }
                }
            });
            let resources = interface.resources.iter().map(|resource| {
                let host = format_ident!("{}", names::resource_trait(&resource.name));
                quote!(for<'a> #sdk::Caller<'a, #plugin>: #module::#path::#host,)
            });
            quote! {
                impl #module::#path::Host for #sdk::Caller<'_, #plugin>
                where
                    #(#resources)*
                {
                    #(#conversions)*
                }
            }
        });
        hosts.collect()
    }

    fn own_errors(&self, interface: &Interface) -> impl Iterator<Item = &ErrorType> {
        let id = interface.id;
        self.errors
            .iter()
            .filter(move |error| error.interface == id)
    }

    fn expand_errors(&self) -> TokenStream {
        let (sdk, module) = (&self.sdk, self.module());
        let generated = self.errors.iter().filter(|error| error.generated);
        let errors = generated.map(|error| {
            let ty = self.error_path(error);
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
}

fn module_path(interface: &Interface) -> TokenStream {
    let segments = interface
        .module
        .iter()
        .map(|segment| format_ident!("{segment}"));
    quote!(#(#segments)::*)
}

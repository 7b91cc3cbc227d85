//! The types with which a plugin calls what components export.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use wit_parser::FunctionKind;

use super::types::{Mode, Types};
use super::{Expansion, module_path};
use crate::model::{Function, Interface};
use crate::names;

impl Expansion<'_> {
    /// What the plugin tells of the interfaces that it calls.
    pub(super) fn expand_exports(&self) -> TokenStream {
        let (sdk, module) = (&self.sdk, self.module());
        let callers = self.world().callers();
        let exports = callers.iter().map(|(interface, _)| {
            self.expand_static_interface(&self.expand_id(&interface.name), interface)
        });
        let arms = callers.iter().enumerate().map(|(index, (_, caller))| {
            let caller = format_ident!("{caller}");
            quote!(#index => #sdk::__private::export::<#module::#caller::Component>(__component),)
        });
        let export = (!callers.is_empty()).then(|| {
            quote! {
                fn export(
                    __interface: usize,
                    __component: &#sdk::wasmtime::component::InstancePre<#sdk::State>,
                ) -> #sdk::wasmtime::Result<#sdk::Export> {
                    match __interface {
                        #(#arms)*
                        _ => #sdk::__private::no_such_interface(__interface),
                    }
                }
            }
        });
        quote! {
            const EXPORTS: &'static [#sdk::__private::StaticInterface] = &[#(#exports),*];
            #export
        }
    }

    pub(super) fn expand_callers(&self) -> TokenStream {
        let callers = self.world().callers();
        callers
            .iter()
            .map(|(interface, name)| self.expand_caller(interface, name))
            .collect()
    }

    /// A module with `Component` and, beside it, all that the interface has in the bindings.
    fn expand_caller(&self, interface: &Interface, name: &str) -> TokenStream {
        let sdk = &self.sdk;
        let (name, path) = (format_ident!("{name}"), module_path(interface));
        let bindings = quote!(super::exports::#path);
        let (id, world) = (interface.name.to_string(), &self.world().id);
        let module_docs =
            format!(" `{id}`, which components export and plugins of `{world}` call.");
        let docs = component_docs(&id, &sdk.to_string().replace(' ', ""));
        let callable = self.expand_callable(interface, &bindings);
        let methods = interface
            .functions
            .iter()
            .filter(|function| !function.needs_its_instance(&self.world().resolve))
            .map(|function| self.expand_call(function, &bindings));
        quote_spanned! {self.world_span()=>
            #[doc = #module_docs]
            pub mod #name {
                pub use #bindings::*;

                #(#[doc = #docs])*
                #[derive(Clone, Debug)]
                pub struct Component(#sdk::Exported<Component>);

                impl Component {
                    #(#methods)*
                }

                impl ::core::ops::Deref for Component {
                    type Target = #sdk::Exported<Component>;

                    fn deref(&self) -> &Self::Target {
                        &self.0
                    }
                }

                #callable
            }
        }
    }

    fn expand_callable(&self, interface: &Interface, bindings: &TokenStream) -> TokenStream {
        let (sdk, id) = (&self.sdk, interface.name.to_string());
        let checks = interface.functions.iter().map(|function| {
            let (name, typed) = (&function.wit.name, self.expand_typed(interface, function));
            quote!(#sdk::__private::check_export(component, #id, #name, #bindings::#typed)?;)
        });
        quote! {
            impl #sdk::Callable for Component {
                type Guest = #bindings::Guest;
                type Indices = #bindings::GuestIndices;
                const INTERFACE: &'static str = #id;

                fn find(
                    component: &#sdk::wasmtime::component::InstancePre<#sdk::State>,
                ) -> #sdk::wasmtime::Result<Self::Indices> {
                    #(#checks)*
                    #bindings::GuestIndices::new(component)
                }

                fn load(
                    indices: &Self::Indices,
                    store: &mut #sdk::wasmtime::Store<#sdk::State>,
                    instance: &#sdk::wasmtime::component::Instance,
                ) -> #sdk::wasmtime::Result<Self::Guest> {
                    indices.load(store, instance)
                }

                fn new(exported: #sdk::Exported<Self>) -> Self {
                    Component(exported)
                }
            }
        }
    }

    /// The function of the bindings whose type says what parameters and results are.
    fn expand_typed(&self, interface: &Interface, function: &Function) -> TokenStream {
        let resource = interface
            .resources
            .iter()
            .find(|resource| function.resource == Some(resource.id));
        let guest = match resource {
            Some(resource) => format_ident!("Guest{}", resource.name.to_upper_camel_case()),
            None => format_ident!("Guest"),
        };
        let typed = format_ident!("func_{}", item_name(function));
        quote!(#guest::#typed)
    }

    fn expand_call(&self, function: &Function, bindings: &TokenStream) -> TokenStream {
        let (sdk, resolve) = (&self.sdk, &self.world().resolve);
        let types = Types {
            resolve,
            module: bindings,
        };
        // An `async` function runs beside others of its store, so `bindgen!` lets it own what it gets.
        let mode = match function.is_async {
            true => Mode::Owned,
            false => Mode::Borrowed,
        };
        let (name, wit) = (&function.wit.name, &function.wit);
        let method = format_ident!("{}", names::ident(name));
        let call = format_ident!("call_{}", item_name(function));
        let docs = wit
            .docs
            .contents
            .as_deref()
            .map(|docs| quote!(#[doc = #docs]));
        let arguments: Vec<_> = wit
            .params
            .iter()
            .map(|param| format_ident!("{}", names::ident(&param.name)))
            .collect();
        let params = wit.params.iter().zip(&arguments).map(|(param, argument)| {
            let ty = types.ty(param.ty, mode);
            quote!(#argument: #ty)
        });
        let result = types.optional(wit.result, Mode::Owned);
        let answer = match function.is_async {
            true => quote! {
                __store
                    .run_concurrent(async move |__accessor| __guest.#call(__accessor, #(#arguments),*).await)
                    .await
                    .flatten()
            },
            false => quote!(__guest.#call(__store, #(#arguments),*).await),
        };
        quote! {
            #docs
            pub async fn #method(
                &self,
                #(#params),*
            ) -> ::core::result::Result<#result, #sdk::InvokeError> {
                let __call = async move {
                    let mut __session = self.0.instantiate().await?;
                    let (__store, __guest) = __session.split();
                    ::core::result::Result::Ok(#answer)
                };
                self.0.call(#name, __call).await
            }
        }
    }
}

fn component_docs(interface: &str, sdk: &str) -> [String; 3] {
    [
        format!(" Calls `{interface}` of a component, each time on a fresh instance."),
        String::new(),
        format!(
            " [`Scope::export`]({sdk}::Scope::export) makes one. Functions that take or give resources or streams are \
             called through [`Exported::instantiate`]({sdk}::Exported::instantiate)."
        ),
    ]
}

/// A function as `bindgen!` calls it behind `func_` and `call_`.
fn item_name(function: &Function) -> String {
    let wit = &function.wit;
    match wit.kind {
        FunctionKind::Constructor(_) => "constructor".to_owned(),
        _ => wit.item_name().to_snake_case(),
    }
}

//! The types with which a plugin calls what components export.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::types::{Mode, Types};
use super::{Expansion, module_path};
use crate::model::{Function, Interface, Resource};
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
        let called = callers
            .iter()
            .map(|(interface, name)| self.expand_caller(interface, name));
        called.chain(self.expand_skipped()).collect()
    }

    /// Whoever uses the handle of a skipped export is shown by rustc where it was skipped: it remembers modules that
    /// `cfg` has taken away.
    fn expand_skipped(&self) -> Option<TokenStream> {
        let skips = self.args.skip.iter().filter_map(|literal| {
            let mut exports = self.world().exports.iter();
            let interface = exports.find(|interface| interface.name.is(&literal.value()))?;
            let name = format_ident!("{}", interface.module.last()?, span = literal.span());
            Some(quote_spanned!(literal.span()=> #[cfg(any())] pub mod #name {}))
        });
        let skips: Vec<_> = skips.collect();
        (!skips.is_empty()).then(|| quote!(#(#skips)*))
    }

    /// A module with `Component`, `Session` and, beside them, all that the interface has in the bindings.
    fn expand_caller(&self, interface: &Interface, name: &str) -> TokenStream {
        let sdk = &self.sdk;
        let (name, path) = (format_ident!("{name}"), module_path(interface));
        let bindings = quote!(super::exports::#path);
        let (id, world) = (interface.name.to_string(), &self.world().id);
        let module_docs =
            format!(" `{id}`, which components export and plugins of `{world}` call.");
        let sdk_path = sdk.to_string().replace(' ', "");
        let (docs, session_docs) = (component_docs(&id, &sdk_path), session_docs(&id, &sdk_path));
        let (callable, calls) = (
            self.expand_callable(interface, &bindings),
            self.calls(interface, &bindings),
        );
        let (methods, session_methods) = (
            calls.iter().map(|call| self.expand_call(call)),
            calls.iter().map(|call| self.expand_session_call(call)),
        );
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

                #(#[doc = #session_docs])*
                #[derive(Debug)]
                #[must_use]
                pub struct Session<'a>(#sdk::Session<'a, Component>);

                impl Session<'_> {
                    #(#session_methods)*
                }

                impl<'a> ::core::ops::Deref for Session<'a> {
                    type Target = #sdk::Session<'a, Component>;

                    fn deref(&self) -> &Self::Target {
                        &self.0
                    }
                }

                impl ::core::ops::DerefMut for Session<'_> {
                    fn deref_mut(&mut self) -> &mut Self::Target {
                        &mut self.0
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
                type Session<'a> = Session<'a>;
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

                fn session(session: #sdk::Session<'_, Self>) -> Self::Session<'_> {
                    Session(session)
                }
            }
        }
    }

    /// The function of the bindings whose type says what parameters and results are.
    fn expand_typed(&self, interface: &Interface, function: &Function) -> TokenStream {
        let guest = match interface.resource_of(function) {
            Some(resource) => format_ident!("Guest{}", resource.name.to_upper_camel_case()),
            None => format_ident!("Guest"),
        };
        let typed = format_ident!("func_{}", names::exported_item(function));
        quote!(#guest::#typed)
    }

    /// What is called, in the words of Rust.
    fn calls(&self, interface: &Interface, bindings: &TokenStream) -> Vec<Call> {
        let sdk = &self.sdk;
        let types = Types {
            world: self.world(),
            interface,
            module: bindings,
            component: &quote!(#sdk::wasmtime::component),
        };
        let methods = names::exported_methods(interface).into_iter();
        methods
            .map(|(function, name)| {
                self.call(function, interface.resource_of(function), &name, &types)
            })
            .collect()
    }

    fn call(
        &self,
        function: &Function,
        resource: Option<&Resource>,
        name: &str,
        types: &Types<'_>,
    ) -> Call {
        let (sdk, wit) = (&self.sdk, &function.wit);
        let arguments: Vec<_> = wit
            .params
            .iter()
            .map(|param| Ident::new(&names::ident(&param.name), self.world_span()))
            .collect();
        let of_mode = |mode| -> Vec<_> {
            let params = wit.params.iter();
            params.map(|param| types.ty(param.ty, mode)).collect()
        };
        // An `async` function runs beside others of its store, so `bindgen!` lets it own what it gets.
        let (params, theirs) = match function.is_async {
            true => (of_mode(Mode::Owned), of_mode(Mode::Owned)),
            false => (of_mode(Mode::Borrowed), of_mode(Mode::Lent)),
        };
        let result = types.optional(wit.result, Mode::Owned);
        let answer = match quote!(#(#params),*).to_string() == quote!(#(#theirs),*).to_string() {
            true => expand_answer(function, resource, &arguments),
            false => expand_answer_with(sdk, function, resource, &arguments, &result),
        };
        Call {
            wit_name: wit.name.clone(),
            docs: wit.docs.contents.clone(),
            method: Ident::new(name, self.world_span()),
            signature: quote!(#(#arguments: #params),*),
            arguments: quote!((#(#arguments,)*)),
            result,
            answer,
            needs_its_instance: function.needs_its_instance(&self.world().resolve),
        }
    }

    /// A method of `Component`. That of a function which needs its instance only says so.
    fn expand_call(&self, call: &Call) -> TokenStream {
        let sdk = &self.sdk;
        let Call {
            wit_name,
            method,
            signature,
            arguments,
            result,
            answer,
            ..
        } = call;
        let docs = call.docs();
        // An `async fn` would have its bounds repeated by whoever waits for it.
        if call.needs_its_instance {
            return quote_spanned! {self.world_span()=>
                #[doc(hidden)]
                pub fn #method(
                    &self,
                    #signature
                ) -> #sdk::BoxFuture<'_, ::core::result::Result<#result, #sdk::InvokeError>>
                where
                    for<'__a> Component: #sdk::__private::OnAnyInstance<'__a>,
                {
                    <Component as #sdk::__private::OnAnyInstance<'_>>::call(#arguments)
                }
            };
        }
        quote_spanned! {self.world_span()=>
            #docs
            pub async fn #method(
                &self,
                #signature
            ) -> ::core::result::Result<#result, #sdk::InvokeError> {
                let __call = async move {
                    let mut __session = self.0.open().await?;
                    let (__store, __guest) = __session.split();
                    let __answer = #answer;
                    ::core::result::Result::Ok(__session.end(__answer))
                };
                self.0.call(#wit_name, __call).await
            }
        }
    }

    fn expand_session_call(&self, call: &Call) -> TokenStream {
        let sdk = &self.sdk;
        let Call {
            wit_name,
            method,
            signature,
            result,
            answer,
            ..
        } = call;
        let docs = call.docs();
        quote_spanned! {self.world_span()=>
            #docs
            pub async fn #method(
                &mut self,
                #signature
            ) -> ::core::result::Result<#result, #sdk::InvokeError> {
                let (__policy, __store, __guest) = self.0.parts();
                let __call = async move { ::core::result::Result::Ok(#answer) };
                #sdk::__private::call(__policy, #wit_name, __call).await
            }
        }
    }
}

/// Calls the function of the bindings.
fn expand_answer(
    function: &Function,
    resource: Option<&Resource>,
    arguments: &[Ident],
) -> TokenStream {
    let guest = expand_guest(resource);
    let call = format_ident!("call_{}", names::exported_item(function));
    match function.is_async {
        true => quote! {
            __store
                .run_concurrent(async move |__accessor| #guest.#call(__accessor, #(#arguments),*).await)
                .await
                .flatten()
        },
        false => quote!(#guest.#call(__store, #(#arguments),*).await),
    }
}

/// Calls the function behind that of the bindings, which wants `&String` and the like.
fn expand_answer_with(
    sdk: &TokenStream,
    function: &Function,
    resource: Option<&Resource>,
    arguments: &[Ident],
    result: &TokenStream,
) -> TokenStream {
    let guest = expand_guest(resource);
    let typed = format_ident!("func_{}", names::exported_item(function));
    let (ty, answer) = match function.wit.result {
        Some(_) => (quote!((#result,)), quote!((__answer,))),
        None => (quote!(()), quote!(__answer)),
    };
    quote! {
        #sdk::__private::call_with::<_, #ty>(__store, #guest.#typed().func(), (#(#arguments,)*))
            .await
            .map(|#answer| __answer)
    }
}

/// Where the functions of a resource are, or those of none.
fn expand_guest(resource: Option<&Resource>) -> TokenStream {
    let Some(resource) = resource else {
        return quote!(__guest);
    };
    let resource = format_ident!("{}", resource.name.to_snake_case());
    quote!(__guest.#resource())
}

/// A function as both types call it.
struct Call {
    wit_name: String,
    docs: Option<String>,
    method: Ident,
    signature: TokenStream,
    /// As a tuple.
    arguments: TokenStream,
    result: TokenStream,
    /// The call itself, with `__store` and `__guest` of the instance.
    answer: TokenStream,
    needs_its_instance: bool,
}

impl Call {
    fn docs(&self) -> Option<TokenStream> {
        self.docs.as_deref().map(|docs| quote!(#[doc = #docs]))
    }
}

fn component_docs(interface: &str, sdk: &str) -> [String; 3] {
    [
        format!(" Calls `{interface}` of a component, each time on a fresh instance."),
        String::new(),
        format!(
            " [`Scope::export`]({sdk}::Scope::export) finds it. Functions that take or give resources, streams or futures \
             are called in a [`Session`], which [`Exported::instantiate`]({sdk}::Exported::instantiate) makes."
        ),
    ]
}

fn session_docs(interface: &str, sdk: &str) -> [String; 3] {
    [
        format!(" Calls `{interface}` of one instance of a component, as often as one likes."),
        String::new(),
        format!(
            " [`Exported::instantiate`]({sdk}::Exported::instantiate) makes one. It is a [`Session`]({sdk}::Session) with a \
             method for each function."
        ),
    ]
}

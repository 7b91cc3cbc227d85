//! `src/lib.rs`: the struct, and each trait with its methods.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use wit_parser::{FunctionKind, Type, TypeDefKind};

use crate::docs;
use crate::model::{ErrorType, Function, Interface, Resource};
use crate::names;
use crate::stub::types::Types;
use crate::stub::{Stub, format};

/// The text of `src/lib.rs`.
pub(super) fn lib(stub: &Stub<'_>) -> String {
    let mut source = Source {
        stub,
        types: Types::new(stub),
    };
    let plugin = source.plugin();
    let implementations: Vec<_> = stub
        .world()
        .served()
        .flat_map(|interface| source.interface(interface))
        .collect();
    let items = [source.imports(), plugin]
        .into_iter()
        .chain(source.lifecycle())
        .chain(implementations);
    let mut text = head(stub);
    for item in items {
        text.push('\n');
        text.push_str(&format::items(item));
    }
    text
}

fn head(stub: &Stub<'_>) -> String {
    format!(
        "//! A host plugin that serves the imports of the WIT world `{}`.\n\
         //!\n\
         //! A method that is not written yet traps its caller, and says so.\n",
        stub.world().id
    )
}

struct Source<'a> {
    stub: &'a Stub<'a>,
    types: Types<'a>,
}

impl Source<'_> {
    /// Comes last, when it is known what the other items use.
    fn imports(&self) -> TokenStream {
        let std = self.types.uses_hash_map.then(|| {
            quote!(
                use std::collections::HashMap;
            )
        });
        let names: Vec<_> = self
            .types
            .component
            .iter()
            .map(|name| format_ident!("{name}"))
            .collect();
        let component = match names.as_slice() {
            [] => TokenStream::new(),
            [name] => quote!(use hostplug::wasmtime::component::#name;),
            names => quote!(use hostplug::wasmtime::component::{#(#names),*};),
        };
        let implements_for_caller = self
            .stub
            .world()
            .served()
            .any(|interface| interface.has_host_methods() || !interface.resources.is_empty());
        let caller = implements_for_caller.then(|| quote!(Caller,));
        let calls = self.stub.world().called().next();
        let lifecycle = calls.map(|_| quote!(Lifecycle, Scope,));
        let has_functions = self
            .stub
            .world()
            .served()
            .any(|interface| !interface.functions.is_empty());
        let not_implemented = has_functions.then(|| quote!(, not_implemented));
        quote!(#std #component use hostplug::{#caller #lifecycle host_plugin #not_implemented};)
    }

    fn plugin(&self) -> TokenStream {
        let (name, attribute) = (&self.stub.names.plugin, &self.stub.attribute);
        let world = self.stub.world();
        let first = format!("Serves the imports of `{}`.", world.id);
        let docs = docs::documented(&first, world.docs.as_deref());
        quote! {
            #docs
            #[host_plugin(#attribute)]
            #[derive(Debug)]
            pub struct #name;
        }
    }

    /// Where a plugin finds the components that it calls.
    fn lifecycle(&self) -> Option<TokenStream> {
        let (plugin, module) = (
            &self.stub.names.plugin,
            format_ident!("{}", self.stub.module),
        );
        let callers = self.stub.world().callers();
        let exports = callers.iter().map(|(_, caller)| {
            let caller = format_ident!("{caller}");
            quote!(let _ = scope.export::<#module::#caller::Component>();)
        });
        let bind = quote! {
            impl Lifecycle for #plugin {
                #[doc = " Keeps what the plugin is to call of a component. The calls come later, when the workload runs."]
                async fn bind(&self, scope: &Scope, (): ()) -> hostplug::wasmtime::Result<()> {
                    #(#exports)*
                    Ok(())
                }
            }
        };
        (!callers.is_empty()).then_some(bind)
    }

    fn interface(&mut self, interface: &Interface) -> Vec<TokenStream> {
        let mut items = Vec::new();
        if interface.has_host_methods() {
            items.push(self.host(interface));
        }
        if interface.free_functions().any(|function| function.is_async) {
            let functions = interface.free_functions();
            items.push(self.with_store(interface, "Host", functions));
        }
        for resource in &interface.resources {
            items.extend(self.resource(interface, resource));
        }
        items
    }

    fn host(&mut self, interface: &Interface) -> TokenStream {
        let (module, plugin) = (self.types.module(interface), &self.stub.names.plugin);
        let docs = docs::lines(interface.docs.as_deref());
        let docs = docs::attributes(docs.iter().map(String::as_str));
        let functions = interface
            .free_functions()
            .filter(|function| !function.is_async);
        let methods: Vec<_> = functions
            .map(|function| self.method(interface, function))
            .collect();
        let conversions: Vec<_> = self
            .own_errors(interface)
            .map(|error| self.conversion(&error))
            .collect();
        quote! {
            #docs
            impl #module::Host for Caller<'_, #plugin> {
                #(#methods)*
                #(#conversions)*
            }
        }
    }

    fn own_errors(&self, interface: &Interface) -> impl Iterator<Item = ErrorType> + use<> {
        let id = interface.id;
        self.stub
            .world()
            .error_types()
            .into_iter()
            .filter(move |error| error.interface == id)
    }

    fn conversion(&self, error: &ErrorType) -> TokenStream {
        let method = format_ident!("{}", names::convert(&error.name));
        let ty = self.types.named(error.interface, &error.name);
        quote! {
            fn #method(&mut self, error: hostplug::Fail<#ty>) -> hostplug::Result<#ty> {
                error.into_wit()
            }
        }
    }

    fn resource(&mut self, interface: &Interface, resource: &Resource) -> Vec<TokenStream> {
        let Some(ty) = self.stub.names.resource(resource.id) else {
            return Vec::new();
        };
        let first = format!(
            "What the plugin keeps for one handle of `{}.{}`.",
            interface.name, resource.name
        );
        let docs = docs::documented(&first, resource.docs.as_deref());
        let host = names::resource_trait(&resource.name);
        let mut items = vec![
            quote! {
                #docs
                #[derive(Debug)]
                pub struct #ty;
            },
            self.resource_methods(interface, resource, &host),
        ];
        if interface
            .methods(resource)
            .any(|function| function.is_async)
        {
            items.push(self.with_store(interface, &host, interface.methods(resource)));
        }
        items
    }

    fn resource_methods(
        &mut self,
        interface: &Interface,
        resource: &Resource,
        host: &str,
    ) -> TokenStream {
        let (module, plugin, ty) = (
            self.types.module(interface),
            &self.stub.names.plugin,
            &resource.id,
        );
        let (host, handle) = (format_ident!("{host}"), self.types.component("Resource"));
        let ty = self.stub.names.resource(*ty);
        let functions = interface
            .methods(resource)
            .filter(|function| !function.is_async);
        let methods: Vec<_> = functions
            .map(|function| self.method(interface, function))
            .collect();
        quote! {
            impl #module::#host for Caller<'_, #plugin> {
                #(#methods)*

                async fn drop(&mut self, rep: #handle<#ty>) -> hostplug::Result<()> {
                    self.table().delete(rep)?;
                    Ok(())
                }
            }
        }
    }

    /// WIT `async` functions are implemented by the plugin itself.
    fn with_store<'f>(
        &mut self,
        interface: &Interface,
        host: &str,
        functions: impl Iterator<Item = &'f Function>,
    ) -> TokenStream {
        let (module, plugin) = (self.types.module(interface), &self.stub.names.plugin);
        let host = format_ident!("{host}WithStore");
        let functions = functions.filter(|function| function.is_async);
        let functions: Vec<_> = functions
            .map(|function| self.method(interface, function))
            .collect();
        quote! {
            impl #module::#host<hostplug::State> for #plugin {
                #(#functions)*
            }
        }
    }

    fn method(&mut self, interface: &Interface, function: &Function) -> TokenStream {
        let docs = docs::lines(function.wit.docs.contents.as_deref());
        let docs = docs::attributes(docs.iter().map(String::as_str));
        let signature = self.signature(function);
        let unused = unused(function);
        let path = format!(
            "{}#{}",
            interface.name.unversioned(),
            function.option_name()
        );
        quote! {
            #docs
            #signature {
                #unused
                Err(not_implemented(#path))
            }
        }
    }

    fn signature(&mut self, function: &Function) -> TokenStream {
        let name = method_name(function);
        let receiver = match function.is_async {
            true => {
                let accessor = self.types.component("Accessor");
                quote!(accessor: &#accessor<hostplug::State, Self>)
            }
            false => quote!(&mut self),
        };
        let params: Vec<_> = function
            .wit
            .params
            .iter()
            .map(|param| {
                let (name, ty) = (
                    format_ident!("{}", names::ident(&param.name)),
                    self.types.ty(param.ty),
                );
                quote!(#name: #ty)
            })
            .collect();
        let result = self.result(function);
        quote!(async fn #name(#receiver #(, #params)*) -> #result)
    }

    /// An error that `?` can carry stands in the place of the error; any other stays inside of the result.
    fn result(&mut self, function: &Function) -> TokenStream {
        match fallible(self.stub, function) {
            Some((ok, error)) => {
                let (ok, error) = (self.types.optional(ok), self.types.ty(error));
                quote!(hostplug::Result<#ok, #error>)
            }
            None => {
                let value = self.types.optional(function.wit.result);
                quote!(hostplug::Result<#value>)
            }
        }
    }
}

/// The two sides of a result whose error `?` can carry.
fn fallible(stub: &Stub<'_>, function: &Function) -> Option<(Option<Type>, Type)> {
    let world = stub.world();
    world.fallible(function)?;
    let Some(Type::Id(id)) = function.wit.result else {
        return None;
    };
    match &world.resolve.types[id].kind {
        TypeDefKind::Result(result) => Some((result.ok, result.err?)),
        _ => None,
    }
}

/// The Rust name of a function.
pub(super) fn method_name(function: &Function) -> syn::Ident {
    match function.wit.kind {
        FunctionKind::Constructor(_) => format_ident!("new"),
        _ => format_ident!("{}", names::ident(function.wit.item_name())),
    }
}

/// Names the parameters, so that the compiler does not complain before the method is written.
fn unused(function: &Function) -> TokenStream {
    let accessor = function.is_async.then(|| "accessor".to_owned());
    let params = function
        .wit
        .params
        .iter()
        .map(|param| names::ident(&param.name));
    let names: Vec<_> = accessor
        .into_iter()
        .chain(params)
        .map(|name| format_ident!("{name}"))
        .collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote!(let _ = #name;),
        names => quote!(let _ = (#(#names),*);),
    }
}

//! The `impl` blocks of a plugin, method by method, with bodies that wait for their author.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use wit_parser::{FunctionKind, Type, TypeDefKind, Variant};

use crate::model::{ErrorType, Function, Interface, Resource, World, definition};
use crate::names;
use crate::stub::docs;
use crate::stub::site::Site;
use crate::stub::types::Types;

/// One trait and its methods.
#[derive(Debug)]
pub(super) struct Block {
    /// The trait below the module of the bindings, as the shortest path there: `store::HostBucket`.
    pub(super) path: Vec<String>,
    docs: TokenStream,
    /// `impl path for type`.
    header: TokenStream,
    pub(super) methods: Vec<Method>,
}

/// One method of a trait.
#[derive(Debug)]
pub(super) struct Method {
    pub(super) name: String,
    /// What stands in front of its body.
    pub(super) signature: TokenStream,
    pub(super) tokens: TokenStream,
}

impl Block {
    pub(super) fn tokens(&self) -> TokenStream {
        let Block { docs, header, .. } = self;
        let methods = self.methods.iter().map(|method| &method.tokens);
        quote!(#docs #header { #(#methods)* })
    }
}

/// What an interface takes: its blocks, and before those of a resource the type that stands for it.
#[derive(Debug)]
pub(super) enum Item {
    Block(Block),
    Resource {
        id: wit_parser::TypeId,
        tokens: TokenStream,
    },
}

/// Prints what the author implements for one interface after the other.
#[derive(Debug)]
pub(super) struct Blocks<'a> {
    site: &'a Site<'a>,
    pub(super) types: Types<'a>,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(site: &'a Site<'a>, types: Types<'a>) -> Self {
        Blocks { site, types }
    }

    /// In the order in which a file has them.
    pub(super) fn all(&mut self) -> Vec<Item> {
        let served = self.world().served();
        served
            .flat_map(|interface| self.interface(interface))
            .collect()
    }

    fn world(&self) -> &'a World {
        self.site.world
    }

    fn interface(&mut self, interface: &Interface) -> Vec<Item> {
        let mut items = Vec::new();
        if interface.has_host_methods() {
            items.push(Item::Block(self.host(interface)));
        }
        if interface.free_functions().any(|function| function.is_async) {
            let functions = interface.free_functions();
            items.push(Item::Block(self.with_store(interface, "Host", functions)));
        }
        for resource in &interface.resources {
            items.extend(self.resource(interface, resource));
        }
        items
    }

    fn host(&mut self, interface: &Interface) -> Block {
        let lines = docs::lines(interface.docs.as_deref());
        let functions = interface
            .free_functions()
            .filter(|function| !function.is_async);
        let mut methods: Vec<_> = functions
            .map(|function| self.method(interface, function))
            .collect();
        let own = self.world().error_types().into_iter();
        let own = own.filter(|error| error.interface == interface.id);
        methods.extend(own.map(|error| self.conversion(&error)));
        Block {
            docs: docs::attributes(lines.iter().map(String::as_str)),
            ..self.of_caller(interface, "Host", methods)
        }
    }

    fn of_caller(&mut self, interface: &Interface, host: &str, methods: Vec<Method>) -> Block {
        let (module, plugin) = (self.types.module(interface), &self.site.plugin);
        let (name, caller) = (format_ident!("{host}"), self.types.sdk("Caller"));
        Block {
            path: trait_path(self.world(), interface, host),
            docs: TokenStream::new(),
            header: quote!(impl #module::#name for #caller<'_, #plugin>),
            methods,
        }
    }

    /// WIT `async` functions are implemented by the plugin itself.
    fn with_store<'f>(
        &mut self,
        interface: &Interface,
        host: &str,
        functions: impl Iterator<Item = &'f Function>,
    ) -> Block {
        let (module, plugin) = (self.types.module(interface), &self.site.plugin);
        let host = format!("{host}WithStore");
        let name = format_ident!("{host}");
        let functions = functions.filter(|function| function.is_async);
        Block {
            path: trait_path(self.world(), interface, &host),
            docs: TokenStream::new(),
            header: quote!(impl #module::#name<hostplug::State> for #plugin),
            methods: functions
                .map(|function| self.method(interface, function))
                .collect(),
        }
    }

    fn conversion(&self, error: &ErrorType) -> Method {
        let name = names::convert(&error.name);
        let method = format_ident!("{name}");
        let ty = self.types.named(error.interface, &error.name);
        let signature =
            quote!(fn #method(&mut self, error: hostplug::Fail<#ty>) -> hostplug::Result<#ty>);
        let tokens = quote!(#signature { error.into_wit() });
        Method {
            name,
            signature,
            tokens,
        }
    }

    fn resource(&mut self, interface: &Interface, resource: &Resource) -> Vec<Item> {
        let Some(ty) = self.site.resource(resource.id) else {
            return Vec::new();
        };
        let first = format!(
            "What the plugin keeps for one handle of `{}.{}`.",
            interface.name, resource.name
        );
        let docs = docs::documented(&first, resource.docs.as_deref());
        let tokens = quote! {
            #docs
            #[derive(Debug)]
            pub struct #ty;
        };
        let host = names::resource_trait(&resource.name);
        let mut items = Vec::new();
        if self.is_first(interface, resource) {
            let id = resource.id;
            items.push(Item::Resource { id, tokens });
        }
        let methods = self.resource_methods(interface, resource, &host);
        items.push(Item::Block(methods));
        if interface
            .methods(resource)
            .any(|function| function.is_async)
        {
            let functions = interface.methods(resource);
            items.push(Item::Block(self.with_store(interface, &host, functions)));
        }
        items
    }

    /// All versions of a resource may have one type, which stands before the first of them.
    fn is_first(&self, interface: &Interface, resource: &Resource) -> bool {
        let ty = |id| self.site.resource(id).map(ToString::to_string);
        let served = self.world().served();
        let earlier = served.take_while(|other| other.id != interface.id);
        let mut others = earlier.flat_map(|other| &other.resources);
        !others.any(|other| ty(other.id) == ty(resource.id))
    }

    fn resource_methods(
        &mut self,
        interface: &Interface,
        resource: &Resource,
        host: &str,
    ) -> Block {
        let functions = interface
            .methods(resource)
            .filter(|function| !function.is_async);
        let mut methods: Vec<_> = functions
            .map(|function| self.method(interface, function))
            .collect();
        let (handle, ty) = (
            self.types.component("Resource"),
            self.site.resource(resource.id),
        );
        let keyword = keyword(self.site.sync.has_drop(interface, resource));
        let signature = quote!(#keyword drop(&mut self, rep: #handle<#ty>) -> hostplug::Result<()>);
        let tokens = quote! {
            #signature {
                self.table().delete(rep)?;
                Ok(())
            }
        };
        methods.push(Method {
            name: "drop".to_owned(),
            signature,
            tokens,
        });
        self.of_caller(interface, host, methods)
    }

    fn method(&mut self, interface: &Interface, function: &Function) -> Method {
        let docs = docs::lines(function.wit.docs.contents.as_deref());
        let docs = docs::attributes(docs.iter().map(String::as_str));
        let keyword = keyword(self.site.sync.has(interface, function));
        let signature = self.signature(function);
        let signature = quote!(#keyword #signature);
        let unused = unused(function);
        let path = format!(
            "{}#{}",
            interface.name.unversioned(),
            function.option_name()
        );
        let body = self.body(function, &path);
        let tokens = quote! {
            #docs
            #signature {
                #unused
                #body
            }
        };
        Method {
            name: method_name(function).to_string(),
            signature,
            tokens,
        }
    }

    /// Says that the method is not written yet: with the error of the function if that can carry the words, else with a
    /// trap.
    fn body(&mut self, function: &Function, path: &str) -> TokenStream {
        let error = match unwritten(self.world(), function) {
            Some(Unwritten::Text) => quote!(Ok(Err(text.into()))),
            Some(Unwritten::NamedText) => quote!(Err(String::from(text).into())),
            Some(Unwritten::Case(error, case)) => {
                let error = self.types.ty(error);
                quote!(Err(#error::#case(text.into()).into()))
            }
            None => {
                let not_implemented = self.types.sdk("not_implemented");
                return quote!(Err(#not_implemented(#path)));
            }
        };
        let text = format!("`{path}` is not written yet");
        quote!(let text = #text; #error)
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
        quote!(#name(#receiver #(, #params)*) -> #result)
    }

    /// An error that `?` can carry stands in the place of the error; any other stays inside of the result.
    fn result(&mut self, function: &Function) -> TokenStream {
        match fallible(self.world(), function) {
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

fn keyword(is_sync: bool) -> TokenStream {
    match is_sync {
        true => quote!(fn),
        false => quote!(async fn),
    }
}

fn trait_path(world: &World, interface: &Interface, host: &str) -> Vec<String> {
    let module = world.short_path(interface).into_iter();
    module.chain([host.to_owned()]).collect()
}

/// The two sides of a result whose error `?` can carry.
fn fallible(world: &World, function: &Function) -> Option<(Option<Type>, Type)> {
    world.fallible(function)?;
    let Some(Type::Id(id)) = function.wit.result else {
        return None;
    };
    match &world.resolve.types[id].kind {
        TypeDefKind::Result(result) => Some((result.ok, result.err?)),
        _ => None,
    }
}

/// An error that can carry any words.
enum Unwritten {
    /// A text inside of the result.
    Text,
    /// A text that has a name, so that `?` can carry it.
    NamedText,
    /// A case of a variant.
    Case(Type, syn::Ident),
}

fn unwritten(world: &World, function: &Function) -> Option<Unwritten> {
    let Some((_, error)) = fallible(world, function) else {
        return is_text_error(world, function).then_some(Unwritten::Text);
    };
    let Type::Id(id) = error else {
        return None;
    };
    match &world.resolve.types[definition(&world.resolve, id)].kind {
        TypeDefKind::Type(Type::String) => Some(Unwritten::NamedText),
        TypeDefKind::Variant(variant) => {
            let case = other_case(variant)?;
            Some(Unwritten::Case(error, case))
        }
        _ => None,
    }
}

/// Whether it answers `result<_, string>`.
fn is_text_error(world: &World, function: &Function) -> bool {
    let Some(Type::Id(id)) = function.wit.result else {
        return false;
    };
    let definition = &world.resolve.types[definition(&world.resolve, id)];
    match &definition.kind {
        TypeDefKind::Result(result) => result.err == Some(Type::String),
        _ => false,
    }
}

/// The case for whatever has no case of its own.
fn other_case(variant: &Variant) -> Option<syn::Ident> {
    let is_other = |name: &str| matches!(name, "other" | "io" | "upstream");
    let mut cases = variant.cases.iter();
    let case = cases.find(|case| is_other(&case.name) && case.ty == Some(Type::String))?;
    Some(format_ident!("{}", names::type_ident(&case.name)))
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

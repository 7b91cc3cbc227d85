//! Prints WIT types as `bindgen!` writes them into the traits. It follows `wasmtime-internal-wit-bindgen` 48,
//! `rust.rs`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use wit_parser::{Handle, InterfaceId, Type, TypeDefKind, TypeId, TypeOwner};

use crate::model::{Interface, definition};
use crate::names;
use crate::primitive::primitive;
use crate::stub::site::{Imports, Site};

/// Prints types, and remembers which names the file has to import for them.
#[derive(Debug)]
pub(super) struct Types<'a> {
    site: &'a Site<'a>,
    pub(super) imports: Imports,
}

impl<'a> Types<'a> {
    pub(super) fn new(site: &'a Site<'a>, imports: Imports) -> Self {
        Types { site, imports }
    }

    /// A name of `hostplug::wasmtime::component`.
    pub(super) fn component(&mut self, name: &'static str) -> TokenStream {
        self.imports.component(name)
    }

    /// A name of `hostplug`.
    pub(super) fn sdk(&mut self, name: &'static str) -> TokenStream {
        self.imports.sdk(name)
    }

    pub(super) fn ty(&mut self, ty: Type) -> TokenStream {
        match ty {
            Type::String => quote!(String),
            Type::ErrorContext => self.component("ErrorContext"),
            Type::Id(id) => self.definition(id),
            ty => primitive(ty).unwrap_or_default(),
        }
    }

    /// The type of something that may be absent: the payload of a result or a stream.
    pub(super) fn optional(&mut self, ty: Option<Type>) -> TokenStream {
        ty.map_or_else(|| quote!(()), |ty| self.ty(ty))
    }

    fn definition(&mut self, id: TypeId) -> TokenStream {
        let definition = &self.site.world.resolve.types[id];
        if let (Some(name), TypeOwner::Interface(owner)) = (&definition.name, definition.owner) {
            return self.named(owner, name);
        }
        match &definition.kind {
            TypeDefKind::List(element) => {
                let element = self.ty(*element);
                quote!(Vec<#element>)
            }
            TypeDefKind::FixedLengthList(element, length) => {
                let (element, length) = (self.ty(*element), Literal::u32_unsuffixed(*length));
                quote!([#element; #length])
            }
            TypeDefKind::Option(some) => {
                let some = self.ty(*some);
                quote!(Option<#some>)
            }
            TypeDefKind::Result(result) => {
                let (ok, err) = (self.optional(result.ok), self.optional(result.err));
                quote!(Result<#ok, #err>)
            }
            TypeDefKind::Tuple(tuple) => self.tuple(&tuple.types),
            TypeDefKind::Map(key, value) => {
                let map = self.imports.hash_map();
                let (key, value) = (self.ty(*key), self.ty(*value));
                quote!(#map<#key, #value>)
            }
            TypeDefKind::Stream(element) => self.reader("StreamReader", *element),
            TypeDefKind::Future(value) => self.reader("FutureReader", *value),
            TypeDefKind::Handle(Handle::Own(resource) | Handle::Borrow(resource)) => {
                self.handle(*resource)
            }
            TypeDefKind::Type(ty) => self.ty(*ty),
            TypeDefKind::Record(_)
            | TypeDefKind::Flags(_)
            | TypeDefKind::Variant(_)
            | TypeDefKind::Enum(_)
            | TypeDefKind::Resource
            | TypeDefKind::Unknown => {
                unreachable!("WIT gives these a name, and an interface as owner")
            }
        }
    }

    fn tuple(&mut self, types: &[Type]) -> TokenStream {
        let types: Vec<_> = types.iter().map(|ty| self.ty(*ty)).collect();
        match types.as_slice() {
            [only] => quote!((#only,)),
            types => quote!((#(#types),*)),
        }
    }

    fn reader(&mut self, name: &'static str, payload: Option<Type>) -> TokenStream {
        let (reader, payload) = (self.component(name), self.optional(payload));
        quote!(#reader<#payload>)
    }

    fn handle(&mut self, resource: TypeId) -> TokenStream {
        let ty = self.resource(resource);
        let handle = self.component("Resource");
        quote!(#handle<#ty>)
    }

    /// The author's own type for a resource; else the alias of it in the interface that uses it.
    fn resource(&self, id: TypeId) -> TokenStream {
        let resolve = &self.site.world.resolve;
        if let Some(ty) = self.site.resource(definition(resolve, id)) {
            return quote!(#ty);
        }
        match (&resolve.types[id].name, resolve.types[id].owner) {
            (Some(name), TypeOwner::Interface(owner)) => self.named(owner, name),
            _ => unreachable!(
                "WIT gives resources a name, and worlds of plugins have none of their own"
            ),
        }
    }

    /// A type of an interface.
    pub(super) fn named(&self, owner: InterfaceId, name: &str) -> TokenStream {
        let name = format_ident!("{}", names::type_ident(name));
        match self.site.world.interface(owner) {
            Some(interface) => {
                let module = self.module(interface);
                quote!(#module::#name)
            }
            None => unreachable!("a world imports the interfaces that its interfaces use"),
        }
    }

    /// The module of an interface, as the author's file names it.
    pub(super) fn module(&self, interface: &Interface) -> TokenStream {
        let module = &self.site.module;
        let path = self
            .site
            .world
            .short_path(interface)
            .iter()
            .map(|segment| format_ident!("{segment}"));
        quote!(#module #(::#path)*)
    }
}

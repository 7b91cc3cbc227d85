//! What the guest exports because its world does: functions that print how they were called and answer something.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use wit_parser::{Handle, InterfaceId, Param, Type, TypeDefKind, TypeId};

use crate::model::{Function, Interface, World};
use crate::names;
use crate::primitive::primitive;
use crate::stub::guest::mode::Mode;
use crate::stub::guest::paths::Paths;
use crate::stub::guest::values::Values;
use crate::stub::{Error, diag, format};

/// One implementation for each exported interface that has functions, as the text of a file.
pub(super) fn text(world: &World) -> Result<String, Error> {
    let exported: Vec<InterfaceId> = world.exports.iter().map(|interface| interface.id).collect();
    let exports = Exports(Paths {
        resolve: &world.resolve,
        exported: &exported,
    });
    let interfaces = world.exports.iter().filter(|interface| !is_run(interface));
    let is_empty =
        |interface: &&Interface| interface.functions.is_empty() && interface.resources.is_empty();
    let interfaces = interfaces.filter(|interface| !is_empty(interface));
    let implementations = interfaces.map(|interface| exports.interface(interface));
    let implementations = implementations.collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<_> = implementations.into_iter().map(format::items).collect();
    Ok(exports.0.uses(&texts.join("\n")))
}

/// That of the guest itself.
pub(super) fn is_run(interface: &Interface) -> bool {
    interface.name.unversioned() == "wasi:cli/run"
}

struct Exports<'a>(Paths<'a>);

impl Exports<'_> {
    fn interface(&self, interface: &Interface) -> Result<TokenStream, Error> {
        if !interface.resources.is_empty() {
            return Err(Error::new(diag::guest_of_resources(
                &interface.name.to_string(),
            )));
        }
        let module = self.0.module(interface.id);
        let functions = interface.functions.iter();
        let functions = functions.map(|function| self.function(interface, function));
        Ok(quote!(impl #module::Guest for crate::Guest { #(#functions)* }))
    }

    fn function(&self, interface: &Interface, function: &Function) -> TokenStream {
        let name = format_ident!("{}", names::ident(&function.wit.name));
        let is_async = function.is_async.then(|| quote!(async));
        let params: Vec<_> = function.wit.params.iter().collect();
        let idents = params
            .iter()
            .map(|Param { name, .. }| format_ident!("{}", names::ident(name)));
        let idents: Vec<_> = idents.collect();
        let types = params.iter().map(|param| self.ty(param.ty));
        let result = function.wit.result.map(|ty| self.ty(ty));
        let arrow = result.map(|ty| quote!(-> #ty));
        let places = vec!["{:?}"; idents.len()].join(", ");
        let text = format!("{}#{}({places})", interface.name, function.option_name());
        let answer = function.wit.result.map(|ty| self.answer(ty));
        quote! {
            #is_async fn #name(#(#idents: #types),*) #arrow {
                println!(#text #(, #idents)*);
                #answer
            }
        }
    }

    fn answer(&self, ty: Type) -> TokenStream {
        let none = |_| false;
        let mut values = Values::new(self.0, &none);
        match values.value(ty, Mode::OWNED, "answer") {
            Some(value) => {
                let readers = &values.readers;
                quote!(#(#readers)* #value)
            }
            None => {
                let missing = values.missing.unwrap_or_default();
                let text = format!("there is no `{missing}` to answer with");
                quote!(panic!(#text))
            }
        }
    }

    /// A type that owns what it holds.
    fn ty(&self, ty: Type) -> TokenStream {
        match ty {
            Type::String => quote!(String),
            Type::ErrorContext => quote!(wit_bindgen::rt::async_support::ErrorContext),
            Type::Id(id) => self.definition(id),
            ty => primitive(ty).unwrap_or_default(),
        }
    }

    fn optional(&self, ty: Option<Type>) -> TokenStream {
        ty.map_or_else(|| quote!(()), |ty| self.ty(ty))
    }

    fn definition(&self, id: TypeId) -> TokenStream {
        match &self.0.resolve.types[id].kind {
            TypeDefKind::Type(ty) => self.ty(*ty),
            TypeDefKind::List(element) => {
                let element = self.ty(*element);
                quote!(Vec<#element>)
            }
            TypeDefKind::FixedLengthList(element, length) => {
                let element = self.ty(*element);
                let length = proc_macro2::Literal::u32_unsuffixed(*length);
                quote!([#element; #length])
            }
            TypeDefKind::Map(key, value) => {
                let (key, value) = (self.ty(*key), self.ty(*value));
                quote!(wit_bindgen::rt::Map<#key, #value>)
            }
            TypeDefKind::Option(some) => {
                let some = self.ty(*some);
                quote!(Option<#some>)
            }
            TypeDefKind::Result(result) => {
                let (ok, err) = (self.optional(result.ok), self.optional(result.err));
                quote!(Result<#ok, #err>)
            }
            TypeDefKind::Tuple(tuple) => {
                let types = tuple.types.iter().map(|ty| self.ty(*ty));
                quote!((#(#types,)*))
            }
            TypeDefKind::Stream(element) => {
                let element = self.optional(*element);
                quote!(wit_bindgen::StreamReader<#element>)
            }
            TypeDefKind::Future(value) => {
                let value = self.optional(*value);
                quote!(wit_bindgen::FutureReader<#value>)
            }
            TypeDefKind::Handle(Handle::Own(resource)) => self.0.named(*resource),
            TypeDefKind::Handle(Handle::Borrow(resource)) => {
                let resource = self.0.named(*resource);
                quote!(&#resource)
            }
            _ => self.0.named(id),
        }
    }
}

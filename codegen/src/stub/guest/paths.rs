//! How the guest names what `wit-bindgen` makes.

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use wit_parser::{InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner};

use crate::model::definition;
use crate::names;

/// Where types are looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paths<'a> {
    pub(super) resolve: &'a Resolve,
    /// The interfaces whose types are those of an export.
    pub(super) exported: &'a [InterfaceId],
}

impl Paths<'_> {
    /// The module of an interface.
    pub(super) fn module(&self, interface: InterfaceId) -> TokenStream {
        let path = names::interface_module(self.resolve, interface).unwrap_or_default();
        let path = path.iter().map(|segment| format_ident!("{segment}"));
        let exports = self
            .exported
            .contains(&interface)
            .then(|| quote!(exports::));
        quote!(crate::#exports #(#path)::*)
    }

    /// The definition of a type that has a name.
    pub(super) fn named(&self, id: TypeId) -> TokenStream {
        let definition = &self.resolve.types[definition(self.resolve, id)];
        let name = definition.name.as_deref().unwrap_or_default();
        let name = format_ident!("{}", type_name(name));
        match definition.owner {
            TypeOwner::Interface(owner) => {
                let module = self.module(owner);
                quote!(#module::#name)
            }
            TypeOwner::World(_) | TypeOwner::None => quote!(crate::#name),
        }
    }

    /// What `wit-bindgen` calls a type whose names do not matter: an owned one, as results have it.
    pub(super) fn is_resource(&self, id: TypeId) -> bool {
        let definition = &self.resolve.types[definition(self.resolve, id)];
        matches!(definition.kind, TypeDefKind::Resource)
    }
}

/// `guest` is taken by the traits of exports.
pub(super) fn type_name(wit: &str) -> String {
    match wit {
        "guest" => "Guest_".to_owned(),
        name => name.to_upper_camel_case(),
    }
}

/// The resource whose handle a type is.
pub(super) fn owned_resource(resolve: &Resolve, ty: Type) -> Option<TypeId> {
    let Type::Id(id) = ty else {
        return None;
    };
    let id = definition(resolve, id);
    match resolve.types[id].kind {
        TypeDefKind::Handle(wit_parser::Handle::Own(resource)) => {
            Some(definition(resolve, resource))
        }
        _ => None,
    }
}

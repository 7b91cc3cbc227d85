//! How the guest names what `wit-bindgen` makes.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;
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
    /// The module of an interface, as a file names it that has [`Paths::uses`].
    pub(super) fn module(&self, interface: InterfaceId) -> TokenStream {
        match self.short(interface) {
            Some(short) => quote!(#short),
            None => self.long(interface),
        }
    }

    fn long(&self, interface: InterfaceId) -> TokenStream {
        let path = names::interface_module(self.resolve, interface).unwrap_or_default();
        let path = path.iter().map(|segment| format_ident!("{segment}"));
        let exports = self.exported.contains(&interface);
        let exports = exports.then(|| quote!(exports::));
        quote!(crate::#exports #(#path)::*)
    }

    /// The last name, if no other interface has it.
    fn short(&self, interface: InterfaceId) -> Option<Ident> {
        let last = |id| names::interface_module(self.resolve, id)?.pop();
        let name = last(interface).filter(|name| !matches!(name.as_str(), "core" | "std"))?;
        let mut others = self.resolve.interfaces.iter().map(|(id, _)| id);
        let is_single = !others.any(|id| id != interface && last(id).as_ref() == Some(&name));
        is_single.then(|| format_ident!("{name}"))
    }

    /// The text of a file, with the modules that it names in front.
    pub(super) fn uses(&self, text: &str) -> String {
        let interfaces = self.resolve.interfaces.iter();
        let used = interfaces.filter_map(|(id, _)| {
            let short = self.short(id)?;
            let path = self.long(id).to_string().replace(' ', "");
            names_module(text, &short.to_string()).then(|| format!("use {path};\n"))
        });
        let used: BTreeSet<_> = used.collect();
        let line = if used.is_empty() { "" } else { "\n" };
        let uses: String = used.into_iter().collect();
        format!("{uses}{line}{}\n", text.trim_end())
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

    pub(super) fn is_resource(&self, id: TypeId) -> bool {
        let definition = &self.resolve.types[definition(self.resolve, id)];
        matches!(definition.kind, TypeDefKind::Resource)
    }
}

/// Whether a path begins with a module.
fn names_module(text: &str, module: &str) -> bool {
    let path = format!("{module}::");
    let is_part = |char: char| char.is_alphanumeric() || matches!(char, '_' | ':');
    text.match_indices(&path)
        .any(|(at, _)| !text[..at].ends_with(is_part))
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

//! Prints WIT types as `bindgen!` writes them into the functions of an export. It follows `wasmtime-internal-wit-bindgen`
//! 48, `rust.rs`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use wit_parser::{Handle, Type, TypeDefKind, TypeId, TypeOwner};

use crate::model::{Interface, World, definition, parts};
use crate::names;
use crate::primitive::primitive;

/// Prints the types of one exported interface.
pub(super) struct Types<'a> {
    pub(super) world: &'a World,
    pub(super) interface: &'a Interface,
    /// The module in which the interface has all of its named types.
    pub(super) module: &'a TokenStream,
    /// `wasmtime::component`.
    pub(super) component: &'a TokenStream,
}

/// How a value is passed. Only the outside is borrowed: `&[String]`, not `&[&str]`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Owned,
    /// As `bindgen!` lends it: text with a name of its own as `&Name`, which is `&String`.
    Lent,
    /// As one lends it in Rust: any text as `&str`, any list as `&[T]`.
    Borrowed,
}

impl Types<'_> {
    pub(super) fn ty(&self, ty: Type, mode: Mode) -> TokenStream {
        match ty {
            Type::String if mode == Mode::Owned => quote!(::std::string::String),
            Type::String => quote!(&str),
            Type::Id(id) => self.definition(id, mode),
            Type::ErrorContext => {
                let component = self.component;
                quote!(#component::ErrorContext)
            }
            ty => primitive(ty).unwrap_or_default(),
        }
    }

    /// The type of something that may be absent: the payload of a result.
    pub(super) fn optional(&self, ty: Option<Type>, mode: Mode) -> TokenStream {
        ty.map_or_else(|| quote!(()), |ty| self.ty(ty, mode))
    }

    fn definition(&self, id: TypeId, mode: Mode) -> TokenStream {
        let of_type = &self.world.resolve.types[id];
        match &of_type.name {
            Some(name) => self.named(id, name, mode),
            None => self.kind(&of_type.kind, mode),
        }
    }

    fn named(&self, id: TypeId, name: &str, mode: Mode) -> TokenStream {
        let target = &self.world.resolve.types[definition(&self.world.resolve, id)].kind;
        let is_slice = matches!(
            target,
            TypeDefKind::List(_) | TypeDefKind::Type(Type::String)
        );
        if is_slice && mode == Mode::Borrowed {
            return self.kind(target, mode);
        }
        let (module, name) = (self.module, format_ident!("{}", names::type_ident(name)));
        let is_lent = mode != Mode::Owned && self.has_list(Type::Id(id));
        let reference = is_lent.then(|| quote!(&));
        quote!(#reference #module::#name)
    }

    fn kind(&self, kind: &TypeDefKind, mode: Mode) -> TokenStream {
        let component = self.component;
        match kind {
            TypeDefKind::List(element) => {
                let element = self.ty(*element, Mode::Owned);
                match mode {
                    Mode::Owned => quote!(::std::vec::Vec<#element>),
                    Mode::Lent | Mode::Borrowed => quote!(&[#element]),
                }
            }
            TypeDefKind::FixedLengthList(element, length) => {
                let length = Literal::u32_unsuffixed(*length);
                let element = self.ty(*element, mode);
                quote!([#element; #length])
            }
            TypeDefKind::Option(some) => {
                let some = self.ty(*some, mode);
                quote!(::core::option::Option<#some>)
            }
            TypeDefKind::Result(result) => {
                let (ok, err) = (
                    self.optional(result.ok, mode),
                    self.optional(result.err, mode),
                );
                quote!(::core::result::Result<#ok, #err>)
            }
            TypeDefKind::Tuple(tuple) => {
                let types = tuple.types.iter().map(|ty| self.ty(*ty, mode));
                quote!((#(#types,)*))
            }
            TypeDefKind::Map(key, value) => {
                let (key, value) = (self.ty(*key, mode), self.ty(*value, mode));
                quote!(::std::collections::HashMap<#key, #value>)
            }
            TypeDefKind::Stream(item) => {
                let item = self.optional(*item, Mode::Owned);
                quote!(#component::StreamReader<#item>)
            }
            TypeDefKind::Future(value) => {
                let value = self.optional(*value, Mode::Owned);
                quote!(#component::FutureReader<#value>)
            }
            TypeDefKind::Handle(Handle::Own(resource) | Handle::Borrow(resource)) => {
                self.handle(*resource)
            }
            TypeDefKind::Type(ty) => self.ty(*ty, mode),
            TypeDefKind::Record(_)
            | TypeDefKind::Flags(_)
            | TypeDefKind::Variant(_)
            | TypeDefKind::Enum(_)
            | TypeDefKind::Resource
            | TypeDefKind::Unknown => unreachable!("WIT gives these a name"),
        }
    }

    /// A resource of an imported interface is the host's own; any other is made by the guest.
    fn handle(&self, resource: TypeId) -> TokenStream {
        let (resolve, component) = (&self.world.resolve, self.component);
        let is_hosts = match resolve.types[definition(resolve, resource)].owner {
            TypeOwner::Interface(owner) => {
                owner != self.interface.id && self.world.interface(owner).is_some()
            }
            _ => true,
        };
        match resolve.types[resource].name.as_deref().filter(|_| is_hosts) {
            Some(name) => {
                let name = self.named(resource, name, Mode::Owned);
                quote!(#component::Resource<#name>)
            }
            None => quote!(#component::ResourceAny),
        }
    }

    /// Whether a value has memory of its own, so that it is lent rather than copied.
    fn has_list(&self, ty: Type) -> bool {
        parts(&self.world.resolve, ty).any(|part| match part {
            Type::String => true,
            Type::Id(id) => matches!(
                self.world.resolve.types[id].kind,
                TypeDefKind::List(_) | TypeDefKind::Map(..)
            ),
            _ => false,
        })
    }
}

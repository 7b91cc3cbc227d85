//! Prints WIT types as `bindgen!` writes them into the functions of an export. It follows `wasmtime-internal-wit-bindgen`
//! 48, `rust.rs`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use wit_parser::{Resolve, Type, TypeDefKind, TypeId};

use crate::model::parts;
use crate::names;

/// Prints the types of one exported interface. Resources, streams and futures are not among them: functions that
/// have those are not printed.
pub(super) struct Types<'a> {
    pub(super) resolve: &'a Resolve,
    /// The module in which the interface has all of its named types.
    pub(super) module: &'a TokenStream,
}

/// How a value is passed. Only the outside is borrowed: `&[String]`, not `&[&str]`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Owned,
    Borrowed,
}

impl Types<'_> {
    pub(super) fn ty(&self, ty: Type, mode: Mode) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::U8 => quote!(u8),
            Type::U16 => quote!(u16),
            Type::U32 => quote!(u32),
            Type::U64 => quote!(u64),
            Type::S8 => quote!(i8),
            Type::S16 => quote!(i16),
            Type::S32 => quote!(i32),
            Type::S64 => quote!(i64),
            Type::F32 => quote!(f32),
            Type::F64 => quote!(f64),
            Type::Char => quote!(char),
            Type::String if mode == Mode::Borrowed => quote!(&str),
            Type::String => quote!(::std::string::String),
            Type::Id(id) => self.definition(id, mode),
            // A function that has one needs its instance, and is not printed.
            Type::ErrorContext => TokenStream::new(),
        }
    }

    /// The type of something that may be absent: the payload of a result.
    pub(super) fn optional(&self, ty: Option<Type>, mode: Mode) -> TokenStream {
        ty.map_or_else(|| quote!(()), |ty| self.ty(ty, mode))
    }

    fn definition(&self, id: TypeId, mode: Mode) -> TokenStream {
        let definition = &self.resolve.types[id];
        if let Some(name) = &definition.name {
            let (module, name) = (self.module, format_ident!("{}", names::type_ident(name)));
            let is_lent = mode == Mode::Borrowed && self.has_list(Type::Id(id));
            let reference = is_lent.then(|| quote!(&));
            return quote!(#reference #module::#name);
        }
        match &definition.kind {
            TypeDefKind::List(element) => {
                let element = self.ty(*element, Mode::Owned);
                match mode {
                    Mode::Borrowed => quote!(&[#element]),
                    Mode::Owned => quote!(::std::vec::Vec<#element>),
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
            TypeDefKind::Type(ty) => self.ty(*ty, mode),
            // WIT gives the others a name, or they need their instance.
            _ => TokenStream::new(),
        }
    }

    /// Whether a value has memory of its own, so that it is lent rather than copied.
    fn has_list(&self, ty: Type) -> bool {
        parts(self.resolve, ty).any(|part| match part {
            Type::String => true,
            Type::Id(id) => matches!(
                self.resolve.types[id].kind,
                TypeDefKind::List(_) | TypeDefKind::Map(..)
            ),
            _ => false,
        })
    }
}

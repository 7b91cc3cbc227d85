//! The struct under the attribute.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{GenericParam, Ident, Item, ItemStruct, Visibility};

use crate::diag;
use crate::errors::Errors;

/// A struct that is a plugin.
#[derive(Debug)]
pub(crate) struct PluginItem {
    pub(crate) item: ItemStruct,
}

impl PluginItem {
    pub(crate) fn ident(&self) -> &Ident {
        &self.item.ident
    }

    pub(crate) fn vis(&self) -> &Visibility {
        &self.item.vis
    }
}

pub(crate) fn parse(errors: &mut Errors, tokens: TokenStream) -> Option<PluginItem> {
    let item: Item = errors.keep(syn::parse2(tokens))?;
    let Item::Struct(mut item) = item else {
        errors.push(not_a_struct(&item));
        return None;
    };
    check_generics(errors, &item);
    take_second_attribute(errors, &mut item);
    Some(PluginItem { item })
}

/// The item as it is emitted beside errors: without attributes of ours, which would expand again.
pub(crate) fn without_attribute(tokens: TokenStream) -> TokenStream {
    match syn::parse2(tokens.clone()) {
        Ok(Item::Struct(mut item)) => {
            item.attrs.retain(|attribute| !is_host_plugin(attribute));
            item.into_token_stream()
        }
        _ => tokens,
    }
}

pub(crate) fn is_host_plugin(attribute: &syn::Attribute) -> bool {
    attribute
        .path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "host_plugin")
}

fn check_generics(errors: &mut Errors, item: &ItemStruct) {
    let params = &item.generics.params;
    if params.is_empty() {
        return;
    }
    let borrows = params
        .iter()
        .all(|param| matches!(param, GenericParam::Lifetime(_)));
    match borrows {
        true => errors.at(&item.generics, diag::borrowing_struct()),
        false => errors.at(&item.generics, diag::generic_struct(&item.ident)),
    }
}

fn take_second_attribute(errors: &mut Errors, item: &mut ItemStruct) {
    for attribute in item
        .attrs
        .iter()
        .filter(|attribute| is_host_plugin(attribute))
    {
        errors.at(attribute, diag::second_attribute());
    }
    item.attrs.retain(|attribute| !is_host_plugin(attribute));
}

fn not_a_struct(item: &Item) -> syn::Error {
    const MOVE: &str =
        "a plugin is a type; its WIT functions are methods of the generated `Host` traits";
    let (span, kind, help) = match item {
        Item::Impl(item) => return syn::Error::new(item.impl_token.span, diag::on_impl()),
        Item::Fn(item) => (item.sig.fn_token.span, "functions", MOVE),
        Item::Enum(item) => (
            item.enum_token.span,
            "enums",
            "wrap the enum: `struct Plugin { backend: MyEnum }`",
        ),
        Item::Union(item) => (
            item.union_token.span,
            "unions",
            "wrap the union: `struct Plugin { data: MyUnion }`",
        ),
        Item::Trait(item) => (item.trait_token.span, "traits", MOVE),
        Item::Mod(item) => (item.mod_token.span, "modules", MOVE),
        Item::Type(item) => (
            item.type_token.span,
            "type aliases",
            "write a newtype: `struct Plugin(Inner)`",
        ),
        item => return syn::Error::new_spanned(item, diag::not_a_struct("other items", MOVE)),
    };
    syn::Error::new(span, diag::not_a_struct(kind, help))
}

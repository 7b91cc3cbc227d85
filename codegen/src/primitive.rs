//! The types of WIT that are called as in Rust.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use wit_parser::Type;

/// The Rust type of a number, a `bool` or a `char`. Text has an owner, so that it depends on who asks.
pub(crate) fn primitive(ty: Type) -> Option<TokenStream> {
    let name = match ty {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "i8",
        Type::S16 => "i16",
        Type::S32 => "i32",
        Type::S64 => "i64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Char => "char",
        Type::String | Type::ErrorContext | Type::Id(_) => return None,
    };
    let name: Ident = format_ident!("{name}");
    Some(name.into_token_stream())
}

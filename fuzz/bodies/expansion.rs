//! Attribute and item, for the macro.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{File, Item};

/// What became of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has no tokens.
    Unlexed,
    Refused,
    Expanded,
}

/// Expands text, if it can be lexed.
pub(crate) fn expand_text(attribute: &str, item: &str) -> Outcome {
    match (attribute.parse(), item.parse()) {
        (Ok(attribute), Ok(item)) => expand(attribute, item),
        _ => Outcome::Unlexed,
    }
}

/// The answer is Rust that parses, with the item in front: an expansion, or errors. An item that is no Rust stays as it
/// is, in front of the errors.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> Outcome {
    let output = hostplug_codegen::host_plugin(attribute.clone(), item.clone());
    let text = output.to_string();
    let shown = || format!("\nof #[host_plugin({attribute})] {item}\nis\n{text}");
    match syn::parse2::<Item>(item.clone()) {
        Ok(parsed) => match syn::parse2::<File>(output) {
            Ok(file) => {
                let first = file.items.first().map(print);
                assert_eq!(first, Some(print(&unmarked(parsed))), "{}", shown());
            }
            Err(error) => panic!("{error}{}", shown()),
        },
        Err(_) => assert!(text.starts_with(&item.to_string()), "{}", shown()),
    }
    match text.contains(":: core :: compile_error !") {
        true => Outcome::Refused,
        false => Outcome::Expanded,
    }
}

/// Empty generics are the same as none, and only one of both is printed.
fn print(item: &Item) -> String {
    item.to_token_stream().to_string()
}

/// Our own attribute does not expand again.
fn unmarked(item: Item) -> Item {
    match item {
        Item::Struct(mut item) => {
            item.attrs.retain(|attribute| {
                let last = attribute.path().segments.last();
                last.is_none_or(|segment| segment.ident != "host_plugin")
            });
            Item::Struct(item)
        }
        item => item,
    }
}

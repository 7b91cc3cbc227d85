//! Prints the whole code of plugins, for those who want to read it: what the attribute writes, with the bindings
//! themselves where it writes `bindgen!`.

mod bindgen;
mod plugin;

use std::path::Path;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{File, Item, ItemStruct, Meta};

pub use self::plugin::{Plugin, plugins};
use crate::errors::Errors;
use crate::{expand_below, item};

/// The code of `#[host_plugin(arguments)] item`, formatted. `root` is the folder of the package, below which the
/// attribute finds its WIT.
///
/// # Errors
/// What the attribute reports, each mistake at its place in the tokens.
pub fn plugin(arguments: TokenStream, item: TokenStream, root: &Path) -> syn::Result<String> {
    Ok(prettyplease::unparse(&expanded(arguments, item, root)?))
}

/// The text of a Rust file with the code of every plugin in the place of its attribute, formatted. Files of other
/// modules are not looked for, and comments are lost.
///
/// # Errors
/// The text is no Rust, or what the attributes report, all of it together.
pub fn file(text: &str, root: &Path) -> syn::Result<String> {
    let mut file = syn::parse_file(text)?;
    let mut errors = Errors::default();
    replace(&mut errors, &mut file.items, root);
    errors.propagate()?;
    Ok(prettyplease::unparse(&file))
}

fn replace(errors: &mut Errors, items: &mut Vec<Item>, root: &Path) {
    for mut item in std::mem::take(items) {
        if let Item::Mod(module) = &mut item
            && let Some((_, content)) = &mut module.content
        {
            replace(errors, content, root);
        }
        let expanded = match item {
            Item::Struct(item) => in_place(item, root),
            item => Ok(vec![item]),
        };
        items.extend(errors.keep(expanded).into_iter().flatten());
    }
}

fn in_place(item: ItemStruct, root: &Path) -> syn::Result<Vec<Item>> {
    match taken_apart(item) {
        (Some(arguments), item) => Ok(expanded(arguments, item.into_token_stream(), root)?.items),
        (None, item) => Ok(vec![Item::Struct(item)]),
    }
}

/// The arguments of the attribute, if there is one, and the struct without it.
fn taken_apart(mut item: ItemStruct) -> (Option<TokenStream>, ItemStruct) {
    let Some(at) = item.attrs.iter().position(item::is_host_plugin) else {
        return (None, item);
    };
    let arguments = match item.attrs.remove(at).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    (Some(arguments), item)
}

fn expanded(arguments: TokenStream, item: TokenStream, root: &Path) -> syn::Result<File> {
    let mut file: File = syn::parse2(expand_below(arguments, item, root)?)?;
    let modules = file.items.iter_mut().filter_map(|item| match item {
        Item::Mod(module) => module.content.as_mut(),
        _ => None,
    });
    for (_, content) in modules {
        bindgen::replace(content)?;
    }
    Ok(file)
}

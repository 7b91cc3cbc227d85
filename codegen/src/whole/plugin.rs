//! The plugins of a file, each for itself.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Item, ItemStruct};

use super::{expanded, taken_apart};
use crate::expand_below;

/// A struct with the attribute, as it stands in a file.
#[derive(Clone, Debug)]
pub struct Plugin {
    name: String,
    arguments: TokenStream,
    item: TokenStream,
}

/// Finds the plugins of a file in its order, those of modules that stand in it too.
///
/// # Errors
/// The text is no Rust.
pub fn plugins(text: &str) -> syn::Result<Vec<Plugin>> {
    let mut plugins = Vec::new();
    collect(&mut plugins, syn::parse_file(text)?.items);
    Ok(plugins)
}

fn collect(plugins: &mut Vec<Plugin>, items: Vec<Item>) {
    for item in items {
        match item {
            Item::Struct(item) => plugins.extend(Plugin::of(item)),
            Item::Mod(module) => {
                let items = module.content.map(|(_, items)| items);
                collect(plugins, items.unwrap_or_default());
            }
            _ => {}
        }
    }
}

impl Plugin {
    fn of(item: ItemStruct) -> Option<Self> {
        let name = item.ident.to_string();
        let (arguments, item) = taken_apart(item);
        Some(Plugin {
            name,
            arguments: arguments?,
            item: item.into_token_stream(),
        })
    }

    /// The name of the struct.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All of its code, formatted: what the attribute writes, and the bindings. `root` is the folder of the package.
    ///
    /// # Errors
    /// What the attribute reports, each mistake at its place in the file.
    pub fn whole(&self, root: &Path) -> syn::Result<String> {
        let file = expanded(self.arguments.clone(), self.item.clone(), root)?;
        Ok(prettyplease::unparse(&file))
    }

    /// What the attribute itself writes, formatted: the bindings are a call of `bindgen!`.
    ///
    /// # Errors
    /// What the attribute reports, each mistake at its place in the file.
    pub fn attribute(&self, root: &Path) -> syn::Result<String> {
        let tokens = expand_below(self.arguments.clone(), self.item.clone(), root)?;
        Ok(prettyplease::unparse(&syn::parse2(tokens)?))
    }
}

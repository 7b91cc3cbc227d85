//! How the file of a plugin names things.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;
use wit_parser::TypeId;

use crate::check::SyncFunctions;
use crate::model::World;

/// What the author's file calls the plugin, the types of its resources, and the module of the bindings.
#[derive(Debug)]
pub(super) struct Site<'a> {
    pub(super) world: &'a World,
    pub(super) plugin: Ident,
    /// Path of the module of the bindings.
    pub(super) module: TokenStream,
    pub(super) resources: BTreeMap<TypeId, TokenStream>,
    /// The functions that are `fn` and not `async fn`.
    pub(super) sync: &'a SyncFunctions,
}

impl Site<'_> {
    /// The type of a resource, if it is not one of the crates behind the SDK.
    pub(super) fn resource(&self, id: TypeId) -> Option<&TokenStream> {
        self.resources.get(&id)
    }
}

/// The names that come from elsewhere.
#[derive(Debug, Default)]
pub(super) struct Imports {
    /// Names that the file imports already; `None` while the file is being written, when every name can be.
    imported: Option<BTreeSet<String>>,
    /// Out of `hostplug::wasmtime::component`.
    pub(super) component: BTreeSet<&'static str>,
    /// Out of `hostplug`.
    pub(super) sdk: BTreeSet<&'static str>,
    pub(super) uses_hash_map: bool,
}

impl Imports {
    /// Those of a file that is there already.
    pub(super) fn of_file(imported: BTreeSet<String>) -> Self {
        Imports {
            imported: Some(imported),
            ..Imports::default()
        }
    }

    pub(super) fn component(&mut self, name: &'static str) -> TokenStream {
        self.component.insert(name);
        self.name(name, &quote!(hostplug::wasmtime::component))
    }

    pub(super) fn sdk(&mut self, name: &'static str) -> TokenStream {
        self.sdk.insert(name);
        self.name(name, &quote!(hostplug))
    }

    pub(super) fn hash_map(&mut self) -> TokenStream {
        self.uses_hash_map = true;
        self.name("HashMap", &quote!(std::collections))
    }

    fn name(&self, name: &str, path: &TokenStream) -> TokenStream {
        let ident = format_ident!("{name}");
        let is_imported = |names: &BTreeSet<String>| names.contains(name);
        match self.imported.as_ref().is_none_or(is_imported) {
            true => quote!(#ident),
            false => quote!(#path::#ident),
        }
    }
}

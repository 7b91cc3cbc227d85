//! Reads an author's file: the plugins in it, and the `impl` blocks of traits.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Ident, ImplItem, Item, ItemImpl, ItemMod, ItemStruct, Meta};

use crate::item::is_host_plugin;
use crate::stub::fill::SourceFile;
use crate::stub::fill::paths::{Module, Uses};

/// A file, as far as it matters.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub(super) text: &'a str,
    /// Where Rust begins: behind a byte order mark and a line `#!`.
    pub(super) start: usize,
    pub(super) plugins: Vec<PluginStruct>,
    pub(super) impls: Vec<Impl>,
}

/// A struct with the attribute.
#[derive(Debug)]
pub(super) struct PluginStruct {
    pub(super) ident: Ident,
    pub(super) arguments: TokenStream,
    pub(super) scope: Scope,
    /// Where its module ends: behind the last item.
    pub(super) end: usize,
}

/// The `impl` of a trait.
#[derive(Debug)]
pub(super) struct Impl {
    /// The trait, with what was imported in front.
    pub(super) path: Vec<String>,
    ty: TokenStream,
    pub(super) scope: Scope,
    pub(super) methods: Vec<String>,
    /// Whether a macro may write methods of it.
    pub(super) has_macros: bool,
    /// Offset of the brace that closes it.
    pub(super) close: usize,
}

/// Where something stands, and what is imported there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) module: Module,
    pub(super) uses: Uses,
    /// The items that the module has of its own.
    items: BTreeSet<String>,
}

impl Scope {
    /// The types and modules that the module has of its own or imports.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.items.iter().cloned().chain(self.uses.all())
    }

    /// Whether a path begins in this module, rather than in a crate.
    pub(super) fn knows(&self, path: &syn::Path) -> bool {
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.unraw().to_string());
        first.is_some_and(|name| self.items.contains(&name) || self.uses.has(&name))
    }
}

impl Impl {
    /// Whether it is for the plugin or its caller.
    pub(super) fn is_of(&self, plugin: &Ident) -> bool {
        mentions(self.ty.clone(), plugin)
    }
}

fn mentions(tokens: TokenStream, ident: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(other) => other == *ident,
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), ident),
        _ => false,
    })
}

impl<'a> File<'a> {
    pub(super) fn parse(file: &'a SourceFile) -> syn::Result<Self> {
        let text = file.text.as_str();
        // A byte order mark and the line `#!` would shift every offset.
        let start = text.len() - body(text).len();
        let parsed: syn::File = syn::parse_str(body(text))?;
        let mut file_ = File {
            text,
            start,
            plugins: Vec::new(),
            impls: Vec::new(),
        };
        let module = Module::of_file(&file.path);
        file_.items(&parsed.items, module, text.trim_end().len());
        Ok(file_)
    }
}

pub(in crate::stub) fn body(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.starts_with("#!") && !text.starts_with("#![") {
        true => text.find('\n').map_or("", |end| &text[end..]),
        false => text,
    }
}

impl File<'_> {
    /// Reads the items of one module, which ends at `end`.
    fn items(&mut self, items: &[Item], module: Module, end: usize) {
        let mut scope = Scope {
            module,
            ..Scope::default()
        };
        for item in items {
            match item {
                Item::Use(item) => scope.uses.add(&item.tree),
                item => scope
                    .items
                    .extend(name(item).map(|name| name.unraw().to_string())),
            }
        }
        for item in items {
            match item {
                Item::Struct(item) => self.plugin(item, &scope, end),
                Item::Impl(item) => self.block(item, &scope),
                Item::Mod(item) => self.module(item, &scope),
                _ => {}
            }
        }
    }

    fn plugin(&mut self, item: &ItemStruct, scope: &Scope, end: usize) {
        let Some(attribute) = item
            .attrs
            .iter()
            .find(|attribute| is_host_plugin(attribute))
        else {
            return;
        };
        self.plugins.push(PluginStruct {
            ident: item.ident.clone(),
            arguments: arguments(attribute),
            scope: scope.clone(),
            end,
        });
    }

    fn block(&mut self, item: &ItemImpl, scope: &Scope) {
        let Some((path, _)) = &item.trait_ else {
            return;
        };
        let names = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method.sig.ident.unraw().to_string()),
            _ => None,
        });
        let is_macro = |item: &ImplItem| matches!(item, ImplItem::Macro(_) | ImplItem::Verbatim(_));
        self.impls.push(Impl {
            path: scope.uses.resolve(path),
            ty: item.self_ty.to_token_stream(),
            scope: scope.clone(),
            methods: names.collect(),
            has_macros: item.items.iter().any(is_macro),
            close: self.offset(item.brace_token.span.close().byte_range().start),
        });
    }

    fn module(&mut self, item: &ItemMod, scope: &Scope) {
        let Some((brace, items)) = &item.content else {
            return;
        };
        let close = self.offset(brace.span.close().byte_range().start);
        let end = self.text[..close].trim_end().len();
        self.items(items, scope.module.child(&item.ident), end);
    }

    fn offset(&self, offset: usize) -> usize {
        self.start + offset
    }
}

fn name(item: &Item) -> Option<&Ident> {
    match item {
        Item::Enum(item) => Some(&item.ident),
        Item::Mod(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        _ => None,
    }
}

fn arguments(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

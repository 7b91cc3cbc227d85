//! Finds the plugin of a package that other crates can name, and how to make one.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Fields, Item, ItemMod, ItemStruct, Meta, UseTree, Visibility};

use crate::item::is_host_plugin;
use crate::stub::fill::SourceFile;
use crate::stub::{Error, diag};

/// A struct with the attribute.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) ident: String,
    /// Its path in the crate, such as `memory::Cache`, if other crates can name it.
    pub(super) path: Option<String>,
    pub(super) arguments: TokenStream,
    is_unit: bool,
    derives_default: bool,
    module: Vec<String>,
}

/// The modules of a package's library.
#[derive(Debug, Default)]
pub(super) struct Library {
    pub(super) plugins: Vec<Found>,
    /// Modules that other crates can name.
    public: BTreeSet<Vec<String>>,
    /// What is exported under another path: the module and the name there, and the path in the crate; `*` for all.
    exported: Vec<(Vec<String>, String, Vec<String>)>,
    has_default: BTreeSet<String>,
}

impl Library {
    /// Reads the library of a package from its root file on.
    pub(super) fn read(root: &Path, files: &[SourceFile], package: &Path) -> Result<Self, Error> {
        let mut library = Library::default();
        library.public.insert(Vec::new());
        let file = file(files, root).ok_or_else(|| Error::new(diag::no_library(package, root)))?;
        let folder = root.parent().unwrap_or(Path::new(""));
        library.file(files, file, folder, &[])?;
        for index in 0..library.plugins.len() {
            library.plugins[index].path = library.path_of(&library.plugins[index]);
        }
        Ok(library)
    }

    /// How one writes a new plugin behind the path of its type; `None` if only its author knows.
    pub(super) fn construction(&self, plugin: &Found) -> Option<&'static str> {
        if plugin.is_unit {
            return Some("");
        }
        let has_default = plugin.derives_default || self.has_default.contains(&plugin.ident);
        has_default.then_some("::default()")
    }

    fn file(
        &mut self,
        files: &[SourceFile],
        file: &SourceFile,
        folder: &Path,
        module: &[String],
    ) -> Result<(), Error> {
        let text = file.text.trim_start_matches('\u{feff}');
        let parsed = syn::parse_file(text);
        let parsed = parsed.map_err(|error| Error::new(diag::not_rust(&file.path, &error)))?;
        self.items(files, &parsed.items, folder, module)
    }

    /// `folder` is where the files of the module's own modules are.
    fn items(
        &mut self,
        files: &[SourceFile],
        items: &[Item],
        folder: &Path,
        module: &[String],
    ) -> Result<(), Error> {
        for item in items {
            match item {
                Item::Struct(item) => self.structure(item, module),
                Item::Mod(item) if !is_for_tests(&item.attrs) => {
                    self.module(files, item, folder, module)?;
                }
                Item::Use(item) if is_public(&item.vis) => {
                    self.export(&item.tree, module, &mut Vec::new());
                }
                Item::Impl(item) => {
                    let path = item.trait_.as_ref().map(|(path, _)| path);
                    let name = path.and_then(|path| path.segments.last());
                    if name.is_some_and(|name| name.ident == "Default") {
                        self.has_default.insert(last_name(&item.self_ty));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn structure(&mut self, item: &ItemStruct, module: &[String]) {
        let Some(attribute) = item.attrs.iter().find(|it| is_host_plugin(it)) else {
            return;
        };
        let arguments = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        let ident = item.ident.unraw().to_string();
        if is_public(&item.vis) {
            self.plugins.push(Found {
                ident,
                path: None,
                arguments,
                is_unit: matches!(item.fields, Fields::Unit),
                derives_default: item.attrs.iter().any(derives_default),
                module: module.to_vec(),
            });
        }
    }

    fn module(
        &mut self,
        files: &[SourceFile],
        item: &ItemMod,
        folder: &Path,
        module: &[String],
    ) -> Result<(), Error> {
        let name = item.ident.unraw().to_string();
        let below = folder.join(&name);
        let child: Vec<_> = module.iter().cloned().chain([name.clone()]).collect();
        if is_public(&item.vis) && self.public.contains(module) {
            self.public.insert(child.clone());
        }
        if let Some((_, items)) = &item.content {
            return self.items(files, items, &below, &child);
        }
        let paths = [folder.join(format!("{name}.rs")), below.join("mod.rs")];
        match paths.iter().find_map(|path| file(files, path)) {
            Some(file) => self.file(files, file, &below, &child),
            // It is elsewhere, or switched off: what is there is not found.
            None => Ok(()),
        }
    }

    fn export(&mut self, tree: &UseTree, module: &[String], path: &mut Vec<String>) {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.unraw().to_string());
                self.export(&tree.tree, module, path);
                path.pop();
            }
            UseTree::Name(tree) => self.exports(&tree.ident, &tree.ident, module, path),
            UseTree::Rename(tree) => self.exports(&tree.ident, &tree.rename, module, path),
            UseTree::Glob(_) => {
                let path = absolute(module, path);
                self.exported.push((module.to_vec(), "*".to_owned(), path));
            }
            UseTree::Group(group) => {
                let trees = group.items.iter();
                trees.for_each(|tree| self.export(tree, module, path));
            }
        }
    }

    fn exports(
        &mut self,
        ident: &syn::Ident,
        name: &syn::Ident,
        module: &[String],
        path: &[String],
    ) {
        let path = path.iter().cloned().chain([ident.unraw().to_string()]);
        let path = absolute(module, &path.collect::<Vec<_>>());
        let name = name.unraw().to_string();
        self.exported.push((module.to_vec(), name, path));
    }

    /// Where other crates find a struct: in its module, or where it is exported.
    fn path_of(&self, plugin: &Found) -> Option<String> {
        let join = |module: &[String], name: &str| {
            let segments = module.iter().map(String::as_str).chain([name]);
            segments.collect::<Vec<_>>().join("::")
        };
        if self.public.contains(&plugin.module) {
            return Some(join(&plugin.module, &plugin.ident));
        }
        let path: Vec<_> = plugin.module.iter().chain([&plugin.ident]).collect();
        let exported = self
            .exported
            .iter()
            .filter(|(at, _, _)| self.public.contains(at));
        let names = exported.filter_map(|(at, name, what)| match name.as_str() {
            "*" if *what == plugin.module => Some(join(at, &plugin.ident)),
            name if what.iter().eq(path.iter().copied()) => Some(join(at, name)),
            _ => None,
        });
        names.min_by_key(|path| path.matches("::").count())
    }
}

fn file<'a>(files: &'a [SourceFile], path: &Path) -> Option<&'a SourceFile> {
    files.iter().find(|file| file.path == path)
}

/// The path of a `use` in `module`, from the root of the crate on.
fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    let mut above = module.to_vec();
    let mut rest = path;
    while let [first, behind @ ..] = rest {
        match first.as_str() {
            "crate" => above.clear(),
            "self" => {}
            "super" => drop(above.pop()),
            _ => break,
        }
        rest = behind;
    }
    above.extend_from_slice(rest);
    above
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    let mut cfgs = attributes.iter().filter(|it| it.path().is_ident("cfg"));
    cfgs.any(|it| it.meta.to_token_stream().to_string().contains("test"))
}

fn derives_default(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let mut tokens = list.tokens.clone().into_iter();
    list.path.is_ident("derive") && tokens.any(|token| token.to_string() == "Default")
}

fn last_name(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(ty) => ty
            .path
            .segments
            .last()
            .map(|it| it.ident.unraw().to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

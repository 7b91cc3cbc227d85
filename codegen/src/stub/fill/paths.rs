//! Where modules are, and how one names what stands in another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::UseTree;
use syn::ext::IdentExt;

/// The path of a module below its crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Module(Vec<String>);

impl Module {
    /// The module that a file of a package is.
    pub(super) fn of_file(path: &Path) -> Self {
        let mut segments: Vec<_> = path
            .with_extension("")
            .components()
            .filter_map(|component| match component {
                Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
                _ => None,
            })
            .collect();
        match segments.first().map(String::as_str) {
            Some("src") => drop(segments.remove(0)),
            // Every file of `tests` and `examples` is a crate.
            _ => segments.clear(),
        }
        if matches!(segments.first().map(String::as_str), Some("bin")) {
            segments.clear();
        }
        if let Some("lib" | "main" | "mod") = segments.last().map(String::as_str) {
            segments.pop();
        }
        Module(segments)
    }

    pub(super) fn child(&self, name: &syn::Ident) -> Self {
        let child = name.unraw().to_string();
        Module(self.0.iter().cloned().chain([child]).collect())
    }

    /// `path`, which stands in this module, as one writes it in the module `from`.
    pub(super) fn path_from(&self, from: &Module, path: &syn::Path) -> TokenStream {
        if self == from || path.leading_colon.is_some() {
            return path.to_token_stream();
        }
        let mut above = self.0.as_slice();
        let mut below: Vec<_> = path.segments.iter().collect();
        while let Some(first) = below.first() {
            match first.ident.to_string().as_str() {
                "crate" => return path.to_token_stream(),
                "self" => {}
                "super" => above = above.split_last().map(|(_, rest)| rest).unwrap_or_default(),
                _ => break,
            }
            below.remove(0);
        }
        let above = above.iter().map(|name| format_ident!("{name}"));
        quote!(crate #(::#above)* #(::#below)*)
    }
}

/// What the `use` items of a module import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Uses(BTreeMap<String, Vec<String>>);

impl Uses {
    pub(super) fn add(&mut self, tree: &UseTree) {
        self.walk(tree, &mut Vec::new());
    }

    fn walk(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.unraw().to_string());
                self.walk(&tree.tree, path);
                path.pop();
            }
            UseTree::Name(tree) => self.insert(&tree.ident, &tree.ident, path),
            UseTree::Rename(tree) => self.insert(&tree.rename, &tree.ident, path),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.walk(tree, path)),
            UseTree::Glob(_) => {}
        }
    }

    fn insert(&mut self, name: &syn::Ident, ident: &syn::Ident, path: &[String]) {
        let mut path = path.to_vec();
        // `use a::{self}` imports `a`.
        if ident != "self" {
            path.push(ident.unraw().to_string());
        }
        let name = match name == "self" {
            true => path.last().cloned().unwrap_or_default(),
            false => name.unraw().to_string(),
        };
        self.0.insert(name, path);
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Every name that is imported.
    pub(super) fn all(&self) -> impl Iterator<Item = String> {
        self.0.keys().cloned()
    }

    /// Names that stand for what is called the same elsewhere.
    pub(super) fn names(&self) -> BTreeSet<String> {
        let same = self
            .0
            .iter()
            .filter(|(name, path)| path.last() == Some(name));
        same.map(|(name, _)| name.clone()).collect()
    }

    /// A path with what its first segment was imported from.
    pub(super) fn resolve(&self, path: &syn::Path) -> Vec<String> {
        let mut segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.unraw().to_string());
        let first = segments.next().unwrap_or_default();
        let first = match self.0.get(&first) {
            Some(path) => path.clone(),
            None => vec![first],
        };
        first.into_iter().chain(segments).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_module() {
        for (file, module) in [
            ("src/lib.rs", ""),
            ("src/main.rs", ""),
            ("src/a.rs", "a"),
            ("src/a/mod.rs", "a"),
            ("src/a/b.rs", "a::b"),
            ("src/bin/tool.rs", ""),
            ("tests/plugin.rs", ""),
        ] {
            assert_eq!(
                Module::of_file(Path::new(file)).0.join("::"),
                module,
                "{file}"
            );
        }
    }

    #[test]
    fn a_path_is_written_for_the_module_that_names_it() {
        let home = Module(vec!["a".into(), "b".into()]);
        let written = |path: &str| {
            let path = syn::parse_str(path).unwrap();
            home.path_from(&Module::default(), &path)
                .to_string()
                .replace(' ', "")
        };
        assert_eq!(written("Bucket"), "crate::a::b::Bucket");
        assert_eq!(written("self::x::Bucket"), "crate::a::b::x::Bucket");
        assert_eq!(written("super::Bucket"), "crate::a::Bucket");
        assert_eq!(written("crate::Bucket"), "crate::Bucket");
        assert_eq!(written("::other::Bucket"), "::other::Bucket");
        let path: syn::Path = syn::parse_str("Bucket").unwrap();
        assert_eq!(home.path_from(&home, &path).to_string(), "Bucket");
    }

    #[test]
    fn imports_are_seen_through() {
        let mut uses = Uses::default();
        let item: syn::ItemUse =
            syn::parse_str("use kv::{store::{self, Host as StoreHost}, batch};").unwrap();
        uses.add(&item.tree);
        let resolved = |path: &str| uses.resolve(&syn::parse_str(path).unwrap()).join("::");
        assert_eq!(resolved("store::HostBucket"), "kv::store::HostBucket");
        assert_eq!(resolved("StoreHost"), "kv::store::Host");
        assert_eq!(resolved("batch::Host"), "kv::batch::Host");
        assert_eq!(resolved("other::Host"), "other::Host");
        assert_eq!(
            uses.names().into_iter().collect::<Vec<_>>(),
            ["batch", "store"]
        );
    }
}

//! The crate of a plugin as a module of a crate that is there already.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::Item;
use syn::ext::IdentExt;

use crate::stub::fill::SourceFile;
use crate::stub::fill::file::body;
use crate::stub::{CrateName, Error, PluginCrate, diag};

/// The crate that gets a plugin.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The name of its library in Rust; `None` if it is a program.
    pub library: Option<&'a str>,
    /// Its root file, such as `src/lib.rs`.
    pub root: &'a SourceFile,
    /// Whether it has a folder `wit`, which then is for something else.
    pub has_wit: bool,
}

/// What a crate gets.
#[derive(Clone, Debug)]
pub struct PluginModule {
    /// The module.
    pub name: String,
    /// The root file with the module in it.
    pub root: String,
    /// New files, by their paths below the package.
    pub files: Vec<(PathBuf, String)>,
    /// The manifest that the plugin would have as a crate.
    pub manifest: String,
}

/// Turns a crate called `name`, which is part of a workspace, into a module of another one.
///
/// # Errors
/// The root file is not Rust, or has something of this name.
pub fn plugin_module(
    name: &CrateName,
    written: PluginCrate,
    place: &Place<'_>,
) -> Result<PluginModule, Error> {
    let module = name.ident();
    let root = with_module(place, &module)?;
    let manifest = |(path, _): &&(PathBuf, String)| path == Path::new("Cargo.toml");
    let manifest = written.files.iter().find(manifest);
    let manifest = manifest.map(|(_, text)| text.clone()).unwrap_or_default();
    let moved = Moved {
        module: &module,
        name,
        place,
    };
    let files = written.files.into_iter();
    let files = files.filter_map(|(path, text)| moved.file(&path, text));
    Ok(PluginModule {
        files: files.collect(),
        root,
        manifest,
        name: module,
    })
}

/// The root file with one line more: behind the last `mod`, else in front of everything.
fn with_module(place: &Place<'_>, module: &str) -> Result<String, Error> {
    let SourceFile { path, text } = place.root;
    let start = text.len() - body(text).len();
    let parsed: syn::File =
        syn::parse_str(body(text)).map_err(|error| Error::new(diag::not_rust(path, &error)))?;
    if parsed.items.iter().any(|item| is_called(item, module)) {
        return Err(Error::new(diag::module_taken(path, module)));
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let visibility = if place.library.is_some() { "pub " } else { "" };
    let line = format!("{visibility}mod {module};");
    let last = parsed.items.iter().rev().find_map(|item| match item {
        Item::Mod(item) => item.semi.as_ref(),
        _ => None,
    });
    let first = parsed.items.first().map(ToTokens::to_token_stream);
    let first = first.and_then(|tokens| tokens.into_iter().next());
    let (at, inserted) = match (last, first) {
        (Some(semi), _) => {
            let end = start + semi.span.byte_range().end;
            let rest = text[end..].lines().next().map_or(0, str::len);
            (end + rest, format!("{newline}{line}"))
        }
        (None, Some(first)) => {
            let begin = start + first.span().byte_range().start;
            (begin, format!("{line}{newline}{newline}"))
        }
        (None, None) if text.is_empty() || text.ends_with('\n') => {
            (text.len(), format!("{line}{newline}"))
        }
        (None, None) => (text.len(), format!("{newline}{line}{newline}")),
    };
    Ok(format!("{}{inserted}{}", &text[..at], &text[at..]))
}

fn is_called(item: &Item, name: &str) -> bool {
    let ident = match item {
        Item::Mod(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return false,
    };
    ident.unraw() == name
}

/// Where the files of the crate are as those of a module.
struct Moved<'a> {
    module: &'a str,
    name: &'a CrateName,
    place: &'a Place<'a>,
}

impl Moved<'_> {
    fn file(&self, path: &Path, text: String) -> Option<(PathBuf, String)> {
        let mut parts = path.components();
        let folder = parts.next()?.as_os_str().to_str()?;
        let rest = parts.as_path();
        match folder {
            "src" if rest == Path::new("lib.rs") => {
                let file = self.beside(&format!("{}.rs", self.module));
                Some((file, self.with_path(&self.below_module(&text))))
            }
            "src" => Some((
                self.beside(self.module).join(rest),
                self.below_module(&text),
            )),
            "wit" if self.place.has_wit => Some((self.wit().join(rest), text)),
            "wit" => Some((path.to_owned(), text)),
            "tests" | "examples" => Some((self.outside(path)?, self.below_crate(&text)?)),
            _ => None,
        }
    }

    /// A path beside the root file.
    fn beside(&self, path: &str) -> PathBuf {
        self.place.root.path.with_file_name(path)
    }

    fn wit(&self) -> PathBuf {
        Path::new("wit").join(self.name.as_str())
    }

    /// The attribute says where its WIT is, unless it is where every attribute looks for it.
    fn with_path(&self, text: &str) -> String {
        let world = text.find("world = \"").filter(|_| self.place.has_wit);
        let end = world.and_then(|world| {
            let value = world + "world = \"".len();
            Some(value + text.get(value..)?.find('"')? + 1)
        });
        match end {
            Some(end) => {
                let wit = format!("wit/{}", self.name);
                format!("{}, path = {wit:?}{}", &text[..end], &text[end..])
            }
            None => text.to_owned(),
        }
    }

    fn below_module(&self, text: &str) -> String {
        renamed(text, "crate", &format!("crate::{}", self.module))
    }

    /// A program has no tests and examples that see it.
    fn below_crate(&self, text: &str) -> Option<String> {
        let library = self.place.library?;
        // The crate's own name stands behind colons, because it may be that of something that is imported.
        let (from, to) = (
            format!("::{}::", self.module),
            format!("{library}::{}::", self.module),
        );
        let text = text.replace(&format!("use {from}"), &format!("use {to}"));
        let component = format!("tests/{}.wat", self.module);
        Some(text.replace("tests/component.wat", &component))
    }

    /// Tests and examples are called after the module.
    fn outside(&self, path: &Path) -> Option<PathBuf> {
        let stem = path.file_stem()?.to_str()?;
        let extension = path.extension().and_then(OsStr::to_str)?;
        let name = match stem {
            "host" => format!("{}-host", self.name),
            "conformance" | "interfaces" | "component" => self.module.to_owned(),
            other => format!("{}_{other}", self.module),
        };
        Some(path.with_file_name(format!("{name}.{extension}")))
    }
}

/// A text in which paths that begin with one name begin with another.
fn renamed(text: &str, from: &str, to: &str) -> String {
    let from = format!("{from}::");
    let mut renamed = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&from) {
        let (before, behind) = rest.split_at(at);
        renamed.push_str(before);
        let is_within = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$' | ':');
        match renamed.chars().next_back().is_some_and(is_within) {
            true => renamed.push_str(&from),
            false => {
                renamed.push_str(to);
                renamed.push_str("::");
            }
        }
        rest = &behind[from.len()..];
    }
    renamed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Result<String, Error> {
        let root = SourceFile {
            path: "src/lib.rs".into(),
            text: text.to_owned(),
        };
        let place = Place {
            library: Some("app"),
            root: &root,
            has_wit: false,
        };
        with_module(&place, "kv")
    }

    #[test]
    fn a_module_is_declared_beside_others() {
        assert_eq!(
            with("//! x\nmod a; // a\nuse b::c;\n").unwrap(),
            "//! x\nmod a; // a\npub mod kv;\nuse b::c;\n"
        );
        assert_eq!(
            with("#!/bin/x\r\n#![allow(unused)]\r\n\r\n/// c\r\nfn c() {}\r\n").unwrap(),
            "#!/bin/x\r\n#![allow(unused)]\r\n\r\npub mod kv;\r\n\r\n/// c\r\nfn c() {}\r\n"
        );
        assert_eq!(with("").unwrap(), "pub mod kv;\n");
        assert_eq!(with("//! x").unwrap(), "//! x\npub mod kv;\n");
        assert_eq!(
            with("mod a {}\n").unwrap(),
            "pub mod kv;\n\nmod a {}\n",
            "a module with its items is no list of files"
        );
    }

    #[test]
    fn a_name_that_is_taken_is_refused() {
        let error = with("mod kv {}").unwrap_err().to_string();
        assert!(
            error.starts_with("`src/lib.rs` has `kv` already"),
            "{error}"
        );
        let error = with("fn (").unwrap_err().to_string();
        assert!(error.starts_with("`src/lib.rs` is not Rust"), "{error}");
    }

    #[test]
    fn only_paths_are_renamed() {
        assert_eq!(
            renamed(
                "use crate::a; pub(crate) $crate::b my_crate::c a::crate::d",
                "crate",
                "crate::m"
            ),
            "use crate::m::a; pub(crate) $crate::b my_crate::c a::crate::d"
        );
    }
}

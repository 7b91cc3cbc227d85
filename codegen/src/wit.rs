//! Finds and parses WIT. The only module that reads files.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::LitStr;
use wit_parser::{PackageId, Resolve};

use crate::attr::Args;
use crate::diag;
use crate::errors::Errors;

/// WIT that was parsed, and how `bindgen!` finds it again.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) resolve: Resolve,
    pub(crate) package: PackageId,
    /// Value of bindgen's `path`.
    pub(crate) path: PathBuf,
    /// Value of bindgen's `inline`.
    pub(crate) inline: Option<String>,
}

/// The package and world that stand for a list of interfaces.
pub(crate) const SYNTHESIZED_WORLD: &str = "hostplug:synthesized/plugin";

/// Loads what the attribute names: its `inline` text, its `path`, or the folder `wit` of the package.
pub(crate) fn load(errors: &mut Errors, args: &Args) -> Option<Source> {
    let synthesized = synthesized_imports(args);
    match &args.inline {
        Some(inline) => load_inline(errors, inline, synthesized.as_deref()),
        None => load_path(errors, args, synthesized.as_deref()),
    }
}

/// The imports of the world to synthesize, if the attribute lists interfaces and names no world.
fn synthesized_imports(args: &Args) -> Option<String> {
    let interfaces = args.interfaces.as_ref().filter(|_| args.world.is_none())?;
    Some(interfaces.iter().map(|interface| format!("import {}; ", interface.value())).collect())
}

fn load_inline(errors: &mut Errors, literal: &LitStr, imports: Option<&str>) -> Option<Source> {
    let text = literal.value();
    let mut resolve = new_resolve();
    let mut package = push(errors, literal.span(), &mut resolve, &text)?;
    let inline = match imports {
        None => text,
        Some(imports) => {
            let text = format!("{text}\npackage hostplug:synthesized {{ world plugin {{ {imports} }} }}");
            resolve = new_resolve();
            package = push(errors, literal.span(), &mut resolve, &text)?;
            text
        }
    };
    Some(Source { resolve, package, path: no_wit(), inline: Some(inline) })
}

fn load_path(errors: &mut Errors, args: &Args, imports: Option<&str>) -> Option<Source> {
    let root = package_root();
    let given = args.path.as_ref().map(LitStr::value);
    let span = args.path.as_ref().map_or_else(|| args.world_span(), LitStr::span);
    let relative = given.clone().unwrap_or_else(|| "wit".to_owned());
    let path = root.join(&relative);
    if !path.exists() {
        errors.at_span(span, diag::no_wit(&relative, given.is_some(), &wit_files_beside(&path, &root)));
        return None;
    }
    let mut resolve = new_resolve();
    let package = match resolve.push_path(&path) {
        Ok((package, _)) => package,
        Err(error) => {
            let rendered = relative_paths(&resolve.render_error(&error), &root);
            errors.at_span(span, diag::invalid_wit(&rendered));
            return None;
        }
    };
    let inline = imports.map(|imports| format!("package hostplug:synthesized; world plugin {{ {imports} }}"));
    if let Some(text) = &inline {
        push(errors, args.world_span(), &mut resolve, text)?;
    }
    Some(Source { resolve, package, path, inline })
}

fn new_resolve() -> Resolve {
    Resolve { all_features: true, ..Resolve::default() }
}

fn push(errors: &mut Errors, span: Span, resolve: &mut Resolve, text: &str) -> Option<PackageId> {
    match resolve.push_str("inline", text) {
        Ok(package) => Some(package),
        Err(error) => {
            errors.at_span(span, diag::invalid_wit(&resolve.render_error(&error)));
            None
        }
    }
}

/// A package without content. `bindgen!` reads the folder `wit` of the crate whenever it is given no path.
fn no_wit() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("wit/none")
}

/// The nearest folder with a `Cargo.toml` above the file that is compiled. `CARGO_MANIFEST_DIR` says the same, except
/// where a test harness compiles a file from a crate of its own.
fn package_root() -> PathBuf {
    let file = Span::call_site().local_file().and_then(|file| fs::canonicalize(file).ok());
    let above = file.as_deref().and_then(|file| file.ancestors().find(|dir| dir.join("Cargo.toml").is_file()));
    match above {
        Some(root) => root.to_owned(),
        None => std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default(),
    }
}

/// Messages name files as the user sees them from his package.
fn relative_paths(rendered: &str, root: &Path) -> String {
    rendered.replace(&format!("{}/", root.display()), "")
}

fn wit_files_beside(path: &Path, root: &Path) -> Vec<String> {
    let Some(Ok(entries)) = path.parent().map(fs::read_dir) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "wit"))
        .map(|path| path.strip_prefix(root).unwrap_or(&path).display().to_string())
        .collect();
    files.sort();
    files
}

//! Finds and parses WIT. The only module that reads files.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::LitStr;
use wit_parser::{PackageId, ParseError, Resolve, ResolveError, ResolveErrorKind};

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

/// The package and world that stand for a list of interfaces or worlds.
pub(crate) const SYNTHESIZED_WORLD: &str = "hostplug:synthesized/plugin";

impl Source {
    /// Adds [`SYNTHESIZED_WORLD`] with these imports or includes.
    pub(crate) fn synthesize(&mut self, errors: &mut Errors, span: Span, body: &str) -> Option<()> {
        let package = format!("package hostplug:synthesized; world plugin {{ {body} }}");
        push(errors, span, &mut self.resolve, &package)?;
        self.inline = Some(match self.inline.take() {
            None => package,
            Some(text) => {
                format!("{text}\npackage hostplug:synthesized {{ world plugin {{ {body} }} }}")
            }
        });
        Some(())
    }
}

/// Loads what the attribute names in a package in the folder `root`: its `inline` text, its `path`, or the folder `wit`.
pub(crate) fn load(errors: &mut Errors, args: &Args, root: &Path) -> Option<Source> {
    let mut source = match &args.inline {
        Some(inline) => load_inline(errors, inline),
        None => load_path(errors, args, root),
    }?;
    if let Some(interfaces) = listed(args) {
        let imports = imports(errors, &source.resolve, interfaces)?;
        source.synthesize(errors, args.world_span(), &imports)?;
    }
    Some(source)
}

fn load_inline(errors: &mut Errors, literal: &LitStr) -> Option<Source> {
    let text = literal.value();
    let mut resolve = new_resolve();
    let package = push(errors, literal.span(), &mut resolve, &text)?;
    Some(Source {
        resolve,
        package,
        path: no_wit(),
        inline: Some(text),
    })
}

fn load_path(errors: &mut Errors, args: &Args, root: &Path) -> Option<Source> {
    let given = args.path.as_ref().map(LitStr::value);
    let span = args
        .path
        .as_ref()
        .map_or_else(|| args.world_span(), LitStr::span);
    let relative = given.clone().unwrap_or_else(|| "wit".to_owned());
    let path = root.join(&relative);
    if !path.exists() {
        errors.at_span(
            span,
            diag::no_wit(&relative, given.is_some(), &wit_files_beside(&path, root)),
        );
        return None;
    }
    if is_folder_without_wit(&path) {
        errors.at_span(span, diag::folder_without_wit(&relative));
        return None;
    }
    match read(&path) {
        Ok(files) => Some(Source {
            resolve: files.resolve,
            package: files.package,
            path,
            inline: None,
        }),
        Err(rendered) => {
            errors.at_span(span, diag::invalid_wit(&relative_paths(&rendered, root)));
            None
        }
    }
}

/// The interfaces that take the place of a world.
fn listed(args: &Args) -> Option<&[LitStr]> {
    args.interfaces
        .as_deref()
        .filter(|_| args.worlds.is_empty())
}

/// The imports of the world to synthesize. A name without version means the only version that there is.
fn imports(errors: &mut Errors, resolve: &Resolve, interfaces: &[LitStr]) -> Option<String> {
    let ids: Vec<_> = resolve
        .interfaces
        .iter()
        .filter_map(|(id, _)| resolve.id_of(id))
        .collect();
    let mut imports = String::new();
    let mut all_found = true;
    for literal in interfaces {
        let typed = literal.value();
        let found = ids
            .iter()
            .filter(|id| **id == typed || id.split('@').next() == Some(&typed));
        match found.collect::<Vec<_>>().as_slice() {
            [id] => imports += &format!("import {}; ", escaped(id)),
            [] => {
                errors.at(literal, diag::undefined_interface(&typed, &ids));
                all_found = false;
            }
            ids => {
                errors.at(literal, diag::several_versions(&typed, ids));
                all_found = false;
            }
        }
    }
    all_found.then_some(imports)
}

/// `namespace:package/name@version` as WIT reads it wherever one of the names is a keyword.
pub(crate) fn escaped(id: &str) -> String {
    format!("%{}", id.replace(':', ":%").replace('/', "/%"))
}

/// A file or folder of WIT.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) resolve: Resolve,
    /// The package that stands in the file, or in the folder beside its `deps`.
    pub(crate) package: PackageId,
    /// Every file that was read.
    #[cfg_attr(
        not(feature = "stub"),
        expect(dead_code, reason = "only `plugin-gen` copies WIT")
    )]
    pub(crate) paths: Vec<PathBuf>,
}

/// Parses a file or folder of WIT. The error is rendered, with file, line and caret.
pub(crate) fn read(path: &Path) -> Result<Files, String> {
    let mut resolve = new_resolve();
    match resolve.push_path(path) {
        Ok((package, sources)) => {
            let paths = sources.paths().map(Path::to_owned).collect();
            Ok(Files {
                resolve,
                package,
                paths,
            })
        }
        Err(error) => {
            let rendered = render(&resolve, error.downcast_ref(), error.downcast_ref());
            Err(rendered.unwrap_or_else(|| resolve.render_error(&error)))
        }
    }
}

/// What is wrong, with file, line and caret. A mistake that has a place in a file needs no list of the folders
/// around it.
fn render(
    resolve: &Resolve,
    parsing: Option<&ParseError>,
    resolving: Option<&ResolveError>,
) -> Option<String> {
    if let Some(error) = resolving {
        let rendered = error.render(&resolve.source_map);
        return Some(match error.kind() {
            ResolveErrorKind::PackageNotFound { requested, .. } => rendered.replace(
                &error.to_string(),
                &diag::package_not_found(&requested.to_string()),
            ),
            _ => rendered,
        });
    }
    parsing.map(|error| error.render(&resolve.source_map))
}

#[cfg(feature = "stub")]
impl Files {
    /// The text of every file below the folder or file `root` that was read, by its path in a folder of its own.
    pub(crate) fn texts(&self, root: &Path) -> std::io::Result<Vec<(PathBuf, String)>> {
        let texts = self.paths.iter().map(|path| {
            let relative = match path.strip_prefix(root) {
                Ok(relative) if !relative.as_os_str().is_empty() => relative.to_owned(),
                _ => PathBuf::from(path.file_name().unwrap_or_default()).with_extension("wit"),
            };
            Ok((relative, fs::read_to_string(path)?))
        });
        texts.collect()
    }
}

pub(crate) fn new_resolve() -> Resolve {
    Resolve {
        all_features: true,
        ..Resolve::default()
    }
}

fn push(errors: &mut Errors, span: Span, resolve: &mut Resolve, text: &str) -> Option<PackageId> {
    match resolve.push_str("inline", text) {
        Ok(package) => Some(package),
        Err(error) => {
            let rendered = render(resolve, error.downcast_ref(), error.downcast_ref());
            let rendered = rendered.unwrap_or_else(|| resolve.render_error(&error));
            errors.at_span(span, diag::invalid_wit(&rendered));
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
pub(crate) fn package_root() -> PathBuf {
    let file = Span::call_site()
        .local_file()
        .and_then(|file| fs::canonicalize(file).ok());
    let above = file.as_deref().and_then(|file| {
        file.ancestors()
            .find(|dir| dir.join("Cargo.toml").is_file())
    });
    match above {
        Some(root) => root.to_owned(),
        None => std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .unwrap_or_default(),
    }
}

/// Messages name files as the user sees them from his package.
fn relative_paths(rendered: &str, root: &Path) -> String {
    rendered.replace(&format!("{}/", root.display()), "")
}

/// A folder in which nobody put WIT.
pub(crate) fn is_folder_without_wit(path: &Path) -> bool {
    let is_wit = |path: &Path| path.extension().is_some_and(|extension| extension == "wit");
    fs::read_dir(path).is_ok_and(|entries| !entries.flatten().any(|entry| is_wit(&entry.path())))
}

fn wit_files_beside(path: &Path, root: &Path) -> Vec<String> {
    let Some(Ok(entries)) = path.parent().map(fs::read_dir) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "wit"))
        .map(|path| {
            path.strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string()
        })
        .collect();
    files.sort();
    files
}

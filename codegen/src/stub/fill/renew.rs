//! What new WIT means for plugins that are there: literals of their attributes that name another version now, what is
//! missing, and what only the author can settle.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::LitStr;

use crate::attr::{self, Args};
use crate::errors::Errors;
use crate::stub::blocks::{Block, Item};
use crate::stub::fill::file::{File, Impl, PluginStruct};
use crate::stub::fill::literals::{self, Literal};
use crate::stub::fill::{Completion, Items, Missing, SourceFile, Stale, block_for, parse, plugins};
use crate::stub::{Error, format};

/// What is to be done to an author's files, and what he has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// The files, in the order in which they were given, with the literals of their attributes replaced.
    pub files: Vec<SourceFile>,
    /// The literals that were replaced.
    pub literals: Vec<Literal>,
    /// What the files lack. Offsets are those of [`files`](Renewal::files).
    pub missing: Missing,
    /// Methods whose function is gone or takes or gives something else.
    pub changes: Vec<Change>,
    /// What attributes name and the world does not have any more.
    pub stale: Vec<String>,
}

/// A method that does not fit the WIT any more. It is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file that has it.
    pub file: PathBuf,
    /// Trait and method, as `store::Host::get`.
    pub method: String,
    /// The signature that fitted the WIT as it was.
    pub old: String,
    /// The signature that is asked for now; none if the function is gone.
    pub new: Option<String>,
}

impl Renewal {
    /// The text of a file with everything in it that can be written.
    pub fn complete(&self, index: usize) -> Option<String> {
        let file = self.files.get(index)?;
        Some(self.missing.complete(index, &file.text))
    }
}

/// Where the WIT of a package lies, and where the WIT that is to take its place.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'a> {
    /// The folder of the package, with its folder `wit`.
    pub root: &'a Path,
    /// A folder whose folder `wit` has the new WIT.
    pub staged: &'a Path,
}

/// Compares each plugin in `files` with new WIT, which is not in its place yet. `worlds` are the one that was served and
/// the one to serve now.
///
/// # Errors
/// A file is not Rust, no file has a plugin, or an attribute does not go with the new WIT at all, because its world is
/// gone or the WIT is wrong.
pub fn renew(
    folders: Folders<'_>,
    files: &[SourceFile],
    worlds: (&str, &str),
) -> Result<Renewal, Error> {
    let before = parse(files)?;
    let mut renewal = Renewal {
        files: files.to_vec(),
        ..Renewal::default()
    };
    let mut old = Vec::new();
    for (home, plugin) in plugins(folders.root, &before)? {
        if let Some(args) = folders.args(plugin)? {
            let (file, replaced) = (&before[home], literals::replaced(folders, &args, worlds));
            let replaced = replaced.into_iter();
            let literals = replaced.filter_map(|replaced| replaced.literal(home, file));
            renewal.literals.extend(literals);
        }
        // The WIT that is there may be broken.
        let completion = Completion::read(folders.root, &before, home, plugin, Stale::Ignored);
        old.push(completion.ok());
    }
    renewal.replace_literals();
    let texts = renewal.files.clone();
    let after = parse(&texts)?;
    for ((home, plugin), old) in plugins(folders.root, &after)?.into_iter().zip(&old) {
        let root = match folders.args(plugin)? {
            Some(_) => folders.staged,
            None => folders.root,
        };
        let new = Completion::read(root, &after, home, plugin, Stale::Ignored)?;
        new.write(&mut renewal.missing);
        renewal.stale.extend(new.stale.iter().cloned());
        renewal.compare(&after, old.as_ref(), &new);
    }
    renewal.forget_known();
    renewal.is_rust()?;
    Ok(renewal)
}

impl Folders<'_> {
    /// The arguments of a plugin, if it reads the WIT that is replaced.
    fn args(self, plugin: &PluginStruct) -> Result<Option<Args>, Error> {
        let mut errors = Errors::default();
        let args = attr::parse(&mut errors, plugin.arguments.clone());
        errors.propagate()?;
        let path = args.path.as_ref().map(LitStr::value);
        let path = path.unwrap_or_else(|| "wit".to_owned());
        let path = path.strip_prefix("./").unwrap_or(&path);
        let is_read = args.inline.is_none() && Path::new(path).starts_with("wit");
        Ok(is_read.then_some(args))
    }
}

impl Renewal {
    /// From the last to the first, so that the places in front stay what they are.
    fn replace_literals(&mut self) {
        self.literals
            .sort_by_key(|literal| (literal.file, literal.range.start));
        for literal in self.literals.iter().rev() {
            let file = &mut self.files[literal.file];
            file.text
                .replace_range(literal.range.clone(), &literal.text);
        }
    }

    fn compare(&mut self, files: &[File<'_>], old: Option<&Completion<'_>>, new: &Completion<'_>) {
        let Some(old) = old else {
            return;
        };
        let (mut was, mut is) = (Items::of(old), Items::of(new));
        for (index, file) in files.iter().enumerate() {
            let blocks = file.impls.iter();
            for block in blocks.filter(|block| block.is_of(&new.plugin.ident)) {
                let (was, is) = (was.at(&block.scope), is.at(&block.scope));
                let changes = changes(&self.files[index].path, block, was, is);
                self.changes.extend(changes);
            }
        }
    }

    /// A method that is gone need not be said to be unknown as well.
    fn forget_known(&mut self) {
        let changes = &self.changes;
        let is_gone = |method: &String| changes.iter().any(|change| change.method == *method);
        self.missing.unknown.retain(|method| !is_gone(method));
    }

    fn is_rust(&self) -> Result<(), Error> {
        let files = self.files.iter().enumerate();
        let completed: Vec<_> = files
            .map(|(index, file)| SourceFile {
                path: file.path.clone(),
                text: self.missing.complete(index, &file.text),
            })
            .collect();
        parse(&completed).map(|_| ())
    }
}

/// The methods of one block that fitted the WIT as it was and do not fit what it is.
fn changes(file: &Path, block: &Impl, was: &[Item], is: &[Item]) -> Vec<Change> {
    let Some(was) = block_for(was, &block.path) else {
        return Vec::new();
    };
    // A path that fits another trait now does not mean it.
    let is = block_for(is, &block.path).filter(|is| is.path == was.path);
    let path = was.path.join("::");
    let (was, is) = (signatures(Some(was)), signatures(is));
    let methods = block.methods.iter().filter_map(|method| {
        let old = was.get(method.as_str())?;
        let new = is.get(method.as_str());
        let fits = new.is_some_and(|new| types(old) == types(new));
        (!fits).then(|| Change {
            file: file.to_owned(),
            method: format!("{path}::{method}"),
            old: format::signature_line(old),
            new: new.map(|new| format::signature_line(new)),
        })
    });
    methods.collect()
}

fn signatures(block: Option<&Block>) -> BTreeMap<&str, &TokenStream> {
    let methods = block.into_iter().flat_map(|block| &block.methods);
    methods
        .map(|method| (method.name.as_str(), &method.signature))
        .collect()
}

/// What has to be the same: an author calls parameters what he likes.
fn types(signature: &TokenStream) -> Option<Vec<String>> {
    let signature: syn::Signature = syn::parse2(signature.clone()).ok()?;
    let inputs = signature.inputs.iter().map(|input| match input {
        syn::FnArg::Receiver(receiver) => receiver.to_token_stream(),
        syn::FnArg::Typed(typed) => typed.ty.to_token_stream(),
    });
    let output = signature.output.to_token_stream();
    let types = inputs.chain([output]).map(|ty| ty.to_string());
    Some(types.collect())
}

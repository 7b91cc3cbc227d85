//! Finds what a plugin does not implement yet, and writes it into the author's files. Only insertions are made: every
//! byte that the author wrote stays where it is in relation to the bytes around it.

mod attribute;
mod edit;
pub(super) mod file;
mod literals;
mod paths;
mod renew;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Ident, LitStr};

pub use self::edit::Insertion;
use self::file::{File, Impl, PluginStruct, Scope};
pub use self::literals::Literal;
pub use self::renew::{Change, Folders, Renewal, renew};
use crate::attr::{self, Args};
use crate::check::{self, Plan};
use crate::errors::Errors;
use crate::model::World;
use crate::names;
use crate::select;
use crate::stub::blocks::{Block, Blocks, Item};
use crate::stub::name::FreeNames;
use crate::stub::site::{Imports, Site};
use crate::stub::types::Types;
use crate::stub::{Error, diag};
use crate::wit;

/// A Rust file of a plugin's package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path below the folder of the package, such as `src/lib.rs`.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// What the plugins of a package do not implement yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// What to insert, by the index of the file. Offsets are those of the texts as they were given.
    pub insertions: BTreeMap<usize, Vec<Insertion>>,
    /// Methods that stand in the `impl` of a host trait, but that WIT does not have, as `store::Host::get`.
    pub unknown: Vec<String>,
}

impl Missing {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.insertions.is_empty() && self.unknown.is_empty()
    }

    /// The methods, `impl` blocks and types that are inserted, in the order of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let insertions = self.insertions.values().flatten();
        insertions.flat_map(|insertion| insertion.names.iter().map(String::as_str))
    }

    /// The text of a file with all that is missing from it.
    pub fn complete(&self, index: usize, text: &str) -> String {
        match self.insertions.get(&index) {
            Some(insertions) => edit::apply(text, insertions),
            None => text.to_owned(),
        }
    }
}

/// A plugin in a file.
pub(super) struct Attributed {
    /// The index of the file.
    pub(super) file: usize,
    pub(super) ident: Ident,
    pub(super) arguments: TokenStream,
    /// Where Rust begins in the file, from which the places of the arguments are counted.
    pub(super) start: usize,
}

/// The plugins in files.
pub(super) fn attributes(files: &[SourceFile]) -> Result<Vec<Attributed>, Error> {
    let mut plugins = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let parsed = File::parse(file);
        let parsed = parsed.map_err(|error| Error::new(diag::not_rust(&file.path, &error)))?;
        plugins.extend(parsed.plugins.into_iter().map(|plugin| Attributed {
            file: index,
            ident: plugin.ident,
            arguments: plugin.arguments,
            start: parsed.start,
        }));
    }
    Ok(plugins)
}

/// Compares each plugin in `files` with its WIT, which is looked for as the attribute does it, below the folder `root`
/// of the package.
///
/// # Errors
/// A file is not Rust, no file has a plugin, or the attribute or the WIT of one is wrong.
pub fn missing(root: &Path, files: &[SourceFile]) -> Result<Missing, Error> {
    let parsed = parse(files)?;
    let mut missing = Missing::default();
    for (index, plugin) in plugins(root, &parsed)? {
        Completion::new(root, &parsed, index, plugin)?.write(&mut missing);
    }
    Ok(missing)
}

/// Whether a text is that of a Rust file.
pub fn is_rust(text: &str) -> bool {
    syn::parse_file(text).is_ok()
}

fn parse(files: &[SourceFile]) -> Result<Vec<File<'_>>, Error> {
    let parsed = files.iter().map(|file| {
        File::parse(file).map_err(|error| Error::new(diag::not_rust(&file.path, &error)))
    });
    parsed.collect()
}

/// Every plugin, and the index of its file.
fn plugins<'a>(
    root: &Path,
    files: &'a [File<'_>],
) -> Result<Vec<(usize, &'a PluginStruct)>, Error> {
    let files = files.iter().enumerate();
    let plugins =
        files.flat_map(|(index, file)| file.plugins.iter().map(move |plugin| (index, plugin)));
    let plugins: Vec<_> = plugins.collect();
    match plugins.is_empty() {
        true => Err(Error::new(diag::no_plugin(root))),
        false => Ok(plugins),
    }
}

/// One plugin, and what its attribute and WIT demand.
struct Completion<'a> {
    files: &'a [File<'a>],
    /// The file that has the struct.
    home: usize,
    plugin: &'a PluginStruct,
    args: Args,
    plan: Plan,
    /// Resources that the attribute does not map yet, and the types that they get.
    unmapped: Vec<(String, Ident)>,
    /// What the attribute names and the world does not have.
    stale: Vec<String>,
}

/// What becomes of names in the attribute that the world does not have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stale {
    Refused,
    Ignored,
}

impl<'a> Completion<'a> {
    fn new(
        root: &Path,
        files: &'a [File<'a>],
        home: usize,
        plugin: &'a PluginStruct,
    ) -> Result<Self, Error> {
        Self::read(root, files, home, plugin, Stale::Refused)
    }

    fn read(
        root: &Path,
        files: &'a [File<'a>],
        home: usize,
        plugin: &'a PluginStruct,
        stale: Stale,
    ) -> Result<Self, Error> {
        let mut errors = Errors::default();
        let mut args = attr::parse(&mut errors, plugin.arguments.clone());
        errors.propagate()?;
        let mut source = wit::load(&mut errors, &args, root);
        errors.propagate()?;
        let source = source.as_mut();
        let world = source.and_then(|source| select::world(&mut errors, &args, source));
        let unread = world.clone();
        errors.propagate()?;
        let unmapped = unread.map(|world| unmapped(&args, world, plugin));
        let unmapped = unmapped.unwrap_or_default();
        let stale = match (&world, stale) {
            (Some(world), Stale::Ignored) => check::take_stale(&mut args, world.clone()),
            _ => Vec::new(),
        };
        for (key, ty) in &unmapped {
            let key = LitStr::new(key, proc_macro2::Span::call_site());
            args.with.push((key, ty.clone().into()));
        }
        let plan = world.and_then(|world| check::all(&mut errors, &args, world));
        errors.propagate()?;
        let plan = plan.ok_or_else(|| Error::new(diag::no_plugin(root)))?;
        Ok(Completion {
            files,
            home,
            plugin,
            args,
            plan,
            unmapped,
            stale: stale.iter().map(LitStr::value).collect(),
        })
    }

    fn write(&self, missing: &mut Missing) {
        self.map_resources(missing);
        let mut items = Items::of(self);
        for (index, file) in self.files.iter().enumerate() {
            let blocks = file.impls.iter();
            for block in blocks.filter(|block| block.is_of(&self.plugin.ident)) {
                self.complete(index, block, items.at(&block.scope), missing);
            }
        }
        self.append(missing);
    }

    fn world(&self) -> &World {
        &self.plan.world
    }

    /// What would be written into a new file, in the names of one that is there.
    fn items(&self, scope: &Scope) -> Vec<Item> {
        let site = self.site(scope);
        let imports = Imports::of_file(scope.uses.names());
        Blocks::new(&site, Types::new(&site, imports)).all()
    }

    fn site(&self, scope: &Scope) -> Site<'_> {
        let named = names::ident(&self.world().package);
        let bindings = self.args.bindings.clone();
        let bindings = bindings.unwrap_or_else(|| format_ident!("{named}"));
        let resources = self.plan.resource_types();
        Site {
            world: self.world(),
            plugin: self.plugin.ident.clone(),
            module: self.path(scope, &bindings.into()),
            resources: resources
                .map(|(id, path)| (id, self.path(scope, path)))
                .collect(),
            sync: &self.plan.sync,
        }
    }

    /// A path of the attribute, as one writes it in `scope`.
    fn path(&self, scope: &Scope, path: &syn::Path) -> TokenStream {
        let home = &self.plugin.scope;
        match path.get_ident() {
            Some(name) if scope.uses.names().contains(&name.to_string()) => quote!(#name),
            _ if path.segments.len() > 1 && !home.knows(path) => path.to_token_stream(),
            _ => home.module.path_from(&scope.module, path),
        }
    }

    fn map_resources(&self, missing: &mut Missing) {
        if self.unmapped.is_empty() {
            return;
        }
        let home = &self.files[self.home];
        let insertion = attribute::with(
            home.text,
            home.start,
            &self.plugin.arguments,
            &self.unmapped,
        );
        let insertions = missing.insertions.entry(self.home).or_default();
        insertions.extend(insertion);
    }

    /// Adds the methods that one `impl` block lacks.
    fn complete(&self, index: usize, block: &Impl, items: &[Item], missing: &mut Missing) {
        let file = &self.files[index];
        let Some(wanted) = block_for(items, &block.path) else {
            return;
        };
        let name = |method: &str| format!("{}::{method}", wanted.path.join("::"));
        let known = |method: &String| wanted.methods.iter().any(|wanted| wanted.name == *method);
        let unknown = block.methods.iter().filter(|method| !known(method));
        missing.unknown.extend(unknown.map(|method| name(method)));
        if block.has_macros {
            return;
        }
        let lacking = wanted
            .methods
            .iter()
            .filter(|method| !block.methods.contains(&method.name));
        let lacking: Vec<_> = lacking.collect();
        if !lacking.is_empty() {
            let names = lacking.iter().map(|method| name(&method.name)).collect();
            let tokens = lacking.iter().map(|method| &method.tokens);
            let insertion = edit::methods(file.text, block.close, names, &quote!(#(#tokens)*));
            missing.insertions.entry(index).or_default().push(insertion);
        }
    }

    /// Adds the `impl` blocks that no file has, and the types of new resources, behind everything else in the module
    /// of the plugin.
    fn append(&self, missing: &mut Missing) {
        let items = self.items(&self.plugin.scope);
        let all = self.files.iter().flat_map(|file| &file.impls);
        let there: Vec<_> = all
            .filter(|block| block.is_of(&self.plugin.ident))
            .filter_map(|block| block_for(&items, &block.path))
            .map(|block| block.path.clone())
            .collect();
        let new_types: Vec<_> = self.unmapped.iter().map(|(_, ty)| ty.to_string()).collect();
        let site = self.site(&self.plugin.scope);
        let mut names = Vec::new();
        let mut tokens = Vec::new();
        for item in &items {
            match item {
                Item::Block(block) if !there.contains(&block.path) => {
                    names.push(format!("impl {}", block.path.join("::")));
                    tokens.push(block.tokens());
                }
                Item::Resource { id, tokens: text } => {
                    let ty = site
                        .resource(*id)
                        .map(ToString::to_string)
                        .unwrap_or_default();
                    if new_types.contains(&ty) {
                        names.push(ty);
                        tokens.push(text.clone());
                    }
                }
                Item::Block(_) => {}
            }
        }
        if !tokens.is_empty() {
            let text = self.files[self.home].text;
            let insertion = edit::items(text, self.plugin.end, names, &tokens);
            missing
                .insertions
                .entry(self.home)
                .or_default()
                .push(insertion);
        }
    }
}

/// The items as one scope after the other names things. Blocks that follow each other mostly share theirs.
struct Items<'a> {
    completion: &'a Completion<'a>,
    scope: Option<Scope>,
    items: Vec<Item>,
}

impl<'a> Items<'a> {
    fn of(completion: &'a Completion<'a>) -> Self {
        Items {
            completion,
            scope: None,
            items: Vec::new(),
        }
    }

    fn at(&mut self, scope: &Scope) -> &[Item] {
        if self.scope.as_ref() != Some(scope) {
            self.items = self.completion.items(scope);
            self.scope = Some(scope.clone());
        }
        &self.items
    }
}

/// The block whose trait a path means. The longest path that fits wins: two packages may have interfaces of one name.
fn block_for<'a>(items: &'a [Item], path: &[String]) -> Option<&'a Block> {
    let blocks = || {
        items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(block),
            Item::Resource { .. } => None,
        })
    };
    let fitting = blocks().filter(|block| path.ends_with(&block.path));
    if let Some(block) = fitting.max_by_key(|block| block.path.len()) {
        return Some(block);
    }
    // A trait that came in through `*` has its bare name only.
    let [name] = path else { return None };
    let mut named = blocks().filter(|block| block.path.last() == Some(name));
    let first = named.next()?;
    named.next().is_none().then_some(first)
}

/// The resources that the attribute does not map, each with a type of its own.
fn unmapped(args: &Args, world: World, plugin: &PluginStruct) -> Vec<(String, Ident)> {
    let types = args.with.iter().filter_map(|(_, path)| path.get_ident());
    let names = FreeNames::beside(types.chain([&plugin.ident]));
    let mut names = names.and(plugin.scope.names());
    check::unmapped_resources(args, world)
        .into_iter()
        .map(|(key, interface, resource)| (key, names.resource(&interface, &resource)))
        .collect()
}

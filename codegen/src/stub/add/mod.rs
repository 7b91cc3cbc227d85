//! Gives an existing plugin more to serve: WIT beside its own, and a longer list of worlds in its attribute.

mod attribute;
mod diag;
mod text;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wit_parser::{Resolve, WorldId};

use self::attribute::Attribute;
use crate::attr::{self, Args};
use crate::catalogue::{self, Structure};
use crate::errors::Errors;
use crate::model::qualified_name;
use crate::select;
use crate::stub::fill::SourceFile;
use crate::stub::package::OWN;
use crate::stub::{CrateName, Error, Package, Request, Sdk, settle};
use crate::wit;

/// What to add to which plugin.
#[derive(Clone, Debug)]
pub struct Addition<'a> {
    /// Name of the plugin's package.
    pub name: &'a CrateName,
    /// Folder of the plugin's package.
    pub root: &'a Path,
    /// Its Rust files.
    pub files: &'a [SourceFile],
    /// The struct that is meant, if the package has several plugins.
    pub plugin: Option<&'a str>,
    /// The WIT.
    pub package: &'a Package,
    /// The world to add; needed if the WIT has several.
    pub world: Option<&'a str>,
    /// Interfaces to add instead of a world.
    pub interfaces: &'a [String],
}

/// What changes in a plugin's package, without the methods that are missing then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The struct that is the plugin.
    pub plugin: String,
    /// The worlds or interfaces that were added.
    pub ids: Vec<String>,
    /// Folder of the plugin's WIT, below that of the package.
    pub folder: PathBuf,
    /// Files of WIT that are new, or say more than before, by their paths below the package.
    pub wit: BTreeMap<PathBuf, String>,
    /// The Rust files, with the attribute as it is to be.
    pub files: Vec<SourceFile>,
}

/// Finds out what has to change. Nothing is written to disk.
///
/// # Errors
/// There is no such plugin, or its WIT is in its attribute; it serves the addition already; its WIT has another text of
/// a package that is added.
pub fn add(addition: &Addition<'_>) -> Result<Added, Error> {
    let attribute = Attribute::find(addition)?;
    let args = arguments(&attribute)?;
    let folder = folder(addition, &args, &attribute)?;
    let there = wit::read(&addition.root.join(&folder));
    let there = there.map_err(|rendered| Error::new(crate::diag::invalid_wit(&rendered)))?;
    let (package, world) = settle::world(&Request {
        world: addition.world,
        interfaces: addition.interfaces,
        ..Request::new(addition.name, addition.package, Sdk::Workspace)
    })?;
    let mut wit = copied(&there.resolve, addition.package)?;
    let is_own = package.id() != addition.package.id();
    let (ids, worlds) = match is_own {
        false => {
            let id = qualified_name(&package.resolve, world);
            (vec![id.clone()], vec![id])
        }
        true => {
            let ids = not_served(&there, &attribute, &args, imports(&package.resolve, world))?;
            let own = Own::of(addition, &args, &there, &folder)?;
            wit.insert(own.path.clone(), own.with(&ids)?);
            (ids, own.new_world.into_iter().collect())
        }
    };
    let wit = wit
        .into_iter()
        .map(|(path, text)| (folder.join(path), text));
    let wit: BTreeMap<_, _> = wit.collect();
    Ok(Added {
        plugin: attribute.plugin.clone(),
        files: with_worlds(addition, &attribute, &args, &there, &worlds)?,
        ids,
        wit,
        folder,
    })
}

fn arguments(attribute: &Attribute) -> Result<Args, Error> {
    let mut errors = Errors::default();
    let args = attr::parse(&mut errors, attribute.arguments.clone());
    errors.propagate()?;
    match args.interfaces {
        Some(_) => Err(Error::new(diag::listed(&attribute.plugin))),
        None => Ok(args),
    }
}

/// The folder that the attribute reads.
fn folder(addition: &Addition<'_>, args: &Args, attribute: &Attribute) -> Result<PathBuf, Error> {
    if args.inline.is_some() {
        return Err(Error::new(diag::inline(&attribute.plugin)));
    }
    let folder = args.path.as_ref().map(syn::LitStr::value);
    let folder = PathBuf::from(folder.unwrap_or_else(|| "wit".to_owned()));
    match addition.root.join(&folder).is_dir() {
        true => Ok(folder),
        false => Err(Error::new(diag::no_folder(&attribute.plugin, &folder))),
    }
}

/// The attribute with more worlds in it. Without a world it means the only one that there is, which has to be written
/// down beside another.
fn with_worlds(
    addition: &Addition<'_>,
    attribute: &Attribute,
    args: &Args,
    there: &wit::Files,
    worlds: &[String],
) -> Result<Vec<SourceFile>, Error> {
    let mut files = addition.files.to_vec();
    if worlds.is_empty() {
        return Ok(files);
    }
    let mut served = Vec::new();
    for typed in self::worlds(args) {
        let id = select::choose(&there.resolve, there.package, typed.as_deref());
        let id = id.map_err(|_| Error::new(diag::no_world(&attribute.plugin)))?;
        served.push(qualified_name(&there.resolve, id));
    }
    if let Some(world) = worlds.iter().find(|world| served.contains(world)) {
        return Err(Error::new(diag::served_already(&attribute.plugin, world)));
    }
    let file = &mut files[attribute.file];
    file.text = attribute.with_worlds(&file.text, &args.worlds, &served, worlds);
    Ok(files)
}

/// The files of a package and of what it uses, by their paths in the plugin's folder of WIT, except for those packages
/// that are there already.
fn copied(there: &Resolve, package: &Package) -> Result<BTreeMap<PathBuf, String>, Error> {
    let (new, _) = package.parsed();
    let structure = |resolve: &Resolve, id: &str| {
        let mut packages = resolve.packages.iter();
        let (id, _) = packages.find(|(_, package)| package.name.to_string() == id)?;
        Some(Structure::of(resolve, id))
    };
    let mut files = BTreeMap::new();
    let mut others = Vec::new();
    for (entry, texts) in entries(package.files_as_dependencies()) {
        let id = texts.iter().find_map(|(_, text)| text::package(text));
        let known = id.as_deref().and_then(|id| structure(there, id));
        match (id, known) {
            (Some(id), Some(known)) => {
                if structure(new, &id).is_some_and(|new| new != known) {
                    others.push(diag::other_text(&id, &entry));
                }
            }
            _ => files.extend(texts),
        }
    }
    match others.is_empty() {
        true => Ok(files),
        false => Err(Error { messages: others }),
    }
}

/// The files of `deps`, by the entry there: a file or folder has one package.
fn entries(files: Vec<(PathBuf, String)>) -> BTreeMap<PathBuf, Vec<(PathBuf, String)>> {
    let mut entries: BTreeMap<PathBuf, Vec<_>> = BTreeMap::new();
    for (path, text) in files {
        let entry = path.components().take(2).collect();
        entries.entry(entry).or_default().push((path, text));
    }
    entries
}

/// The ids of what a world imports.
fn imports(resolve: &Resolve, world: WorldId) -> Vec<String> {
    let imports = resolve.worlds[world].imports.values();
    let ids = imports.filter_map(|item| match item {
        wit_parser::WorldItem::Interface { id, .. } => resolve.id_of(*id),
        _ => None,
    });
    ids.collect()
}

/// Those of the interfaces that no world of the plugin imports yet.
fn not_served(
    there: &wit::Files,
    attribute: &Attribute,
    args: &Args,
    mut ids: Vec<String>,
) -> Result<Vec<String>, Error> {
    let all = ids.join("`, `");
    for typed in worlds(args) {
        if let Ok(id) = select::choose(&there.resolve, there.package, typed.as_deref()) {
            let served = imports(&there.resolve, id);
            ids.retain(|id| !served.contains(id));
        }
    }
    match ids.is_empty() {
        true => Err(Error::new(diag::served_already(&attribute.plugin, &all))),
        false => Ok(ids),
    }
}

/// The worlds that an attribute names; without any it means the only one.
fn worlds(args: &Args) -> impl Iterator<Item = Option<String>> {
    let named = args.worlds.iter().map(|world| Some(world.value()));
    named.chain(args.worlds.is_empty().then_some(None))
}

/// The world of a plugin that belongs to nobody else, in which single interfaces are imported.
#[derive(Debug)]
struct Own {
    /// The file below the plugin's folder of WIT.
    path: PathBuf,
    text: String,
    /// The name of the world in its package.
    world: String,
    /// Its id, if the attribute does not name it yet.
    new_world: Option<String>,
}

impl Own {
    fn of(
        addition: &Addition<'_>,
        args: &Args,
        there: &wit::Files,
        folder: &Path,
    ) -> Result<Self, Error> {
        for typed in worlds(args) {
            let Ok(id) = select::choose(&there.resolve, there.package, typed.as_deref()) else {
                continue;
            };
            let world = &there.resolve.worlds[id];
            let Some(package) = world.package else {
                continue;
            };
            let name = there.resolve.packages[package].name.clone();
            if !is_of_others(&format!("{}:{}", name.namespace, name.name)) {
                let root = addition.root.join(folder);
                return Own::read(&root, there, &name.to_string(), &world.name);
            }
        }
        let package = format!("{}:{OWN}", addition.name.kebab());
        let text = format!(
            "package {};\n\n/// What the plugin serves of other packages.\nworld {OWN} {{\n}}\n",
            wit::escaped(&package).trim_start_matches('%')
        );
        Ok(Own {
            path: Path::new("deps").join(format!("{OWN}.wit")),
            text,
            world: OWN.to_owned(),
            new_world: Some(format!("{package}/{OWN}")),
        })
    }

    /// Looks for the file that has the world.
    fn read(root: &Path, there: &wit::Files, package: &str, world: &str) -> Result<Self, Error> {
        let texts = there.paths.iter().filter_map(|path| {
            let relative = path.strip_prefix(root).ok()?;
            Some((relative.to_owned(), fs::read_to_string(path).ok()?))
        });
        let entries = entries_of_any(texts.collect());
        let of_package = entries.into_values().filter(|texts| {
            let id = texts.iter().find_map(|(_, text)| text::package(text));
            id.as_deref() == Some(package)
        });
        let mut texts = of_package.flatten();
        let found = texts.find(|(_, text)| text::end_of_world(text, world).is_some());
        let (path, text) =
            found.ok_or_else(|| Error::new(diag::world_not_found(package, world)))?;
        Ok(Own {
            path,
            text,
            world: world.to_owned(),
            new_world: None,
        })
    }

    /// The text with more imports.
    fn with(&self, ids: &[String]) -> Result<String, Error> {
        let written = text::with_imports(&self.text, &self.world, ids);
        written.ok_or_else(|| Error::new(diag::world_not_found("", &self.world)))
    }
}

/// Files beside `deps` are of one package.
fn entries_of_any(files: Vec<(PathBuf, String)>) -> BTreeMap<PathBuf, Vec<(PathBuf, String)>> {
    let (below, beside): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(path, _)| path.starts_with("deps"));
    let mut entries = entries(below);
    entries.insert(PathBuf::new(), beside);
    entries
}

/// Whether a package is one that everybody has, so that nobody may change his copy.
fn is_of_others(name: &str) -> bool {
    catalogue::entries()
        .iter()
        .any(|entry| entry.name() == name)
}

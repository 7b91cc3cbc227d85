//! Writes the crate of a plugin: with a backend in memory where there is a template for the world, else with methods
//! that wait for their author. It stands on the model and the checks of the attribute, so that what it writes is what
//! the attribute asks for.

pub mod add;
mod backend;
mod blocks;
mod capability;
mod component;
mod contract;
mod diag;
mod engine;
pub mod fill;
mod format;
mod guest;
pub mod host;
pub mod module;
mod name;
mod package;
mod settle;
mod shape;
mod site;
mod source;
mod template;
mod tree;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

pub use self::name::CrateName;
pub use self::package::{Origin, Package};
use crate::attr::{self, Args};
use crate::check::{self, Plan};
use crate::docs;
use crate::errors::Errors;
use crate::model::{Service, World};
use crate::stub::name::TypeNames;
use crate::stub::template::Template;

/// What to write.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Name of the crate.
    pub name: &'a CrateName,
    /// The WIT.
    pub package: &'a Package,
    /// The world to serve; needed if the package has several.
    pub world: Option<&'a str>,
    /// Interfaces to serve instead of a world, which the crate then has of its own.
    pub interfaces: &'a [String],
    /// Where the crate finds the SDK.
    pub sdk: Sdk,
    /// What the methods do; by default, the most that there is for the world.
    pub backend: Option<Backend>,
    /// Whether the crate becomes part of an author's workspace, so that its example needs a name of its own.
    pub is_member: bool,
    /// Whether all functions are `fn`, except for those that WIT calls `async`.
    pub sync: bool,
    /// Whether there is a guest beside it, which calls every function.
    pub guest: bool,
    /// Files of a template of one's own, in the place of those that become the same file, or beside them.
    pub template: &'a [TemplateFile],
    /// Where the tests of the crate run whenever it changes.
    pub ci: Option<Ci>,
}

/// A file of a template; `templates/README.md` says what its name and its text may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// Path below the folder of the template, with `/` between its parts.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// A service that runs the tests of a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ci {
    /// GitHub Actions.
    Github,
}

impl<'a> Request<'a> {
    /// A plugin for the world of a package that has one, with nothing out of the ordinary.
    pub fn new(name: &'a CrateName, package: &'a Package, sdk: Sdk) -> Self {
        Request {
            name,
            package,
            world: None,
            interfaces: &[],
            sdk,
            backend: None,
            is_member: false,
            sync: false,
            guest: false,
            template: &[],
            ci: None,
        }
    }
}

/// What the methods of a new plugin do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// They keep what they are given in memory.
    Memory,
    /// They keep objects in a store of the crate `object_store`.
    ObjectStore,
    /// They keep values in a file of the crate `redb`.
    Redb,
    /// They say that they are not written yet.
    None,
}

/// Where a crate finds the SDK, and the runtime with which it is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sdk {
    /// The folder `sdk` of a checkout on this machine.
    Path(PathBuf),
    /// A version in the registry.
    Version(String),
    /// The workspace that the crate is a member of; without it the crate is a workspace of its own.
    Workspace,
}

/// The text of a crate.
#[derive(Clone, Debug)]
pub struct PluginCrate {
    /// Name of the struct that is the plugin.
    pub plugin: String,
    /// `namespace:package/world@version`.
    pub world: String,
    /// The interfaces that the plugin serves, in every version.
    pub interfaces: Vec<String>,
    /// What the methods do.
    pub backend: Backend,
    /// Remarks for a person.
    pub notes: Vec<String>,
    /// Every file by its path, ordered by it.
    pub files: Vec<(PathBuf, String)>,
}

/// Why no crate was written: one message for each mistake, with `help:` and `note:` lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// In the order in which the mistakes were found; never empty.
    pub messages: Vec<String>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Error {
            messages: vec![message.into()],
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}

impl std::error::Error for Error {}

impl From<syn::Error> for Error {
    fn from(errors: syn::Error) -> Self {
        Error {
            messages: errors.into_iter().map(|error| error.to_string()).collect(),
        }
    }
}

/// Writes the crate that serves the imports of a world, as text. Nothing is written to disk.
///
/// # Errors
/// The WIT is absent or wrong, or it has no such world, or the world has nothing that a plugin can serve or call; there
/// is no backend of the kind that was asked for.
pub fn plugin_crate(request: &Request<'_>) -> Result<PluginCrate, Error> {
    let (package, id) = settle::world(request)?;
    let world = || World::new(package.resolve.clone(), id);
    let mapped = with_upstream(&mut Errors::default(), world());
    let mut choice = capability::choose(request.backend, request.sync, &mapped)?;
    choice.template.overlay(&capability::ci(request.ci))?;
    choice.template.overlay(request.template)?;
    let stub = Stub::new(request, &choice.template, world)?;
    let component = || component::text(&package.resolve, id);
    let mut files = tree::files(request, &stub, &choice.template, component)?;
    if request.guest {
        guest::add(&stub, &tree::example(request), &mut files)?;
    }
    let wit = package.files().iter().cloned();
    let wit = wit.map(|(path, text)| (Path::new("wit").join(path), text));
    Ok(PluginCrate {
        plugin: stub.names.plugin.to_string(),
        world: stub.world().id.clone(),
        interfaces: stub
            .world()
            .answered()
            .map(|interface| interface.name.to_string())
            .collect(),
        backend: choice.backend,
        notes: choice
            .note
            .into_iter()
            .chain(guest_note(request))
            .chain(unseen_sdk(request))
            .collect(),
        files: sorted(files.into_iter().chain(wit)),
    })
}

fn guest_note(request: &Request<'_>) -> Option<String> {
    request.guest.then(|| diag::guest_needs().to_owned())
}

/// What runs elsewhere finds no folder of this machine.
fn unseen_sdk(request: &Request<'_>) -> Option<String> {
    match (&request.sdk, request.ci) {
        (Sdk::Path(path), Some(_)) => Some(diag::unseen_sdk(path)),
        _ => None,
    }
}

/// Whether the plugin that is written for a package, if no world is named, has a backend.
pub fn has_backend(package: &Package) -> bool {
    let name = CrateName::any();
    let settled = settle::world(&Request::new(&name, package, Sdk::Workspace));
    settled.is_ok_and(|(package, id)| {
        let world = World::new(package.resolve, id);
        let world = with_upstream(&mut Errors::default(), world);
        let choice = capability::choose(None, false, &world);
        choice.is_ok_and(|choice| choice.backend == Backend::Memory)
    })
}

fn sorted(files: impl Iterator<Item = (PathBuf, String)>) -> Vec<(PathBuf, String)> {
    let files: BTreeMap<_, _> = files.collect();
    files.into_iter().collect()
}

/// Everything that is known of a crate before it is printed.
#[derive(Debug)]
struct Stub<'a> {
    name: &'a CrateName,
    names: TypeNames,
    /// The arguments of the attribute.
    attribute: TokenStream,
    /// The module that the attribute makes.
    module: String,
    plan: Plan,
}

impl<'a> Stub<'a> {
    /// Reads the attribute that it prints as the macro does, and applies the same rules.
    fn new(
        request: &Request<'a>,
        template: &Template,
        world: impl Fn() -> World,
    ) -> Result<Self, Error> {
        let name = request.name;
        let mut errors = Errors::default();
        let mapped = with_upstream(&mut errors, world());
        refuse_upstream_only(&mapped)?;
        name::refuse_nameless(&mapped)?;
        let names = TypeNames::new(name, template.type_names(), &mapped);
        let bindings = name::renamed_bindings(&mapped, template);
        let attribute = attribute(request, &names, bindings.as_ref(), &mapped);
        let args = attr::parse(&mut errors, attribute.clone());
        let plan = check::all(&mut errors, &args, world());
        errors.propagate()?;
        let plan = plan.ok_or_else(|| Error::new(diag::nothing_found(&mapped.name)))?;
        Ok(Stub {
            name,
            names,
            attribute: without_warnings(attribute, &plan),
            module: bindings.map_or_else(
                || crate::names::ident(&mapped.package),
                |module| module.to_string(),
            ),
            plan,
        })
    }

    fn world(&self) -> &World {
        &self.plan.world
    }
}

/// The world as the attribute sees it before `with` says anything about resources.
fn with_upstream(errors: &mut Errors, mut world: World) -> World {
    let id = &world.id;
    let args: Args = attr::parse(errors, quote!(world = #id));
    check::map_upstream(&args, &mut world);
    world
}

fn refuse_upstream_only(world: &World) -> Result<(), Error> {
    let upstream: Vec<_> = world
        .imports
        .iter()
        .filter(|interface| interface.service == Service::Upstream)
        .collect();
    if upstream.is_empty() || upstream.len() < world.imports.len() {
        return Ok(());
    }
    let names: Vec<_> = upstream
        .iter()
        .map(|interface| interface.name.to_string())
        .collect();
    Err(Error::new(diag::only_upstream(&world.name, &names)))
}

fn attribute(
    request: &Request<'_>,
    names: &TypeNames,
    bindings: Option<&Ident>,
    world: &World,
) -> TokenStream {
    let id = &world.id;
    let with = names.resources().map(|(key, ty)| quote!(#key = #ty));
    let with = (!names.is_empty()).then(|| quote!(, with(#(#with),*)));
    let renamed = names.is_plugin_renamed.then(|| {
        let name = request.name.as_str();
        quote!(, name = #name)
    });
    let bindings = bindings.map(|module| quote!(, bindings = #module));
    let lifecycle = world.called().next().map(|_| quote!(, lifecycle));
    let sync = request.sync.then(|| quote!(, sync));
    quote!(world = #id #with #renamed #bindings #lifecycle #sync)
}

/// Whoever has a plugin written for a world means all that it imports.
fn without_warnings(attribute: TokenStream, plan: &Plan) -> TokenStream {
    let allow: BTreeSet<_> = plan.warnings.iter().map(|warning| &warning.allow).collect();
    let allow = (!allow.is_empty()).then(|| {
        let allow = allow.into_iter();
        quote!(, allow(#(#allow),*))
    });
    quote!(#attribute #allow)
}

#[cfg(test)]
mod tests;

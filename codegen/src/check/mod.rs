//! The rules between attribute and world. Here it is decided who serves what; `expand` only prints.

mod rust_names;
#[cfg(feature = "stub")]
mod stale;
#[cfg(test)]
mod tests;
mod versions;
mod warnings;

use std::collections::BTreeMap;

use syn::{Ident, LitStr, Path};

#[cfg(feature = "stub")]
pub(crate) use self::stale::take_stale;
pub(crate) use self::versions::Differing;
pub(crate) use self::warnings::Warning;
#[cfg(feature = "stub")]
pub(crate) use self::warnings::is_of_the_host;
use crate::attr::{Args, Sync};
use crate::diag;
use crate::errors::Errors;
use crate::item::PluginItem;
#[cfg(feature = "stub")]
use crate::model::InterfaceName;
use crate::model::{Function, Interface, Resource, Service, World};
use crate::names;

/// Packages whose types live in a crate that the SDK re-exports.
const UPSTREAM: &[(&str, &str, &str)] = &[
    ("wasi", "io", "wasi_io"),
    ("wasi", "cli", "wasi::cli"),
    ("wasi", "clocks", "wasi::clocks"),
    ("wasi", "filesystem", "wasi::filesystem"),
    ("wasi", "random", "wasi::random"),
    ("wasi", "sockets", "wasi::sockets"),
];

/// What was decided about a world.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) world: World,
    /// Packages that are mapped to the SDK: `wasi:io` and the path behind `__private`.
    pub(crate) upstream: BTreeMap<String, String>,
    /// Entries of `with`, in the order in which they were written.
    pub(crate) with: Vec<With>,
    /// Versions of interfaces that are served each by an implementation of its own.
    pub(crate) differing: Vec<Differing>,
    pub(crate) sync: SyncFunctions,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) warnings: Vec<Warning>,
}

/// Whether the author has to implement `Lifecycle`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lifecycle {
    /// If he has, it is used.
    Found,
    /// The attribute says that he has.
    Asked,
    /// The plugin calls `interface`, which has its type `Component` in the module `path`.
    Calls { interface: String, path: String },
}

/// One entry of `with`: a WIT item that has its Rust counterpart already.
#[derive(Debug)]
pub(crate) struct With {
    /// The full names that `bindgen!` knows, one for each version.
    pub(crate) keys: Vec<String>,
    pub(crate) target: Path,
    pub(crate) is_resource: bool,
}

/// Which functions are not `async fn`.
#[derive(Debug)]
pub(crate) enum SyncFunctions {
    /// Filters of `bindgen!`; none means that all are async.
    Only(Vec<String>),
    All,
}

#[cfg(feature = "stub")]
impl Plan {
    /// The type of each resource that has one.
    pub(crate) fn resource_types(&self) -> impl Iterator<Item = (wit_parser::TypeId, &Path)> {
        let imports = self.world.imports.iter();
        let all = imports.flat_map(|interface| {
            let key = |resource: &Resource| format!("{}.{}", interface.name, resource.name);
            interface
                .resources
                .iter()
                .map(move |resource| (key(resource), resource.id))
        });
        all.filter_map(|(key, id)| {
            let entry = self
                .with
                .iter()
                .find(|entry| entry.is_resource && entry.keys.contains(&key))?;
            Some((id, &entry.target))
        })
    }
}

#[cfg(feature = "stub")]
impl SyncFunctions {
    /// Whether a function of WIT is `fn` in Rust.
    pub(crate) fn has(&self, interface: &Interface, function: &Function) -> bool {
        !function.is_async && self.lists(|| filter(interface, function))
    }

    /// Whether the end of a resource is.
    pub(crate) fn has_drop(&self, interface: &Interface, resource: &Resource) -> bool {
        self.lists(|| drop_filter(interface, resource))
    }

    fn lists(&self, filter: impl Fn() -> String) -> bool {
        match self {
            SyncFunctions::Only(filters) => filters.contains(&filter()),
            SyncFunctions::All => true,
        }
    }
}

/// The name by which `bindgen!` selects the end of a resource.
fn drop_filter(interface: &Interface, resource: &Resource) -> String {
    format!("{}.[drop]{}", interface.name, resource.name)
}

/// The name by which `bindgen!` selects a function.
fn filter(interface: &Interface, function: &Function) -> String {
    format!("{}.{}", interface.name, function.wit.name)
}

/// Struct and module stand beside each other.
pub(crate) fn names(errors: &mut Errors, args: &Args, item: Option<&PluginItem>) {
    let same = args
        .bindings
        .as_ref()
        .filter(|module| item.is_some_and(|item| item.ident() == *module));
    if let Some(module) = same {
        errors.at(module, diag::bindings_is_the_struct(&module.to_string()));
    }
}

pub(crate) fn all(errors: &mut Errors, args: &Args, mut world: World) -> Option<Plan> {
    world_shape(errors, args, &world);
    errors_stop(errors)?;
    let upstream = map_upstream(args, &mut world);
    map_interfaces(args, &mut world);
    module_names(errors, args, &world);
    rust_names::check(errors, args, &world);
    export_names(errors, args, &world);
    select(errors, args, &mut world);
    let with = with(errors, args, &world);
    resources(errors, args, &world, &with);
    let differing = versions::share(&mut world, &with);
    let sync = sync(errors, args, &world);
    something_left(errors, args, &world);
    Some(Plan {
        lifecycle: lifecycle(args, &world),
        warnings: warnings::all(args, &world),
        world,
        upstream,
        with,
        differing,
        sync,
    })
}

/// Later rules make no sense for a world of the wrong shape.
fn errors_stop(errors: &mut Errors) -> Option<()> {
    match errors.propagate() {
        Ok(()) => Some(()),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

fn world_shape(errors: &mut Errors, args: &Args, world: &World) {
    let span = args.world_span();
    for homeless in &world.homeless {
        errors.at_span(span, diag::homeless(&world.name, homeless));
    }
    if world.imports.is_empty() && world.exports.is_empty() && world.homeless.is_empty() {
        errors.at_span(span, diag::nothing_to_serve(&world.name));
    }
}

/// An interface of WASI 0.2 that comes in through `use` keeps the types of Wasmtime's own crates, unless the plugin
/// names it as what it serves.
pub(crate) fn map_upstream(args: &Args, world: &mut World) -> BTreeMap<String, String> {
    let mut mapped = BTreeMap::new();
    let named = named_packages(args, world);
    for interface in &mut world.imports {
        let name = &interface.name;
        let package = format!("{}:{}", name.namespace, name.package);
        let is_0_2 = name
            .version
            .as_ref()
            .is_some_and(|version| (version.major, version.minor) == (0, 2));
        let upstream = UPSTREAM.iter().find(|(namespace, package, _)| {
            (*namespace, *package) == (name.namespace.as_str(), name.package.as_str())
        });
        if let Some((_, _, path)) = upstream.filter(|_| is_0_2 && !named.contains(&package)) {
            interface.service = Service::Upstream;
            mapped.insert(package, (*path).to_owned());
        }
    }
    mapped
}

/// The SDK passes on the types of WASI only with its feature of that name, which it hands down to this crate. That holds
/// for the plugin that is being compiled; one that is being written gets the feature.
pub(crate) fn features(errors: &mut Errors, args: &Args, plan: &Plan) {
    let packages = plan
        .upstream
        .iter()
        .filter(|(_, path)| path.starts_with("wasi::"));
    for (package, _) in packages.filter(|_| !cfg!(feature = "wasi")) {
        errors.at_span(args.world_span(), diag::needs_feature(package));
    }
}

/// The packages of the world and of the interfaces that the attribute lists.
fn named_packages(args: &Args, world: &World) -> Vec<String> {
    let interfaces = args.interfaces.iter().flatten().map(LitStr::value);
    let names = interfaces.chain(world.named.iter().cloned());
    names
        .filter_map(|name| name.split_once('/').map(|(package, _)| package.to_owned()))
        .collect()
}

/// An interface that `with` maps to a module has its types there, and somebody else serves it.
fn map_interfaces(args: &Args, world: &mut World) {
    for interface in &mut world.imports {
        if args
            .with
            .iter()
            .any(|(key, _)| interface.name.is(&key.value()))
        {
            interface.service = Service::Upstream;
        }
    }
}

/// `bindgen!` does not escape these two, and its output would not parse.
fn module_names(errors: &mut Errors, args: &Args, world: &World) {
    let own = world
        .imports
        .iter()
        .filter(|interface| interface.service != Service::Upstream);
    for interface in own.chain(&world.exports) {
        let keyword = interface
            .module
            .iter()
            .take(2)
            .find(|module| names::is_keyword(module));
        if let Some(keyword) = keyword {
            errors.at_span(
                args.world_span(),
                diag::keyword_as_module(&interface.name.unversioned(), keyword),
            );
        }
    }
}

/// Of an export, `bindgen!` makes fields of its functions and methods of its resources, and escapes neither.
fn export_names(errors: &mut Errors, args: &Args, world: &World) {
    for interface in &world.exports {
        let functions = interface.free_functions();
        let resources = interface.resources.iter().map(|resource| &resource.name);
        let names = functions
            .map(|function| &function.wit.name)
            .chain(resources);
        for name in names.filter(|name| names::is_keyword(name)) {
            let message = diag::keyword_in_export(&interface.name.unversioned(), name);
            errors.at_span(args.world_span(), message);
        }
    }
}

fn select(errors: &mut Errors, args: &Args, world: &mut World) {
    let all = || world.imports.iter().chain(&world.exports);
    let candidates: Vec<_> = all().map(|interface| interface.name.to_string()).collect();
    let listed = args
        .interfaces
        .as_deref()
        .filter(|_| !args.worlds.is_empty());
    let named = listed.unwrap_or_default().iter().chain(&args.skip);
    for literal in named.chain(&args.allow) {
        if !all().any(|interface| interface.name.is(&literal.value())) {
            errors.at(
                literal,
                diag::unknown_interface(&world.name, &literal.value(), &candidates),
            );
        }
    }
    for literal in listed.unwrap_or_default() {
        let skipped = args
            .skip
            .iter()
            .find(|skip| skip.value() == literal.value());
        if let Some(skipped) = skipped {
            errors.at(skipped, diag::listed_and_skipped(&skipped.value()));
        }
    }
    let names = |list: &[LitStr], interface: &Interface| {
        list.iter()
            .any(|literal| interface.name.is(&literal.value()))
    };
    let all = world.imports.iter_mut().chain(&mut world.exports);
    for interface in all.filter(|interface| interface.is_served()) {
        let wanted = listed.is_none_or(|list| names(list, interface));
        if !wanted || names(&args.skip, interface) {
            interface.service = Service::Skipped;
        }
    }
}

/// Whoever misspelt an interface need not hear that none is left.
fn something_left(errors: &mut Errors, args: &Args, world: &World) {
    if errors.is_empty() && world.served().chain(world.called()).next().is_none() {
        errors.at_span(
            args.world_span(),
            diag::everything_skipped(&world.name, !args.skip.is_empty()),
        );
    }
}

/// Exports that the world has beside its imports need somebody to call them.
fn lifecycle(args: &Args, world: &World) -> Lifecycle {
    let callers = world.callers();
    match callers.first() {
        _ if args.lifecycle || args.binding.is_some() => Lifecycle::Asked,
        None => Lifecycle::Found,
        Some((interface, module)) => {
            let package = || names::ident(&world.package);
            let bindings = args
                .bindings
                .as_ref()
                .map_or_else(package, Ident::to_string);
            Lifecycle::Calls {
                interface: interface.name.unversioned(),
                path: format!("{bindings}::{module}"),
            }
        }
    }
}

/// The resources that the attribute has no type for: the key for each, its interface and its name.
#[cfg(feature = "stub")]
pub(crate) fn unmapped_resources(
    args: &Args,
    mut world: World,
) -> Vec<(String, InterfaceName, String)> {
    map_upstream(args, &mut world);
    map_interfaces(args, &mut world);
    let own = world
        .imports
        .iter()
        .filter(|interface| interface.service != Service::Upstream);
    let all = own.flat_map(|interface| {
        interface
            .resources
            .iter()
            .map(move |resource| (interface, resource))
    });
    let key = |interface: &Interface, resource: &Resource| {
        format!("{}.{}", interface.name.unversioned(), resource.name)
    };
    let is_mapped = |interface: &Interface, resource: &Resource| {
        let versioned = format!("{}.{}", interface.name, resource.name);
        let keys = [key(interface, resource), versioned];
        args.with
            .iter()
            .any(|(typed, _)| keys.contains(&typed.value()))
    };
    let mut unmapped: Vec<(String, InterfaceName, String)> = Vec::new();
    for (interface, resource) in all.filter(|(interface, resource)| !is_mapped(interface, resource))
    {
        let key = key(interface, resource);
        if !unmapped.iter().any(|(other, _, _)| *other == key) {
            unmapped.push((key, interface.name.clone(), resource.name.clone()));
        }
    }
    unmapped
}

/// Resources by the names under which `with` may map them: without version, and with it.
fn resource_keys(world: &World) -> Vec<(String, String, &str)> {
    let owned = world
        .imports
        .iter()
        .filter(|interface| interface.service != Service::Upstream);
    owned
        .flat_map(|interface| {
            interface.resources.iter().map(|resource| {
                let unversioned = format!("{}.{}", interface.name.unversioned(), resource.name);
                (
                    unversioned,
                    format!("{}.{}", interface.name, resource.name),
                    resource.name.as_str(),
                )
            })
        })
        .collect()
}

fn with(errors: &mut Errors, args: &Args, world: &World) -> Vec<With> {
    let resources = resource_keys(world);
    let mut entries: Vec<With> = Vec::new();
    for (literal, path) in &args.with {
        let typed = literal.value();
        let of_resources: Vec<_> = resources
            .iter()
            .filter(|(plain, versioned, _)| typed == *plain || typed == *versioned)
            .map(|(_, versioned, _)| versioned.clone())
            .collect();
        let of_interfaces = world.imports.iter().map(|interface| &interface.name);
        let of_interfaces = of_interfaces.filter(|name| name.is(&typed));
        let is_resource = !of_resources.is_empty();
        let keys = match is_resource {
            true => of_resources,
            false => of_interfaces.map(ToString::to_string).collect(),
        };
        if keys.is_empty() {
            let candidates: Vec<_> = resources
                .iter()
                .map(|(plain, _, _)| plain.as_str())
                .collect();
            errors.at(
                literal,
                diag::unknown_with_key(&world.name, &typed, &candidates),
            );
            continue;
        }
        if keys.iter().any(|key| maps(&entries, key)) {
            errors.at(literal, diag::mapped_twice(&typed));
        }
        entries.push(With {
            keys,
            target: path.clone(),
            is_resource,
        });
    }
    entries
}

fn maps(entries: &[With], key: &String) -> bool {
    entries.iter().any(|entry| entry.keys.contains(key))
}

/// One error for each resource without a type, except for one that a mistyped key of `with` most likely means. A key
/// without version means all versions, so it is what to write if none of them is mapped.
fn resources(errors: &mut Errors, args: &Args, world: &World, with: &[With]) {
    let keys = resource_keys(world);
    let plain: Vec<&str> = keys.iter().map(|(plain, _, _)| plain.as_str()).collect();
    let typed = args.with.iter().map(|(key, _)| key.value());
    let mistyped = typed.filter(|typed| {
        let mut names = keys.iter();
        !names.any(|(plain, versioned, _)| typed == plain || typed == versioned)
    });
    let meant: Vec<_> = mistyped
        .filter_map(|typed| diag::meant(&typed, &plain))
        .collect();
    let mut reported = Vec::new();
    for (plain, versioned, name) in &keys {
        let mut versions = keys.iter().filter(|(other, _, _)| other == plain);
        let key = match versions.any(|(_, other, _)| maps(with, other)) {
            true => versioned,
            false => plain,
        };
        if !maps(with, versioned) && !meant.contains(&plain.as_str()) && !reported.contains(&key) {
            errors.at_span(
                args.world_span(),
                diag::unmapped_resource(key, &names::type_ident(name)),
            );
            reported.push(key);
        }
    }
}

fn sync(errors: &mut Errors, args: &Args, world: &World) -> SyncFunctions {
    let list = match &args.sync {
        Sync::None => return SyncFunctions::Only(Vec::new()),
        Sync::All => return SyncFunctions::All,
        Sync::Some(list) => list,
    };
    let mut filters = Vec::new();
    for literal in list {
        let found = named_functions(world, &literal.value());
        let drops = destructors(world, &literal.value());
        if found.is_empty() && drops.is_empty() {
            errors.at(
                literal,
                diag::unknown_function(&world.name, &literal.value(), &functions(world)),
            );
        }
        if found.iter().any(|(_, function)| function.is_async) {
            errors.at(literal, diag::sync_on_async(&literal.value()));
        }
        filters.extend(drops);
        filters.extend(
            found
                .into_iter()
                .map(|(interface, function)| filter(interface, function)),
        );
    }
    SyncFunctions::Only(filters)
}

/// Finds `interface.function` or `interface.resource.method`, in every version of the interface.
fn named_functions<'a>(world: &'a World, typed: &str) -> Vec<(&'a Interface, &'a Function)> {
    let found = world.served().filter_map(|interface| {
        let rest = typed
            .strip_prefix(interface.name.name.as_str())?
            .strip_prefix('.')?;
        let function = interface
            .functions
            .iter()
            .find(|function| function.option_name() == rest)?;
        Some((interface, function))
    });
    found.collect()
}

/// Filters for the destructor of `interface.resource.drop`, which WIT does not list among the functions.
fn destructors(world: &World, typed: &str) -> Vec<String> {
    let found = world.served().filter_map(|interface| {
        let rest = typed
            .strip_prefix(interface.name.name.as_str())?
            .strip_prefix('.')?
            .strip_suffix(".drop")?;
        let resource = interface
            .resources
            .iter()
            .find(|resource| resource.name == rest)?;
        Some(drop_filter(interface, resource))
    });
    found.collect()
}

fn functions(world: &World) -> Vec<String> {
    let names = world.served().flat_map(|interface| {
        let functions = interface
            .functions
            .iter()
            .map(|function| function.option_name());
        let drops = interface
            .resources
            .iter()
            .map(|resource| format!("{}.drop", resource.name));
        functions
            .chain(drops)
            .map(|name| format!("{}.{name}", interface.name.name))
    });
    names.collect()
}

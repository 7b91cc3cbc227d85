//! A world as a host plugin sees it: the interfaces to serve and to call, their functions, resources and errors.

mod modules;
mod shape;

use std::collections::BTreeSet;

use wit_parser::{
    FunctionKind, InterfaceId, Resolve, Stability, Type, TypeDefKind, TypeId, TypeOwner, WorldId,
    WorldItem, WorldKey,
};

pub(crate) use self::shape::{definition, inner_types, parts};
use self::shape::{is_stream, mentions};
use crate::names;

/// A world whose imports a plugin serves, and whose exports it calls.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) resolve: Resolve,
    /// `namespace:package/world@version`, as `bindgen!` finds it.
    pub(crate) id: String,
    /// What the attribute names: this world, or those that it stands for.
    pub(crate) named: Vec<String>,
    /// Name without package.
    pub(crate) name: String,
    pub(crate) docs: Option<String>,
    /// Name of the package, of the first one if it stands for several worlds.
    pub(crate) package: String,
    pub(crate) imports: Vec<Interface>,
    pub(crate) exports: Vec<Interface>,
    /// What no plugin can serve or call.
    pub(crate) homeless: Vec<Homeless>,
}

/// An import or export of a world that belongs to no interface with a package.
#[derive(Clone, Debug)]
pub(crate) struct Homeless {
    pub(crate) is_import: bool,
    pub(crate) name: String,
    pub(crate) kind: HomelessKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HomelessKind {
    /// A function outside of an interface.
    Function,
    /// A resource outside of an interface.
    Resource,
    /// An interface that is written in the world itself, so that it has no package.
    Interface,
}

/// Package, name and version of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InterfaceName {
    pub(crate) namespace: String,
    pub(crate) package: String,
    pub(crate) name: String,
    pub(crate) version: Option<semver::Version>,
}

impl InterfaceName {
    pub(crate) fn of(resolve: &Resolve, id: InterfaceId) -> Option<Self> {
        let interface = &resolve.interfaces[id];
        let package = &resolve.packages[interface.package?].name;
        Some(InterfaceName {
            namespace: package.namespace.clone(),
            package: package.name.clone(),
            name: interface.name.clone()?,
            version: package.version.clone(),
        })
    }

    /// `namespace:package/name`.
    pub(crate) fn unversioned(&self) -> String {
        format!("{}:{}/{}", self.namespace, self.package, self.name)
    }

    /// Whether `text` names this interface, with its version or without. Every name in the attribute is compared with
    /// every interface, so nothing is printed for it.
    pub(crate) fn is(&self, text: &str) -> bool {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (text, None),
        };
        let rest = name.strip_prefix(self.namespace.as_str());
        let rest = rest.and_then(|rest| rest.strip_prefix(':')?.strip_prefix(&self.package));
        rest.and_then(|rest| rest.strip_prefix('/')) == Some(&self.name)
            && version.is_none_or(|text| {
                let version = self.version.as_ref();
                version.is_some_and(|version| version.to_string() == text)
            })
    }
}

impl std::fmt::Display for InterfaceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.unversioned())?;
        match &self.version {
            Some(version) => write!(f, "@{version}"),
            None => Ok(()),
        }
    }
}

/// One imported or exported interface.
#[derive(Clone, Debug)]
pub(crate) struct Interface {
    pub(crate) id: InterfaceId,
    pub(crate) name: InterfaceName,
    /// Path of its module below the module that holds the bindings; that of an export below `exports` there.
    pub(crate) module: Vec<String>,
    pub(crate) docs: Option<String>,
    pub(crate) functions: Vec<Function>,
    pub(crate) resources: Vec<Resource>,
    /// `@unstable` features, each of which is an option at linking.
    pub(crate) features: BTreeSet<String>,
    pub(crate) service: Service,
}

/// Who answers for an interface, or calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    /// The plugin.
    Plugin,
    /// The implementation of this interface, which is another version of it with the same shape.
    Shared(InterfaceId),
    /// Another crate has its types, and the host links it.
    Upstream,
    /// Nobody here: the attribute skips it.
    Skipped,
}

/// A function of an interface.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) wit: wit_parser::Function,
    pub(crate) resource: Option<TypeId>,
    pub(crate) is_async: bool,
}

/// A resource of an interface.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) id: TypeId,
    #[cfg_attr(
        not(feature = "stub"),
        expect(dead_code, reason = "only `plugin-gen` prints it")
    )]
    pub(crate) docs: Option<String>,
}

/// A named type that stands in the error place of a function's result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ErrorType {
    pub(crate) interface: InterfaceId,
    pub(crate) name: String,
    /// Whether `bindgen!` makes a type of its own for it; else it is an alias of a Rust type.
    pub(crate) generated: bool,
}

impl Interface {
    /// Whether the plugin serves this import with an implementation of its own, or calls this export.
    pub(crate) fn is_served(&self) -> bool {
        self.service == Service::Plugin
    }

    pub(crate) fn free_functions(&self) -> impl Iterator<Item = &Function> {
        self.functions
            .iter()
            .filter(|function| function.resource.is_none())
    }

    /// Whether `Host` has a method that only the author can write. The conversions of errors are not counted.
    pub(crate) fn has_host_methods(&self) -> bool {
        self.free_functions().any(|function| !function.is_async)
    }

    /// Whether the macro writes its `Host`: that of a plugin's interface, or of one that only lends its types.
    pub(crate) fn has_trivial_host(&self) -> bool {
        let lends_types = self.service == Service::Skipped && self.resources.is_empty();
        (self.is_served() || lends_types) && !self.has_host_methods()
    }

    pub(crate) fn methods<'a>(
        &'a self,
        resource: &'a Resource,
    ) -> impl Iterator<Item = &'a Function> {
        self.functions
            .iter()
            .filter(|function| function.resource == Some(resource.id))
    }

    /// The resource that a function belongs to.
    pub(crate) fn resource_of(&self, function: &Function) -> Option<&Resource> {
        let mut resources = self.resources.iter();
        resources.find(|resource| function.resource == Some(resource.id))
    }

    /// Whether an engine without concurrency cannot link it.
    pub(crate) fn is_concurrent(&self, resolve: &Resolve) -> bool {
        self.functions
            .iter()
            .any(|function| function.is_async || function.has_streams(resolve))
    }
}

impl Function {
    fn new(function: &wit_parser::Function) -> Self {
        let (resource, is_async) = match &function.kind {
            FunctionKind::Freestanding => (None, false),
            FunctionKind::AsyncFreestanding => (None, true),
            FunctionKind::Method(id) | FunctionKind::Static(id) | FunctionKind::Constructor(id) => {
                (Some(*id), false)
            }
            FunctionKind::AsyncMethod(id) | FunctionKind::AsyncStatic(id) => (Some(*id), true),
        };
        Function {
            wit: function.clone(),
            resource,
            is_async,
        }
    }

    /// Its name as an author writes it in options: `open`, `bucket.get`.
    pub(crate) fn option_name(&self) -> String {
        match self.wit.name.split_once(']') {
            Some(("[constructor", resource)) => format!("{resource}.constructor"),
            Some((_, method)) => method.to_owned(),
            None => self.wit.name.clone(),
        }
    }

    fn has_streams(&self, resolve: &Resolve) -> bool {
        self.mentions(resolve, &is_stream)
    }

    /// Whether it takes or gives what lives in one instance: resources, streams and futures.
    pub(crate) fn needs_its_instance(&self, resolve: &Resolve) -> bool {
        let is_handle = |kind: &TypeDefKind| matches!(kind, TypeDefKind::Handle(_));
        self.resource.is_some()
            || self.mentions(resolve, &|kind| is_stream(kind) || is_handle(kind))
    }

    /// Whether a parameter or the result is made of such a type.
    fn mentions(&self, resolve: &Resolve, wanted: &dyn Fn(&TypeDefKind) -> bool) -> bool {
        let params = self.wit.params.iter().map(|param| param.ty);
        params
            .chain(self.wit.result)
            .any(|ty| mentions(resolve, ty, wanted))
    }

    /// The error type of its result, if that is a named type which `?` can carry.
    pub(crate) fn error(&self, resolve: &Resolve) -> Option<ErrorType> {
        let Type::Id(result) = self.wit.result? else {
            return None;
        };
        let TypeDefKind::Result(result) = &resolve.types[result].kind else {
            return None;
        };
        let Type::Id(error) = result.err? else {
            return None;
        };
        let definition = &resolve.types[definition(resolve, error)];
        let TypeOwner::Interface(interface) = definition.owner else {
            return None;
        };
        let generated = match &definition.kind {
            TypeDefKind::Record(_) | TypeDefKind::Variant(_) | TypeDefKind::Enum(_) => true,
            TypeDefKind::Type(Type::String) => false,
            _ => return None,
        };
        Some(ErrorType {
            interface,
            name: definition.name.clone()?,
            generated,
        })
    }
}

impl World {
    /// Reads a world. Every interface is the plugin's own until somebody says otherwise.
    pub(crate) fn new(resolve: Resolve, id: WorldId) -> Self {
        let world = &resolve.worlds[id];
        let package = world
            .package
            .map(|package| resolve.packages[package].name.clone());
        let name = qualified_name(&resolve, id);
        World {
            id: name.clone(),
            named: vec![name],
            name: world.name.clone(),
            docs: world.docs.contents.clone(),
            package: package.map(|package| package.name).unwrap_or_default(),
            imports: interfaces(&resolve, &world.imports),
            exports: interfaces(&resolve, &world.exports),
            homeless: homeless(&resolve, id),
            resolve,
        }
    }

    /// The world in which the attribute finds those that it names.
    pub(crate) fn standing_for(mut self, worlds: Vec<String>, package: String) -> Self {
        self.name = worlds.join(" + ");
        self.named = worlds;
        self.package = package;
        self
    }

    /// The imports that the plugin implements.
    pub(crate) fn served(&self) -> impl Iterator<Item = &Interface> {
        self.imports
            .iter()
            .filter(|interface| interface.is_served())
    }

    /// The exports that the plugin calls.
    pub(crate) fn called(&self) -> impl Iterator<Item = &Interface> {
        self.exports
            .iter()
            .filter(|interface| interface.is_served())
    }

    /// The imports that the plugin answers: those that it implements, and those that share an implementation.
    pub(crate) fn answered(&self) -> impl Iterator<Item = &Interface> {
        let is_shared = |interface: &&Interface| matches!(interface.service, Service::Shared(_));
        self.imports
            .iter()
            .filter(move |interface| interface.is_served() || is_shared(interface))
    }

    pub(crate) fn interface(&self, id: InterfaceId) -> Option<&Interface> {
        self.imports.iter().find(|interface| interface.id == id)
    }

    /// The import that has the Rust types of this one: itself, unless it shares an implementation.
    pub(crate) fn implementation(&self, id: InterfaceId) -> Option<&Interface> {
        let interface = self.interface(id)?;
        match interface.service {
            Service::Shared(implementation) => self.interface(implementation),
            _ => Some(interface),
        }
    }

    /// The imports that share the implementation of this one.
    pub(crate) fn sharing(&self, id: InterfaceId) -> impl Iterator<Item = &Interface> {
        self.imports
            .iter()
            .filter(move |interface| interface.service == Service::Shared(id))
    }

    /// The error types of all functions of served interfaces that are defined in an interface of the world.
    pub(crate) fn error_types(&self) -> Vec<ErrorType> {
        let errors: BTreeSet<ErrorType> = self
            .served()
            .flat_map(|interface| &interface.functions)
            .filter_map(|function| self.fallible(function))
            .collect();
        errors.into_iter().collect()
    }

    /// The error type that `?` carries in this function.
    pub(crate) fn fallible(&self, function: &Function) -> Option<ErrorType> {
        let error = function.error(&self.resolve)?;
        let owner = self.implementation(error.interface)?;
        (owner.is_served() || owner.has_trivial_host()).then_some(ErrorType {
            interface: owner.id,
            ..error
        })
    }
}

/// `namespace:package/world@version`.
pub(crate) fn qualified_name(resolve: &Resolve, id: WorldId) -> String {
    let world = &resolve.worlds[id];
    match world.package {
        Some(package) => resolve.id_of_name(package, &world.name),
        None => world.name.clone(),
    }
}

/// What a world imports or exports outside of interfaces that have a package.
pub(crate) fn homeless(resolve: &Resolve, id: WorldId) -> Vec<Homeless> {
    let world = &resolve.worlds[id];
    let imports = world.imports.iter().map(|item| (true, item));
    let exports = world.exports.iter().map(|item| (false, item));
    let items = imports.chain(exports);
    items
        .filter_map(|(is_import, (key, item))| {
            let (name, kind) = match (key, item) {
                (WorldKey::Name(name), WorldItem::Interface { .. }) => {
                    (name, HomelessKind::Interface)
                }
                (WorldKey::Name(name), WorldItem::Type { id, .. })
                    if matches!(resolve.types[*id].kind, TypeDefKind::Resource) =>
                {
                    (name, HomelessKind::Resource)
                }
                (_, WorldItem::Function(function)) => (&function.name, HomelessKind::Function),
                _ => return None,
            };
            Some(Homeless {
                is_import,
                name: name.clone(),
                kind,
            })
        })
        .collect()
}

fn interfaces<'a>(
    resolve: &Resolve,
    items: impl IntoIterator<Item = (&'a WorldKey, &'a WorldItem)>,
) -> Vec<Interface> {
    let ids = items.into_iter().filter_map(|item| match item {
        (WorldKey::Interface(_), WorldItem::Interface { id, .. }) => Some(*id),
        _ => None,
    });
    ids.filter_map(|id| interface(resolve, id)).collect()
}

/// An interface as if a world imported it.
pub(crate) fn interface(resolve: &Resolve, id: InterfaceId) -> Option<Interface> {
    let wit = &resolve.interfaces[id];
    let resources = wit
        .types
        .iter()
        .filter(|(_, id)| matches!(resolve.types[**id].kind, TypeDefKind::Resource));
    Some(Interface {
        id,
        name: InterfaceName::of(resolve, id)?,
        module: names::interface_module(resolve, id)?,
        docs: wit.docs.contents.clone(),
        functions: wit.functions.values().map(Function::new).collect(),
        resources: resources
            .map(|(name, id)| Resource {
                name: name.clone(),
                id: *id,
                docs: resolve.types[*id].docs.contents.clone(),
            })
            .collect(),
        features: features(resolve, id),
        service: Service::Plugin,
    })
}

fn features(resolve: &Resolve, id: InterfaceId) -> BTreeSet<String> {
    let interface = &resolve.interfaces[id];
    let types = interface
        .types
        .values()
        .map(|id| &resolve.types[*id].stability);
    let functions = interface
        .functions
        .values()
        .map(|function| &function.stability);
    types
        .chain(functions)
        .chain([&interface.stability])
        .filter_map(|stability| match stability {
            Stability::Unstable { feature, .. } => Some(feature.clone()),
            _ => None,
        })
        .collect()
}

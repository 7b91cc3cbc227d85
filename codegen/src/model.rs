//! A world as a host plugin sees it: the interfaces to serve and to call, their functions, resources and errors.

mod shape;

use std::collections::BTreeSet;

use wit_parser::{
    FunctionKind, InterfaceId, Resolve, Stability, Type, TypeDefKind, TypeId, TypeOwner, WorldId,
    WorldItem, WorldKey,
};

pub(crate) use self::shape::{definition, inner_types};
use self::shape::{is_stream, mentions};
use crate::names;

/// A world whose imports a plugin serves, and whose exports it calls.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) resolve: Resolve,
    /// `namespace:package/world@version`.
    pub(crate) id: String,
    /// Name without package.
    pub(crate) name: String,
    pub(crate) docs: Option<String>,
    /// Name of the package.
    pub(crate) package: String,
    pub(crate) imports: Vec<Interface>,
    pub(crate) exports: Vec<Interface>,
    /// What no plugin can serve or call.
    pub(crate) homeless: Vec<Homeless>,
}

/// An import or export of a world that belongs to no interface with a package.
#[derive(Debug)]
pub(crate) struct Homeless {
    pub(crate) is_import: bool,
    pub(crate) name: String,
    pub(crate) kind: HomelessKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HomelessKind {
    /// A function outside of an interface.
    Function,
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

    /// Whether `text` names this interface, with its version or without.
    pub(crate) fn is(&self, text: &str) -> bool {
        text == self.unversioned() || text == self.to_string()
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
#[derive(Debug)]
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
    /// Whether the plugin serves this import, or calls this export.
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
        let mut model = World {
            id: qualified_name(&resolve, id),
            name: world.name.clone(),
            docs: world.docs.contents.clone(),
            package: package.map(|package| package.name).unwrap_or_default(),
            imports: Vec::new(),
            exports: Vec::new(),
            homeless: Vec::new(),
            resolve: Resolve::default(),
        };
        for (key, item) in &world.imports {
            let interface = model.interface_of(&resolve, true, key, item);
            model.imports.extend(interface);
        }
        for (key, item) in &world.exports {
            let interface = model.interface_of(&resolve, false, key, item);
            model.exports.extend(interface);
        }
        model.resolve = resolve;
        model
    }

    fn interface_of(
        &mut self,
        resolve: &Resolve,
        is_import: bool,
        key: &WorldKey,
        item: &WorldItem,
    ) -> Option<Interface> {
        let (name, kind) = match (key, item) {
            (WorldKey::Interface(_), WorldItem::Interface { id, .. }) => {
                return interface(resolve, *id);
            }
            (_, WorldItem::Type { .. }) => return None,
            (WorldKey::Name(name), WorldItem::Interface { .. }) => {
                (name.clone(), HomelessKind::Interface)
            }
            (_, WorldItem::Function(function)) => (function.name.clone(), HomelessKind::Function),
        };
        self.homeless.push(Homeless {
            is_import,
            name,
            kind,
        });
        None
    }

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

    /// The modules beside the bindings that hold the types `Component`, one for each export that is called. Each is
    /// called after its interface, or after more of it if the module of an import has that name.
    pub(crate) fn callers(&self) -> Vec<(&Interface, String)> {
        let mut taken = self.module_names();
        let reexported = self.reexported();
        taken.extend(
            reexported
                .iter()
                .filter_map(|interface| interface.module.last().map(String::as_str)),
        );
        let mut taken: BTreeSet<String> = taken.into_iter().map(str::to_owned).collect();
        let callers = self.called().map(|interface| {
            let short = interface.module.last().cloned().unwrap_or_default();
            let long = format!("exported_{}", interface.module.join("_"));
            let names = [short.clone(), format!("exported_{short}"), long];
            let free = names.into_iter().find(|name| taken.insert(name.clone()));
            (interface, free.unwrap_or_default())
        });
        callers.collect()
    }

    /// Names in the module of the bindings that `bindgen!` takes.
    fn module_names(&self) -> BTreeSet<&str> {
        let namespaces = self
            .imports
            .iter()
            .filter_map(|interface| interface.module.first());
        let exports = (!self.exports.is_empty()).then_some("exports");
        namespaces.map(String::as_str).chain(exports).collect()
    }

    pub(crate) fn interface(&self, id: InterfaceId) -> Option<&Interface> {
        self.imports.iter().find(|interface| interface.id == id)
    }

    /// Served interfaces that the module of the bindings re-exports under their bare names: the first of each name,
    /// unless a namespace has the name already.
    pub(crate) fn reexported(&self) -> Vec<&Interface> {
        let mut taken = self.module_names();
        self.served()
            .filter(|interface| {
                interface
                    .module
                    .last()
                    .is_some_and(|name| taken.insert(name))
            })
            .collect()
    }

    /// The shortest path of an interface below the module of the bindings.
    pub(crate) fn short_path<'a>(&self, interface: &'a Interface) -> &'a [String] {
        match self
            .reexported()
            .iter()
            .any(|reexported| reexported.id == interface.id)
        {
            true => &interface.module[interface.module.len() - 1..],
            false => &interface.module,
        }
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
        let owner = self.interface(error.interface)?;
        (owner.is_served() || owner.has_trivial_host()).then_some(error)
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

fn interface(resolve: &Resolve, id: InterfaceId) -> Option<Interface> {
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

//! What a component imports and exports, in plain data.

use std::collections::{BTreeSet, HashSet};

use indexmap::IndexMap;
use wasmparser::Payload;
use wasmparser::component_types::{
    ComponentAnyTypeId, ComponentCoreModuleTypeId, ComponentDefinedType, ComponentEntityType,
    ComponentFuncTypeId, ComponentInstanceTypeId, ComponentItem, ComponentValType, ResourceId,
};
use wasmparser::types::TypesRef;

use super::core_text;
use super::error::PartError;
use super::preamble::sections;
use super::signature::{self, Budget, Names};

/// One import or export of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extern {
    /// The name: an interface with its package, or a plain one.
    pub name: String,
    /// What it is.
    pub kind: ExternKind,
    /// The interface that a plainly named instance says it implements.
    pub implements: Option<String>,
    /// The functions of an instance with their signatures in WIT. A function has itself as its only entry, a core
    /// module has what it exports, in the words of the text format.
    pub functions: IndexMap<String, String>,
    /// The types that an instance names, with their definitions in WIT. A type has itself as its only entry.
    pub types: IndexMap<String, String>,
    /// Which of the types are resources that are introduced here and not taken from another interface.
    pub resources: Vec<String>,
    /// What a core module imports, as `module.name`, in the words of the text format.
    pub core_imports: IndexMap<String, String>,
    /// Whether a function is `async`, or a stream or future occurs in one.
    pub uses_async: bool,
    resource_types: BTreeSet<String>,
}

impl Extern {
    /// The signature of a function in WIT.
    #[must_use]
    pub fn signature(&self, function: &str) -> Option<&str> {
        self.functions.get(function).map(String::as_str)
    }

    /// The types that are resources, wherever they were introduced.
    pub(crate) fn resource_types(&self) -> &BTreeSet<String> {
        &self.resource_types
    }

    pub(crate) fn is_resource(&self, ty: &str) -> bool {
        self.resource_types.contains(ty)
    }

    /// Whether there is nothing to serve: no function and no resource, but types that others refer to.
    #[must_use]
    pub fn is_types_only(&self) -> bool {
        matches!(self.kind, ExternKind::Instance | ExternKind::Type)
            && self.functions.is_empty()
            && self.resources.is_empty()
    }
}

/// What an import or export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExternKind {
    /// An interface.
    Instance,
    /// A function of the world itself.
    Func,
    /// A type of the world itself.
    Type,
    /// A core module.
    Module,
    /// A component.
    Component,
}

impl std::fmt::Display for ExternKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Instance => "instance",
            Self::Func => "func",
            Self::Type => "type",
            Self::Module => "core module",
            Self::Component => "component",
        })
    }
}

pub(super) type Externs = IndexMap<String, Extern>;

/// All imports and exports.
pub(super) struct Described {
    pub(super) imports: Externs,
    pub(super) exports: Externs,
    /// What functions of the world itself call their types.
    pub(super) names: Names,
}

pub(super) fn describe(
    part: &str,
    bytes: &[u8],
    types: TypesRef<'_>,
) -> Result<Described, PartError> {
    let (imports, exports) = names(bytes).map_err(|error| PartError::Invalid {
        part: part.to_owned(),
        offset: error.offset(),
        message: error.message().to_owned(),
    })?;
    let imports: Vec<_> = items(&imports, |name| types.component_item_for_import(name));
    let exports: Vec<_> = items(&exports, |name| types.component_item_for_export(name));
    let all = imports.iter().chain(&exports);
    if size(types, all.map(|(name, item)| (name.len(), item.ty))) > MAX_SIZE {
        return Err(PartError::TooLarge {
            part: part.to_owned(),
            limit: MAX_SIZE,
        });
    }
    let mut describer = Describer::new(types, imports.iter().chain(&exports));
    let imports = describer.all(&imports);
    let exports = describer.all(&exports);
    Ok(Described {
        imports,
        exports,
        names: describer.world,
    })
}

/// The greatest [`size`]: a hundred thousand functions, more than any interface has. A few bytes can stand for millions.
const MAX_SIZE: usize = 16 << 20;

/// How much a description takes besides its texts, counted until it is too much.
fn size(types: TypesRef<'_>, items: impl Iterator<Item = (usize, ComponentEntityType)>) -> usize {
    let mut size = 0;
    let mut rest: Vec<_> = items.collect();
    while let Some((name, item)) = rest.pop().filter(|_| size <= MAX_SIZE) {
        size += 160 + name;
        match item {
            ComponentEntityType::Instance(id) => {
                let exports = types.get(id).into_iter().flat_map(|ty| &ty.exports);
                rest.extend(exports.map(|(name, item)| (name.len(), item.ty)));
            }
            ComponentEntityType::Module(id) => size += module_size(types, id),
            _ => {}
        }
    }
    size
}

fn module_size(types: TypesRef<'_>, id: ComponentCoreModuleTypeId) -> usize {
    types.get(id).map_or(0, |module| {
        let imports = module.imports.keys();
        let imports = imports.map(|(module, name)| 160 + module.len() + name.len());
        let exports = module.exports.keys().map(|name| 160 + name.len());
        imports.chain(exports).sum()
    })
}

/// The imports of a world of WIT.
pub(super) fn imports<'t>(types: TypesRef<'t>, items: &[(&str, &'t ComponentItem)]) -> Externs {
    Describer::new(types, items.iter()).all(items)
}

fn names(bytes: &[u8]) -> wasmparser::Result<(Vec<&str>, Vec<&str>)> {
    let (mut imports, mut exports) = (Vec::new(), Vec::new());
    for payload in sections(bytes) {
        match payload? {
            Payload::ComponentImportSection(section) => {
                for import in section {
                    imports.push(import?.name.name);
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section {
                    exports.push(export?.name.name);
                }
            }
            _ => {}
        }
    }
    Ok((imports, exports))
}

fn items<'n, 't>(
    names: &[&'n str],
    find: impl Fn(&str) -> Option<&'t ComponentItem>,
) -> Vec<(&'n str, &'t ComponentItem)> {
    names
        .iter()
        .filter_map(|name| Some((*name, find(name)?)))
        .collect()
}

struct Describer<'t> {
    types: TypesRef<'t>,
    /// The names that functions of the world itself can use.
    world: Names,
    /// The resources that an earlier import or export has introduced.
    known: HashSet<ResourceId>,
    budget: Budget,
}

impl<'t> Describer<'t> {
    fn new<'i>(
        types: TypesRef<'t>,
        items: impl Iterator<Item = &'i (&'i str, &'t ComponentItem)> + Clone,
    ) -> Self
    where
        't: 'i,
    {
        let mut world = Names::default();
        for (name, item) in items.clone() {
            world.add(name, item.ty);
        }
        for (_, item) in items {
            if let ComponentEntityType::Instance(id) = item.ty {
                world.add_instance(types, id);
            }
        }
        Self {
            types,
            world,
            known: HashSet::new(),
            budget: Budget::new(),
        }
    }

    fn all(&mut self, items: &[(&str, &'t ComponentItem)]) -> Externs {
        items
            .iter()
            .filter_map(|(name, item)| Some(((*name).to_owned(), self.one(name, item)?)))
            .collect()
    }

    /// `None` for a value, which no component can have as long as the validator refuses them.
    fn one(&mut self, name: &str, item: &ComponentItem) -> Option<Extern> {
        let kind = match item.ty {
            ComponentEntityType::Instance(_) => ExternKind::Instance,
            ComponentEntityType::Func(_) => ExternKind::Func,
            ComponentEntityType::Type { .. } => ExternKind::Type,
            ComponentEntityType::Module(_) => ExternKind::Module,
            ComponentEntityType::Component(_) => ExternKind::Component,
            ComponentEntityType::Value(_) => return None,
        };
        let mut this = Extern {
            name: name.to_owned(),
            kind,
            implements: item.implements.clone(),
            functions: IndexMap::new(),
            types: IndexMap::new(),
            resources: Vec::new(),
            core_imports: IndexMap::new(),
            uses_async: false,
            resource_types: BTreeSet::new(),
        };
        let mut writer = Writer {
            types: self.types,
            known: &mut self.known,
            budget: &mut self.budget,
            this: &mut this,
        };
        match item.ty {
            ComponentEntityType::Instance(id) => writer.instance("", id),
            ComponentEntityType::Module(id) => writer.module(id),
            entity => writer.entity(name, entity, &self.world),
        }
        Some(this)
    }
}

/// The description that is being written.
struct Writer<'d, 't> {
    types: TypesRef<'t>,
    known: &'d mut HashSet<ResourceId>,
    budget: &'d mut Budget,
    this: &'d mut Extern,
}

impl Writer<'_, '_> {
    /// `prefix` is the path to an instance in an instance.
    fn instance(&mut self, prefix: &str, id: ComponentInstanceTypeId) {
        let mut names = Names::default();
        names.add_instance(self.types, id);
        let Some(instance) = self.types.get(id) else {
            return;
        };
        for (name, item) in &instance.exports {
            match prefix {
                "" => self.entity(name, item.ty, &names),
                _ => self.nested(&format!("{prefix}{name}"), item.ty, &names),
            }
        }
    }

    fn module(&mut self, id: ComponentCoreModuleTypeId) {
        let Some(module) = self.types.get(id) else {
            return;
        };
        for ((module, name), ty) in &module.imports {
            let text = self.budget.cut(core_text::item(self.types, ty));
            self.this
                .core_imports
                .insert(format!("{module}.{name}"), text);
        }
        for (name, ty) in &module.exports {
            let text = self.budget.cut(core_text::item(self.types, ty));
            self.this.functions.insert(name.clone(), text);
        }
    }

    fn entity(&mut self, name: &str, entity: ComponentEntityType, names: &Names) {
        match entity {
            ComponentEntityType::Func(id) => self.func(name, id, names),
            ComponentEntityType::Type { created, .. } => self.ty(name, created, names),
            ComponentEntityType::Instance(id) => self.instance(&format!("{name}/"), id),
            ComponentEntityType::Module(_) => self.served(name, ExternKind::Module),
            ComponentEntityType::Component(_) => self.served(name, ExternKind::Component),
            ComponentEntityType::Value(_) => {}
        }
    }

    /// What is in an instance in an instance has to be served as well, but its types have no name that others can use.
    fn nested(&mut self, name: &str, entity: ComponentEntityType, names: &Names) {
        match entity {
            ComponentEntityType::Type {
                created: ComponentAnyTypeId::Resource(id),
                ..
            } if self.known.insert(id.resource()) => self.served(name, "resource"),
            ComponentEntityType::Type { .. } => {}
            entity => self.entity(name, entity, names),
        }
    }

    /// Something besides functions that a provider must have.
    fn served(&mut self, name: &str, what: impl ToString) {
        self.this
            .functions
            .insert(name.to_owned(), what.to_string());
    }

    fn func(&mut self, name: &str, id: ComponentFuncTypeId, names: &Names) {
        self.this.uses_async |= func_uses_async(self.types, id);
        let signature = signature::func(self.types, names, self.budget, id);
        self.this.functions.insert(name.to_owned(), signature);
    }

    fn ty(&mut self, name: &str, id: ComponentAnyTypeId, names: &Names) {
        if let ComponentAnyTypeId::Resource(id) = id {
            self.this.resource_types.insert(name.to_owned());
            if self.known.insert(id.resource()) {
                self.this.resources.push(name.to_owned());
            }
        }
        let definition = signature::definition(self.types, names, self.budget, id);
        self.this.types.insert(name.to_owned(), definition);
    }
}

fn func_uses_async(types: TypesRef<'_>, id: ComponentFuncTypeId) -> bool {
    types.get(id).is_some_and(|func| {
        let values = func
            .params
            .iter()
            .map(|(_, value)| *value)
            .chain(func.result);
        func.async_ || any_is_async(types, values.collect())
    })
}

/// Types share their parts, so each is looked at once.
fn any_is_async(types: TypesRef<'_>, mut rest: Vec<ComponentValType>) -> bool {
    let mut seen = HashSet::new();
    while let Some(value) = rest.pop() {
        let ComponentValType::Type(id) = value else {
            continue;
        };
        let Some(ty) = types.get(id).filter(|_| seen.insert(id)) else {
            continue;
        };
        match children(ty) {
            Some(children) => rest.extend(children),
            None => return true,
        }
    }
    false
}

/// The types that a type contains, or `None` for a stream or a future.
fn children(ty: &ComponentDefinedType) -> Option<Vec<ComponentValType>> {
    use ComponentDefinedType as T;

    Some(match ty {
        T::Primitive(_) | T::Flags(_) | T::Enum(_) | T::Own(_) | T::Borrow(_) => Vec::new(),
        T::Record(ty) => ty.fields.values().copied().collect(),
        T::Variant(ty) => ty.cases.values().filter_map(|case| case.ty).collect(),
        T::Tuple(ty) => ty.types.to_vec(),
        T::List { element, .. } | T::FixedLengthList { element, .. } => vec![*element],
        T::Option { ty, .. } => vec![*ty],
        T::Map { key, value, .. } => vec![*key, *value],
        T::Result { ok, err, .. } => ok.iter().chain(err).copied().collect(),
        T::Future { .. } | T::Stream { .. } => return None,
    })
}

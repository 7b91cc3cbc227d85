//! What a name cannot tell: whether the functions and types of a provider are those that an importer was built for.

mod plain;
mod same;

use std::collections::BTreeMap;

use wasmparser::component_types::{ComponentAnyTypeId, ComponentEntityType, ResourceId};
use wasmparser::types::TypesRef;

use crate::part::{Extern, Part};
use same::Same;

pub(super) use plain::not_plain;

/// One end of a link: an import, or what is to serve it.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    types: TypesRef<'a>,
    ty: ComponentEntityType,
    described: &'a Extern,
}

/// Why a provider does not serve an import.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// It has no functions of these names.
    Missing(Vec<String>),
    /// A function or type is another one.
    Differs {
        /// Its name.
        item: String,
        /// What the importer was built for, in WIT.
        expected: String,
        /// What the provider has, in WIT.
        found: String,
    },
}

/// For each resource that the importer names, the provider's.
pub(super) type Resources = BTreeMap<ResourceId, ResourceId>;

impl<'a> Side<'a> {
    pub(super) fn import(part: &'a Part, import: &'a Extern) -> Option<Self> {
        let item = part.types().component_item_for_import(&import.name)?;
        Some(Self::new(part.types(), item.ty, import))
    }

    pub(super) fn export(part: &'a Part, export: &'a Extern) -> Option<Self> {
        let item = part.types().component_item_for_export(&export.name)?;
        Some(Self::new(part.types(), item.ty, export))
    }

    pub(super) fn new(types: TypesRef<'a>, ty: ComponentEntityType, described: &'a Extern) -> Self {
        Self {
            types,
            ty,
            described,
        }
    }

    /// What an instance consists of; everything else is one item.
    fn items(self) -> Vec<(&'a str, ComponentEntityType)> {
        let types = self.types;
        match self.ty {
            ComponentEntityType::Instance(id) => {
                let exports = types.get(id).map(|instance| &instance.exports);
                let exports = exports.into_iter().flatten();
                exports
                    .map(|(name, item)| (name.as_str(), item.ty))
                    .collect()
            }
            ty => vec![(self.described.name.as_str(), ty)],
        }
    }

    /// The item that is to serve one of the importer's. Functions of the world may have another name there.
    fn item(self, name: &str) -> Option<(&'a str, ComponentEntityType)> {
        match self.ty {
            ComponentEntityType::Instance(id) => {
                let exports = &self.types.get(id)?.exports;
                let (_, name, item) = exports.get_full(name)?;
                Some((name.as_str(), item.ty))
            }
            ty => Some((self.described.name.as_str(), ty)),
        }
    }

    /// The resources among the items.
    pub(super) fn resources(self) -> impl Iterator<Item = (&'a str, ResourceId)> {
        let items = self.items().into_iter();
        items.filter_map(|(name, ty)| Some((name, resource(ty)?)))
    }

    /// The resource of this name; a type of the world is the only one.
    pub(super) fn resource(self, name: &str) -> Option<ResourceId> {
        let (_, ty) = self.item(name)?;
        resource(ty)
    }

    fn function_text(self, name: &str) -> String {
        let signature = self.described.signature(name).unwrap_or("func");
        format!("{name}: {signature}")
    }

    /// An item as WIT has it.
    fn text(self, name: &str, ty: ComponentEntityType) -> String {
        match (ty, self.described.types.get(name)) {
            (ComponentEntityType::Type { .. }, Some(definition)) => type_text(name, definition),
            (ComponentEntityType::Func(_), _) => self.function_text(name),
            _ => name.to_owned(),
        }
    }
}

fn resource(ty: ComponentEntityType) -> Option<ResourceId> {
    match ty {
        ComponentEntityType::Type {
            created: ComponentAnyTypeId::Resource(id),
            ..
        } => Some(id.resource()),
        _ => None,
    }
}

/// `record item { id: u32 }`, `type item = list<u8>`
fn type_text(name: &str, definition: &str) -> String {
    let keyword = definition.split(' ').next().unwrap_or_default();
    match (keyword, definition.strip_prefix(keyword)) {
        ("record" | "variant" | "enum" | "flags", Some(rest)) => format!("{keyword} {name}{rest}"),
        ("resource", Some(_)) => format!("resource {name}"),
        _ => format!("type {name} = {definition}"),
    }
}

/// Whether a sibling serves an import: every item is there, with its type.
pub(super) fn sibling(wanted: Side<'_>, found: Side<'_>) -> Result<Resources, Misfit> {
    let mut fit = Fit::new(wanted, found);
    fit.missing_functions()?;
    fit.all_resources()?;
    fit.each(|_| true)?;
    Ok(fit.same.resources())
}

/// Whether the host serves an import, with a plugin or an isolated callee: the functions and resources are there. A host
/// gives no other types, and its functions have no names of parameters.
pub(super) fn host(wanted: Side<'_>, found: Side<'_>) -> Result<(), Misfit> {
    let mut fit = Fit::new(wanted, found);
    fit.same.names = false;
    fit.missing_functions()?;
    fit.all_resources()?;
    fit.each(|ty| matches!(ty, ComponentEntityType::Func(_)))
}

struct Fit<'a> {
    wanted: Side<'a>,
    found: Side<'a>,
    same: Same<'a>,
}

impl<'a> Fit<'a> {
    fn new(wanted: Side<'a>, found: Side<'a>) -> Self {
        Self {
            wanted,
            found,
            same: Same::new(wanted.types, found.types),
        }
    }

    fn missing_functions(&self) -> Result<(), Misfit> {
        let functions = self.wanted.functions().into_iter();
        let missing: Vec<_> = functions
            .filter(|(name, _)| self.found.item(name).is_none())
            .map(|(name, _)| name.to_owned())
            .collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Misfit::Missing(missing)),
        }
    }

    /// Resources come first: functions refer to them whatever the order.
    fn all_resources(&mut self) -> Result<(), Misfit> {
        for (name, wanted) in self.wanted.resources() {
            let found = self.found.item(name).and_then(|(_, ty)| resource(ty));
            let same = found.is_some_and(|found| self.same.resource(wanted, found));
            if !same {
                return Err(self.differs(name));
            }
        }
        Ok(())
    }

    fn each(&mut self, counts: impl Fn(ComponentEntityType) -> bool) -> Result<(), Misfit> {
        for (name, wanted) in self.wanted.items() {
            if !counts(wanted) {
                continue;
            }
            let found = self.found.item(name);
            if !found.is_some_and(|(_, found)| self.same.entity(wanted, found)) {
                return Err(self.differs(self.culprit(name)));
            }
        }
        Ok(())
    }

    /// If a function reads the same on both sides, one of the types that it names does not.
    fn culprit(&self, name: &'a str) -> &'a str {
        if self.text_of(self.wanted, name) != self.text_of(self.found, name) {
            return name;
        }
        let mut types = self.wanted.items().into_iter();
        let other = types.find(|(name, wanted)| {
            let found = self.found.item(name);
            found.is_some_and(|(_, found)| !self.same.clone().entity(*wanted, found))
        });
        other.map_or(name, |(other, _)| other)
    }

    fn text_of(&self, side: Side<'_>, name: &str) -> Option<String> {
        let (name, ty) = side.item(name)?;
        Some(side.text(name, ty))
    }

    fn differs(&self, item: &str) -> Misfit {
        let text = |side| self.text_of(side, item);
        Misfit::Differs {
            item: item.to_owned(),
            expected: text(self.wanted).unwrap_or_default(),
            found: text(self.found).unwrap_or_else(|| "nothing of this name".to_owned()),
        }
    }
}

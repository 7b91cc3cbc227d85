//! The definitions of a component that the types of its imports can rest on.
//!
//! The composer restates imports in another component. What they refer to is found by index, so this module lists
//! everything up to the last import that occupies an index of a type or an instance.

use wasmparser::{
    Chunk, ComponentAlias, ComponentExternalKind, ComponentImport, ComponentOuterAliasKind,
    ComponentType, ComponentTypeRef, Payload,
};

use super::check;
use super::error::PartError;
use super::refs::{self, Refs};

/// One definition in front of the last import.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    Type(ComponentType<'a>),
    /// A type that an instance exports.
    TypeExport {
        instance: u32,
        name: &'a str,
    },
    /// An instance that an instance exports.
    InstanceExport {
        instance: u32,
        name: &'a str,
    },
    Import(ComponentImport<'a>),
    /// Something that cannot be restated elsewhere. It counts, because what follows is numbered after it.
    Foreign(Space, &'static str),
}

/// The index spaces in which types and instances are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    Type,
    Instance,
}

impl Item<'_> {
    /// The index space in which the item occupies the next place.
    pub(crate) fn space(&self) -> Option<Space> {
        match self {
            Self::Type(_) | Self::TypeExport { .. } => Some(Space::Type),
            Self::InstanceExport { .. } => Some(Space::Instance),
            Self::Foreign(space, _) => Some(*space),
            Self::Import(import) => match import.ty {
                ComponentTypeRef::Type(_) => Some(Space::Type),
                ComponentTypeRef::Instance(_) => Some(Space::Instance),
                _ => None,
            },
        }
    }

    /// The types and instances that the item refers to.
    pub(crate) fn refs(&self) -> Result<Refs, &'static str> {
        match self {
            Self::Type(ty) => refs::type_refs(ty),
            Self::TypeExport { instance, .. } | Self::InstanceExport { instance, .. } => {
                Ok(Refs::instance(*instance))
            }
            Self::Import(import) => refs::extern_refs(import.ty),
            Self::Foreign(_, what) => Err(what),
        }
    }
}

/// The items in order, and where each index leads.
#[derive(Debug, Default)]
pub(crate) struct Preamble<'a> {
    pub(crate) items: Vec<Item<'a>>,
    types: Vec<usize>,
    instances: Vec<usize>,
}

impl<'a> Preamble<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> wasmparser::Result<Self> {
        let mut this = Self::default();
        let mut end = 0;
        for payload in sections(bytes) {
            this.section(payload?)?;
            if let Some(Item::Import(_)) = this.items.last() {
                end = this.items.len();
            }
        }
        this.items.truncate(end);
        Ok(this)
    }

    /// The item that a type index stands for.
    pub(crate) fn type_item(&self, index: u32) -> Option<usize> {
        lookup(&self.types, index)
    }

    /// The item that an instance index stands for.
    pub(crate) fn instance_item(&self, index: u32) -> Option<usize> {
        lookup(&self.instances, index)
    }

    /// The items that `refs` leads to.
    pub(crate) fn targets(&self, refs: &Refs) -> impl Iterator<Item = usize> {
        let types = refs.types.iter().filter_map(|index| self.type_item(*index));
        let instances = refs
            .instances
            .iter()
            .filter_map(|index| self.instance_item(*index));
        types.chain(instances)
    }

    fn section(&mut self, payload: Payload<'a>) -> wasmparser::Result<()> {
        match payload {
            Payload::ComponentTypeSection(types) => {
                for ty in types {
                    self.push(Item::Type(ty?));
                }
            }
            Payload::ComponentImportSection(imports) => {
                for import in imports {
                    self.push(Item::Import(import?));
                }
            }
            Payload::ComponentAliasSection(aliases) => {
                for alias in aliases {
                    self.alias(alias?);
                }
            }
            Payload::ComponentInstanceSection(instances) => {
                for instance in instances {
                    instance?;
                    self.foreign(
                        Space::Instance,
                        "an instance that the component makes itself",
                    );
                }
            }
            Payload::ComponentExportSection(exports) => {
                for export in exports {
                    self.export(export?.kind);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn alias(&mut self, alias: ComponentAlias<'a>) {
        match alias {
            ComponentAlias::InstanceExport {
                kind: ComponentExternalKind::Type,
                instance_index: instance,
                name,
            } => {
                self.push(Item::TypeExport { instance, name });
            }
            ComponentAlias::InstanceExport {
                kind: ComponentExternalKind::Instance,
                instance_index: instance,
                name,
            } => {
                self.push(Item::InstanceExport { instance, name });
            }
            ComponentAlias::Outer {
                kind: ComponentOuterAliasKind::Type,
                ..
            } => {
                self.foreign(Space::Type, "a type of an enclosing component");
            }
            _ => {}
        }
    }

    fn export(&mut self, kind: ComponentExternalKind) {
        match kind {
            ComponentExternalKind::Type => {
                self.foreign(Space::Type, "a type that the component exports")
            }
            ComponentExternalKind::Instance => {
                self.foreign(Space::Instance, "an instance that the component exports");
            }
            _ => {}
        }
    }

    fn foreign(&mut self, space: Space, what: &'static str) {
        self.push(Item::Foreign(space, what));
    }

    fn push(&mut self, item: Item<'a>) {
        let place = self.items.len();
        match item.space() {
            Some(Space::Type) => self.types.push(place),
            Some(Space::Instance) => self.instances.push(place),
            None => {}
        }
        self.items.push(item);
    }
}

fn lookup(places: &[usize], index: u32) -> Option<usize> {
    places.get(usize::try_from(index).ok()?).copied()
}

/// Refuses imports that the composer could not restate.
pub(super) fn check(part: &str, bytes: &[u8]) -> Result<(), PartError> {
    let preamble = Preamble::read(bytes).map_err(|error| PartError::Invalid {
        part: part.to_owned(),
        offset: error.offset(),
        message: error.message().to_owned(),
    })?;
    // References lead backwards only, so one walk from the end finds everything that an import needs.
    let mut needed_by: Vec<Option<&str>> = vec![None; preamble.items.len()];
    for (place, item) in preamble.items.iter().enumerate().rev() {
        let import = match item {
            Item::Import(import) => Some(check_kind(part, import)?),
            _ => needed_by.get(place).copied().flatten(),
        };
        let Some(import) = import else { continue };
        let refs = item.refs().map_err(|what| PartError::UncopyableImport {
            part: part.to_owned(),
            import: import.to_owned(),
            what,
        })?;
        for target in preamble.targets(&refs) {
            if let Some(slot) = needed_by.get_mut(target) {
                *slot = Some(import);
            }
        }
    }
    Ok(())
}

fn check_kind<'a>(part: &str, import: &ComponentImport<'a>) -> Result<&'a str, PartError> {
    match import.ty {
        ComponentTypeRef::Component(_) | ComponentTypeRef::Value(_) => {
            Err(PartError::UnsupportedImport {
                part: part.to_owned(),
                import: import.name.name.to_owned(),
                kind: import.ty.kind().desc(),
            })
        }
        _ => Ok(import.name.name),
    }
}

/// The payloads of a component without those of the modules and components in it.
pub(crate) fn sections(bytes: &[u8]) -> impl Iterator<Item = wasmparser::Result<Payload<'_>>> {
    sections_at(bytes, 0)
}

/// The same for a component that begins at `offset` of the bytes to which ranges refer.
pub(crate) fn sections_at(
    bytes: &[u8],
    offset: usize,
) -> impl Iterator<Item = wasmparser::Result<Payload<'_>>> {
    let mut parser = check::parser_at(offset);
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let data = rest.filter(|data| !data.is_empty())?;
        let (consumed, payload) = match parser.parse(data, true) {
            Ok(Chunk::Parsed { consumed, payload }) => (consumed, payload),
            Ok(Chunk::NeedMoreData(_)) => return None,
            Err(error) => {
                rest = None;
                return Some(Err(error));
            }
        };
        let nested = match &payload {
            Payload::ModuleSection {
                unchecked_range, ..
            }
            | Payload::ComponentSection {
                unchecked_range, ..
            } => unchecked_range.len(),
            _ => 0,
        };
        rest = data.get(consumed + nested..);
        Some(Ok(payload))
    })
}

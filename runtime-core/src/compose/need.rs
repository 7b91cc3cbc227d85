//! Which definitions of a part have to be restated outside, and for whom.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{
    ComponentImport, ComponentType, ComponentTypeRef, InstanceTypeDeclaration, TypeBounds,
};

use super::copy::introduces_type;
use super::{Binding, Placement};
use crate::part::{Item, Preamble, Refs, decl_refs};

/// Why a definition is wanted outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// It is not.
    No,
    /// To be handed to the part.
    Argument,
    /// To state the type of something that the host serves. Such a type may only name what the host knows.
    Import,
}

/// The needs of one placement.
pub(super) struct Needs<'a> {
    items: Vec<Need>,
    /// Value types that host imports take from imports which a sibling serves, by the place of the latter.
    ///
    /// The outer component may not state a host import in terms of what an instance in it exports, so these types are
    /// imported once more, without the functions around them. They are the same types, as values have no identity.
    stand_ins: BTreeMap<usize, BTreeSet<&'a str>>,
    /// The types of instances of the host that have been looked into.
    seen: BTreeSet<u32>,
}

impl<'a> Needs<'a> {
    pub(super) fn find(
        placement: &Placement<'_>,
        preamble: &Preamble<'a>,
    ) -> Result<Self, &'static str> {
        let mut this = Self {
            items: vec![Need::No; preamble.items.len()],
            stand_ins: BTreeMap::new(),
            seen: BTreeSet::new(),
        };
        // References lead backwards only, so one walk from the end meets every use before its definition.
        for (place, item) in preamble.items.iter().enumerate().rev() {
            match item {
                Item::Import(import) => this.import(placement, preamble, place, import)?,
                Item::TypeExport { instance, name } => {
                    this.type_export(placement, preamble, place, *instance, name)
                }
                _ if this.of(place) == Need::No => {}
                _ => this.add(preamble, &item.refs()?, this.of(place)),
            }
        }
        Ok(this)
    }

    pub(super) fn of(&self, place: usize) -> Need {
        self.items.get(place).copied().unwrap_or(Need::No)
    }

    /// The value types to import again in place of the import at `place`.
    pub(super) fn stand_in(&self, place: usize) -> Option<&BTreeSet<&'a str>> {
        self.stand_ins.get(&place)
    }

    fn add(&mut self, preamble: &Preamble<'_>, refs: &Refs, need: Need) {
        for target in preamble.targets(refs) {
            if let Some(item) = self.items.get_mut(target) {
                *item = need.max(*item);
            }
        }
    }

    fn import(
        &mut self,
        placement: &Placement<'_>,
        preamble: &Preamble<'a>,
        place: usize,
        import: &ComponentImport<'_>,
    ) -> Result<(), &'static str> {
        let sibling = is_sibling(placement, import);
        let (refs, need) = match import.ty {
            ComponentTypeRef::Type(TypeBounds::Eq(_)) if !sibling => (
                preamble_refs(preamble, place)?,
                self.of(place).max(Need::Argument),
            ),
            ComponentTypeRef::Instance(ty) if !sibling && !self.seen.insert(ty) => return Ok(()),
            ComponentTypeRef::Instance(ty) if !sibling => {
                (instance_refs(preamble, ty)?, Need::Import)
            }
            ComponentTypeRef::Func(_) if !sibling => {
                (preamble_refs(preamble, place)?, Need::Import)
            }
            ComponentTypeRef::Instance(ty) => match self.stand_ins.get(&place) {
                Some(names) => (kept_refs(preamble, ty, names)?, Need::Import),
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        self.add(preamble, &refs, need);
        Ok(())
    }

    fn type_export(
        &mut self,
        placement: &Placement<'_>,
        preamble: &Preamble<'a>,
        place: usize,
        instance: u32,
        name: &'a str,
    ) {
        let target = preamble.instance_item(instance);
        match target.and_then(|target| preamble.items.get(target)) {
            Some(Item::Import(import)) if is_sibling(placement, import) => {
                let wanted =
                    self.of(place) == Need::Import && !is_resource(placement, import, name);
                if let Some(target) = target.filter(|_| wanted) {
                    self.stand_ins.entry(target).or_default().insert(name);
                }
            }
            _ => self.add(
                preamble,
                &Refs {
                    instances: vec![instance],
                    ..Refs::default()
                },
                self.of(place),
            ),
        }
    }
}

fn preamble_refs(preamble: &Preamble<'_>, place: usize) -> Result<Refs, &'static str> {
    preamble
        .items
        .get(place)
        .map_or_else(|| Ok(Refs::default()), Item::refs)
}

/// What an instance type refers to. The type itself is written at the import, for each import changes it its own way.
fn instance_refs(preamble: &Preamble<'_>, ty: u32) -> Result<Refs, &'static str> {
    match preamble
        .type_item(ty)
        .and_then(|place| preamble.items.get(place))
    {
        Some(item @ Item::Type(_)) => item.refs(),
        _ => Ok(Refs {
            types: vec![ty],
            ..Refs::default()
        }),
    }
}

fn kept_refs(
    preamble: &Preamble<'_>,
    ty: u32,
    names: &BTreeSet<&str>,
) -> Result<Refs, &'static str> {
    let declarations =
        instance_type(preamble, ty).ok_or("an instance whose type it does not state")?;
    let mut refs = Refs::default();
    for (declaration, keep) in declarations.iter().zip(keep(declarations, names)?) {
        if keep {
            refs.types.extend(
                decl_refs(declaration)?
                    .outer
                    .into_iter()
                    .map(|(_, index)| index),
            );
        }
    }
    Ok(refs)
}

/// The declarations of the instance type with this index.
pub(super) fn instance_type<'p>(
    preamble: &'p Preamble<'_>,
    ty: u32,
) -> Option<&'p [InstanceTypeDeclaration<'p>]> {
    match preamble.items.get(preamble.type_item(ty)?)? {
        Item::Type(ComponentType::Instance(declarations)) => Some(declarations),
        _ => None,
    }
}

/// Which declarations the types called `names` rest on.
pub(super) fn keep(
    declarations: &[InstanceTypeDeclaration<'_>],
    names: &BTreeSet<&str>,
) -> Result<Vec<bool>, &'static str> {
    let types = declarations
        .iter()
        .enumerate()
        .filter(|(_, declaration)| introduces_type(declaration));
    let types: Vec<usize> = types.map(|(place, _)| place).collect();
    let mut keep = vec![false; declarations.len()];
    for (place, declaration) in declarations.iter().enumerate().rev() {
        let wanted = matches!(
            declaration,
            InstanceTypeDeclaration::Export { name, ty: ComponentTypeRef::Type(_) } if names.contains(name.name)
        );
        if !wanted && !keep.get(place).copied().unwrap_or(false) {
            continue;
        }
        let refs = decl_refs(declaration)?;
        if !refs.instances.is_empty() {
            return Err("a type of an instance in an instance that a sibling serves");
        }
        let targets = refs
            .types
            .iter()
            .filter_map(|index| types.get(usize::try_from(*index).ok()?));
        for target in targets.chain([&place]) {
            if let Some(slot) = keep.get_mut(*target) {
                *slot = true;
            }
        }
    }
    Ok(keep)
}

pub(super) fn is_sibling(placement: &Placement<'_>, import: &ComponentImport<'_>) -> bool {
    matches!(
        placement.bindings.get(import.name.name),
        Some(Binding::Sibling { .. })
    )
}

fn is_resource(placement: &Placement<'_>, import: &ComponentImport<'_>, name: &str) -> bool {
    let import = placement.part.imports().get(import.name.name);
    import.is_some_and(|import| import.is_resource(name))
}

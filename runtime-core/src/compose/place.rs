//! One placement after the other: its imports, the part itself, and its instance.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use wasm_encoder::{ComponentExportKind as Kind, ComponentTypeRef};
use wasmparser::{ComponentImport, ComponentType};

use super::bindings::host_name;
use super::copy::{Adapt, Copier};
use super::embed;
use super::error::ComposeError;
use super::modules::Hoisted;
use super::need::{Need, Needs};
use super::outer::Outer;
use super::ties::Ties;
use super::{Binding, Placement};
use crate::part::{Item, Part, Preamble, Space};

/// Everything that has been placed so far.
pub(super) struct Places<'p, 'a> {
    pub(super) placements: &'p [Placement<'a>],
    hoisted: &'p Hoisted,
    pub(super) ties: Ties,
    /// The outer index of each part by its digest. A part that is placed twice is contained once.
    components: BTreeMap<&'a str, u32>,
    /// The outer index of each placement's instance.
    instances: Vec<Option<u32>>,
    /// Where in the bytes each part's definitions stand.
    sections: Vec<(Range<usize>, String)>,
    /// The names of outer imports that are taken.
    names: BTreeSet<String>,
}

impl<'p, 'a> Places<'p, 'a> {
    pub(super) fn new(placements: &'p [Placement<'a>], hoisted: &'p Hoisted) -> Self {
        let bindings = placements
            .iter()
            .flat_map(|placement| placement.bindings.values());
        Self {
            placements,
            hoisted,
            ties: Ties::default(),
            components: BTreeMap::new(),
            instances: vec![None; placements.len()],
            sections: Vec::new(),
            names: bindings.filter_map(host_name).map(str::to_owned).collect(),
        }
    }

    /// The outer index of the instance of a placement.
    pub(super) fn instance(&self, placement: usize) -> Option<u32> {
        self.instances.get(placement).copied().flatten()
    }

    /// Which bytes were written for which part.
    pub(super) fn sections(&self) -> &[(Range<usize>, String)] {
        &self.sections
    }

    pub(super) fn add(&mut self, outer: &mut Outer, index: usize) -> Result<(), ComposeError> {
        let Some(placement) = self.placements.get(index) else {
            return Ok(());
        };
        let start = outer.len();
        let instance = self.place(outer, placement)?;
        if let Some(slot) = self.instances.get_mut(index) {
            *slot = Some(instance);
        }
        self.sections
            .push((start..outer.len(), placement.part.name().to_owned()));
        Ok(())
    }

    fn place(
        &mut self,
        outer: &mut Outer,
        placement: &'p Placement<'a>,
    ) -> Result<u32, ComposeError> {
        let args = self.arguments(outer, placement)?;
        let component = self.component(outer, placement.part)?;
        let args: Vec<_> = args
            .iter()
            .map(|(name, kind, index)| (name.as_str(), *kind, *index))
            .collect();
        Ok(outer.instantiate(component, &args))
    }

    fn component(&mut self, outer: &mut Outer, part: &'a Part) -> Result<u32, ComposeError> {
        if let Some(known) = self.components.get(part.digest()) {
            return Ok(*known);
        }
        let bytes = embed::embed(part, self.hoisted).map_err(|error| ComposeError::Mismatch {
            part: part.name().to_owned(),
            message: error.to_string(),
        })?;
        let component = outer.embed(&bytes);
        self.components.insert(part.digest(), component);
        Ok(component)
    }

    fn arguments(
        &mut self,
        outer: &mut Outer,
        placement: &Placement<'_>,
    ) -> Result<Vec<Argument>, ComposeError> {
        let uncopyable = |what| uncopyable(placement.part, what);
        let preamble = Preamble::read(placement.part.bytes())
            .map_err(|_| uncopyable("a section that cannot be read"))?;
        let needs = Needs::find(placement, &preamble).map_err(uncopyable)?;
        let mut place = Place {
            placement,
            preamble: &preamble,
            needs: &needs,
            places: self,
            outer,
            copier: Copier::new(),
            instances: Vec::new(),
            stand_ins: BTreeMap::new(),
            arguments: Vec::new(),
        };
        for (at, item) in preamble.items.iter().enumerate() {
            place.item(at, item)?;
            place.outer.check_size()?;
        }
        Ok(place.arguments)
    }

    /// A name for an import that no binding names.
    pub(super) fn fresh_name(&mut self, wanted: String) -> String {
        let mut name = wanted;
        while !self.names.insert(name.clone()) {
            name.push_str("-x");
        }
        name
    }
}

type Argument = (String, Kind, u32);

/// The imports of one placement on their way into the outer component.
pub(super) struct Place<'w, 'p, 'a> {
    pub(super) placement: &'w Placement<'w>,
    pub(super) preamble: &'w Preamble<'w>,
    pub(super) needs: &'w Needs<'w>,
    pub(super) places: &'w mut Places<'p, 'a>,
    pub(super) outer: &'w mut Outer,
    copier: Copier,
    /// Where the part's instances are found outside.
    instances: Vec<Option<u32>>,
    /// The outer instances that have the value types of an instance of a sibling, by the place of the import.
    pub(super) stand_ins: BTreeMap<usize, u32>,
    arguments: Vec<Argument>,
}

impl Place<'_, '_, '_> {
    fn item(&mut self, at: usize, item: &Item<'_>) -> Result<(), ComposeError> {
        if let Item::Import(import) = item {
            return self.import(at, import);
        }
        let outer = match item {
            _ if self.needs.of(at) == Need::No => None,
            Item::Type(ty) => Some(self.copy(ty, Adapt::default())?),
            Item::TypeExport { instance, name } => Some(self.type_export(at, *instance, name)?),
            Item::InstanceExport { instance, name } => {
                let instance = self.instance(*instance)?;
                Some(self.outer.alias(instance, Kind::Instance, name))
            }
            Item::Import(_) | Item::Foreign(..) => None,
        };
        match item.space() {
            Some(Space::Type) => self.copier.push(outer),
            Some(Space::Instance) => self.instances.push(outer),
            None => {}
        }
        Ok(())
    }

    fn import(&mut self, at: usize, import: &ComponentImport<'_>) -> Result<(), ComposeError> {
        use wasmparser::{ComponentTypeRef as R, TypeBounds as B};

        let binding = self.placement.bindings.get(import.name.name);
        let (kind, index) = match (import.ty, binding) {
            (_, Some(Binding::Sibling { placement, export })) => {
                self.sibling(at, import, *placement, export)?
            }
            (R::Type(B::Eq(ty)), _) => (Kind::Type, self.named_type(at, import, ty)?),
            (R::Instance(ty), Some(Binding::Host { name, .. })) => {
                (Kind::Instance, self.host_instance(import, ty, name)?)
            }
            (R::Func(ty), Some(Binding::Host { name, .. })) => {
                let ty = self.ty(ty)?;
                (
                    Kind::Func,
                    self.outer.import(name, ComponentTypeRef::Func(ty)),
                )
            }
            (R::Type(B::SubResource), Some(Binding::Host { name, .. })) => {
                (Kind::Type, self.host_resource(import, name))
            }
            _ => return Err(self.uncopyable("an import of a kind that cannot be linked")),
        };
        match kind {
            Kind::Type => self.copier.push(Some(index)),
            Kind::Instance => self.instances.push(Some(index)),
            _ => {}
        }
        let name = import.name.name.to_owned();
        self.arguments.push((name, kind, index));
        Ok(())
    }

    fn sibling(
        &mut self,
        at: usize,
        import: &ComponentImport<'_>,
        sibling: usize,
        export: &str,
    ) -> Result<(Kind, u32), ComposeError> {
        let kind = import.ty.kind().into();
        let instance = self
            .places
            .instance(sibling)
            .ok_or_else(|| self.uncopyable("a sibling that is not there"))?;
        let index = self.outer.alias(instance, kind, export);
        if let wasmparser::ComponentTypeRef::Instance(ty) = import.ty {
            self.stand_in(at, import, ty, index)?;
        }
        Ok((kind, index))
    }

    pub(super) fn instance_type(&mut self, ty: u32, adapt: Adapt) -> Result<u32, ComposeError> {
        let preamble = self.preamble;
        match preamble
            .type_item(ty)
            .and_then(|place| preamble.items.get(place))
        {
            Some(Item::Type(ty)) => self.copy(ty, adapt),
            _ => self.ty(ty),
        }
    }

    fn copy(&mut self, ty: &ComponentType<'_>, adapt: Adapt) -> Result<u32, ComposeError> {
        let copier = &mut self.copier;
        let part = self.placement.part;
        self.outer
            .ty(|dst| copier.copy(dst, ty, adapt))
            .map_err(|what| uncopyable(part, what))
    }

    pub(super) fn ty(&self, index: u32) -> Result<u32, ComposeError> {
        self.copier.get(index).map_err(|what| self.uncopyable(what))
    }

    pub(super) fn instance(&self, index: u32) -> Result<u32, ComposeError> {
        let index = usize::try_from(index)
            .ok()
            .and_then(|index| self.instances.get(index));
        index
            .copied()
            .flatten()
            .ok_or_else(|| self.uncopyable("an instance that is not known outside"))
    }

    pub(super) fn uncopyable(&self, what: &'static str) -> ComposeError {
        uncopyable(self.placement.part, what)
    }
}

fn uncopyable(part: &Part, what: &'static str) -> ComposeError {
    ComposeError::Uncopyable {
        part: part.name().to_owned(),
        what,
    }
}

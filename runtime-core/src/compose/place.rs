//! One placement after the other: its imports, the part itself, and its instance.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use wasm_encoder::{ComponentExportKind as Kind, ComponentTypeRef, TypeBounds};
use wasmparser::{ComponentImport, ComponentType};

use super::bindings::host_name;
use super::copy::{Adapt, Copier, Only};
use super::embed;
use super::error::ComposeError;
use super::modules::Hoisted;
use super::need::{self, Need, Needs};
use super::outer::Outer;
use super::ties::Ties;
use super::{Binding, Placement, TieKey};
use crate::part::{Item, Part, Preamble, Space};

/// Everything that has been placed so far.
pub(super) struct Places<'p, 'a> {
    placements: &'p [Placement<'a>],
    hoisted: &'p Hoisted,
    ties: Ties,
    /// The outer index of each placement's instance.
    instances: Vec<Option<u32>>,
    /// Where in the bytes each part's definitions stand.
    sections: Vec<(Range<usize>, String)>,
    /// The names of outer imports that are taken.
    names: BTreeSet<String>,
}

impl<'p, 'a> Places<'p, 'a> {
    pub(super) fn new(placements: &'p [Placement<'a>], hoisted: &'p Hoisted) -> Self {
        let bindings = placements.iter().flat_map(|placement| placement.bindings.values());
        Self {
            placements,
            hoisted,
            ties: Ties::default(),
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
        let Some(placement) = self.placements.get(index) else { return Ok(()) };
        let start = outer.len();
        let instance = self.place(outer, placement)?;
        if let Some(slot) = self.instances.get_mut(index) {
            *slot = Some(instance);
        }
        self.sections.push((start..outer.len(), placement.part.name().to_owned()));
        Ok(())
    }

    fn place(&mut self, outer: &mut Outer, placement: &Placement<'_>) -> Result<u32, ComposeError> {
        let part = placement.part;
        let args = self.arguments(outer, placement)?;
        let bytes = embed::embed(part, self.hoisted).map_err(|error| ComposeError::Mismatch {
            part: part.name().to_owned(),
            message: error.to_string(),
        })?;
        let component = outer.embed(&bytes);
        let args: Vec<_> = args.iter().map(|(name, kind, index)| (name.as_str(), *kind, *index)).collect();
        Ok(outer.instantiate(component, &args))
    }

    fn arguments(&mut self, outer: &mut Outer, placement: &Placement<'_>) -> Result<Vec<Argument>, ComposeError> {
        let uncopyable = |what| uncopyable(placement.part, what);
        let preamble = Preamble::read(placement.part.bytes()).map_err(|_| uncopyable("a section that cannot be read"))?;
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
        }
        Ok(place.arguments)
    }

    /// A name for an import that no binding names.
    fn fresh_name(&mut self, wanted: String) -> String {
        let mut name = wanted;
        while !self.names.insert(name.clone()) {
            name.push_str("-x");
        }
        name
    }
}

type Argument = (String, Kind, u32);

/// The imports of one placement on their way into the outer component.
struct Place<'w, 'p, 'a> {
    placement: &'w Placement<'w>,
    preamble: &'w Preamble<'w>,
    needs: &'w Needs<'w>,
    places: &'w mut Places<'p, 'a>,
    outer: &'w mut Outer,
    copier: Copier,
    /// Where the part's instances are found outside.
    instances: Vec<Option<u32>>,
    /// The outer instances that have the value types of an instance of a sibling, by the place of the import.
    stand_ins: BTreeMap<usize, u32>,
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
            (_, Some(Binding::Sibling { placement, export })) => self.from_sibling(at, import, *placement, export)?,
            (R::Type(B::Eq(ty)), _) => (Kind::Type, self.named_type(at, import, ty)?),
            (R::Instance(ty), Some(Binding::Host { name, .. })) => (Kind::Instance, self.host_instance(import, ty, name)?),
            (R::Func(ty), Some(Binding::Host { name, .. })) => {
                let ty = self.ty(ty)?;
                (Kind::Func, self.outer.import(name, ComponentTypeRef::Func(ty)))
            }
            (R::Type(B::SubResource), Some(Binding::Host { name, .. })) => (Kind::Type, self.host_resource(import, name)),
            _ => return Err(self.uncopyable("an import of a kind that cannot be linked")),
        };
        match kind {
            Kind::Type => self.copier.push(Some(index)),
            Kind::Instance => self.instances.push(Some(index)),
            _ => {}
        }
        self.arguments.push((import.name.name.to_owned(), kind, index));
        Ok(())
    }

    fn from_sibling(
        &mut self,
        at: usize,
        import: &ComponentImport<'_>,
        sibling: usize,
        export: &str,
    ) -> Result<(Kind, u32), ComposeError> {
        let kind = import.ty.kind().into();
        let instance = self.places.instance(sibling).ok_or_else(|| self.uncopyable("a sibling that is not there"))?;
        let index = self.outer.alias(instance, kind, export);
        if let wasmparser::ComponentTypeRef::Instance(ty) = import.ty {
            self.stand_in(at, import, ty, index)?;
        }
        Ok((kind, index))
    }

    /// Imports the value types that host imports take from an instance of a sibling.
    fn stand_in(&mut self, at: usize, import: &ComponentImport<'_>, ty: u32, real: u32) -> Result<(), ComposeError> {
        let preamble = self.preamble;
        let (Some(names), Some(declarations)) = (self.needs.stand_in(at), need::instance_type(preamble, ty)) else {
            return Ok(());
        };
        let keep = need::keep(declarations, names).map_err(|what| self.uncopyable(what))?;
        let mut adapt = Adapt { only: Some(Only { keep, resources: self.resources(import) }), ..Adapt::default() };
        for resource in kept_resources(declarations, &adapt) {
            self.refuse_sibling_resource(import, &resource)?;
            let outer = self.outer.alias(real, Kind::Type, &resource);
            let name = self.places.fresh_name(format!("{}-types-{}-{resource}", self.placement.label, self.stand_ins.len()));
            let outer = self.outer.import(&name, ComponentTypeRef::Type(TypeBounds::Eq(outer)));
            adapt.equal.insert(resource, outer);
        }
        let ty = self.instance_type(ty, adapt)?;
        let name = self.places.fresh_name(format!("{}-types-{}", self.placement.label, self.stand_ins.len()));
        let index = self.outer.import(&name, ComponentTypeRef::Instance(ty));
        self.stand_ins.insert(at, index);
        Ok(())
    }

    fn type_export(&mut self, at: usize, instance: u32, name: &str) -> Result<u32, ComposeError> {
        let preamble = self.preamble;
        let target = preamble.instance_item(instance);
        let import = target.and_then(|target| match preamble.items.get(target) {
            Some(Item::Import(import)) => Some((target, import)),
            _ => None,
        });
        let mut instance = self.instance(instance)?;
        if let Some((target, import)) = import.filter(|_| self.needs.of(at) == Need::Import) {
            if self.resources(import).contains(name) {
                self.refuse_sibling_resource(import, name)?;
            } else if let Some(stand_in) = self.stand_ins.get(&target) {
                instance = *stand_in;
            }
        }
        Ok(self.outer.alias(instance, Kind::Type, name))
    }

    /// A type of the world itself. The host may only be told of it under a name, so it gets one if the host sees it.
    fn named_type(&mut self, at: usize, import: &ComponentImport<'_>, ty: u32) -> Result<u32, ComposeError> {
        let ty = self.ty(ty)?;
        if self.needs.of(at) != Need::Import {
            return Ok(ty);
        }
        let name = self.places.fresh_name(format!("{}-{}", self.placement.label, import.name.name));
        Ok(self.outer.import(&name, ComponentTypeRef::Type(TypeBounds::Eq(ty))))
    }

    fn host_instance(&mut self, import: &ComponentImport<'_>, ty: u32, name: &str) -> Result<u32, ComposeError> {
        let adapt = Adapt { equal: self.places.ties.of(tie(self.placement, import)), only: None };
        let ty = self.instance_type(ty, adapt)?;
        let index = self.outer.import(name, ComponentTypeRef::Instance(ty));
        self.tie_resources(import, index);
        Ok(index)
    }

    /// Lets later imports with the same key take over the resources of this one.
    fn tie_resources(&mut self, import: &ComponentImport<'_>, instance: u32) {
        let placement = self.placement;
        let (Some(key), Some(described)) = (tie(placement, import), placement.part.imports().get(import.name.name)) else {
            return;
        };
        let known = self.places.ties.of(Some(key));
        for resource in described.resources.iter().filter(|resource| !known.contains_key(*resource)) {
            let outer = self.outer.alias(instance, Kind::Type, resource);
            self.places.ties.add(key, resource, outer);
        }
    }

    fn host_resource(&mut self, import: &ComponentImport<'_>, name: &str) -> u32 {
        let placement = self.placement;
        let key = tie(placement, import);
        if let Some(known) = self.places.ties.of(key).get(import.name.name) {
            return *known;
        }
        let index = self.outer.import(name, ComponentTypeRef::Type(TypeBounds::SubResource));
        if let Some(key) = key {
            self.places.ties.add(key, import.name.name, index);
        }
        index
    }

    /// The exports of an imported instance that are resources, whoever introduced them.
    fn resources(&self, import: &ComponentImport<'_>) -> BTreeSet<String> {
        let import = self.placement.part.imports().get(import.name.name);
        import.map(|import| import.resource_types().clone()).unwrap_or_default()
    }

    /// A resource that a sibling implements is of no use to the host, which could not call it.
    fn refuse_sibling_resource(&self, import: &ComponentImport<'_>, resource: &str) -> Result<(), ComposeError> {
        let Some(Binding::Sibling { placement, export }) = self.placement.bindings.get(import.name.name) else {
            return Ok(());
        };
        let Some(sibling) = self.places.placements.get(*placement) else { return Ok(()) };
        let own = sibling.part.exports().get(export).map(|export| export.resources.as_slice());
        if !own.unwrap_or_default().iter().any(|own| own == resource) {
            return Ok(());
        }
        Err(ComposeError::HostNeedsSiblingResource {
            part: self.placement.part.name().to_owned(),
            import: import.name.name.to_owned(),
            resource: resource.to_owned(),
            sibling: sibling.part.name().to_owned(),
        })
    }

    fn instance_type(&mut self, ty: u32, adapt: Adapt) -> Result<u32, ComposeError> {
        let preamble = self.preamble;
        match preamble.type_item(ty).and_then(|place| preamble.items.get(place)) {
            Some(Item::Type(ty)) => self.copy(ty, adapt),
            _ => self.ty(ty),
        }
    }

    fn copy(&mut self, ty: &ComponentType<'_>, adapt: Adapt) -> Result<u32, ComposeError> {
        let copier = &mut self.copier;
        let part = self.placement.part;
        self.outer.ty(|dst| copier.copy(dst, ty, adapt)).map_err(|what| uncopyable(part, what))
    }

    fn ty(&self, index: u32) -> Result<u32, ComposeError> {
        self.copier.get(index).map_err(|what| self.uncopyable(what))
    }

    fn instance(&self, index: u32) -> Result<u32, ComposeError> {
        let index = usize::try_from(index).ok().and_then(|index| self.instances.get(index));
        index.copied().flatten().ok_or_else(|| self.uncopyable("an instance that is not known outside"))
    }

    fn uncopyable(&self, what: &'static str) -> ComposeError {
        uncopyable(self.placement.part, what)
    }
}

fn tie<'p>(placement: &'p Placement<'_>, import: &ComponentImport<'_>) -> Option<&'p TieKey> {
    match placement.bindings.get(import.name.name) {
        Some(Binding::Host { tie, .. }) => tie.as_ref(),
        _ => None,
    }
}

fn uncopyable(part: &Part, what: &'static str) -> ComposeError {
    ComposeError::Uncopyable { part: part.name().to_owned(), what }
}

/// The resources that an instance type introduces and that what is kept of it refers to.
fn kept_resources(declarations: &[wasmparser::InstanceTypeDeclaration<'_>], adapt: &Adapt) -> Vec<String> {
    use wasmparser::{ComponentTypeRef as R, InstanceTypeDeclaration as D, TypeBounds as B};

    let keep = adapt.only.iter().flat_map(|only| only.keep.iter().copied());
    let kept = declarations.iter().zip(keep).filter(|(_, keep)| *keep);
    kept.filter_map(|(declaration, _)| match declaration {
        D::Export { name, ty: R::Type(B::SubResource) } => Some(name.name.to_owned()),
        _ => None,
    })
    .collect()
}

//! Types of a part, restated in the outer component.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{
    Alias, ComponentOuterAliasKind, ComponentTypeEncoder, ComponentTypeRef, InstanceType,
    TypeBounds,
};
use wasmparser::{ComponentAlias, ComponentExternalKind, ComponentType, InstanceTypeDeclaration};

/// What changes in an instance type on its way.
#[derive(Debug, Default)]
pub(super) struct Adapt {
    /// Resources of the instance that shall be types of the outer component, by name.
    pub(super) equal: BTreeMap<String, u32>,
    /// Leaves everything out but some value types.
    pub(super) only: Option<Only>,
}

/// What remains of an instance type whose value types alone are wanted.
#[derive(Debug)]
pub(super) struct Only {
    /// For each declaration whether it stays.
    pub(super) keep: Vec<bool>,
    /// The exports that are resources. Values refer to them, but they are not exported, as nobody supplies them.
    pub(super) resources: BTreeSet<String>,
}

/// Copies types and remembers where each one went.
pub(super) struct Copier {
    /// The part's own types, then those of the instance types that are being copied, outermost first.
    scopes: Vec<Scope>,
    adapt: Adapt,
    /// The declaration of the outermost instance type that comes next.
    declaration: usize,
    /// A type was needed that has not been copied. The re-encoder's hooks have no way to say so.
    lost: bool,
}

#[derive(Default)]
struct Scope {
    new_index: Vec<Option<u32>>,
    next: u32,
}

impl Scope {
    /// The next type of the part is the next type of the copy.
    fn same(&mut self) {
        self.new_index.push(Some(self.next));
        self.next += 1;
    }

    fn get(&self, old: u32) -> Option<u32> {
        let old = usize::try_from(old).ok()?;
        self.new_index.get(old).copied().flatten()
    }
}

impl Copier {
    pub(super) fn new() -> Self {
        Self {
            scopes: vec![Scope::default()],
            adapt: Adapt::default(),
            declaration: 0,
            lost: false,
        }
    }

    /// Says where the part's next type is found outside, if it is.
    pub(super) fn push(&mut self, new_index: Option<u32>) {
        if let Some(root) = self.scopes.first_mut() {
            root.new_index.push(new_index);
        }
    }

    /// Where a type of the part is found outside.
    pub(super) fn get(&self, old: u32) -> Result<u32, &'static str> {
        let root = self.scopes.first();
        root.and_then(|root| root.get(old)).ok_or(LOST)
    }

    pub(super) fn copy(
        &mut self,
        dst: ComponentTypeEncoder<'_>,
        ty: &ComponentType<'_>,
        adapt: Adapt,
    ) -> Result<(), &'static str> {
        self.adapt = adapt;
        self.declaration = 0;
        let copied = self.parse_component_type(dst, ty.clone());
        self.adapt = Adapt::default();
        // An error can leave scopes open.
        self.scopes.truncate(1);
        match copied {
            Ok(()) if !std::mem::take(&mut self.lost) => Ok(()),
            Ok(()) => Err(LOST),
            Err(_) => Err("a type that cannot be encoded again"),
        }
    }

    fn find(&mut self, levels_up: u32, old: u32) -> u32 {
        let scope = usize::try_from(levels_up)
            .ok()
            .and_then(|up| self.scopes.iter().rev().nth(up));
        scope.and_then(|scope| scope.get(old)).unwrap_or_else(|| {
            self.lost = true;
            u32::MAX
        })
    }

    fn scope(&mut self) -> Option<&mut Scope> {
        self.scopes.last_mut()
    }

    fn same(&mut self) {
        if let Some(scope) = self.scope() {
            scope.same();
        }
    }

    fn became(&mut self, new_index: Option<u32>) {
        if let Some(scope) = self.scope() {
            scope.new_index.push(new_index);
        }
    }

    /// `true` if the declaration has been dealt with.
    fn adapt(&mut self, dst: &mut InstanceType, declaration: &InstanceTypeDeclaration<'_>) -> bool {
        use wasmparser::{ComponentTypeRef as R, TypeBounds as B};

        if !self.stays() {
            if introduces_type(declaration) {
                self.became(None);
            }
            return true;
        }
        let InstanceTypeDeclaration::Export {
            name,
            ty: R::Type(bounds),
        } = declaration
        else {
            return false;
        };
        let hidden = self
            .adapt
            .only
            .as_ref()
            .is_some_and(|only| only.resources.contains(name.name));
        match (bounds, self.adapt.equal.get(name.name).copied()) {
            (B::SubResource, Some(outer)) => {
                let alias = self.alias_outer(dst, outer);
                if hidden {
                    self.became(Some(alias));
                } else {
                    dst.export(name.name, ComponentTypeRef::Type(TypeBounds::Eq(alias)));
                    self.same();
                }
                true
            }
            (B::Eq(old), _) if hidden => {
                let new = self.find(0, *old);
                self.became(Some(new));
                true
            }
            _ => false,
        }
    }

    fn stays(&mut self) -> bool {
        let place = self.declaration;
        self.declaration += 1;
        match &self.adapt.only {
            Some(only) => only.keep.get(place).copied().unwrap_or(false),
            None => true,
        }
    }

    /// Adds a type that the part does not know of, so it moves what follows.
    fn alias_outer(&mut self, dst: &mut InstanceType, index: u32) -> u32 {
        dst.alias(Alias::Outer {
            kind: ComponentOuterAliasKind::Type,
            count: 1,
            index,
        });
        self.scope().map_or(u32::MAX, |scope| {
            let alias = scope.next;
            scope.next += 1;
            alias
        })
    }
}

const LOST: &str = "a type that is not known outside";

impl Reencode for Copier {
    type Error = Infallible;
}

impl ReencodeComponent for Copier {
    fn push_depth(&mut self) {
        self.scopes.push(Scope::default());
    }

    fn pop_depth(&mut self) {
        self.scopes.pop();
    }

    fn component_type_index(&mut self, old: u32) -> u32 {
        self.find(0, old)
    }

    fn outer_component_type_index(&mut self, levels_up: u32, old: u32) -> u32 {
        self.find(levels_up, old)
    }

    fn parse_component_instance_type_declaration(
        &mut self,
        dst: &mut InstanceType,
        declaration: InstanceTypeDeclaration<'_>,
    ) -> Result<(), Error<Self::Error>> {
        if self.scopes.len() == 2 && self.adapt(dst, &declaration) {
            return Ok(());
        }
        let is_type = introduces_type(&declaration);
        copy_declaration(self, dst, declaration)?;
        if is_type {
            self.same();
        }
        Ok(())
    }
}

/// Copies the declaration with its plain name: what else a name can carry is off in the default engine.
fn copy_declaration(
    copier: &mut Copier,
    dst: &mut InstanceType,
    declaration: InstanceTypeDeclaration<'_>,
) -> Result<(), Error<Infallible>> {
    match declaration {
        InstanceTypeDeclaration::Export { name, ty } => {
            let ty = copier.component_type_ref(ty)?;
            dst.export(name.name, ty);
            Ok(())
        }
        other => component_utils::parse_component_instance_type_declaration(copier, dst, other),
    }
}

/// Whether the declaration takes the next index of a type.
pub(super) fn introduces_type(declaration: &InstanceTypeDeclaration<'_>) -> bool {
    use InstanceTypeDeclaration as D;

    match declaration {
        D::Type(_) => true,
        D::Export { ty, .. } => matches!(ty, wasmparser::ComponentTypeRef::Type(_)),
        D::Alias(ComponentAlias::InstanceExport { kind, .. }) => {
            *kind == ComponentExternalKind::Type
        }
        D::Alias(ComponentAlias::Outer { kind, .. }) => {
            *kind == wasmparser::ComponentOuterAliasKind::Type
        }
        D::Alias(ComponentAlias::CoreInstanceExport { .. }) | D::CoreType(_) => false,
    }
}

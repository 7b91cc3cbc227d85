//! Core modules inside a component that are big enough to be compiled once and shared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use wasmparser::types::{CoreTypeId, EntityType, TypesRef};
use wasmparser::{FuncType, GlobalType, MemoryType, RefType, TableType, ValType};

/// The size in bytes from which a module is compiled apart. Below it the bookkeeping costs more than it saves.
pub const HOIST_MIN: usize = 64 * 1024;

/// One core module of a component, known by its content.
#[derive(Clone)]
pub struct CoreModule {
    digest: String,
    source: Arc<[u8]>,
    range: Range<usize>,
    shape: Arc<ModuleShape>,
}

impl CoreModule {
    /// The sha256 of the module's bytes in lower-case hex.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The module, as it stands in the component.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.source.get(self.range.clone()).unwrap_or_default()
    }

    /// What the module imports and exports.
    pub(crate) fn shape(&self) -> &ModuleShape {
        &self.shape
    }
}

impl fmt::Debug for CoreModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CoreModule")
            .field("digest", &self.digest)
            .field("len", &self.range.len())
            .finish_non_exhaustive()
    }
}

/// The type of a module that can be stated in a component which does not contain it.
#[derive(Debug)]
pub(crate) struct ModuleShape {
    pub(crate) imports: Vec<(String, String, CoreExtern)>,
    pub(crate) exports: Vec<(String, CoreExtern)>,
}

/// The type of a core import or export that stands for itself.
#[derive(Debug)]
pub(crate) enum CoreExtern {
    Func(FuncType),
    Table(TableType),
    Memory(MemoryType),
    Global(GlobalType),
    Tag(FuncType),
}

impl ModuleShape {
    /// `None` for types that refer to other types of the module, and for an import that occurs twice: a module type
    /// cannot say them, so such a module stays where it is.
    pub(super) fn new(types: TypesRef<'_>) -> Option<Self> {
        let mut seen = BTreeSet::new();
        let imports = types
            .core_imports()?
            .map(|(module, name, ty)| {
                let first = seen.insert((module, name));
                let ty = CoreExtern::new(types, ty)?;
                first.then(|| (module.to_owned(), name.to_owned(), ty))
            })
            .collect::<Option<_>>()?;
        let exports = types
            .core_exports()?
            .map(|(name, ty)| Some((name.to_owned(), CoreExtern::new(types, ty)?)))
            .collect::<Option<_>>()?;
        Some(Self { imports, exports })
    }
}

impl CoreExtern {
    fn new(types: TypesRef<'_>, ty: EntityType) -> Option<Self> {
        match ty {
            EntityType::Func(id) => plain_func(types, id).map(Self::Func),
            EntityType::Tag(id) => plain_func(types, id).map(Self::Tag),
            EntityType::Table(ty) => ref_stands_alone(ty.element_type).then_some(Self::Table(ty)),
            EntityType::Memory(ty) => Some(Self::Memory(ty)),
            EntityType::Global(ty) => stands_alone(&ty.content_type).then_some(Self::Global(ty)),
            EntityType::FuncExact(_) => None,
        }
    }
}

fn plain_func(types: TypesRef<'_>, id: CoreTypeId) -> Option<FuncType> {
    let ty = types.get(id)?;
    let alone = types.rec_group_elements(types.rec_group_id_of(id)).len() == 1;
    let wasmparser::CompositeInnerType::Func(func) = &ty.composite_type.inner else {
        return None;
    };
    let mut values = func.params().iter().chain(func.results());
    (alone && is_plain(ty) && values.all(stands_alone)).then(|| func.clone())
}

/// A function type that takes part in subtyping, or in a group of recursive types, is more than its parameters and
/// results.
fn is_plain(ty: &wasmparser::SubType) -> bool {
    ty.is_final && ty.supertype_idx.is_none() && !ty.composite_type.shared
}

fn stands_alone(ty: &ValType) -> bool {
    match ty {
        ValType::Ref(ty) => ref_stands_alone(*ty),
        _ => true,
    }
}

fn ref_stands_alone(ty: RefType) -> bool {
    matches!(ty.heap_type(), wasmparser::HeapType::Abstract { .. })
}

/// Collects modules, each content once, in a stable order.
#[derive(Default)]
pub(super) struct Modules {
    by_digest: BTreeMap<String, CoreModule>,
    places: BTreeMap<usize, String>,
}

impl Modules {
    pub(super) fn add(
        &mut self,
        source: &Arc<[u8]>,
        range: Range<usize>,
        shape: impl FnOnce() -> Option<ModuleShape>,
    ) {
        if range.len() < HOIST_MIN {
            return;
        }
        let (Some(bytes), Some(shape)) = (source.get(range.clone()), shape()) else {
            return;
        };
        let digest = super::sha256(bytes);
        self.places.insert(range.start, digest.clone());
        self.by_digest
            .entry(digest.clone())
            .or_insert_with(|| CoreModule {
                digest,
                source: Arc::clone(source),
                range,
                shape: Arc::new(shape),
            });
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &CoreModule> {
        self.by_digest.values()
    }

    /// The digest of the module that begins at `offset` of the component.
    pub(super) fn at(&self, offset: usize) -> Option<&str> {
        self.places.get(&offset).map(String::as_str)
    }
}

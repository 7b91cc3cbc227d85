//! Core modules that the composition imports, so that their code is compiled once for all workloads.

use std::collections::BTreeMap;

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{EntityType, ModuleType, TagKind, TagType};

use super::Placement;
use super::outer::Outer;
use crate::part::{CoreExtern, CoreModule, ModuleShape};

/// The imported modules.
#[derive(Default)]
pub(super) struct Hoisted {
    imports: BTreeMap<String, CoreModule>,
    by_digest: BTreeMap<String, u32>,
}

impl Hoisted {
    /// The index of the module with this content in the outer component.
    pub(super) fn index(&self, digest: &str) -> Option<u32> {
        self.by_digest.get(digest).copied()
    }

    pub(super) fn into_imports(self) -> BTreeMap<String, CoreModule> {
        self.imports
    }
}

/// Imports each big module of the placed parts once.
pub(super) fn hoist(outer: &mut Outer, placements: &[Placement<'_>]) -> Hoisted {
    let modules = placements
        .iter()
        .flat_map(|placement| placement.part.modules());
    let modules: BTreeMap<&str, &CoreModule> =
        modules.map(|module| (module.digest(), module)).collect();
    let mut hoisted = Hoisted::default();
    for (digest, module) in modules {
        // A module whose type cannot be stated stays where it is.
        let Some(ty) = module_type(module.shape()) else {
            continue;
        };
        let name = import_name(digest);
        let index = outer.import_module(&name, &ty);
        hoisted.imports.insert(name, module.clone());
        hoisted.by_digest.insert(digest.to_owned(), index);
    }
    hoisted
}

/// The words of a plain name start with a letter, and a digest may not.
fn import_name(digest: &str) -> String {
    format!("module-m{digest}")
}

fn module_type(shape: &ModuleShape) -> Option<ModuleType> {
    let mut ty = ModuleType::new();
    for (module, name, import) in &shape.imports {
        let import = entity(&mut ty, import)?;
        ty.import(module, name, import);
    }
    for (name, export) in &shape.exports {
        let export = entity(&mut ty, export)?;
        ty.export(name, export);
    }
    Some(ty)
}

fn entity(ty: &mut ModuleType, item: &CoreExtern) -> Option<EntityType> {
    let mut same = RoundtripReencoder;
    match item {
        CoreExtern::Func(func) => func_type(ty, func).map(EntityType::Function),
        CoreExtern::Tag(func) => Some(EntityType::Tag(TagType {
            kind: TagKind::Exception,
            func_type_idx: func_type(ty, func)?,
        })),
        CoreExtern::Table(table) => same.table_type(*table).ok().map(EntityType::Table),
        CoreExtern::Memory(memory) => same.memory_type(*memory).ok().map(EntityType::Memory),
        CoreExtern::Global(global) => same.global_type(*global).ok().map(EntityType::Global),
    }
}

fn func_type(ty: &mut ModuleType, func: &wasmparser::FuncType) -> Option<u32> {
    let func = RoundtripReencoder.func_type(func.clone()).ok()?;
    let index = ty.type_count();
    ty.ty().func_type(&func);
    Some(index)
}

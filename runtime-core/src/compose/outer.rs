//! The component that is being written.

use wasm_encoder::{
    Alias, ComponentAliasSection, ComponentExportKind, ComponentExportSection,
    ComponentImportSection, ComponentInstanceSection, ComponentSectionId, ComponentTypeEncoder,
    ComponentTypeRef, ComponentTypeSection, CoreTypeSection, ModuleType, RawSection,
};

use super::error::ComposeError;

/// Appends definitions and counts them, so that each call can say under which index its definition is known.
#[derive(Default)]
pub(super) struct Outer {
    component: wasm_encoder::Component,
    types: u32,
    core_types: u32,
    instances: u32,
    funcs: u32,
    components: u32,
    modules: u32,
    /// The bytes of the components that are contained.
    embedded: usize,
}

/// How much the composer may write besides what it was given. A type of a part is written again for each import that
/// uses it, so a part can ask for more than it is worth.
const MAX_GLUE: usize = 32 << 20;

impl Outer {
    /// How many bytes have been written.
    pub(super) fn len(&self) -> usize {
        self.component.as_slice().len()
    }

    pub(super) fn check_size(&self) -> Result<(), ComposeError> {
        match self.len().saturating_sub(self.embedded) > MAX_GLUE {
            true => Err(ComposeError::TooLarge { limit: MAX_GLUE }),
            false => Ok(()),
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.component.finish()
    }

    /// Defines one type, which `encode` must write.
    pub(super) fn ty<E>(
        &mut self,
        encode: impl FnOnce(ComponentTypeEncoder<'_>) -> Result<(), E>,
    ) -> Result<u32, E> {
        let mut section = ComponentTypeSection::new();
        encode(section.ty())?;
        self.component.section(&section);
        Ok(take(&mut self.types))
    }

    /// Defines one type that can be written without fail.
    pub(super) fn define(&mut self, encode: impl FnOnce(ComponentTypeEncoder<'_>)) -> u32 {
        let mut section = ComponentTypeSection::new();
        encode(section.ty());
        self.component.section(&section);
        take(&mut self.types)
    }

    /// Takes something out of an instance.
    pub(super) fn alias(&mut self, instance: u32, kind: ComponentExportKind, name: &str) -> u32 {
        let mut section = ComponentAliasSection::new();
        section.alias(Alias::InstanceExport {
            instance,
            kind,
            name,
        });
        self.component.section(&section);
        self.next(kind)
    }

    pub(super) fn import(&mut self, name: &str, ty: ComponentTypeRef) -> u32 {
        let mut section = ComponentImportSection::new();
        section.import(name, ty);
        self.component.section(&section);
        self.next(match ty {
            ComponentTypeRef::Module(_) => ComponentExportKind::Module,
            ComponentTypeRef::Func(_) => ComponentExportKind::Func,
            ComponentTypeRef::Value(_) => ComponentExportKind::Value,
            ComponentTypeRef::Type(_) => ComponentExportKind::Type,
            ComponentTypeRef::Instance(_) => ComponentExportKind::Instance,
            ComponentTypeRef::Component(_) => ComponentExportKind::Component,
        })
    }

    pub(super) fn import_module(&mut self, name: &str, ty: &ModuleType) -> u32 {
        let mut section = CoreTypeSection::new();
        section.ty().module(ty);
        self.component.section(&section);
        let ty = take(&mut self.core_types);
        self.import(name, ComponentTypeRef::Module(ty))
    }

    /// Contains a whole component.
    pub(super) fn embed(&mut self, component: &[u8]) -> u32 {
        self.component.section(&RawSection {
            id: ComponentSectionId::Component.into(),
            data: component,
        });
        self.embedded += component.len();
        take(&mut self.components)
    }

    pub(super) fn instantiate(
        &mut self,
        component: u32,
        args: &[(&str, ComponentExportKind, u32)],
    ) -> u32 {
        let mut section = ComponentInstanceSection::new();
        section.instantiate(component, args.iter().copied());
        self.component.section(&section);
        take(&mut self.instances)
    }

    /// Exports something, as `ty` if its own type will not do. It is known under a new index from then on.
    pub(super) fn export(
        &mut self,
        name: &str,
        kind: ComponentExportKind,
        index: u32,
        ty: Option<ComponentTypeRef>,
    ) -> u32 {
        let mut section = ComponentExportSection::new();
        section.export(name, kind, index, ty);
        self.component.section(&section);
        self.next(kind)
    }

    fn next(&mut self, kind: ComponentExportKind) -> u32 {
        take(match kind {
            ComponentExportKind::Module => &mut self.modules,
            ComponentExportKind::Func => &mut self.funcs,
            ComponentExportKind::Type => &mut self.types,
            ComponentExportKind::Instance => &mut self.instances,
            ComponentExportKind::Component => &mut self.components,
            // Values are refused long before; they are counted with nothing.
            ComponentExportKind::Value => return 0,
        })
    }
}

fn take(counter: &mut u32) -> u32 {
    let index = *counter;
    *counter += 1;
    index
}

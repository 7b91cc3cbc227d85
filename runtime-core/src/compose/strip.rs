//! Takes the annotations off the names in a component.
//!
//! `(import "primary" (implements "wasi:keyvalue/store@0.2.0") ..)` tells a host what it is asked for. By now that has
//! been read, and an engine refuses the annotation unless a flag is set that is marked as unfinished.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{
    Component, ComponentExportSection, ComponentImportSection, ComponentType, ComponentTypeSection,
    InstanceType,
};
use wasmparser::{
    ComponentExport, ComponentImportSectionReader, ComponentTypeDeclaration,
    InstanceTypeDeclaration, Payload,
};

/// Writes a section with plain names, if it is of a kind that has names. `false` means that nothing was written.
pub(super) fn section(dst: &mut Component, payload: &Payload<'_>) -> Result<bool, Error> {
    match payload {
        Payload::ComponentTypeSection(section) => {
            let mut types = ComponentTypeSection::new();
            PlainNames.parse_component_type_section(&mut types, section.clone())?;
            dst.section(&types);
        }
        Payload::ComponentImportSection(section) => {
            let mut imports = ComponentImportSection::new();
            PlainNames.parse_component_import_section(&mut imports, section.clone())?;
            dst.section(&imports);
        }
        Payload::ComponentExportSection(section) => {
            let mut exports = ComponentExportSection::new();
            PlainNames.parse_component_export_section(&mut exports, section.clone())?;
            dst.section(&exports);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

struct PlainNames;

impl Reencode for PlainNames {
    type Error = Infallible;
}

impl ReencodeComponent for PlainNames {
    fn parse_component_import_section(
        &mut self,
        dst: &mut ComponentImportSection,
        section: ComponentImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for import in section {
            let import = import?;
            dst.import(import.name.name, self.component_type_ref(import.ty)?);
        }
        Ok(())
    }

    fn parse_component_export(
        &mut self,
        dst: &mut ComponentExportSection,
        export: ComponentExport<'_>,
    ) -> Result<(), Error> {
        let ty = export
            .ty
            .map(|ty| self.component_type_ref(ty))
            .transpose()?;
        dst.export(export.name.name, export.kind.into(), export.index, ty);
        Ok(())
    }

    fn parse_component_instance_type_declaration(
        &mut self,
        dst: &mut InstanceType,
        declaration: InstanceTypeDeclaration<'_>,
    ) -> Result<(), Error> {
        match declaration {
            InstanceTypeDeclaration::Export { name, ty } => {
                dst.export(name.name, self.component_type_ref(ty)?);
                Ok(())
            }
            other => component_utils::parse_component_instance_type_declaration(self, dst, other),
        }
    }

    fn parse_component_type_declaration(
        &mut self,
        dst: &mut ComponentType,
        declaration: ComponentTypeDeclaration<'_>,
    ) -> Result<(), Error> {
        match declaration {
            ComponentTypeDeclaration::Export { name, ty } => {
                dst.export(name.name, self.component_type_ref(ty)?);
                Ok(())
            }
            ComponentTypeDeclaration::Import(import) => {
                dst.import(import.name.name, self.component_type_ref(import.ty)?);
                Ok(())
            }
            other => component_utils::parse_component_type_declaration(self, dst, other),
        }
    }
}

//! The types of exported functions, in terms of types that the outer component exports.
//!
//! An interface contains the names of its types. A function of the world itself does not, and what is called what
//! inside of a part counts for nothing outside. So this is the one place where types are written anew.

use std::collections::{BTreeSet, HashMap};

use wasm_encoder::{ComponentExportKind as Kind, ComponentValType as Value, PrimitiveValType};
use wasmparser::component_types::{
    ComponentDefinedType, ComponentDefinedTypeId, ComponentFuncTypeId, ComponentValType, ResourceId,
};

use super::error::ComposeError;
use super::outer::Outer;
use crate::part::{ExternKind, Part};

/// The types of one placement that have been exported so far.
pub(super) struct Restate<'a> {
    part: &'a Part,
    instance: u32,
    types: HashMap<ComponentDefinedTypeId, u32>,
    resources: HashMap<ResourceId, u32>,
}

impl<'a> Restate<'a> {
    pub(super) fn new(part: &'a Part, instance: u32) -> Self {
        Self {
            part,
            instance,
            types: HashMap::new(),
            resources: HashMap::new(),
        }
    }

    pub(super) fn part(&self) -> &'a Part {
        self.part
    }

    /// Defines the type of the exported function `name` and exports the types that it needs, under names that are not
    /// in `taken`.
    pub(super) fn func(
        &mut self,
        outer: &mut Outer,
        taken: &mut BTreeSet<String>,
        name: &str,
        id: ComponentFuncTypeId,
    ) -> Result<u32, ComposeError> {
        let Some(func) = self.part.types().get(id) else {
            return Err(self.unknown(name));
        };
        let mut writer = Writer {
            restate: self,
            outer,
            taken,
            func: name,
        };
        let params = func
            .params
            .iter()
            .map(|(name, value)| Ok((name.as_str(), writer.value(*value)?)));
        let params = params.collect::<Result<Vec<_>, ComposeError>>()?;
        let result = writer.optional(func.result)?;
        Ok(outer.define(|dst| {
            dst.function()
                .async_(func.async_)
                .params(params)
                .result(result);
        }))
    }

    fn unknown(&self, func: &str) -> ComposeError {
        ComposeError::UnnamedType {
            part: self.part.name().to_owned(),
            export: func.to_owned(),
        }
    }
}

struct Writer<'w, 'a> {
    restate: &'w mut Restate<'a>,
    outer: &'w mut Outer,
    taken: &'w mut BTreeSet<String>,
    func: &'w str,
}

impl Writer<'_, '_> {
    fn value(&mut self, value: ComponentValType) -> Result<Value, ComposeError> {
        match value {
            ComponentValType::Primitive(primitive) => {
                Ok(Value::Primitive(PrimitiveValType::from(primitive)))
            }
            ComponentValType::Type(id) => self.ty(id).map(Value::Type),
        }
    }

    fn optional(&mut self, value: Option<ComponentValType>) -> Result<Option<Value>, ComposeError> {
        value.map(|value| self.value(value)).transpose()
    }

    fn values(&mut self, values: &[ComponentValType]) -> Result<Vec<Value>, ComposeError> {
        values.iter().map(|value| self.value(*value)).collect()
    }

    /// The validator bounds how deep types are nested, and with it this recursion.
    fn ty(&mut self, id: ComponentDefinedTypeId) -> Result<u32, ComposeError> {
        if let Some(known) = self.restate.types.get(&id) {
            return Ok(*known);
        }
        let Some(ty) = self.restate.part.types().get(id) else {
            return Err(self.restate.unknown(self.func));
        };
        let defined = self.define(ty)?;
        let index = if is_nominal(ty) {
            self.named(id, defined)?
        } else {
            defined
        };
        self.restate.types.insert(id, index);
        Ok(index)
    }

    fn named(&mut self, id: ComponentDefinedTypeId, defined: u32) -> Result<u32, ComposeError> {
        let part = self.restate.part;
        let name = part
            .type_names()
            .ty(id)
            .ok_or_else(|| self.restate.unknown(self.func))?;
        Ok(self.export(name, defined))
    }

    fn resource(&mut self, id: ResourceId) -> Result<u32, ComposeError> {
        if let Some(known) = self.restate.resources.get(&id) {
            return Ok(*known);
        }
        let part = self.restate.part;
        let name = part.type_names().resource(id).filter(|name| {
            part.exports()
                .get(*name)
                .is_some_and(|export| export.kind == ExternKind::Type)
        });
        let name = name.ok_or_else(|| self.restate.unknown(self.func))?;
        let resource = self.outer.alias(self.restate.instance, Kind::Type, name);
        let index = self.export(name, resource);
        self.restate.resources.insert(id, index);
        Ok(index)
    }

    fn export(&mut self, name: &str, ty: u32) -> u32 {
        let mut name = name.to_owned();
        while !self.taken.insert(name.clone()) {
            name.push_str("-x");
        }
        self.outer.export(&name, Kind::Type, ty, None)
    }

    fn define(&mut self, ty: &ComponentDefinedType) -> Result<u32, ComposeError> {
        use ComponentDefinedType as T;

        Ok(match ty {
            T::Primitive(primitive) => {
                let primitive = PrimitiveValType::from(*primitive);
                self.outer
                    .define(|dst| dst.defined_type().primitive(primitive))
            }
            T::Record(ty) => {
                let fields = ty
                    .fields
                    .iter()
                    .map(|(name, value)| Ok((name.as_str(), self.value(*value)?)));
                let fields = fields.collect::<Result<Vec<_>, ComposeError>>()?;
                self.outer.define(|dst| dst.defined_type().record(fields))
            }
            T::Variant(ty) => {
                let cases = ty
                    .cases
                    .iter()
                    .map(|(name, case)| Ok((name.as_str(), self.optional(case.ty)?)));
                let cases = cases.collect::<Result<Vec<_>, ComposeError>>()?;
                self.outer.define(|dst| dst.defined_type().variant(cases))
            }
            T::Flags(names) => self.outer.define(|dst| {
                dst.defined_type()
                    .flags(names.iter().map(|name| name.as_str()))
            }),
            T::Enum(names) => self.outer.define(|dst| {
                dst.defined_type()
                    .enum_type(names.iter().map(|name| name.as_str()))
            }),
            T::Tuple(ty) => {
                let values = self.values(&ty.types)?;
                self.outer.define(|dst| dst.defined_type().tuple(values))
            }
            T::List { element, .. } => {
                let element = self.value(*element)?;
                self.outer.define(|dst| dst.defined_type().list(element))
            }
            T::FixedLengthList {
                element, length, ..
            } => {
                let element = self.value(*element)?;
                self.outer
                    .define(|dst| dst.defined_type().fixed_length_list(element, *length))
            }
            T::Map { key, value, .. } => {
                let (key, value) = (self.value(*key)?, self.value(*value)?);
                self.outer.define(|dst| dst.defined_type().map(key, value))
            }
            T::Option { ty, .. } => {
                let ty = self.value(*ty)?;
                self.outer.define(|dst| dst.defined_type().option(ty))
            }
            T::Result { ok, err, .. } => {
                let (ok, err) = (self.optional(*ok)?, self.optional(*err)?);
                self.outer.define(|dst| dst.defined_type().result(ok, err))
            }
            T::Own(id) => {
                let resource = self.resource(id.resource())?;
                self.outer.define(|dst| dst.defined_type().own(resource))
            }
            T::Borrow(id) => {
                let resource = self.resource(id.resource())?;
                self.outer.define(|dst| dst.defined_type().borrow(resource))
            }
            T::Future { ty, .. } => {
                let ty = self.optional(*ty)?;
                self.outer.define(|dst| dst.defined_type().future(ty))
            }
            T::Stream { ty, .. } => {
                let ty = self.optional(*ty)?;
                self.outer.define(|dst| dst.defined_type().stream(ty))
            }
        })
    }
}

/// Whether the type may only be used under a name.
fn is_nominal(ty: &ComponentDefinedType) -> bool {
    use ComponentDefinedType as T;

    matches!(ty, T::Record(_) | T::Variant(_) | T::Flags(_) | T::Enum(_))
}

//! Whether two types are one. Between components nothing else fits: Wasmtime knows no subtypes of functions or values.

use std::collections::{BTreeMap, HashSet};

use wasmparser::PrimitiveValType;
use wasmparser::component_types::{
    ComponentAnyTypeId, ComponentDefinedType, ComponentDefinedTypeId, ComponentEntityType,
    ComponentFuncTypeId, ComponentInstanceTypeId, ComponentValType, ResourceId,
};
use wasmparser::types::TypesRef;

/// Compares what an importer wants with what a provider has, which are validated apart from each other.
#[derive(Clone)]
pub(super) struct Same<'a> {
    wanted: TypesRef<'a>,
    found: TypesRef<'a>,
    /// Whether the names of parameters count. The functions of a host have none.
    pub(super) names: bool,
    /// What the provider gives for each resource of the importer.
    resources: BTreeMap<ResourceId, ResourceId>,
}

/// Values that are yet to be compared.
type Rest = Vec<(ComponentValType, ComponentValType)>;

impl<'a> Same<'a> {
    pub(super) fn new(wanted: TypesRef<'a>, found: TypesRef<'a>) -> Self {
        Self {
            wanted,
            found,
            names: true,
            resources: BTreeMap::new(),
        }
    }

    /// The resources of the importer with those that stand for them.
    pub(super) fn resources(self) -> BTreeMap<ResourceId, ResourceId> {
        self.resources
    }

    /// Whether one resource of the importer is always the same one of the provider.
    pub(super) fn resource(&mut self, wanted: ResourceId, found: ResourceId) -> bool {
        *self.resources.entry(wanted).or_insert(found) == found
    }

    pub(super) fn entity(
        &mut self,
        wanted: ComponentEntityType,
        found: ComponentEntityType,
    ) -> bool {
        use ComponentEntityType as E;

        match (wanted, found) {
            (E::Func(wanted), E::Func(found)) => self.func(wanted, found),
            (E::Instance(wanted), E::Instance(found)) => self.instance(wanted, found),
            (
                E::Type {
                    created: wanted, ..
                },
                E::Type { created: found, .. },
            ) => self.ty(wanted, found),
            // Modules, components and values have types that WIT cannot say. The composer looks at them.
            (E::Module(_), E::Module(_))
            | (E::Component(_), E::Component(_))
            | (E::Value(_), E::Value(_)) => true,
            _ => false,
        }
    }

    fn instance(
        &mut self,
        wanted: ComponentInstanceTypeId,
        found: ComponentInstanceTypeId,
    ) -> bool {
        let (Some(wanted), Some(found)) = (self.wanted.get(wanted), self.found.get(found)) else {
            return false;
        };
        wanted.exports.iter().all(|(name, wanted)| {
            let found = found.exports.get(name);
            found.is_some_and(|found| self.entity(wanted.ty, found.ty))
        })
    }

    fn ty(&mut self, wanted: ComponentAnyTypeId, found: ComponentAnyTypeId) -> bool {
        use ComponentAnyTypeId as T;

        match (wanted, found) {
            (T::Resource(wanted), T::Resource(found)) => {
                self.resource(wanted.resource(), found.resource())
            }
            (T::Defined(wanted), T::Defined(found)) => self.values(vec![(
                ComponentValType::Type(wanted),
                ComponentValType::Type(found),
            )]),
            (T::Func(wanted), T::Func(found)) => self.func(wanted, found),
            (T::Instance(_), T::Instance(_)) | (T::Component(_), T::Component(_)) => true,
            _ => false,
        }
    }

    pub(super) fn func(&mut self, wanted: ComponentFuncTypeId, found: ComponentFuncTypeId) -> bool {
        let (Some(wanted), Some(found)) = (self.wanted.get(wanted), self.found.get(found)) else {
            return false;
        };
        let pairs = || wanted.params.iter().zip(&found.params);
        let mut rest: Rest = pairs().map(|((_, w), (_, f))| (*w, *f)).collect();
        wanted.async_ == found.async_
            && wanted.params.len() == found.params.len()
            && (!self.names || pairs().all(|((wanted, _), (found, _))| wanted == found))
            && both(wanted.result, found.result, &mut rest)
            && self.values(rest)
    }

    /// Types share their parts, and can be nested deeper than the stack is.
    fn values(&mut self, mut rest: Rest) -> bool {
        let mut seen = HashSet::new();
        while let Some((wanted, found)) = rest.pop() {
            let same = match (shape(self.wanted, wanted), shape(self.found, found)) {
                (Shape::Primitive(wanted), Shape::Primitive(found)) => wanted == found,
                (Shape::Defined(w, wanted), Shape::Defined(f, found)) => {
                    !seen.insert((w, f)) || self.defined(wanted, found, &mut rest)
                }
                _ => false,
            };
            if !same {
                return false;
            }
        }
        true
    }

    /// Compares the outermost constructor. What it is made of joins the rest.
    fn defined(
        &mut self,
        wanted: &ComponentDefinedType,
        found: &ComponentDefinedType,
        rest: &mut Rest,
    ) -> bool {
        use ComponentDefinedType as T;

        match (wanted, found) {
            (T::Record(wanted), T::Record(found)) => {
                rest.extend(
                    wanted
                        .fields
                        .values()
                        .copied()
                        .zip(found.fields.values().copied()),
                );
                wanted.fields.keys().eq(found.fields.keys())
            }
            (T::Variant(wanted), T::Variant(found)) => {
                let mut cases = wanted.cases.values().zip(found.cases.values());
                wanted.cases.keys().eq(found.cases.keys())
                    && cases.all(|(wanted, found)| both(wanted.ty, found.ty, rest))
            }
            (T::Flags(wanted), T::Flags(found)) | (T::Enum(wanted), T::Enum(found)) => {
                wanted.iter().eq(found.iter())
            }
            (T::Tuple(wanted), T::Tuple(found)) => {
                rest.extend(
                    wanted
                        .types
                        .iter()
                        .copied()
                        .zip(found.types.iter().copied()),
                );
                wanted.types.len() == found.types.len()
            }
            (T::List { element: w, .. }, T::List { element: f, .. })
            | (T::Option { ty: w, .. }, T::Option { ty: f, .. }) => {
                rest.push((*w, *f));
                true
            }
            (
                T::FixedLengthList {
                    element: w,
                    length: wanted,
                    ..
                },
                T::FixedLengthList {
                    element: f,
                    length: found,
                    ..
                },
            ) => {
                rest.push((*w, *f));
                wanted == found
            }
            (
                T::Map {
                    key: wk, value: wv, ..
                },
                T::Map {
                    key: fk, value: fv, ..
                },
            ) => {
                rest.extend([(*wk, *fk), (*wv, *fv)]);
                true
            }
            (
                T::Result {
                    ok: wo, err: we, ..
                },
                T::Result {
                    ok: fo, err: fe, ..
                },
            ) => both(*wo, *fo, rest) && both(*we, *fe, rest),
            (T::Future { ty: wanted, .. }, T::Future { ty: found, .. })
            | (T::Stream { ty: wanted, .. }, T::Stream { ty: found, .. }) => {
                both(*wanted, *found, rest)
            }
            (T::Own(wanted), T::Own(found)) | (T::Borrow(wanted), T::Borrow(found)) => {
                self.resource(wanted.resource(), found.resource())
            }
            _ => false,
        }
    }
}

enum Shape<'a> {
    Primitive(PrimitiveValType),
    Defined(ComponentDefinedTypeId, &'a ComponentDefinedType),
    Unknown,
}

/// A primitive type can stand for itself or have an index.
fn shape(types: TypesRef<'_>, value: ComponentValType) -> Shape<'_> {
    match value {
        ComponentValType::Primitive(primitive) => Shape::Primitive(primitive),
        ComponentValType::Type(id) => match types.get(id) {
            Some(ComponentDefinedType::Primitive(primitive)) => Shape::Primitive(*primitive),
            Some(ty) => Shape::Defined(id, ty),
            None => Shape::Unknown,
        },
    }
}

/// Whether both are there or none is. If they are, they join the rest.
fn both(
    wanted: Option<ComponentValType>,
    found: Option<ComponentValType>,
    rest: &mut Rest,
) -> bool {
    rest.extend(wanted.zip(found));
    wanted.is_some() == found.is_some()
}

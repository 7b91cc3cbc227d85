//! Which types and instances a definition refers to.
//!
//! Everything that is not listed here is a shape that the composer does not know how to restate, and is an error.

use wasmparser::{
    ComponentAlias, ComponentDefinedType, ComponentExternalKind, ComponentOuterAliasKind,
    ComponentType, ComponentTypeRef, ComponentValType, CoreType, InstanceTypeDeclaration,
    ModuleTypeDeclaration, TypeBounds,
};

/// References, as indices of the scope in which the definition stands.
#[derive(Debug, Default, Clone)]
pub(crate) struct Refs {
    pub(crate) types: Vec<u32>,
    pub(crate) instances: Vec<u32>,
    /// Types of enclosing scopes: how many levels up, and the index there.
    pub(crate) outer: Vec<(u32, u32)>,
}

impl Refs {
    pub(super) fn instance(index: u32) -> Self {
        Self {
            instances: vec![index],
            ..Self::default()
        }
    }

    fn ty(index: u32) -> Self {
        Self {
            types: vec![index],
            ..Self::default()
        }
    }

    fn values(values: impl IntoIterator<Item = ComponentValType>) -> Self {
        let types = values.into_iter().filter_map(|value| match value {
            ComponentValType::Type(index) => Some(index),
            ComponentValType::Primitive(_) => None,
        });
        Self {
            types: types.collect(),
            ..Self::default()
        }
    }

    /// Adds what a scope one level further in refers to. Its own indices mean nothing here.
    fn add_inner(&mut self, inner: Self) {
        for (count, index) in inner.outer {
            match count {
                0 | 1 => self.types.push(index),
                _ => self.outer.push((count - 1, index)),
            }
        }
    }
}

pub(super) fn type_refs(ty: &ComponentType<'_>) -> Result<Refs, &'static str> {
    match ty {
        ComponentType::Defined(ty) => defined_refs(ty),
        ComponentType::Func(ty) => Ok(Refs::values(
            ty.params.iter().map(|(_, value)| *value).chain(ty.result),
        )),
        ComponentType::Instance(declarations) => {
            let mut refs = Refs::default();
            for declaration in declarations {
                refs.add_inner(decl_refs(declaration)?);
            }
            Ok(refs)
        }
        ComponentType::Component(_) => Err("the type of a component"),
        ComponentType::Resource { .. } => Err("a resource that the component defines itself"),
    }
}

/// What one declaration of an instance type refers to, as indices of that instance type.
pub(crate) fn decl_refs(declaration: &InstanceTypeDeclaration<'_>) -> Result<Refs, &'static str> {
    match declaration {
        InstanceTypeDeclaration::Type(ty) => type_refs(ty),
        InstanceTypeDeclaration::Alias(alias) => alias_refs(alias),
        InstanceTypeDeclaration::Export { ty, .. } => extern_refs(*ty),
        InstanceTypeDeclaration::CoreType(ty) => core_type_refs(ty),
    }
}

/// A core type may rest on the instance type in which it stands, where core types keep their indices.
fn core_type_refs(ty: &CoreType<'_>) -> Result<Refs, &'static str> {
    let CoreType::Module(declarations) = ty else {
        return Ok(Refs::default());
    };
    let leaves = |declaration: &ModuleTypeDeclaration<'_>| matches!(declaration, ModuleTypeDeclaration::OuterAlias { count, .. } if *count > 1);
    match declarations.iter().any(leaves) {
        true => Err("a core type of an enclosing scope"),
        false => Ok(Refs::default()),
    }
}

pub(super) fn extern_refs(ty: ComponentTypeRef) -> Result<Refs, &'static str> {
    match ty {
        ComponentTypeRef::Func(index)
        | ComponentTypeRef::Instance(index)
        | ComponentTypeRef::Type(TypeBounds::Eq(index)) => Ok(Refs::ty(index)),
        // A module is imported by a core type, and core types are numbered apart.
        ComponentTypeRef::Type(TypeBounds::SubResource) | ComponentTypeRef::Module(_) => {
            Ok(Refs::default())
        }
        ComponentTypeRef::Component(_) => Err("a component"),
        ComponentTypeRef::Value(_) => Err("a value"),
    }
}

fn alias_refs(alias: &ComponentAlias<'_>) -> Result<Refs, &'static str> {
    match *alias {
        ComponentAlias::InstanceExport {
            kind: ComponentExternalKind::Type | ComponentExternalKind::Instance,
            instance_index,
            ..
        } => Ok(Refs::instance(instance_index)),
        ComponentAlias::Outer {
            kind: ComponentOuterAliasKind::Type,
            count: 0,
            index,
        } => Ok(Refs::ty(index)),
        ComponentAlias::Outer {
            kind: ComponentOuterAliasKind::Type,
            count,
            index,
        } => Ok(Refs {
            outer: vec![(count, index)],
            ..Refs::default()
        }),
        _ => Err("an alias of something that is neither a type nor an instance"),
    }
}

fn defined_refs(ty: &ComponentDefinedType<'_>) -> Result<Refs, &'static str> {
    use ComponentDefinedType as T;

    Ok(match ty {
        T::Primitive(_) | T::Flags(_) | T::Enum(_) => Refs::default(),
        T::Record(fields) => Refs::values(fields.iter().map(|(_, value)| *value)),
        T::Variant(cases) => Refs::values(cases.iter().filter_map(|case| case.ty)),
        T::Tuple(values) => Refs::values(values.iter().copied()),
        T::List(value) | T::FixedLengthList(value, _) | T::Option(value) => Refs::values([*value]),
        T::Map(key, value) => Refs::values([*key, *value]),
        T::Result { ok, err } => Refs::values(ok.iter().chain(err).copied()),
        T::Own(index) | T::Borrow(index) => Refs::ty(*index),
        T::Future(value) | T::Stream(value) => Refs::values(*value),
    })
}

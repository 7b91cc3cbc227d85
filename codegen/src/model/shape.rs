//! What types are made of.

use std::collections::BTreeSet;

use wit_parser::{Resolve, Type, TypeDefKind, TypeId};

/// The type behind aliases of named types.
pub(crate) fn definition(resolve: &Resolve, mut id: TypeId) -> TypeId {
    while let TypeDefKind::Type(Type::Id(target)) = resolve.types[id].kind {
        id = target;
    }
    id
}

pub(super) fn is_stream(kind: &TypeDefKind) -> bool {
    matches!(kind, TypeDefKind::Stream(_) | TypeDefKind::Future(_))
}

/// Whether a type is made of one that is `wanted`. An `error-context` always is: it needs what streams need.
pub(super) fn mentions(resolve: &Resolve, ty: Type, wanted: &dyn Fn(&TypeDefKind) -> bool) -> bool {
    parts(resolve, ty).any(|part| match part {
        Type::Id(id) => wanted(&resolve.types[id].kind),
        part => part == Type::ErrorContext,
    })
}

/// A type and all that it is made of, each once: types can share their parts so often that nobody could follow all
/// ways through them.
pub(crate) fn parts(resolve: &Resolve, ty: Type) -> impl Iterator<Item = Type> {
    let (mut open, mut seen) = (vec![ty], BTreeSet::new());
    std::iter::from_fn(move || {
        let part = open.pop()?;
        if let Type::Id(id) = part {
            let inner = inner_types(&resolve.types[id].kind);
            open.extend(inner.into_iter().filter(|ty| seen.insert(*ty)));
        }
        Some(part)
    })
}

/// The types that a type is made of.
pub(crate) fn inner_types(kind: &TypeDefKind) -> Vec<Type> {
    match kind {
        TypeDefKind::Record(record) => record.fields.iter().map(|field| field.ty).collect(),
        TypeDefKind::Tuple(tuple) => tuple.types.clone(),
        TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty).collect(),
        TypeDefKind::Result(result) => result.ok.into_iter().chain(result.err).collect(),
        TypeDefKind::Map(key, value) => vec![*key, *value],
        TypeDefKind::Stream(ty) | TypeDefKind::Future(ty) => ty.iter().copied().collect(),
        TypeDefKind::Option(ty)
        | TypeDefKind::List(ty)
        | TypeDefKind::FixedLengthList(ty, _)
        | TypeDefKind::Type(ty) => vec![*ty],
        TypeDefKind::Resource
        | TypeDefKind::Handle(_)
        | TypeDefKind::Flags(_)
        | TypeDefKind::Enum(_)
        | TypeDefKind::Unknown => Vec::new(),
    }
}

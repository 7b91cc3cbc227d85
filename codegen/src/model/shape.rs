//! What types are made of.

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
    let Type::Id(id) = ty else {
        return matches!(ty, Type::ErrorContext);
    };
    let kind = &resolve.types[id].kind;
    wanted(kind)
        || inner_types(kind)
            .into_iter()
            .any(|ty| mentions(resolve, ty, wanted))
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

//! Definitions of types in WIT, each in one line.

use wit_parser::{Resolve, Type, TypeDefKind, TypeId, TypeOwner};

use crate::compare::{escaped, kind_text, text, type_text};
use crate::model::InterfaceName;

/// The definition of a type, as it stands in its interface.
pub(super) fn definition(resolve: &Resolve, name: &str, id: TypeId) -> String {
    let definition = &resolve.types[id];
    let keyword = kind_text(&definition.kind);
    let escaped_name = escaped(name);
    match &definition.kind {
        TypeDefKind::Type(Type::Id(target)) if is_foreign(resolve, id, *target) => {
            used(resolve, name, *target)
        }
        TypeDefKind::Resource => format!("resource {escaped_name}"),
        kind => match parts(resolve, kind) {
            Some(parts) => format!("{keyword} {escaped_name} {{ {} }}", parts.join(", ")),
            None => format!("type {escaped_name} = {}", type_text(resolve, kind)),
        },
    }
}

fn is_foreign(resolve: &Resolve, id: TypeId, target: TypeId) -> bool {
    let (own, other) = (resolve.types[id].owner, resolve.types[target].owner);
    own != other && matches!(other, TypeOwner::Interface(_))
}

fn used(resolve: &Resolve, name: &str, target: TypeId) -> String {
    let definition = &resolve.types[target];
    let owner = match definition.owner {
        TypeOwner::Interface(owner) => InterfaceName::of(resolve, owner),
        _ => None,
    };
    let owner = owner.map_or_else(String::new, |owner| owner.to_string());
    match definition.name.as_deref() {
        Some(original) if original != name => {
            format!("use {owner}.{{{} as {}}}", escaped(original), escaped(name))
        }
        _ => format!("use {owner}.{{{}}}", escaped(name)),
    }
}

fn parts(resolve: &Resolve, kind: &TypeDefKind) -> Option<Vec<String>> {
    Some(match kind {
        TypeDefKind::Record(record) => {
            let fields = record.fields.iter();
            fields
                .map(|field| format!("{}: {}", escaped(&field.name), text(resolve, field.ty)))
                .collect()
        }
        TypeDefKind::Variant(variant) => {
            let cases = variant.cases.iter();
            cases
                .map(|case| match case.ty {
                    Some(ty) => format!("{}({})", escaped(&case.name), text(resolve, ty)),
                    None => escaped(&case.name),
                })
                .collect()
        }
        TypeDefKind::Enum(cases) => {
            let cases = cases.cases.iter();
            cases.map(|case| escaped(&case.name)).collect()
        }
        TypeDefKind::Flags(flags) => {
            let flags = flags.flags.iter();
            flags.map(|flag| escaped(&flag.name)).collect()
        }
        _ => return None,
    })
}

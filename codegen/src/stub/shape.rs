//! What the Rust code for a world depends on: its functions and types, without comments, order and versions.

use std::collections::BTreeMap;

use wit_parser::{Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeOwner};

use crate::model::{Function, Interface, InterfaceName, World, definition, inner_types};

/// Each type, function and interface of a world by its name, in words that are the same for what is the same.
pub(super) fn of(world: &World) -> BTreeMap<String, String> {
    let words = Words(&world.resolve);
    let served = world.served().flat_map(|it| words.interface(it));
    let called = world.called().flat_map(|it| words.interface(it));
    let called = called.map(|(name, kind)| (format!("{name} as export"), kind));
    served.chain(called).collect()
}

/// The name of something that only one of two worlds has, or that differs between them.
pub(super) fn difference(
    one: &BTreeMap<String, String>,
    other: &BTreeMap<String, String>,
) -> Option<String> {
    let mut names = one.keys().chain(other.keys());
    names
        .find(|name| one.get(*name) != other.get(*name))
        .cloned()
}

struct Words<'a>(&'a Resolve);

impl Words<'_> {
    fn interface(&self, interface: &Interface) -> Vec<(String, String)> {
        let name = interface.name.unversioned();
        let types = self.0.interfaces[interface.id].types.iter();
        let types = types.filter(|(_, id)| definition(self.0, **id) == **id);
        let types =
            types.map(|(item, id)| (format!("{name}.{item}"), self.kind(&self.0.types[*id].kind)));
        let functions = interface.functions.iter().map(|function| {
            (
                format!("{name}.{}", function.option_name()),
                self.function(function),
            )
        });
        let itself = (name.clone(), "interface".to_owned());
        types.chain(functions).chain([itself]).collect()
    }

    fn function(&self, function: &Function) -> String {
        let params = function.wit.params.iter();
        let params = params.map(|param| format!("{}: {}", param.name, self.ty(param.ty)));
        let params: Vec<_> = params.collect();
        let result = self.optional(function.wit.result);
        let kind = if function.is_async {
            "async func"
        } else {
            "func"
        };
        format!("{kind}({}) -> {result}", params.join(", "))
    }

    fn ty(&self, ty: Type) -> String {
        let Type::Id(id) = ty else {
            return format!("{ty:?}").to_lowercase();
        };
        let id = definition(self.0, id);
        let definition = &self.0.types[id];
        match (&definition.name, definition.owner) {
            (Some(name), TypeOwner::Interface(owner)) => format!("{}.{name}", self.name(owner)),
            _ => self.kind(&definition.kind),
        }
    }

    fn optional(&self, ty: Option<Type>) -> String {
        ty.map_or_else(|| "_".to_owned(), |ty| self.ty(ty))
    }

    fn kind(&self, kind: &TypeDefKind) -> String {
        let parts: Vec<_> = match kind {
            TypeDefKind::Record(record) => {
                let fields = record.fields.iter();
                let field = |name: &str, ty| format!("{name}: {}", self.ty(ty));
                fields.map(|it| field(&it.name, it.ty)).collect()
            }
            TypeDefKind::Variant(variant) => {
                let cases = variant.cases.iter();
                let case = |name: &str, ty| format!("{name}({})", self.optional(ty));
                cases.map(|it| case(&it.name, it.ty)).collect()
            }
            TypeDefKind::Enum(choice) => names(choice.cases.iter().map(|case| &case.name)),
            TypeDefKind::Flags(flags) => names(flags.flags.iter().map(|flag| &flag.name)),
            TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => {
                vec![self.ty(Type::Id(*id))]
            }
            TypeDefKind::Result(result) => {
                vec![self.optional(result.ok), self.optional(result.err)]
            }
            TypeDefKind::FixedLengthList(ty, length) => vec![self.ty(*ty), length.to_string()],
            other => inner_types(other)
                .into_iter()
                .map(|ty| self.ty(ty))
                .collect(),
        };
        format!("{}<{}>", kind.as_str(), parts.join(", "))
    }

    fn name(&self, id: InterfaceId) -> String {
        InterfaceName::of(self.0, id).map_or_else(String::new, |name| name.unversioned())
    }
}

fn names<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names.cloned().collect()
}

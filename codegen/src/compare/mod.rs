//! Whether two versions of an interface have one shape, and what differs if not. Equal shapes are what one
//! implementation can serve: Wasmtime compares the types of what is linked, and not their names.

mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use wit_parser::{FunctionKind, Handle, Resolve, Type, TypeDefKind, TypeId};

#[cfg(feature = "stub")]
pub(crate) use self::text::{escaped, kind as type_text, signature};
pub(crate) use self::text::{kind_text, text};
use crate::model::{Function, Interface, definition};

/// What one version of an interface has otherwise than another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// A function, a type, or a part of one, that only one of them has.
    Only { item: String, is_new: bool },
    /// A part of `item` that both have, each in its own words. Without a name it is the item itself.
    Changed {
        item: String,
        part: String,
        old: String,
        new: String,
    },
    /// `item` is made of types that differ.
    Inside { item: String },
    /// One of them has items whose linking depends on a feature.
    Unstable { is_new: bool },
}

/// Compares interfaces of one world.
pub(crate) struct Compare<'a> {
    pub(crate) resolve: &'a Resolve,
    /// The Rust type that stands for a resource. Resources of one name and one Rust type are one.
    pub(crate) resource: &'a dyn Fn(TypeId) -> String,
}

impl Compare<'_> {
    /// All that differs; nothing, if the shapes are equal.
    pub(crate) fn differences(&self, old: &Interface, new: &Interface) -> Vec<Difference> {
        let mut differences = Vec::new();
        self.types(&mut differences, old, new);
        self.functions(&mut differences, old, new);
        if differences.is_empty() {
            self.hidden(&mut differences, old, new);
        }
        let unstable = [(old, false), (new, true)].into_iter();
        let unstable = unstable.filter(|(interface, _)| !interface.features.is_empty());
        differences.extend(unstable.map(|(_, is_new)| Difference::Unstable { is_new }));
        differences
    }

    fn types(&self, differences: &mut Vec<Difference>, old: &Interface, new: &Interface) {
        let (old, new) = (self.named(old), self.named(new));
        only(differences, "", names(&old), names(&new));
        for (name, old) in old {
            if let Some((_, new)) = new.iter().find(|(other, _)| *other == name) {
                self.definitions(differences, name, old, *new);
            }
        }
    }

    fn named(&self, interface: &Interface) -> Vec<(&str, TypeId)> {
        let types = &self.resolve.interfaces[interface.id].types;
        types
            .iter()
            .map(|(name, id)| (name.as_str(), definition(self.resolve, *id)))
            .collect()
    }

    fn definitions(
        &self,
        differences: &mut Vec<Difference>,
        item: &str,
        old_id: TypeId,
        new_id: TypeId,
    ) {
        let (old, new) = (
            &self.resolve.types[old_id].kind,
            &self.resolve.types[new_id].kind,
        );
        if matches!((old, new), (TypeDefKind::Resource, TypeDefKind::Resource)) {
            let (old, new) = ((self.resource)(old_id), (self.resource)(new_id));
            return changed(differences, item, "its Rust type", old, new);
        }
        match (parts(old), parts(new)) {
            (Some(old_parts), Some(new_parts)) if kind_text(old) == kind_text(new) => {
                self.parts(differences, item, &old_parts, &new_parts);
            }
            _ => {
                let whole = |id| match parts(&self.resolve.types[id].kind) {
                    Some(_) => kind_text(&self.resolve.types[id].kind).to_owned(),
                    None => text::kind(self.resolve, &self.resolve.types[id].kind),
                };
                changed(differences, item, "", whole(old_id), whole(new_id));
            }
        }
    }

    /// Fields, cases or flags.
    fn parts(
        &self,
        differences: &mut Vec<Difference>,
        item: &str,
        old: &[Part<'_>],
        new: &[Part<'_>],
    ) {
        let before = differences.len();
        only(differences, item, names(old), names(new));
        for (name, old) in old {
            if let Some((_, new)) = new.iter().find(|(other, _)| other == name) {
                self.types_of(differences, item, name, *old, *new);
            }
        }
        let order = |parts: &[Part<'_>]| names(parts).collect::<Vec<_>>().join(", ");
        if differences.len() == before {
            changed(
                differences,
                item,
                "the order of its parts",
                order(old),
                order(new),
            );
        }
    }

    fn types_of(
        &self,
        differences: &mut Vec<Difference>,
        item: &str,
        part: &str,
        old: Option<Type>,
        new: Option<Type>,
    ) {
        if !self.same_optional(old, new) {
            let text =
                |ty: Option<Type>| ty.map_or("nothing".to_owned(), |ty| text(self.resolve, ty));
            changed(
                differences,
                item,
                &format!("`{part}`"),
                text(old),
                text(new),
            );
        }
    }

    fn functions(&self, differences: &mut Vec<Difference>, old: &Interface, new: &Interface) {
        let name = |function: &Function| (function.option_name(), ());
        let functions = |interface: &Interface| interface.functions.iter().map(name).collect();
        let (of_old, of_new): (Vec<_>, Vec<_>) = (functions(old), functions(new));
        only(differences, "", names(&of_old), names(&of_new));
        for old in &old.functions {
            let item = old.option_name();
            let new = new.functions.iter().find(|new| new.option_name() == item);
            if let Some(new) = new {
                self.function(differences, &item, old, new);
            }
        }
    }

    fn function(
        &self,
        differences: &mut Vec<Difference>,
        item: &str,
        old: &Function,
        new: &Function,
    ) {
        let keyword = |function: &Function| keyword(&function.wit.kind).to_owned();
        changed(differences, item, "", keyword(old), keyword(new));
        let (old, new) = (&old.wit, &new.wit);
        let params = |function: &wit_parser::Function| {
            let names = function.params.iter().map(|param| param.name.as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        if params(old) != params(new) {
            changed(
                differences,
                item,
                "the list of parameters",
                params(old),
                params(new),
            );
            return;
        }
        for (old, new) in old.params.iter().zip(&new.params) {
            self.types_of(differences, item, &old.name, Some(old.ty), Some(new.ty));
        }
        self.types_of(differences, item, "result", old.result, new.result);
    }

    /// Types that have the same name and text in both, and are made of others that differ.
    fn hidden(&self, differences: &mut Vec<Difference>, old: &Interface, new: &Interface) {
        let new = self.named(new);
        for (name, old) in self.named(old) {
            let new = new.iter().find(|(other, _)| *other == name);
            if new.is_some_and(|(_, new)| !self.same(Type::Id(old), Type::Id(*new))) {
                let item = name.to_owned();
                differences.push(Difference::Inside { item });
            }
        }
    }

    fn same_optional(&self, old: Option<Type>, new: Option<Type>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.same(old, new),
            (old, new) => old.is_none() && new.is_none(),
        }
    }

    /// Whether two types have one structure.
    fn same(&self, old: Type, new: Type) -> bool {
        let (old, new) = (unaliased(self.resolve, old), unaliased(self.resolve, new));
        match (old, new) {
            (Type::Id(old), Type::Id(new)) => old == new || self.same_definition(old, new),
            (old, new) => old == new,
        }
    }

    fn same_definition(&self, old_id: TypeId, new_id: TypeId) -> bool {
        use TypeDefKind::{
            FixedLengthList, Future, Handle as Handled, List, Map, Option, Resource, Result,
            Stream, Tuple,
        };
        let (old, new) = (&self.resolve.types[old_id], &self.resolve.types[new_id]);
        match (&old.kind, &new.kind) {
            (Resource, Resource) => {
                old.name == new.name && (self.resource)(old_id) == (self.resource)(new_id)
            }
            (Handled(Handle::Own(old)), Handled(Handle::Own(new)))
            | (Handled(Handle::Borrow(old)), Handled(Handle::Borrow(new))) => {
                self.same(Type::Id(*old), Type::Id(*new))
            }
            (Option(old), Option(new)) | (List(old), List(new)) => self.same(*old, *new),
            (FixedLengthList(old, length), FixedLengthList(new, other)) => {
                length == other && self.same(*old, *new)
            }
            (Map(old_key, old), Map(new_key, new)) => {
                self.same(*old_key, *new_key) && self.same(*old, *new)
            }
            (Stream(old), Stream(new)) | (Future(old), Future(new)) => {
                self.same_optional(*old, *new)
            }
            (Result(old), Result(new)) => {
                self.same_optional(old.ok, new.ok) && self.same_optional(old.err, new.err)
            }
            (Tuple(old), Tuple(new)) => {
                let pairs = old.types.iter().zip(&new.types);
                old.types.len() == new.types.len()
                    && pairs.into_iter().all(|(old, new)| self.same(*old, *new))
            }
            (old, new) => match (parts(old), parts(new)) {
                (Some(old_parts), Some(new_parts)) => {
                    kind_text(old) == kind_text(new) && self.same_parts(&old_parts, &new_parts)
                }
                _ => false,
            },
        }
    }

    fn same_parts(&self, old: &[Part<'_>], new: &[Part<'_>]) -> bool {
        let mut pairs = old.iter().zip(new);
        let is_same = |((old_name, old), (new_name, new)): (&Part<'_>, &Part<'_>)| {
            old_name == new_name && self.same_optional(*old, *new)
        };
        old.len() == new.len() && pairs.all(is_same)
    }
}

/// A field, case or flag.
type Part<'a> = (&'a str, Option<Type>);

/// The parts of a type that has a name of its own.
fn parts(kind: &TypeDefKind) -> Option<Vec<Part<'_>>> {
    Some(match kind {
        TypeDefKind::Record(record) => {
            let fields = record.fields.iter();
            fields
                .map(|field| (field.name.as_str(), Some(field.ty)))
                .collect()
        }
        TypeDefKind::Variant(variant) => {
            let cases = variant.cases.iter();
            cases.map(|case| (case.name.as_str(), case.ty)).collect()
        }
        TypeDefKind::Enum(cases) => {
            let cases = cases.cases.iter();
            cases.map(|case| (case.name.as_str(), None)).collect()
        }
        TypeDefKind::Flags(flags) => {
            let flags = flags.flags.iter();
            flags.map(|flag| (flag.name.as_str(), None)).collect()
        }
        _ => return None,
    })
}

fn names<'a, N: AsRef<str> + 'a, T>(items: &'a [(N, T)]) -> impl Iterator<Item = &'a str> {
    items.iter().map(|(name, _)| name.as_ref())
}

/// What only one of the two has. `of` is the type that it belongs to.
fn only<'a>(
    differences: &mut Vec<Difference>,
    of: &str,
    old: impl Iterator<Item = &'a str>,
    new: impl Iterator<Item = &'a str>,
) {
    let (old, new): (Vec<_>, Vec<_>) = (old.collect(), new.collect());
    let sides = [(&old, &new, false), (&new, &old, true)];
    for (here, there, is_new) in sides {
        let there: BTreeSet<_> = there.iter().collect();
        let missing = here.iter().filter(|name| !there.contains(name));
        differences.extend(missing.map(|name| {
            let item = match of {
                "" => (*name).to_owned(),
                of => format!("{of}.{name}"),
            };
            Difference::Only { item, is_new }
        }));
    }
}

/// Both in their own words, if those differ. If not, the types that they name do, and these are reported themselves.
fn changed(differences: &mut Vec<Difference>, item: &str, part: &str, old: String, new: String) {
    if old != new {
        differences.push(Difference::Changed {
            item: item.to_owned(),
            part: part.to_owned(),
            old,
            new,
        });
    }
}

fn unaliased(resolve: &Resolve, ty: Type) -> Type {
    match ty {
        Type::Id(id) => match resolve.types[id].kind {
            TypeDefKind::Type(target) => unaliased(resolve, target),
            _ => ty,
        },
        ty => ty,
    }
}

fn keyword(kind: &FunctionKind) -> &'static str {
    match kind {
        FunctionKind::Freestanding | FunctionKind::Method(_) => "func",
        FunctionKind::AsyncFreestanding | FunctionKind::AsyncMethod(_) => "async func",
        FunctionKind::Static(_) => "static func",
        FunctionKind::AsyncStatic(_) => "static async func",
        FunctionKind::Constructor(_) => "constructor",
    }
}

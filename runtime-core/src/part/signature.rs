//! Types in the syntax of WIT, for people who compare what was found with what was expected.
//!
//! Records, variants, enums, flags and resources appear under their names. Everything else appears as its structure,
//! so that `type id = u64` and `u64` read the same, as they are the same to the component model.

use std::collections::HashMap;

use wasmparser::component_types::{
    ComponentAnyTypeId, ComponentDefinedType, ComponentDefinedTypeId, ComponentEntityType,
    ComponentFuncTypeId, ComponentInstanceTypeId, ComponentValType, ResourceId,
};
use wasmparser::types::TypesRef;

/// How long the texts of one component may become. Valid types can be written in a few bytes and read in megabytes.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    /// The length after which a single text is cut.
    const ONE: usize = 16 * 1024;
    /// The same when the others have used up everything.
    const POOR: usize = 64;

    pub(super) fn new() -> Self {
        Self { left: 4 << 20 }
    }

    /// A text that was made without asking.
    pub(super) fn cut(&mut self, mut text: String) -> String {
        if text.len() > self.limit() {
            text.truncate(text.floor_char_boundary(self.limit()));
            text.push('…');
            text.shrink_to_fit();
        }
        self.spend(&text);
        text
    }

    fn limit(&self) -> usize {
        self.left.clamp(Self::POOR, Self::ONE)
    }

    fn spend(&mut self, text: &str) {
        self.left = self.left.saturating_sub(text.len());
    }
}

/// What the nominal types are called where a signature is read.
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    types: HashMap<ComponentDefinedTypeId, String>,
    resources: HashMap<ResourceId, String>,
}

impl Names {
    /// What a record, variant, enum or set of flags is called.
    pub(crate) fn ty(&self, id: ComponentDefinedTypeId) -> Option<&str> {
        self.types.get(&id).map(String::as_str)
    }

    /// What a resource is called.
    pub(crate) fn resource(&self, id: ResourceId) -> Option<&str> {
        self.resources.get(&id).map(String::as_str)
    }

    /// Takes the names that an instance gives its types. A name that is known already stays.
    pub(super) fn add_instance(&mut self, types: TypesRef<'_>, instance: ComponentInstanceTypeId) {
        let Some(instance) = types.get(instance) else {
            return;
        };
        for (name, item) in &instance.exports {
            self.add(name, item.ty);
        }
    }

    /// Takes the name of one type. A name that is known already stays.
    pub(super) fn add(&mut self, name: &str, entity: ComponentEntityType) {
        let ComponentEntityType::Type {
            created,
            referenced,
        } = entity
        else {
            return;
        };
        for id in [created, referenced] {
            match id {
                ComponentAnyTypeId::Defined(id) => {
                    self.types.entry(id).or_insert_with(|| name.to_owned());
                }
                ComponentAnyTypeId::Resource(id) => {
                    self.resources
                        .entry(id.resource())
                        .or_insert_with(|| name.to_owned());
                }
                _ => {}
            }
        }
    }
}

/// `func(a: u32) -> string`
pub(super) fn func(
    types: TypesRef<'_>,
    names: &Names,
    budget: &mut Budget,
    id: ComponentFuncTypeId,
) -> String {
    let mut text = Text::new(types, names, budget.limit());
    let Some(func) = types.get(id) else {
        return text.out;
    };
    text.push(if func.async_ { "async func(" } else { "func(" });
    text.list(&func.params, |text, (name, value)| {
        text.push(name.as_str());
        text.push(": ");
        text.value(*value);
    });
    text.push(")");
    if let Some(result) = func.result {
        text.push(" -> ");
        text.value(result);
    }
    text.finish(budget)
}

/// `record { a: u32 }`, for a type that has a name.
pub(super) fn definition(
    types: TypesRef<'_>,
    names: &Names,
    budget: &mut Budget,
    id: ComponentAnyTypeId,
) -> String {
    let mut text = Text::new(types, names, budget.limit());
    match id {
        ComponentAnyTypeId::Defined(id) => text.structure(id),
        ComponentAnyTypeId::Resource(_) => text.push("resource"),
        _ => {}
    }
    text.finish(budget)
}

struct Text<'a> {
    types: TypesRef<'a>,
    names: &'a Names,
    limit: usize,
    out: String,
}

impl<'a> Text<'a> {
    fn new(types: TypesRef<'a>, names: &'a Names, limit: usize) -> Self {
        Self {
            types,
            names,
            limit,
            out: String::new(),
        }
    }

    fn finish(self, budget: &mut Budget) -> String {
        budget.cut(self.out)
    }

    fn is_full(&self) -> bool {
        self.out.len() > self.limit
    }

    /// A name alone can be longer than a text may be.
    fn push(&mut self, text: &str) {
        if !self.is_full() {
            let room = self.limit + 1 - self.out.len();
            let end = text.len().min(room.max(1) + 3);
            self.out.push_str(&text[..text.floor_char_boundary(end)]);
        }
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        for (place, item) in items.into_iter().enumerate() {
            if self.is_full() {
                return;
            }
            if place > 0 {
                self.push(", ");
            }
            each(self, item);
        }
    }

    fn value(&mut self, value: ComponentValType) {
        match value {
            ComponentValType::Primitive(primitive) => self.push(&primitive.to_string()),
            ComponentValType::Type(id) => self.reference(id),
        }
    }

    fn reference(&mut self, id: ComponentDefinedTypeId) {
        use ComponentDefinedType as T;

        let nominal = matches!(
            self.types.get(id),
            Some(T::Record(_) | T::Variant(_) | T::Flags(_) | T::Enum(_))
        );
        match self.names.ty(id).filter(|_| nominal) {
            Some(name) => self.push(name),
            None => self.structure(id),
        }
    }

    fn structure(&mut self, id: ComponentDefinedTypeId) {
        use ComponentDefinedType as T;

        let Some(ty) = self.types.get(id).filter(|_| !self.is_full()) else {
            return;
        };
        match ty {
            T::Primitive(primitive) => self.push(&primitive.to_string()),
            T::Record(ty) => self.braced("record", &ty.fields, |text, (name, value)| {
                text.push(name.as_str());
                text.push(": ");
                text.value(*value);
            }),
            T::Variant(ty) => self.braced("variant", &ty.cases, |text, (name, case)| {
                text.push(name.as_str());
                if let Some(value) = case.ty {
                    text.angled("", [Some(value)]);
                }
            }),
            T::Flags(names) => self.braced("flags", names, |text, name| text.push(name.as_str())),
            T::Enum(names) => self.braced("enum", names, |text, name| text.push(name.as_str())),
            T::List { element, .. } => self.angled("list", [Some(*element)]),
            T::FixedLengthList {
                element, length, ..
            } => {
                self.push("list<");
                self.value(*element);
                self.push(&format!(", {length}>"));
            }
            T::Map { key, value, .. } => self.angled("map", [Some(*key), Some(*value)]),
            T::Tuple(ty) => self.angled("tuple", ty.types.iter().copied().map(Some)),
            T::Option { ty, .. } => self.angled("option", [Some(*ty)]),
            T::Result {
                ok: None,
                err: None,
                ..
            } => self.push("result"),
            T::Result {
                ok: Some(ok),
                err: None,
                ..
            } => self.angled("result", [Some(*ok)]),
            T::Result { ok, err, .. } => self.angled("result", [*ok, *err]),
            T::Own(id) => self.resource(id.resource()),
            T::Borrow(id) => {
                self.push("borrow<");
                self.resource(id.resource());
                self.push(">");
            }
            T::Future { ty: None, .. } => self.push("future"),
            T::Future { ty, .. } => self.angled("future", [*ty]),
            T::Stream { ty: None, .. } => self.push("stream"),
            T::Stream { ty, .. } => self.angled("stream", [*ty]),
        }
    }

    fn braced<T>(
        &mut self,
        word: &str,
        items: impl IntoIterator<Item = T>,
        each: impl FnMut(&mut Self, T),
    ) {
        self.push(word);
        self.push(" { ");
        self.list(items, each);
        self.push(" }");
    }

    fn angled(&mut self, word: &str, values: impl IntoIterator<Item = Option<ComponentValType>>) {
        let brackets = if word.is_empty() {
            ["(", ")"]
        } else {
            ["<", ">"]
        };
        self.push(word);
        self.push(brackets[0]);
        self.list(values, |text, value| match value {
            Some(value) => text.value(value),
            None => text.push("_"),
        });
        self.push(brackets[1]);
    }

    fn resource(&mut self, id: ResourceId) {
        match self.names.resource(id) {
            Some(name) => self.push(name),
            None => self.push("resource"),
        }
    }
}

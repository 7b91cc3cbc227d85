use std::ops::Range;

use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::hostplug::wasmtime::component::types::{
    Case, ComponentFunc, Record, Tuple, Type,
};
use wasm_wave::ast::Node;
use wasm_wave::parser::ParserError;
use wasm_wave::untyped::UntypedValue;

use super::wit;

/// Why a text is no value of a type.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// From the inside out: `field x`, then `parameter points`.
    place: Vec<String>,
    reason: String,
    /// The bytes of the text that are wrong.
    pub(crate) span: Range<usize>,
}

impl Wrong {
    fn new(span: Range<usize>, reason: impl Into<String>) -> Self {
        Wrong {
            place: Vec::new(),
            reason: reason.into(),
            span,
        }
    }

    fn within(mut self, place: String) -> Self {
        self.place.push(place);
        self
    }

    /// What is wrong, and in what.
    pub(crate) fn message(&self) -> String {
        let place: Vec<_> = self.place.iter().rev().map(String::as_str).collect();
        match place.as_slice() {
            [] => self.reason.clone(),
            place => format!("{}: {}", place.join(", "), self.reason),
        }
    }
}

impl From<ParserError> for Wrong {
    fn from(error: ParserError) -> Self {
        let detail = error.detail().map(|detail| format!(": {detail}"));
        let detail = detail.unwrap_or_default();
        let reason = format!("the arguments are no WAVE: {}{detail}", error.kind());
        Wrong::new(error.span(), reason)
    }
}

/// Reads the arguments of a call, as `(1, "two")`. Options that are the last may be left out.
pub(crate) fn arguments(function: &ComponentFunc, text: &str) -> Result<Vec<Val>, Wrong> {
    let reader = Reader { text };
    match text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        Some(inner) if inner.trim().is_empty() => reader.arguments(function, &[]),
        _ => {
            let value = UntypedValue::parse(text)?;
            let nodes: Vec<_> = value.node().as_tuple()?.collect();
            reader.arguments(function, &nodes)
        }
    }
}

struct Reader<'a> {
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn arguments(&self, function: &ComponentFunc, nodes: &[&Node]) -> Result<Vec<Val>, Wrong> {
        let expected = function.params().len();
        if let Some(surplus) = nodes.get(expected) {
            let given = nodes.len();
            let reason = format!("too many arguments: it takes {expected}, {given} were given");
            return Err(Wrong::new(surplus.span(), reason));
        }
        let mut nodes = nodes.iter();
        let values = function.params().map(|(name, ty)| {
            self.argument(&ty, nodes.next().copied())
                .map_err(|wrong| wrong.within(format!("parameter `{name}`")))
        });
        values.collect()
    }

    fn argument(&self, ty: &Type, node: Option<&Node>) -> Result<Val, Wrong> {
        match (ty, node) {
            (_, Some(node)) => self.value(ty, node),
            (Type::Option(_), None) => Ok(Val::Option(None)),
            (_, None) => {
                let end = self.text.len();
                let reason = format!("expected `{}`, found nothing", wit::text(ty));
                Err(Wrong::new(end.saturating_sub(1)..end, reason))
            }
        }
    }

    fn value(&self, ty: &Type, node: &Node) -> Result<Val, Wrong> {
        let text = self.text;
        let value = match ty {
            Type::Bool => node.as_bool().map(Val::Bool),
            Type::S8 => node.as_number(text).map(Val::S8),
            Type::U8 => node.as_number(text).map(Val::U8),
            Type::S16 => node.as_number(text).map(Val::S16),
            Type::U16 => node.as_number(text).map(Val::U16),
            Type::S32 => node.as_number(text).map(Val::S32),
            Type::U32 => node.as_number(text).map(Val::U32),
            Type::S64 => node.as_number(text).map(Val::S64),
            Type::U64 => node.as_number(text).map(Val::U64),
            Type::Float32 => node.as_number(text).map(Val::Float32),
            Type::Float64 => node.as_number(text).map(Val::Float64),
            Type::Char => node.as_char(text).map(Val::Char),
            Type::String => node.as_str(text).map(|text| Val::String(text.into())),
            _ => return self.compound(ty, node),
        };
        value.map_err(|_| self.mismatch(ty, node))
    }

    fn compound(&self, ty: &Type, node: &Node) -> Result<Val, Wrong> {
        match ty {
            Type::List(list) => self.elements(ty, &list.ty(), node).map(Val::List),
            Type::FixedLengthList(list) => {
                let values = self.elements(ty, &list.ty(), node)?;
                match values.len() == list.len() as usize {
                    true => Ok(Val::FixedLengthList(values)),
                    false => Err(self.mismatch(ty, node)),
                }
            }
            Type::Map(map) => self.entries(ty, &map.key(), &map.value(), node),
            Type::Record(record) => self.record(ty, record, node),
            Type::Tuple(tuple) => self.tuple(ty, tuple, node),
            Type::Variant(variant) => self.variant(ty, variant.cases().collect(), node),
            Type::Enum(cases) => {
                let name = node
                    .as_enum(self.text)
                    .map_err(|_| self.mismatch(ty, node))?;
                self.known("case", name, cases.names(), node)?;
                Ok(Val::Enum(name.to_owned()))
            }
            Type::Flags(flags) => self.flags(ty, flags.names().collect(), node),
            Type::Option(option) => self.option(ty, &option.ty(), node),
            Type::Result(result) => self.result(ty, result.ok(), result.err(), node),
            _ => {
                let reason = format!("values of `{}` have no text", wit::text(ty));
                Err(Wrong::new(node.span(), reason))
            }
        }
    }

    fn elements(&self, list: &Type, element: &Type, node: &Node) -> Result<Vec<Val>, Wrong> {
        let nodes = node.as_list().map_err(|_| self.mismatch(list, node))?;
        let values = nodes.enumerate().map(|(index, node)| {
            self.value(element, node)
                .map_err(|wrong| wrong.within(format!("element {index}")))
        });
        values.collect()
    }

    /// WAVE has no maps: one is a list of pairs.
    fn entries(&self, map: &Type, key: &Type, value: &Type, node: &Node) -> Result<Val, Wrong> {
        let nodes = node.as_list().map_err(|_| self.mismatch(map, node))?;
        let entries = nodes.map(|node| {
            let pair: Vec<_> = node.as_tuple().into_iter().flatten().collect();
            match pair.as_slice() {
                [first, second] => Ok((self.value(key, first)?, self.value(value, second)?)),
                _ => {
                    let (key, value) = (wit::text(key), wit::text(value));
                    Err(self.expected(&format!("tuple<{key}, {value}>"), node))
                }
            }
        });
        entries.collect::<Result<_, _>>().map(Val::Map)
    }

    fn record(&self, ty: &Type, record: &Record, node: &Node) -> Result<Val, Wrong> {
        let fields = node
            .as_record(self.text)
            .map_err(|_| self.mismatch(ty, node))?;
        let given: Vec<_> = fields.collect();
        let names = || record.fields().map(|field| field.name);
        for (name, value) in &given {
            self.known("field", name, names(), value)?;
        }
        let values = record.fields().map(|field| {
            let found = given.iter().find(|(name, _)| *name == field.name);
            let value = match (found, &field.ty) {
                (Some((_, node)), ty) => self.value(ty, node),
                (None, Type::Option(_)) => Ok(Val::Option(None)),
                (None, ty) => {
                    let reason = format!("expected `{}`, found nothing", wit::text(ty));
                    Err(Wrong::new(node.span(), reason))
                }
            };
            let value = value.map_err(|wrong| wrong.within(format!("field `{}`", field.name)))?;
            Ok((field.name.to_owned(), value))
        });
        values.collect::<Result<_, _>>().map(Val::Record)
    }

    fn tuple(&self, ty: &Type, tuple: &Tuple, node: &Node) -> Result<Val, Wrong> {
        let nodes = node.as_tuple().map_err(|_| self.mismatch(ty, node))?;
        if nodes.len() != tuple.types().len() {
            return Err(self.mismatch(ty, node));
        }
        let values = tuple.types().zip(nodes).enumerate();
        let values = values.map(|(index, (ty, node))| {
            self.value(&ty, node)
                .map_err(|wrong| wrong.within(format!("element {index}")))
        });
        values.collect::<Result<_, _>>().map(Val::Tuple)
    }

    fn variant(&self, ty: &Type, cases: Vec<Case<'_>>, node: &Node) -> Result<Val, Wrong> {
        let (name, payload) = self.case(node).ok_or_else(|| self.mismatch(ty, node))?;
        self.known("case", name, cases.iter().map(|case| case.name), node)?;
        let ty = cases
            .into_iter()
            .find_map(|case| case.ty.filter(|_| case.name == name));
        let payload = self.payload(name, ty, payload, node)?;
        Ok(Val::Variant(name.to_owned(), payload))
    }

    fn case<'n>(&self, node: &'n Node) -> Option<(&'a str, Option<&'n Node>)> {
        node.as_variant(self.text).ok()
    }

    fn flags(&self, ty: &Type, known: Vec<&str>, node: &Node) -> Result<Val, Wrong> {
        let names = node
            .as_flags(self.text)
            .map_err(|_| self.mismatch(ty, node))?;
        let names: Vec<_> = names.map(|name| name.trim_start_matches('%')).collect();
        for name in &names {
            self.known("flag", name, known.iter().copied(), node)?;
        }
        Ok(Val::Flags(names.into_iter().map(str::to_owned).collect()))
    }

    /// The value alone stands for `some` of it, unless it might be meant for an inner option or result.
    fn option(&self, ty: &Type, some: &Type, node: &Node) -> Result<Val, Wrong> {
        let value = match node.as_option() {
            Ok(None) => None,
            Ok(Some(node)) => Some(
                self.value(some, node)
                    .map_err(|wrong| wrong.within("`some`".to_owned()))?,
            ),
            Err(_) if stands_alone(some) => Some(self.value(some, node)?),
            Err(_) => return Err(self.mismatch(ty, node)),
        };
        Ok(Val::Option(value.map(Box::new)))
    }

    /// The value alone stands for `ok` of it, as with options.
    fn result(
        &self,
        ty: &Type,
        ok: Option<Type>,
        err: Option<Type>,
        node: &Node,
    ) -> Result<Val, Wrong> {
        let value = match (node.as_result(), ok) {
            (Ok(Ok(payload)), ok) => Ok(self.payload("ok", ok, payload, node)?),
            (Ok(Err(payload)), _) => Err(self.payload("err", err, payload, node)?),
            (Err(_), Some(ok)) if stands_alone(&ok) => Ok(Some(Box::new(self.value(&ok, node)?))),
            (Err(_), _) => return Err(self.mismatch(ty, node)),
        };
        Ok(Val::Result(value))
    }

    fn payload(
        &self,
        case: &str,
        ty: Option<Type>,
        payload: Option<&Node>,
        node: &Node,
    ) -> Result<Option<Box<Val>>, Wrong> {
        match (ty, payload) {
            (None, None) => Ok(None),
            (Some(ty), Some(payload)) => {
                let value = self.value(&ty, payload);
                let value = value.map_err(|wrong| wrong.within(format!("`{case}`")))?;
                Ok(Some(Box::new(value)))
            }
            (Some(ty), None) => Err(self.expected(&format!("{case}({})", wit::text(&ty)), node)),
            (None, Some(_)) => Err(self.expected(case, node)),
        }
    }

    fn known<'n>(
        &self,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'n str>,
        node: &Node,
    ) -> Result<(), Wrong> {
        let known: Vec<_> = known.collect();
        if known.contains(&name) {
            return Ok(());
        }
        let reason = format!("there is no {what} `{name}`, only `{}`", known.join("`, `"));
        Err(Wrong::new(node.span(), reason))
    }

    fn mismatch(&self, ty: &Type, node: &Node) -> Wrong {
        self.expected(&wit::text(ty), node)
    }

    fn expected(&self, what: &str, node: &Node) -> Wrong {
        let found = self.text.get(node.span()).unwrap_or_default();
        let shown: String = found.chars().take(40).collect();
        let rest = if shown.len() < found.len() { "…" } else { "" };
        Wrong::new(
            node.span(),
            format!("expected `{what}`, found `{shown}{rest}`"),
        )
    }
}

/// Whether a value of the type cannot be taken for `some`, `none`, `ok` or `err` itself.
fn stands_alone(ty: &Type) -> bool {
    !matches!(ty, Type::Option(_) | Type::Result(_))
}

//! A plausible value of a type: zero, the name of what it is for, the first case, a list of one.

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use wit_parser::{Handle, Type, TypeDefKind, TypeId, Variant};

use crate::model::definition;
use crate::names;
use crate::stub::guest::mode::Mode;
use crate::stub::guest::paths::{Paths, type_name};

/// Makes the values of one call, and remembers the handles that they take.
pub(super) struct Values<'a> {
    paths: Paths<'a>,
    /// Whether there is a way to a handle of a resource.
    can_have: &'a dyn Fn(TypeId) -> bool,
    /// The resources of which a handle is needed, and the variables for them.
    pub(super) handles: Vec<(TypeId, syn::Ident)>,
    /// What stands before the call: ends of streams and futures, whose other ends are gone when the call is made.
    pub(super) readers: Vec<TokenStream>,
    /// A resource of which no handle can be had, or what else cannot be made.
    pub(super) missing: Option<String>,
}

impl<'a> Values<'a> {
    pub(super) fn new(paths: Paths<'a>, can_have: &'a dyn Fn(TypeId) -> bool) -> Self {
        Values {
            paths,
            can_have,
            handles: Vec::new(),
            readers: Vec::new(),
            missing: None,
        }
    }

    /// A value; `name` is what it is for, which is what texts say. Nothing if there is none.
    pub(super) fn value(&mut self, ty: Type, mode: Mode, name: &str) -> Option<TokenStream> {
        let value = match ty {
            Type::Bool => quote!(false),
            Type::U8 | Type::U16 | Type::U32 | Type::U64 => quote!(0),
            Type::S8 | Type::S16 | Type::S32 | Type::S64 => quote!(0),
            Type::F32 | Type::F64 => quote!(0.0),
            Type::Char => quote!('a'),
            Type::String => text(mode, name),
            Type::ErrorContext => return self.no("error-context"),
            Type::Id(id) => return self.of_id(id, mode, name),
        };
        Some(value)
    }

    /// Texts and lists are borrowed as slices also where they have a name.
    fn of_id(&mut self, id: TypeId, mode: Mode, name: &str) -> Option<TokenStream> {
        let behind = definition(self.paths.resolve, id);
        match &self.paths.resolve.types[behind].kind {
            TypeDefKind::Type(Type::String) if mode.is_borrowed => Some(text(mode, name)),
            TypeDefKind::List(_) | TypeDefKind::Map(..) if mode.is_borrowed => {
                self.anonymous(behind, mode, name)
            }
            _ if self.paths.resolve.types[id].name.is_none() => self.anonymous(id, mode, name),
            _ if mode.is_top && mode.is_borrowed => {
                let mode = mode.below(self.paths.resolve, Type::Id(id));
                let value = self.named(behind, mode, name)?;
                Some(quote!(&#value))
            }
            _ => self.named(behind, mode, name),
        }
    }

    fn named(&mut self, id: TypeId, mode: Mode, name: &str) -> Option<TokenStream> {
        let resolve = self.paths.resolve;
        match &resolve.types[id].kind {
            TypeDefKind::Record(record) => {
                let path = self.paths.named(id);
                let fields = record.fields.iter().map(|field| {
                    let ident = format_ident!("{}", names::ident(&field.name));
                    let value = self.value(field.ty, mode.below(resolve, field.ty), &field.name)?;
                    Some(quote!(#ident: #value))
                });
                let fields = fields.collect::<Option<Vec<_>>>()?;
                Some(quote!(#path { #(#fields),* }))
            }
            TypeDefKind::Variant(variant) => self.case(id, variant, mode),
            TypeDefKind::Enum(list) => {
                let path = self.paths.named(id);
                let case = format_ident!("{}", type_name(&list.cases.first()?.name));
                Some(quote!(#path::#case))
            }
            TypeDefKind::Flags(_) => {
                let path = self.paths.named(id);
                Some(quote!(#path::empty()))
            }
            TypeDefKind::Resource => self.handle(id),
            _ => self.anonymous(id, mode, name),
        }
    }

    /// The first case whose payload can be had.
    fn case(&mut self, id: TypeId, variant: &Variant, mode: Mode) -> Option<TokenStream> {
        let path = self.paths.named(id);
        variant.cases.iter().find_map(|case| {
            let name = format_ident!("{}", type_name(&case.name));
            let Some(ty) = case.ty else {
                return Some(quote!(#path::#name));
            };
            let mode = mode.below(self.paths.resolve, ty);
            let payload = self.attempt(ty, mode, &case.name)?;
            Some(quote!(#path::#name(#payload)))
        })
    }

    fn anonymous(&mut self, id: TypeId, mode: Mode, name: &str) -> Option<TokenStream> {
        let resolve = self.paths.resolve;
        match &resolve.types[id].kind {
            TypeDefKind::Type(ty) => self.value(*ty, mode, name),
            TypeDefKind::Handle(Handle::Own(resource)) => self.handle(*resource),
            TypeDefKind::Handle(Handle::Borrow(resource)) => {
                let handle = self.handle(*resource)?;
                Some(quote!(&#handle))
            }
            TypeDefKind::Tuple(tuple) => {
                let parts = tuple.types.iter();
                let parts = parts.map(|ty| self.value(*ty, mode.inside(resolve, *ty), name));
                let parts = parts.collect::<Option<Vec<_>>>()?;
                Some(quote!((#(#parts,)*)))
            }
            TypeDefKind::Option(_) => Some(quote!(None)),
            TypeDefKind::Result(result) => self.result(result, mode, name),
            TypeDefKind::List(element) => Some(self.list(*element, mode, name)),
            TypeDefKind::FixedLengthList(element, _) => {
                let element = self.constant(*element, name)?;
                Some(quote!(std::array::from_fn(|_| #element)))
            }
            TypeDefKind::Map(key, value) => {
                let key = self.constant(*key, name)?;
                let value = self.constant(*value, name)?;
                let reference = mode.has_slices.then(|| quote!(&));
                Some(quote!(#reference [(#key, #value)].into_iter().collect()))
            }
            TypeDefKind::Stream(_) => Some(self.reader(name, &quote!(crate::wit_stream::new()))),
            TypeDefKind::Future(payload) => {
                let payload = match payload {
                    Some(payload) => self.constant(*payload, name)?,
                    None => quote!(()),
                };
                Some(self.reader(name, &quote!(crate::wit_future::new(|| #payload))))
            }
            _ => self.named(id, mode, name),
        }
    }

    fn reader(&mut self, name: &str, pair: &TokenStream) -> TokenStream {
        let number = match self.readers.len() {
            0 => String::new(),
            before => format!("_{}", before + 1),
        };
        let variable = format_ident!("{}_reader{number}", name.to_snake_case());
        self.readers.push(quote!(let (_, #variable) = #pair;));
        quote!(#variable)
    }

    fn result(
        &mut self,
        result: &wit_parser::Result_,
        mode: Mode,
        name: &str,
    ) -> Option<TokenStream> {
        let mut side = |ty: Option<Type>| match ty {
            Some(ty) => self.attempt(ty, mode.inside(self.paths.resolve, ty), name),
            None => Some(quote!(())),
        };
        if let Some(ok) = side(result.ok) {
            return Some(quote!(Ok(#ok)));
        }
        let error = side(result.err)?;
        Some(quote!(Err(#error)))
    }

    /// A list of one, unless none can be had.
    fn list(&mut self, element: Type, mode: Mode, name: &str) -> TokenStream {
        let below = mode.below(self.paths.resolve, element);
        let element = self.attempt(element, below, name);
        match mode.has_slices {
            true => quote!(&[#element]),
            false => quote!(vec![#element]),
        }
    }

    /// A value that takes no handles.
    fn constant(&mut self, ty: Type, name: &str) -> Option<TokenStream> {
        let none = |_| false;
        let mut values = Values::new(self.paths, &none);
        let value = values.value(ty, Mode::OWNED, name);
        let value = value.filter(|_| values.readers.is_empty());
        self.missing = self.missing.take().or(values.missing);
        value
    }

    /// A value that may be left out.
    fn attempt(&mut self, ty: Type, mode: Mode, name: &str) -> Option<TokenStream> {
        let (handles, readers) = (self.handles.len(), self.readers.len());
        let missing = self.missing.clone();
        let value = self.value(ty, mode, name);
        if value.is_none() {
            self.handles.truncate(handles);
            self.readers.truncate(readers);
            self.missing = missing;
        }
        value
    }

    /// A variable that has a handle of its own.
    pub(super) fn handle(&mut self, resource: TypeId) -> Option<TokenStream> {
        let resolve = self.paths.resolve;
        let id = definition(resolve, resource);
        let name = resolve.types[id].name.clone().unwrap_or_default();
        if !(self.can_have)(id) {
            return self.no(&name);
        }
        let same = self
            .handles
            .iter()
            .filter(|(other, _)| resolve.types[*other].name.as_deref() == Some(name.as_str()));
        let ident = match same.count() {
            0 => format_ident!("{}", names::ident(&name)),
            count => format_ident!("{}_{}", names::ident(&name), count + 1),
        };
        self.handles.push((id, ident.clone()));
        Some(quote!(#ident))
    }

    fn no(&mut self, what: &str) -> Option<TokenStream> {
        self.missing.get_or_insert_with(|| what.to_owned());
        None
    }
}

fn text(mode: Mode, name: &str) -> TokenStream {
    match mode.is_borrowed {
        true => quote!(#name),
        false => quote!(String::from(#name)),
    }
}

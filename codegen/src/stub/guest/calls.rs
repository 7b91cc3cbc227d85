//! The calls of the guest, and where it gets the handles for them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use wit_parser::{FunctionKind, Param, Type, TypeDefKind, TypeId};

use crate::model::{Function, Interface, World, definition};
use crate::names;
use crate::stub::blocks::method_name;
use crate::stub::guest::mode::Mode;
use crate::stub::guest::paths::{Paths, owned_resource};
use crate::stub::guest::values::Values;

/// A function that makes handles.
struct Maker {
    name: syn::Ident,
    body: TokenStream,
    /// The resources of which it needs handles itself.
    needs: Vec<TypeId>,
}

/// What is made for one function.
struct Call {
    /// What stands in front of the call.
    lines: TokenStream,
    call: TokenStream,
    needs: Vec<TypeId>,
}

/// Everything that a guest can call.
pub(super) struct Calls<'a> {
    world: &'a World,
    paths: Paths<'a>,
    /// Whether functions are called from an `async` one, because some of them are.
    is_async: bool,
    makers: BTreeMap<TypeId, Maker>,
}

impl<'a> Calls<'a> {
    pub(super) fn new(world: &'a World, is_async: bool) -> Self {
        let paths = Paths {
            resolve: &world.resolve,
            exported: &[],
        };
        let mut calls = Calls {
            world,
            paths,
            is_async,
            makers: BTreeMap::new(),
        };
        while calls.find_makers() {}
        calls
    }

    /// How the files name things.
    pub(super) fn paths(&self) -> Paths<'a> {
        self.paths
    }

    /// The function that calls all others, and one for each interface.
    pub(super) fn tokens(&self) -> TokenStream {
        let (is_async, wait) = (self.async_(), self.wait());
        let interfaces: Vec<_> = self.interfaces().collect();
        let names = interface_names(&interfaces);
        let blocks = interfaces.iter().zip(&names).map(|(interface, name)| {
            let calls = interface.functions.iter();
            let calls = calls.map(|function| self.call(interface, function));
            quote!(#is_async fn #name() { #(#calls)* })
        });
        quote! {
            pub(crate) #is_async fn all() { #(#names()#wait;)* }
            #(#blocks)*
        }
    }

    /// The functions that give handles, as far as they are needed.
    pub(super) fn handles(&self) -> TokenStream {
        let is_async = self.async_();
        let needed = self.needed();
        let makers = self.makers.iter().filter(|(id, _)| needed.contains(id));
        let functions = makers.map(|(id, Maker { name, body, .. })| {
            let ty = self.paths.named(*id);
            quote!(pub(crate) #is_async fn #name() -> Option<#ty> { #body })
        });
        quote!(#(#functions)*)
    }

    /// Whether there is a function that cannot be called.
    pub(super) fn has_skipped(&self) -> bool {
        self.functions()
            .any(|(interface, function)| self.expression(interface, function).is_err())
    }

    fn functions(&self) -> impl Iterator<Item = (&'a Interface, &'a Function)> {
        self.interfaces().flat_map(|interface| {
            let functions = interface.functions.iter();
            functions.map(move |function| (interface, function))
        })
    }

    /// The resources of which handles are needed, for calls or for other handles.
    fn needed(&self) -> BTreeSet<TypeId> {
        let calls = self.functions();
        let calls = calls.filter_map(|(interface, function)| {
            Some(self.expression(interface, function).ok()?.needs)
        });
        let mut open: Vec<TypeId> = calls.flatten().collect();
        let mut needed = BTreeSet::new();
        while let Some(id) = open.pop() {
            if needed.insert(id) {
                open.extend(self.makers.get(&id).iter().flat_map(|maker| &maker.needs));
            }
        }
        needed
    }

    fn async_(&self) -> Option<TokenStream> {
        self.is_async.then(|| quote!(async))
    }

    fn wait(&self) -> Option<TokenStream> {
        self.is_async.then(|| quote!(.await))
    }

    fn interfaces(&self) -> impl Iterator<Item = &'a Interface> {
        let answered = self.world.answered();
        answered.filter(|interface| !interface.functions.is_empty())
    }

    fn call(&self, interface: &Interface, function: &Function) -> TokenStream {
        let name = format!("{}#{}", interface.name, function.option_name());
        let (is_async, wait) = (self.async_(), self.wait());
        let (binding, name) = named(&name);
        match self.expression(interface, function) {
            Ok(Call { lines, call, .. }) => {
                let (call, answer) = match function.wit.result {
                    Some(_) => (quote!(let answer = #call;), quote!(answer)),
                    None => (quote!(#call;), quote!(())),
                };
                quote! {
                    let call = #is_async || { #lines #call Some(#answer) };
                    #binding
                    crate::call(#name, call)#wait;
                }
            }
            Err(missing) => {
                let why = format!("no way to a value of `{missing}`");
                quote!(#binding crate::skip(#name, #why);)
            }
        }
    }

    /// The call of a function; else what it would need and cannot be had.
    fn expression(&self, interface: &Interface, function: &Function) -> Result<Call, String> {
        let can_have = |id| self.makers.contains_key(&id);
        let mut values = Values::new(self.paths, &can_have);
        let call = self.calling(interface, function, &mut values);
        let call = call.ok_or_else(|| values.missing.clone().unwrap_or_default())?;
        let wait = self.wait();
        let handles = values.handles.iter().map(|(id, variable)| {
            let maker = self.makers.get(id).map(|maker| &maker.name);
            quote!(let #variable = crate::handles::#maker()#wait?;)
        });
        let readers = &values.readers;
        let lines = quote!(#(#handles)* #(#readers)*);
        let needs = values.handles.iter().map(|(id, _)| *id).collect();
        Ok(Call { lines, call, needs })
    }

    fn calling(
        &self,
        interface: &Interface,
        function: &Function,
        values: &mut Values<'_>,
    ) -> Option<TokenStream> {
        let mut params = function.wit.params.iter();
        let name = method_name(function);
        let callee = match (&function.wit.kind, function.resource) {
            (FunctionKind::Method(_) | FunctionKind::AsyncMethod(_), Some(resource)) => {
                params.next();
                let handle = values.handle(resource)?;
                quote!(#handle.#name)
            }
            (_, Some(resource)) => {
                let ty = self.paths.named(resource);
                quote!(#ty::#name)
            }
            (_, None) => {
                let module = self.paths.module(interface.id);
                quote!(#module::#name)
            }
        };
        let params = params.map(|Param { name, ty, .. }| {
            let mode = Mode::of_param(self.paths.resolve, *ty, function.is_async);
            values.value(*ty, mode, name)
        });
        let params = params.collect::<Option<Vec<_>>>()?;
        let wait = function.is_async.then(|| quote!(.await));
        Some(quote!(#callee(#(#params),*)#wait))
    }

    /// Finds makers of handles which need no others than those that there are; whether it found any.
    fn find_makers(&mut self) -> bool {
        let mut found: BTreeMap<TypeId, Vec<Attempt>> = BTreeMap::new();
        for interface in self.interfaces() {
            for function in &interface.functions {
                if let Some((resource, attempt)) = self.attempt(interface, function) {
                    found.entry(resource).or_default().push(attempt);
                }
            }
        }
        let is_new = !found.is_empty();
        for (id, attempts) in found {
            let name = self.maker_name(id);
            let body = body(&attempts);
            let needs = attempts.into_iter().flat_map(|attempt| attempt.call.needs);
            let needs = needs.collect();
            self.makers.insert(id, Maker { name, body, needs });
        }
        is_new
    }

    fn attempt(&self, interface: &Interface, function: &Function) -> Option<(TypeId, Attempt)> {
        let (resource, pattern) = self.pattern(function.wit.result?)?;
        let is_new = !self.makers.contains_key(&resource);
        if !is_new || !self.paths.is_resource(resource) {
            return None;
        }
        let call = self.expression(interface, function).ok()?;
        Some((resource, Attempt { call, pattern }))
    }

    /// Called after the resource, and its interface if there are several of that name.
    fn maker_name(&self, id: TypeId) -> syn::Ident {
        let definition = &self.world.resolve.types[id];
        let name = names::ident(definition.name.as_deref().unwrap_or_default());
        let wit_parser::TypeOwner::Interface(owner) = definition.owner else {
            return format_ident!("{name}");
        };
        let path = names::interface_module(&self.world.resolve, owner).unwrap_or_default();
        let long = format!("{}_{name}", path.join("_"));
        let short = path.last().map(|interface| format!("{interface}_{name}"));
        let is_free = |name: &String| self.makers.values().all(|maker| maker.name != name);
        let candidates = [Some(name), short].into_iter().flatten();
        let name = candidates.chain([long.clone()]).find(is_free);
        format_ident!("{}", name.unwrap_or(long))
    }

    /// The resource of which an answer has a handle, and where in it that is.
    fn pattern(&self, ty: Type) -> Option<(TypeId, Pattern)> {
        let resolve = self.paths.resolve;
        if let Some(resource) = owned_resource(resolve, ty) {
            return Some((resource, Pattern::handle()));
        }
        let Type::Id(id) = ty else {
            return None;
        };
        match &resolve.types[definition(resolve, id)].kind {
            TypeDefKind::Option(some) => self.inside(*some, "Some"),
            TypeDefKind::Result(result) => self.inside(result.ok?, "Ok"),
            TypeDefKind::Tuple(tuple) => {
                let mut parts = tuple.types.iter().enumerate();
                let (at, (resource, pattern)) =
                    parts.find_map(|(at, ty)| Some((at, self.pattern(*ty)?)))?;
                let inner = &pattern.tokens;
                let parts = (0..tuple.types.len()).map(|part| match part == at {
                    true => inner.clone(),
                    false => quote!(_),
                });
                let tokens = quote!((#(#parts,)*));
                Some((resource, Pattern { tokens, ..pattern }))
            }
            _ => None,
        }
    }

    fn inside(&self, ty: Type, case: &str) -> Option<(TypeId, Pattern)> {
        let (resource, Pattern { tokens, .. }) = self.pattern(ty)?;
        let case = format_ident!("{case}");
        let pattern = Pattern {
            tokens: quote!(#case(#tokens)),
            is_certain: false,
        };
        Some((resource, pattern))
    }
}

/// Where the handle is in an answer.
struct Pattern {
    tokens: TokenStream,
    /// Whether every answer has one.
    is_certain: bool,
}

impl Pattern {
    fn handle() -> Self {
        Pattern {
            tokens: quote!(handle),
            is_certain: true,
        }
    }
}

/// One way to a handle.
struct Attempt {
    call: Call,
    pattern: Pattern,
}

/// One way after the other, unless one cannot fail.
fn body(attempts: &[Attempt]) -> TokenStream {
    let certain = attempts.iter().find(|attempt| attempt.pattern.is_certain);
    if let Some(Attempt { call, pattern }) = certain {
        let (Call { lines, call, .. }, pattern) = (call, &pattern.tokens);
        return quote!(#lines let #pattern = #call; Some(handle));
    }
    let attempts = attempts.iter().map(|Attempt { call, pattern }| {
        let (Call { lines, call, .. }, pattern) = (call, &pattern.tokens);
        quote!(#lines if let #pattern = #call { return Some(handle); })
    });
    quote!(#(#attempts)* None)
}

/// The name of a function, in a line of its own if it is so long that rustfmt would break the call.
fn named(name: &str) -> (Option<TokenStream>, TokenStream) {
    match name.len() <= 50 {
        true => (None, quote!(#name)),
        false => (Some(quote!(let name = #name;)), quote!(name)),
    }
}

/// One for each interface, after its name, or more of it.
fn interface_names(interfaces: &[&Interface]) -> Vec<syn::Ident> {
    let mut taken = vec!["all".to_owned()];
    let names = interfaces.iter().map(|interface| {
        let short = interface.module.last().cloned().unwrap_or_default();
        let name = match taken.contains(&short) {
            true => interface.module.join("_"),
            false => short,
        };
        taken.push(name.clone());
        format_ident!("{name}")
    });
    names.collect()
}

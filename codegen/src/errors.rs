//! Collects the errors of one phase, so that they are reported together.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// Errors of one phase.
#[derive(Debug, Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds an error that underlines `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds an error at a place that has no tokens of its own: the attribute, when something is absent from it.
    pub(crate) fn at_span(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Keeps the value of an `Ok`, and the error of an `Err`.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Ends a phase.
    pub(crate) fn propagate(&mut self) -> syn::Result<()> {
        match self.0.take() {
            Some(errors) => Err(errors),
            None => Ok(()),
        }
    }
}

/// The user's item and the errors, so that an editor still knows the item. The errors look as if the user had written
/// them: rustc need not say that they come from a macro.
pub(crate) fn report(item: TokenStream, error: &syn::Error) -> TokenStream {
    let written = item.clone().into_iter().next().map(|token| token.span());
    let errors = error.to_compile_error();
    let errors = written.map_or(errors.clone(), |written| resolved_at(errors, written));
    quote::quote!(#item #errors)
}

fn resolved_at(tokens: TokenStream, written: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let inner = resolved_at(group.stream(), written);
            let mut moved = Group::new(group.delimiter(), inner);
            moved.set_span(group.span().resolved_at(written));
            TokenTree::Group(moved)
        }
        mut token => {
            token.set_span(token.span().resolved_at(written));
            token
        }
    });
    tokens.collect()
}

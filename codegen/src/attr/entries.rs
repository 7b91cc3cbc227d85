//! Options that are not `key = value`: flags, and lists in parentheses.

use syn::parse::{ParseBuffer, ParseStream};
use syn::{Ident, LitStr, Path, Token};

use super::{Sync, list, parse_or, up_to_comma};
use crate::diag;

pub(super) fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<bool> {
    no_value(key, input, &format!("write `{key}`"))?;
    Ok(true)
}

fn no_value(key: &Ident, input: ParseStream<'_>, help: &str) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    let found = up_to_comma(input);
    let message = diag::takes_no_value(&key.to_string(), help);
    Err(syn::Error::new_spanned(found, message))
}

pub(super) fn sync(key: &Ident, input: ParseStream<'_>) -> syn::Result<Sync> {
    if input.peek(syn::token::Paren) {
        return strings_in_parentheses(key, input, SYNC).map(Sync::Some);
    }
    no_value(key, input, &format!("write `sync` or `{SYNC}`"))?;
    Ok(Sync::All)
}

pub(super) const ALLOW: &str = "allow(\"namespace:package/interface\")";
const SYNC: &str = "sync(\"interface.function\")";
pub(super) const WITH: &str = "with(\"namespace:package/interface.resource\" = Type)";

pub(super) fn parenthesized<'a>(
    key: &Ident,
    input: ParseStream<'a>,
    example: &str,
) -> syn::Result<ParseBuffer<'a>> {
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(
            key.span(),
            diag::no_parentheses(&key.to_string(), example),
        ));
    }
    let content;
    syn::parenthesized!(content in input);
    if content.is_empty() {
        return Err(syn::Error::new(
            key.span(),
            diag::missing_value(&key.to_string(), example),
        ));
    }
    Ok(content)
}

pub(super) fn strings_in_parentheses(
    key: &Ident,
    input: ParseStream<'_>,
    example: &str,
) -> syn::Result<Vec<LitStr>> {
    let content = parenthesized(key, input, example)?;
    list(&content, |found| {
        diag::wrong_value(&key.to_string(), "strings", found)
    })
}

/// `"a:b/c.d" = Type`
pub(super) fn with_entry(input: ParseStream<'_>) -> syn::Result<(LitStr, Path)> {
    let name: LitStr = parse_or(input, |found| {
        format!(
            "{}\nhelp: write `{WITH}`",
            diag::wrong_value("with", "the name of a resource as a string", found)
        )
    })?;
    let incomplete = || syn::Error::new(name.span(), diag::with_without_type(&name.value()));
    input.parse::<Token![=]>().map_err(|_| incomplete())?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(incomplete());
    }
    let found = input.fork();
    let target = parse_or(input, |found| {
        diag::wrong_value("with", "the path of a type or a module", found)
    })?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok((name, target));
    }
    let found = up_to_comma(&found);
    let text = found.to_string().replace(" :: ", "::");
    Err(syn::Error::new_spanned(
        &found,
        diag::wrong_value("with", "the path of a type or a module", &text),
    ))
}

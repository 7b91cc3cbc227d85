//! Adds entries to the arguments of an attribute.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::stub::fill::edit::{self, Insertion};

/// Maps resources to types: in the `with` that is there, or in a new one behind the other arguments.
pub(super) fn with(
    text: &str,
    start: usize,
    arguments: &TokenStream,
    entries: &[(String, syn::Ident)],
) -> Option<Insertion> {
    let entries = entries.iter().map(|(key, ty)| format!("{key:?} = {ty}"));
    let entries = entries.collect::<Vec<_>>().join(", ");
    let (end, inserted) = match with_group(arguments) {
        Some(group) => {
            let end = last(&group.stream()).unwrap_or_else(|| group.span_open().byte_range().end);
            let separator = separator(&group.stream());
            (end, format!("{separator}{entries}"))
        }
        None => {
            let separator = separator(arguments);
            (last(arguments)?, format!("{separator}with({entries})"))
        }
    };
    Some(edit::insertion(text, start + end, inserted, Vec::new()))
}

fn with_group(arguments: &TokenStream) -> Option<Group> {
    let tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    tokens.windows(2).find_map(|pair| match pair {
        [TokenTree::Ident(name), TokenTree::Group(group)]
            if name == "with" && group.delimiter() == Delimiter::Parenthesis =>
        {
            Some(group.clone())
        }
        _ => None,
    })
}

/// Where the last token ends.
fn last(tokens: &TokenStream) -> Option<usize> {
    let last = tokens.clone().into_iter().last()?;
    Some(last.span().byte_range().end)
}

/// What separates a new entry from those that are there.
fn separator(tokens: &TokenStream) -> &'static str {
    match tokens.clone().into_iter().last() {
        None => "",
        Some(TokenTree::Punct(punct)) if punct.as_char() == ',' => " ",
        Some(_) => ", ",
    }
}

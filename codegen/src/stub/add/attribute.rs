//! The attribute of the plugin that is meant.

use std::ops::Range;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

use crate::stub::Error;
use crate::stub::add::{Addition, diag};
use crate::stub::fill::attributes;

/// The attribute of a plugin, with the places of what it says.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) plugin: String,
    /// The index of its file.
    pub(super) file: usize,
    pub(super) arguments: TokenStream,
    /// Where Rust begins in the file.
    start: usize,
}

impl Attribute {
    /// The one of the plugin that is named, or of the only one.
    pub(super) fn find(addition: &Addition<'_>) -> Result<Self, Error> {
        let mut all = attributes(addition.files)?;
        let names: Vec<_> = all.iter().map(|found| found.ident.to_string()).collect();
        all.retain(|found| addition.plugin.is_none_or(|name| found.ident == name));
        match (all.pop(), all.as_slice()) {
            (Some(found), []) => Ok(Attribute {
                plugin: found.ident.to_string(),
                file: found.file,
                arguments: found.arguments,
                start: found.start,
            }),
            (Some(_), _) => Err(Error::new(diag::several_plugins(&names))),
            (None, _) if names.is_empty() => {
                Err(Error::new(crate::stub::diag::no_plugin(addition.root)))
            }
            (None, _) => {
                let name = addition.plugin.unwrap_or_default();
                Err(Error::new(diag::unknown_plugin(name, &names)))
            }
        }
    }

    /// The file with more worlds in the attribute: behind those of a list, around a single one, or as a list of their
    /// own. `typed` are the worlds in the attribute, and `served` what they mean.
    pub(super) fn with_worlds(
        &self,
        text: &str,
        typed: &[LitStr],
        served: &[String],
        worlds: &[String],
    ) -> String {
        let mut edits = self.longer(served, worlds);
        let typed = typed.iter().zip(served);
        edits.extend(typed.filter_map(|(typed, id)| {
            let is_unclear = worlds
                .iter()
                .any(|world| unversioned(world) == typed.value());
            is_unclear.then(|| (typed.span().byte_range(), format!("{id:?}")))
        }));
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = text.to_owned();
        for (range, inserted) in edits.into_iter().rev() {
            text.replace_range(self.start + range.start..self.start + range.end, &inserted);
        }
        text
    }

    fn longer(&self, served: &[String], worlds: &[String]) -> Vec<(Range<usize>, String)> {
        let quoted = |worlds: &[String]| {
            let quoted = worlds.iter().map(|world| format!("{world:?}"));
            quoted.collect::<Vec<_>>().join(", ")
        };
        let more = quoted(worlds);
        match self.value() {
            Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Bracket => {
                let last = list.stream().into_iter().last();
                let separator = match &last {
                    None => "",
                    Some(TokenTree::Punct(_)) => " ",
                    Some(_) => ", ",
                };
                let open = list.span_open().byte_range().end;
                let end = last.map_or(open, |last| last.span().byte_range().end);
                vec![(end..end, format!("{separator}{more}"))]
            }
            Some(world) => {
                let Range { start, end } = world.span().byte_range();
                vec![
                    (start..start, "[".to_owned()),
                    (end..end, format!(", {more}]")),
                ]
            }
            None => {
                let first = self.arguments.clone().into_iter().next();
                let begin = first.map_or(0, |first| first.span().byte_range().start);
                let served = quoted(served);
                vec![(begin..begin, format!("world = [{served}, {more}], "))]
            }
        }
    }

    /// The value of `world`.
    fn value(&self) -> Option<TokenTree> {
        let tokens: Vec<_> = self.arguments.clone().into_iter().collect();
        tokens.windows(3).find_map(|three| match three {
            [TokenTree::Ident(key), TokenTree::Punct(equals), value]
                if key == "world" && equals.as_char() == '=' =>
            {
                Some(value.clone())
            }
            _ => None,
        })
    }
}

fn unversioned(world: &str) -> &str {
    world.split('@').next().unwrap_or(world)
}

//! Insertions into a text.

use proc_macro2::TokenStream;

use crate::stub::format;

/// Text to insert, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// Where, in bytes from the start of the file.
    pub offset: usize,
    /// What.
    pub text: String,
    /// The methods, `impl` blocks and types in it.
    pub names: Vec<String>,
}

/// The text with all insertions in it, each at its place in the text as it was.
pub(super) fn apply(text: &str, insertions: &[Insertion]) -> String {
    let mut ordered: Vec<_> = insertions.iter().collect();
    ordered.sort_by_key(|insertion| insertion.offset);
    let mut applied = String::new();
    let mut done = 0;
    for insertion in ordered {
        applied.push_str(&text[done..insertion.offset]);
        applied.push_str(&insertion.text);
        done = insertion.offset;
    }
    applied + &text[done..]
}

/// Methods in front of the brace at `close`, as far in as the block has its own.
pub(super) fn methods(
    text: &str,
    close: usize,
    names: Vec<String>,
    methods: &TokenStream,
) -> Insertion {
    let line = text[..close].rfind('\n').map_or(0, |end| end + 1);
    let indent = &text[line..close];
    let is_alone = indent.chars().all(char::is_whitespace);
    let (offset, outer) = match is_alone {
        true => (line, indent),
        false => (close, leading_whitespace(&text[line..])),
    };
    let written = format::items(quote::quote!(impl X { #methods }));
    let mut inserted = String::new();
    if !is_alone {
        inserted.push('\n');
    }
    if !text[..offset].trim_end().ends_with('{') {
        inserted.push('\n');
    }
    for line in body_lines(&written) {
        push_line(&mut inserted, outer, line);
    }
    if !is_alone {
        inserted.push_str(outer);
    }
    insertion(text, offset, inserted, names)
}

/// Items behind `end`, where the last item of a module ends.
pub(super) fn items(
    text: &str,
    end: usize,
    names: Vec<String>,
    items: &[TokenStream],
) -> Insertion {
    let line = text[..end].rfind('\n').map_or(0, |end| end + 1);
    let indent = match text[end..].trim_start().is_empty() {
        true => "",
        false => leading_whitespace(&text[line..]),
    };
    // What stands behind the last item in its line stays there.
    let offset = end + text[end..].lines().next().map_or(0, str::len);
    let mut inserted = String::new();
    for item in items {
        inserted.push('\n');
        for line in format::items(item.clone()).lines() {
            inserted.push('\n');
            if !line.is_empty() {
                inserted.push_str(indent);
                inserted.push_str(line);
            }
        }
    }
    if offset == text.len() {
        inserted.push('\n');
    }
    insertion(text, offset, inserted, names)
}

/// Something short in the middle of a line.
pub(super) fn insertion(
    text: &str,
    offset: usize,
    inserted: String,
    names: Vec<String>,
) -> Insertion {
    let inserted = match text.contains("\r\n") {
        true => inserted.replace('\n', "\r\n"),
        false => inserted,
    };
    Insertion {
        offset,
        text: inserted,
        names,
    }
}

fn leading_whitespace(line: &str) -> &str {
    let text = line.trim_start_matches([' ', '\t']);
    &line[..line.len() - text.len()]
}

/// The lines between the braces of a block.
fn body_lines(block: &str) -> impl Iterator<Item = &str> {
    let lines = block.lines().count();
    block.lines().take(lines.saturating_sub(1)).skip(1)
}

fn push_line(text: &mut String, indent: &str, line: &str) {
    if !line.is_empty() {
        text.push_str(indent);
        text.push_str(line);
    }
    text.push('\n');
}

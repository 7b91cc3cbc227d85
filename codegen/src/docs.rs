//! Documentation of WIT as documentation of Rust.

use proc_macro2::TokenStream;
use quote::quote;

/// What we say of an item, and then what the WIT says of it.
pub(crate) fn documented(first: &str, wit: Option<&str>) -> TokenStream {
    let wit = lines(wit);
    let blank = (!wit.is_empty()).then_some("");
    let all = [first].into_iter().chain(blank);
    attributes(all.chain(wit.iter().map(String::as_str)))
}

/// `///` lines.
pub(crate) fn attributes<'a>(lines: impl IntoIterator<Item = &'a str>) -> TokenStream {
    let lines = lines.into_iter().map(|line| match line {
        "" => quote!(#[doc = ""]),
        line => {
            let line = format!(" {line}");
            quote!(#[doc = #line])
        }
    });
    lines.collect()
}

/// The lines of a WIT comment. Its examples are not Rust, so that rustdoc must not take them for tests.
pub(crate) fn lines(docs: Option<&str>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut fence = None;
    for line in docs.unwrap_or_default().trim().lines().map(str::trim_end) {
        let after_blank = lines.last().is_none_or(String::is_empty);
        let line = match (fence, opening_fence(line)) {
            (None, Some(marker)) => {
                fence = Some(marker);
                foreign(line, marker)
            }
            (Some(open), _) if line.trim() == open => {
                fence = None;
                line.to_owned()
            }
            (None, None) if after_blank => shallow(line),
            _ => line.to_owned(),
        };
        lines.push(line);
    }
    lines.extend(fence.map(str::to_owned));
    lines
}

fn opening_fence(line: &str) -> Option<&'static str> {
    ["```", "~~~"]
        .into_iter()
        .find(|marker| line.trim_start().starts_with(marker))
}

/// A fence without a language is Rust to rustdoc.
fn foreign(line: &str, marker: &str) -> String {
    let language = line.trim_start().trim_start_matches(marker).trim();
    match language.is_empty() || language.starts_with("rust") {
        true => format!("{marker}text"),
        false => line.to_owned(),
    }
}

/// Four spaces behind an empty line begin an example, which is Rust to rustdoc.
fn shallow(line: &str) -> String {
    let text = line.trim_start();
    let depth = (line.len() - text.len()).min(3);
    format!("{}{text}", " ".repeat(depth))
}

/// The first paragraph in one line.
#[cfg(feature = "stub")]
pub(crate) fn summary(docs: Option<&str>) -> String {
    let paragraph = docs
        .unwrap_or_default()
        .trim()
        .lines()
        .take_while(|line| !line.trim().is_empty());
    paragraph.map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_no_tests() {
        let docs = "Gets.\n\n    get(1)\n\n```\nget(2)\n```\n\n```wit\n    f: func();\n```\n- a list\n    goes on";
        assert_eq!(
            lines(Some(docs)).join("\n"),
            "Gets.\n\n   get(1)\n\n```text\nget(2)\n```\n\n```wit\n    f: func();\n```\n- a list\n    goes on"
        );
        assert_eq!(lines(Some("```\nopen")), ["```text", "open", "```"]);
    }

    #[cfg(feature = "stub")]
    #[test]
    fn a_summary_is_one_line() {
        assert_eq!(summary(Some("One\ntwo.\n\nThree.")), "One two.");
        assert_eq!(summary(None), "");
    }
}

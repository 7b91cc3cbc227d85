//! Values of options that are not there, or not what they should be.

use heck::ToKebabCase;

pub(crate) fn empty_value(key: &str, example: &str) -> String {
    format!("`{key}` is empty\nhelp: write `{example}`, or leave it out")
}

pub(crate) fn missing_comma(key: &str) -> String {
    format!("expected `,` before `{key}`\nhelp: options are separated by commas")
}

pub(crate) fn missing_equals(key: &str, example: &str) -> String {
    format!("expected `=` behind `{key}`\nhelp: write `{example}`")
}

pub(crate) fn takes_no_value(key: &str, help: &str) -> String {
    format!("`{key}` takes no value\nhelp: {help}")
}

pub(crate) fn no_parentheses(key: &str, example: &str) -> String {
    format!("`{key}` takes its entries in parentheses\nhelp: write `{example}`")
}

pub(crate) fn with_without_type(key: &str) -> String {
    format!("`with` does not say what `{key}` is in Rust\nhelp: write `with(\"{key}\" = Type)`")
}

pub(crate) fn listed_twice(name: &str, key: &str) -> String {
    format!("`{name}` stands in `{key}` twice\nhelp: keep one of them")
}

pub(crate) fn not_a_name(name: &str) -> String {
    let kebab = name.to_kebab_case();
    let kebab = kebab.trim_start_matches(|char: char| !char.is_ascii_alphabetic());
    let example = match kebab.is_ascii() && !kebab.is_empty() {
        true => kebab,
        false => "my-plugin",
    };
    format!(
        "`{name}` cannot be the name of a plugin\nhelp: write `name = \"{example}\"`\n\
         note: names begin with a letter, and consist of letters, digits, `-` and `_`"
    )
}

//! The files of a crate, out of those of a folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::stub::{Error, diag};

/// The files of a template by their paths, as they stand in a folder.
///
/// `NAME.in` has places `{{key}}` and becomes the file `NAME`; `gitignore` becomes a hidden file. `KEY.part` has places
/// as well, and is what `{{KEY}}` stands for in the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Template(BTreeMap<String, String>);

impl Template {
    pub(super) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
        Template(files.into_iter().map(owned).collect())
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// The words that Rust may take for names of types.
    pub(super) fn type_names(&self) -> impl Iterator<Item = &str> {
        let sources = self.0.iter().filter(|(path, _)| path.ends_with(".rs.in"));
        let is_letter = |char: char| char.is_alphanumeric() || char == '_';
        let words = sources.flat_map(move |(_, text)| text.split(move |char| !is_letter(char)));
        words.filter(|word| word.starts_with(char::is_uppercase))
    }

    /// The files of a crate.
    pub(super) fn render(
        &self,
        value: impl Fn(&str) -> Option<Result<String, Error>>,
    ) -> Result<Vec<(PathBuf, String)>, Error> {
        let filled = |path: &str, value: &dyn Fn(&str) -> Option<Result<String, Error>>| {
            let unknown = |key: &str| Error::new(diag::unknown_place(path, key));
            let value = |key: &str| value(key).unwrap_or_else(|| Err(unknown(key)));
            fill(self.0.get(path).map_or("", String::as_str), value)
        };
        let with_parts = |key: &str| match format!("{key}.part") {
            part if self.0.contains_key(&part) => Some(filled(&part, &value)),
            _ => value(key),
        };
        let files = self.0.keys().filter(|path| !path.ends_with(".part"));
        let rendered = files.map(|path| Ok((target(path), filled(path, &with_parts)?)));
        rendered.collect()
    }
}

fn target(path: &str) -> PathBuf {
    match path.strip_suffix(".in").unwrap_or(path) {
        "gitignore" => ".gitignore".into(),
        path => path.into(),
    }
}

/// Puts values into places, in one pass: a value is never taken for a template. Braces around anything but a key stay
/// what they are. The line break at the end of a value is that of the template.
fn fill(template: &str, value: impl Fn(&str) -> Result<String, Error>) -> Result<String, Error> {
    let (mut text, mut rest) = (String::new(), template);
    while let Some(at) = rest.find("{{") {
        let (before, place) = rest.split_at(at);
        text.push_str(before);
        match key(place) {
            Some(key) => {
                let value = value(key)?;
                text.push_str(value.strip_suffix('\n').unwrap_or(&value));
                rest = &place[key.len() + 4..];
            }
            None => {
                text.push('{');
                rest = &place[1..];
            }
        }
    }
    text.push_str(rest);
    Ok(text)
}

/// The key of the place with which a text begins.
fn key(place: &str) -> Option<&str> {
    let (key, _) = place.strip_prefix("{{")?.split_once("}}")?;
    let is_letter = |char: char| char.is_ascii_lowercase() || char == '-';
    (!key.is_empty() && key.chars().all(is_letter)).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(text: &str) -> Result<String, Error> {
        let template = Template::new([("a.in", text), ("both.part", "{{x}}{{x}}\n")]);
        let value = |key: &str| match key {
            "x" => Some(Ok("{{y}}\n".to_owned())),
            _ => None,
        };
        let files = template.render(value)?;
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].0, PathBuf::from("a"));
        Ok(files[0].1.clone())
    }

    #[test]
    fn places_are_filled_once() {
        assert_eq!(render("a {{x}}\nb").unwrap(), "a {{y}}\nb");
        assert_eq!(render("{{both}}").unwrap(), "{{y}}{{y}}");
    }

    #[test]
    fn other_braces_stay() {
        for text in ["{{", "${{ matrix.os }}", "{{}}", "{ {x} }", "{{x"] {
            assert_eq!(render(text).unwrap(), text);
        }
        assert_eq!(render("use a::{{{x}}, B};").unwrap(), "use a::{{{y}}, B};");
    }

    #[test]
    fn a_place_without_value_is_an_error() {
        let error = render("{{x}} {{z}}").unwrap_err().to_string();
        assert!(
            error.starts_with("the template `a.in` has the place `{{z}}`"),
            "{error}"
        );
    }

    #[test]
    fn names_that_begin_like_types_are_found_in_rust_only() {
        let template = Template::new([
            ("src/lib.rs.in", "struct Memory(a::Limit_2);"),
            ("README.md.in", "The"),
        ]);
        assert_eq!(
            template.type_names().collect::<Vec<_>>(),
            ["Memory", "Limit_2"]
        );
    }
}

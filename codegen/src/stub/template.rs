//! The files of a crate, out of those of a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::stub::{Error, TemplateFile, diag};

/// The texts of files, embedded. The folder is one of `templates`.
macro_rules! texts {
    ($($folder:literal / $path:literal),* $(,)?) => {
        &[$((
            $path,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $folder, "/", $path)),
        )),*]
    };
}
pub(super) use texts;

pub(super) type Texts = &'static [(&'static str, &'static str)];

/// The files of a template by their paths, as they stand in a folder.
///
/// `NAME.in` has places `{{key}}` and becomes the file `NAME`; `gitignore` becomes a hidden file. `KEY.part` has places
/// as well, and is what `{{KEY}}` stands for in the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Template(BTreeMap<String, String>);

/// Says what an embedded template is for.
const CONTRACT: &str = "contract.wit";

impl Template {
    pub(super) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
        Template(files.into_iter().map(owned).collect())
    }

    /// Puts an author's files in the place of those that become the same file, or beside them.
    pub(super) fn overlay(&mut self, files: &[TemplateFile]) -> Result<(), Error> {
        for TemplateFile { path, text } in files.iter().filter(|file| file.path != CONTRACT) {
            if target(path).starts_with("wit") {
                return Err(Error::new(diag::template_has_wit(path)));
            }
            self.0.retain(|other, _| target(other) != target(path));
            self.0.insert(path.clone(), text.clone());
        }
        Ok(())
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

    /// The modules of the crate that are files of their own.
    pub(super) fn modules(&self) -> impl Iterator<Item = &str> {
        let below = self.0.keys().filter_map(|path| path.strip_prefix("src/"));
        let stems = below.filter_map(|path| path.split(['/', '.']).next());
        stems.filter(|stem| *stem != "lib")
    }

    /// The keys that are files.
    fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|path| path.strip_suffix(".part"))
    }

    /// The files of a crate. Of the keys for which there may be a value, `keys` are those that no file is.
    pub(super) fn render(
        &self,
        keys: &[&str],
        value: impl Fn(&str) -> Option<Result<String, Error>>,
    ) -> Result<Vec<(PathBuf, String)>, Error> {
        let keys: BTreeSet<_> = keys.iter().copied().chain(self.parts()).collect();
        let filled = |path: &str, value: &dyn Fn(&str) -> Option<Result<String, Error>>| {
            let unknown = |key: &str| Error::new(diag::unknown_place(path, key, &keys));
            let value = |key: &str| value(key).unwrap_or_else(|| Err(unknown(key)));
            fill(self.0.get(path).map_or("", String::as_str), value)
        };
        let with_parts = |key: &str| match format!("{key}.part") {
            part if self.0.contains_key(&part) => Some(filled(&part, &value)),
            _ => value(key),
        };
        let files = self.0.iter().filter(|(path, _)| !path.ends_with(".part"));
        let rendered = files.map(|(path, text)| {
            let text = match path.ends_with(".in") {
                true => filled(path, &with_parts)?,
                false => text.clone(),
            };
            is_rust(path, &text).map(|()| (target(path), text))
        });
        rendered.collect()
    }
}

/// What an author has written is not known to be Rust.
fn is_rust(path: &str, text: &str) -> Result<(), Error> {
    let target = target(path);
    if target.extension() != Some("rs".as_ref()) {
        return Ok(());
    }
    let parsed = syn::parse_file(text);
    let refuse = |error| Error::new(diag::template_not_rust(path, &target, text, &error));
    parsed.map(drop).map_err(refuse)
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
        let files = template.render(&["x"], value)?;
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
        assert_eq!(
            error,
            "the template `a.in` has the place `{{z}}`, for which there is no value\n\
             note: there are `both`, `x`"
        );
    }

    fn overlaid(embedded: &[(&str, &str)], own: &[(&str, &str)]) -> Result<Vec<String>, Error> {
        let mut template = Template::new(embedded.iter().copied());
        let own = own.iter().map(|(path, text)| TemplateFile {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        });
        template.overlay(&own.collect::<Vec<_>>())?;
        let files = template.render(&["x"], |key| (key == "x").then(|| Ok("value".to_owned())))?;
        let files = files.into_iter();
        Ok(files
            .map(|(path, text)| format!("{}: {text}", path.display()))
            .collect())
    }

    #[test]
    fn files_of_an_author_go_before_embedded_ones() {
        let embedded = [
            ("README.md.in", "{{x}} {{part}}"),
            ("gitignore.in", "/target"),
            ("part.part", "one"),
        ];
        let own = [
            ("part.part", "two"),
            ("src/more.rs.in", "// {{x}}"),
            ("verbatim.txt", "{{x}}"),
            ("contract.wit", "package a:b;"),
        ];
        let expected = [
            "README.md: value two",
            ".gitignore: /target",
            "src/more.rs: // value",
            "verbatim.txt: {{x}}",
        ];
        assert_eq!(overlaid(&embedded, &own).unwrap(), expected);
    }

    #[test]
    fn a_file_is_replaced_by_one_that_becomes_the_same() {
        let embedded = [("README.md.in", "{{x}}"), ("gitignore.in", "/target")];
        let own = [("README.md", "{{x}}"), (".gitignore", "/out")];
        let expected = [".gitignore: /out", "README.md: {{x}}"];
        assert_eq!(overlaid(&embedded, &own).unwrap(), expected);
    }

    #[test]
    fn what_is_not_rust_is_shown() {
        let error = overlaid(&[], &[("src/lib.rs.in", "fn {{x}}() {\n    let = 1;\n}\n")]);
        let error = error.unwrap_err().to_string();
        let head = "`src/lib.rs` of the template is not Rust: expected ";
        let place = "\n --> src/lib.rs:2:9\n  |\n2 |     let = 1;\n  |         ^\n\
                     note: it is made of `src/lib.rs.in`";
        assert!(error.starts_with(head) && error.ends_with(place), "{error}");
    }

    #[test]
    fn wit_is_none_of_a_template() {
        let error = overlaid(&[], &[("wit/world.wit", "package a:b;")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the template has `wit/world.wit`, but the folder `wit` has the WIT of the plugin\n\
             help: give WIT with `--wit`"
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

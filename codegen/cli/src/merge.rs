//! Merges what the generator changed into what an author changed.

use std::ops::Range;

use diffy::{DiffOptions, Line, create_patch};
use hostplug_codegen::stub::fill;

/// What comes out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Merged {
    /// The text of the author, with all that the generator changed.
    Text(String),
    /// Both changed the same lines. This is what the generator wanted, as a patch.
    Conflict(String),
}

/// Merges `theirs`, which the generator writes now, with `ours`, which the author has, by what it wrote then. If that is
/// lost, or if the outcome would be none of its kind any more, they conflict.
pub(crate) fn three_way(path: &str, base: Option<&str>, ours: &str, theirs: &str) -> Merged {
    let Some(base) = base else {
        return Merged::Conflict(create_patch(ours, theirs).to_string());
    };
    let as_ours = |text: &str| match ours.contains("\r\n") {
        true => text.replace('\n', "\r\n"),
        false => text.to_owned(),
    };
    match merged(&as_ours(base), ours, &as_ours(theirs)) {
        Some(text) if is_valid(path, &text) => Merged::Text(text),
        _ => Merged::Conflict(create_patch(base, theirs).to_string()),
    }
}

fn is_valid(path: &str, text: &str) -> bool {
    match path.rsplit('.').next() {
        Some("toml") => text.parse::<toml_edit::DocumentMut>().is_ok(),
        Some("rs") => fill::is_rust(text),
        _ => true,
    }
}

/// Some lines in the place of others.
#[derive(Debug, PartialEq, Eq)]
struct Edit {
    /// Indices of lines of the base; empty where something is inserted.
    range: Range<usize>,
    lines: Vec<String>,
}

impl Edit {
    /// Neighbours do not meet: in a manifest each line stands for itself.
    fn meets(&self, other: &Edit) -> bool {
        let (a, b) = (&self.range, &other.range);
        let is_same_place = a.is_empty() && b.is_empty() && a.start == b.start;
        is_same_place || a.start < b.end && b.start < a.end
    }
}

/// Both changes of a text, unless they meet. What both did is done once.
fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let mut edits = edits(base, ours);
    for edit in self::edits(base, theirs) {
        if edits.contains(&edit) {
            continue;
        }
        if edits.iter().any(|other| other.meets(&edit)) {
            return None;
        }
        edits.push(edit);
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let lines: Vec<_> = base.split_inclusive('\n').collect();
    let mut text = String::new();
    let mut done = 0;
    for edit in &edits {
        text.extend(lines.get(done..edit.range.start)?.iter().copied());
        text.extend(edit.lines.iter().map(String::as_str));
        done = edit.range.end;
    }
    text.extend(lines.get(done..)?.iter().copied());
    Some(text)
}

fn edits(base: &str, text: &str) -> Vec<Edit> {
    let patch = DiffOptions::new()
        .set_context_len(0)
        .create_patch(base, text);
    let mut edits: Vec<Edit> = Vec::new();
    for hunk in patch.hunks() {
        let old = hunk.old_range();
        // A range without lines is named by the line in front of it.
        let mut at = match old.is_empty() {
            true => old.start(),
            false => old.start().saturating_sub(1),
        };
        for line in hunk.lines() {
            let is_inserted = matches!(line, Line::Insert(_));
            let last = edits.last_mut().filter(|edit| edit.range.end == at);
            match (line, last) {
                (Line::Context(_), _) => {}
                (Line::Insert(line), Some(edit)) => edit.lines.push((*line).to_owned()),
                (Line::Delete(_), Some(edit)) => edit.range.end += 1,
                (Line::Insert(line), None) => edits.push(Edit {
                    range: at..at,
                    lines: vec![(*line).to_owned()],
                }),
                (Line::Delete(_), None) => edits.push(Edit {
                    range: at..at + 1,
                    lines: Vec::new(),
                }),
            }
            at += usize::from(!is_inserted);
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str =
        "[package]\nname = \"a\"\nversion = \"0.1.0\"\n\n[dependencies]\nx = \"1\"\n";

    fn merged(ours: &str, theirs: &str) -> Merged {
        three_way("Cargo.toml", Some(BASE), ours, theirs)
    }

    fn with(changes: &[(&str, &str)]) -> String {
        let change = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
        changes.iter().fold(BASE.to_owned(), change)
    }

    #[test]
    fn changes_of_different_lines_go_together() {
        let version = ("0.1.0", "0.2.0");
        let name = ("\"a\"", "\"b\"");
        let more = ("x = \"1\"\n", "x = \"1\"\ny = \"1\"\n");
        let first = ("[package]\n", "# A plugin.\n[package]\n");
        let less = ("x = \"1\"\n", "");
        for (ours, theirs) in [
            (version, name),
            (name, version),
            (first, name),
            (version, less),
            (more, version),
            (first, more),
        ] {
            let expected = with(&[ours, theirs]);
            assert_eq!(
                merged(&with(&[ours]), &with(&[theirs])),
                Merged::Text(expected)
            );
        }
    }

    #[test]
    fn what_both_changed_alike_is_changed_once() {
        let text = with(&[
            ("0.1.0", "0.2.0"),
            ("x = \"1\"\n", "x = \"1\"\ny = \"1\"\n"),
        ]);
        assert_eq!(merged(&text, &text), Merged::Text(text.clone()));
        let ours = with(&[("0.1.0", "0.2.0")]);
        assert_eq!(merged(&ours, &text), Merged::Text(text));
    }

    #[test]
    fn line_ends_are_those_of_the_author() {
        let ours = BASE.replace('\n', "\r\n");
        let theirs = with(&[("x = \"1\"", "x = \"2\"")]);
        let expected = theirs.replace('\n', "\r\n");
        assert_eq!(merged(&ours, &theirs), Merged::Text(expected));
    }

    #[test]
    fn a_conflict_is_a_patch_of_what_the_generator_wanted() {
        let ours = with(&[("x = \"1\"", "x = \"3\"")]);
        let theirs = with(&[("x = \"1\"", "x = \"2\"")]);
        let Merged::Conflict(patch) = merged(&ours, &theirs) else {
            panic!("merged");
        };
        assert!(patch.contains("-x = \"1\"\n+x = \"2\"\n"), "{patch}");
        let lost = three_way("Cargo.toml", None, &ours, &theirs);
        assert!(matches!(lost, Merged::Conflict(patch) if patch.contains("-x = \"3\"\n")));
    }

    #[test]
    fn what_does_not_parse_is_a_conflict() {
        let ours = with(&[("[package]\n", "[package]\nedition = \"2024\"\n")]);
        let theirs = with(&[("version", "edition = \"2024\"\nversion")]);
        assert!(matches!(merged(&ours, &theirs), Merged::Conflict(_)));
    }

    #[test]
    fn a_text_without_end_of_line_is_merged_too() {
        let text = |end: &str| three_way("a.md", Some("a\nb"), "a\nb", end);
        assert_eq!(text("c\nb"), Merged::Text("c\nb".to_owned()));
        assert_eq!(text(""), Merged::Text(String::new()));
        let empty = three_way("a.md", Some(""), "x\n", "");
        assert_eq!(empty, Merged::Text("x\n".to_owned()));
    }

    /// Some lines of a text, with others between them.
    fn changed(seed: &mut u64, lines: &[&str], mark: &str) -> String {
        let mut text = String::new();
        for line in lines {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            match (*seed >> 33) % 7 {
                0 => {}
                1 => text += &format!("{line}{mark}{seed}\n"),
                2 => text += &format!("{mark}\n{line}"),
                _ => text += line,
            }
        }
        text
    }

    #[test]
    fn no_line_of_an_author_is_lost() {
        let lines = ["a\n", "b\n", "\n", "b\n", "c\n", "d\n", "\n", "e\n"];
        let base = lines.concat();
        let (mut seed, mut merges) = (1, 0);
        for case in 0..2000 {
            let ours = changed(&mut seed, &lines, "ours");
            let theirs = changed(&mut seed, &lines, "theirs");
            assert_eq!(
                super::merged(&base, &ours, &base),
                Some(ours.clone()),
                "{case}"
            );
            assert_eq!(
                super::merged(&base, &base, &theirs),
                Some(theirs.clone()),
                "{case}"
            );
            assert_eq!(
                super::merged(&base, &ours, &ours),
                Some(ours.clone()),
                "{case}"
            );
            let Some(both) = super::merged(&base, &ours, &theirs) else {
                continue;
            };
            merges += 1;
            let marked = |text: &str, mark: &str| -> Vec<String> {
                let lines = text.lines().filter(|line| line.contains(mark));
                lines.map(str::to_owned).collect()
            };
            for (text, mark) in [(&ours, "ours"), (&theirs, "theirs")] {
                assert_eq!(
                    marked(&both, mark),
                    marked(text, mark),
                    "{case}\n{ours}---\n{theirs}"
                );
            }
        }
        assert!(merges > 100, "{merges}");
    }
}

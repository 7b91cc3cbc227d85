//! Merges what the generator changed into what an author changed.

use diffy::{create_patch, merge};

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
    let merged = merge(&as_ours(base), ours, &as_ours(theirs));
    match merged {
        Ok(text) if is_valid(path, &text) => Merged::Text(text),
        _ => Merged::Conflict(create_patch(base, theirs).to_string()),
    }
}

fn is_valid(path: &str, text: &str) -> bool {
    !path.ends_with(".toml") || text.parse::<toml_edit::DocumentMut>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str =
        "[package]\nname = \"a\"\nversion = \"0.1.0\"\n\n[dependencies]\nx = \"1\"\n";

    fn merged(ours: &str, theirs: &str) -> Merged {
        three_way("Cargo.toml", Some(BASE), ours, theirs)
    }

    #[test]
    fn changes_in_different_places_go_together() {
        let ours = BASE.replace("0.1.0", "0.2.0") + "y = \"1\"\n";
        let theirs = BASE.replace("x = \"1\"", "x = \"2\"");
        let both = ours.replace("x = \"1\"", "x = \"2\"");
        // One line between the two is too few to tell the places apart.
        assert!(matches!(merged(&ours, &theirs), Merged::Conflict(_)));
        let ours = BASE.replace("0.1.0", "0.2.0");
        let both = both.replace("y = \"1\"\n", "");
        assert_eq!(merged(&ours, &theirs), Merged::Text(both));
        assert_eq!(merged(&theirs, &theirs), Merged::Text(theirs.clone()));
    }

    #[test]
    fn line_ends_are_those_of_the_author() {
        let ours = BASE.replace('\n', "\r\n");
        let theirs = BASE.replace("x = \"1\"", "x = \"2\"");
        let expected = theirs.replace('\n', "\r\n");
        assert_eq!(merged(&ours, &theirs), Merged::Text(expected));
    }

    #[test]
    fn a_conflict_is_a_patch_of_what_the_generator_wanted() {
        let ours = BASE.replace("x = \"1\"", "x = \"3\"");
        let theirs = BASE.replace("x = \"1\"", "x = \"2\"");
        let Merged::Conflict(patch) = merged(&ours, &theirs) else {
            panic!("merged");
        };
        assert!(patch.contains("-x = \"1\"\n+x = \"2\"\n"), "{patch}");
    }

    #[test]
    fn what_does_not_parse_is_a_conflict() {
        let ours = BASE.replace("name = \"a\"", "name = \"a\"\nedition = \"2024\"");
        let theirs = BASE.replace(
            "version = \"0.1.0\"",
            "version = \"0.1.0\"\n\nedition = \"2024\"",
        );
        assert!(matches!(merged(&ours, &theirs), Merged::Conflict(_)));
    }
}

//! Subjects, which are words between dots, and the patterns that subscriptions are.

use hostplug::wasmtime::{Result, bail};

/// What a component has subscribed to: `*` stands for one word, and `>` at the end for one or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(String);

impl Pattern {
    /// # Errors
    /// A word is empty, or `>` is not the last.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let words: Vec<_> = text.split('.').collect();
        let open = words.iter().position(|word| *word == ">");
        if words.contains(&"") {
            bail!("`{text}` is no subject: a word in it is empty");
        }
        if open.is_some_and(|at| at + 1 < words.len()) {
            bail!("`{text}` is no subject: `>` is not its last word");
        }
        Ok(Pattern(text.to_owned()))
    }

    /// One subject.
    pub(crate) fn exact(subject: &str) -> Self {
        Pattern(subject.to_owned())
    }

    pub(crate) fn matches(&self, subject: &str) -> bool {
        let mut words = subject.split('.');
        for wanted in self.0.split('.') {
            match (wanted, words.next()) {
                (_, None) => return false,
                (">", Some(_)) => return true,
                ("*", Some(_)) => {}
                (wanted, Some(word)) if wanted == word => {}
                _ => return false,
            }
        }
        words.next().is_none()
    }
}

/// Whether messages can be sent there.
///
/// # Errors
/// A word is empty, or a wildcard.
pub(crate) fn check(subject: &str) -> std::result::Result<(), String> {
    match subject
        .split('.')
        .find(|word| matches!(*word, "" | "*" | ">"))
    {
        None => Ok(()),
        Some("") => Err(format!(
            "no message can be sent to `{subject}`: a word is empty"
        )),
        Some(word) => Err(format!(
            "no message can be sent to `{subject}`: `{word}` is for subscriptions"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_words() {
        for (pattern, subject, expected) in [
            ("a.b", "a.b", true),
            ("a.b", "a.c", false),
            ("a.b", "a", false),
            ("a.b", "a.b.c", false),
            ("a.*", "a.b", true),
            ("a.*", "a.b.c", false),
            ("a.*", "a", false),
            ("*.b", "a.b", true),
            ("a.>", "a.b", true),
            ("a.>", "a.b.c", true),
            ("a.>", "a", false),
            (">", "a", true),
            ("*", "a.b", false),
        ] {
            let pattern = Pattern::parse(pattern).unwrap();
            assert_eq!(pattern.matches(subject), expected, "{pattern:?} {subject}");
        }
    }

    #[test]
    fn what_is_no_subject_is_refused() {
        for text in ["", ".", "a.", ".a", "a..b"] {
            let error = Pattern::parse(text).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("`{text}` is no subject: a word in it is empty")
            );
            check(text).unwrap_err();
        }
        let error = Pattern::parse("a.>.b").unwrap_err().to_string();
        assert_eq!(error, "`a.>.b` is no subject: `>` is not its last word");
        assert_eq!(
            check("a.*").unwrap_err(),
            "no message can be sent to `a.*`: `*` is for subscriptions"
        );
    }
}

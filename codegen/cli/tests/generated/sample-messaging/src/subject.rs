//! Subjects: words with dots between them.

use hostplug::wasmtime::{Result, bail};

/// What somebody has subscribed to. `*` stands for one word, `>` at the end for one or more.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Vec<String>);

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let words: Vec<_> = text.split('.').map(str::to_owned).collect();
        let is_open = |words: &[String]| words.iter().any(|word| word == ">");
        if words.iter().any(String::is_empty) || is_open(&words[..words.len() - 1]) {
            bail!("`{text}` is no subscription: it has an empty word, or `>` before its end");
        }
        Ok(Pattern(words))
    }

    pub(crate) fn matches(&self, subject: &str) -> bool {
        let words: Vec<_> = subject.split('.').collect();
        let fits = |(pattern, word): (&String, &&str)| pattern == "*" || pattern == word;
        match self.0.split_last() {
            Some((last, first)) if last == ">" => {
                words.len() > first.len() && first.iter().zip(&words).all(fits)
            }
            _ => words.len() == self.0.len() && self.0.iter().zip(&words).all(fits),
        }
    }
}

/// Whether a message can be sent there.
pub(crate) fn check(subject: &str) -> std::result::Result<(), String> {
    let mut words = subject.split('.');
    match words.any(|word| matches!(word, "" | "*" | ">")) {
        true => Err(format!("`{subject}` has an empty word or a wildcard")),
        false => Ok(()),
    }
}

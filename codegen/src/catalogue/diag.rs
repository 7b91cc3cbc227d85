//! What can go wrong when a package is looked up.

use super::Entry;

pub(super) fn unknown_package(asked: &str, similar: &[String]) -> String {
    let help = match similar {
        [] => "give the WIT of the package with `--wit`".to_owned(),
        similar => format!("did you mean `{}`?", similar.join("` or `")),
    };
    format!("the catalogue has no package `{asked}`\nhelp: {help}")
}

pub(super) fn unknown_version(asked: &str, ids: &[String]) -> String {
    format!(
        "the catalogue has other versions than `{asked}`\nhelp: write one of `{}`",
        ids.join("`, `")
    )
}

pub(super) fn no_such_text(asked: &str, texts: &[&Entry]) -> String {
    format!(
        "`{asked}` has no text of this profile or hash\nhelp: choose one of its texts{}",
        notes(texts)
    )
}

pub(super) fn several_texts(asked: &str, texts: &[&Entry]) -> String {
    format!(
        "`{asked}` can be any of {} texts\nhelp: choose one with its version, with `--profile` or with `--hash`{}",
        texts.len(),
        notes(texts)
    )
}

fn notes(texts: &[&Entry]) -> String {
    texts
        .iter()
        .map(|entry| format!("\nnote: {}", line(entry)))
        .collect()
}

fn line(entry: &Entry) -> String {
    let profiles: Vec<_> = entry.profiles().iter().map(ToString::to_string).collect();
    let profiles = match profiles.as_slice() {
        [] => "no profile".to_owned(),
        [profile] => format!("profile {profile}"),
        profiles => format!("profiles {}", profiles.join(", ")),
    };
    let (id, hash, source) = (entry.id(), entry.hash(), entry.source());
    format!("{hash} is `{id}` of `{source}`, {profiles}")
}

pub(super) fn unknown_profile(typed: &str, known: &[&str]) -> String {
    format!(
        "no profile `{typed}`{}",
        crate::diag::suggest(typed, known.iter().copied())
    )
}

//! From what a user types to one text.

use std::fmt;

use semver::Version;

use super::{Entry, Profile, diag, entries};
use crate::diag::nearest;

/// What chooses between several texts of one id.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Only texts that this kind of host uses.
    pub profile: Option<Profile>,
    /// Only texts whose hash begins so.
    pub hash: Option<&'a str>,
}

/// Why there is not exactly one text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotFound {
    /// No text has this name.
    Package {
        /// What was asked for.
        asked: String,
        /// Names that are near, or that differ in their namespace only.
        similar: Vec<String>,
    },
    /// The package has other versions.
    Version {
        /// What was asked for.
        asked: String,
        /// The versions that there are, as ids, newest first.
        ids: Vec<String>,
    },
    /// The package has texts, and the choice excludes them all.
    Text {
        /// What was asked for.
        asked: String,
        /// The texts that there are, newest first.
        texts: Vec<&'static Entry>,
    },
    /// Several texts fit.
    Several {
        /// What was asked for.
        asked: String,
        /// The texts that fit, newest first.
        texts: Vec<&'static Entry>,
    },
}

/// Finds a text by `namespace:package`, which means its newest version, or by `namespace:package@version`.
///
/// # Errors
/// There is no such text, or there are several and the choice does not tell between them.
pub fn find(asked: &str, choice: Choice<'_>) -> Result<&'static Entry, NotFound> {
    let (name, version) = match asked.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (asked, None),
    };
    let texts = of_package(asked, name)?;
    let texts = of_version(asked, version, texts)?;
    let texts = chosen(asked, choice, texts)?;
    let newest = match version {
        Some(_) => texts.clone(),
        None => newest(&texts),
    };
    match newest.as_slice() {
        [entry] => Ok(entry),
        _ => Err(NotFound::Several {
            asked: asked.to_owned(),
            texts,
        }),
    }
}

type Texts = Vec<&'static Entry>;

fn of_package(asked: &str, name: &str) -> Result<Texts, NotFound> {
    let mut texts: Texts = entries()
        .iter()
        .filter(|entry| entry.name() == name)
        .collect();
    texts.sort_by_key(|entry| std::cmp::Reverse(entry.version()));
    if texts.is_empty() {
        return Err(NotFound::Package {
            asked: asked.to_owned(),
            similar: similar(name),
        });
    }
    Ok(texts)
}

fn of_version(asked: &str, version: Option<&str>, texts: Texts) -> Result<Texts, NotFound> {
    let Some(version) = version else {
        return Ok(texts);
    };
    let version = Version::parse(version).ok();
    let fitting = |entry: &&Entry| version.is_some() && entry.version() == version;
    let found: Texts = texts.iter().copied().filter(fitting).collect();
    if found.is_empty() {
        let mut ids: Vec<_> = texts.iter().map(|entry| entry.id()).collect();
        ids.dedup();
        return Err(NotFound::Version {
            asked: asked.to_owned(),
            ids,
        });
    }
    Ok(found)
}

fn chosen(asked: &str, choice: Choice<'_>, texts: Texts) -> Result<Texts, NotFound> {
    let fits = |entry: &&Entry| {
        let profile = choice
            .profile
            .is_none_or(|profile| entry.profiles().contains(&profile));
        let hash = choice
            .hash
            .is_none_or(|hash| entry.hash().starts_with(hash));
        profile && hash
    };
    let found: Texts = texts.iter().copied().filter(fits).collect();
    if found.is_empty() {
        return Err(NotFound::Text {
            asked: asked.to_owned(),
            texts,
        });
    }
    Ok(found)
}

fn newest(texts: &[&'static Entry]) -> Texts {
    let version = texts.iter().map(|entry| entry.version()).max().flatten();
    texts
        .iter()
        .copied()
        .filter(|entry| entry.version() == version)
        .collect()
}

/// The same package of other namespaces; if there is none, the nearest name.
fn similar(name: &str) -> Vec<String> {
    let package = name.rsplit(':').next().unwrap_or(name);
    let mut names: Vec<_> = entries().iter().map(Entry::name).collect();
    names.dedup();
    let same: Vec<_> = names
        .iter()
        .filter(|name| name.rsplit(':').next() == Some(package))
        .cloned()
        .collect();
    if !same.is_empty() {
        return same;
    }
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    nearest(name, &names)
        .into_iter()
        .map(ToOwned::to_owned)
        .collect()
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            NotFound::Package { asked, similar } => diag::unknown_package(asked, similar),
            NotFound::Version { asked, ids } => diag::unknown_version(asked, ids),
            NotFound::Text { asked, texts } => diag::no_such_text(asked, texts),
            NotFound::Several { asked, texts } => diag::several_texts(asked, texts),
        })
    }
}

impl std::error::Error for NotFound {}

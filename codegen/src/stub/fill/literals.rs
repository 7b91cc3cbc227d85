//! Literals of an attribute that name another version, or another world, than they did.

use std::ops::Range;
use std::path::Path;

use semver::Version;
use syn::LitStr;
use wit_parser::PackageName;

use crate::attr::{Args, Sync};
use crate::stub::fill::file::File;
use crate::stub::fill::renew::Folders;
use crate::wit;

/// A literal that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Index of the file.
    pub file: usize,
    /// Where it stands in the text as it was given.
    pub range: Range<usize>,
    /// What stands there now, with its quotes.
    pub text: String,
}

/// What a literal is to say.
#[derive(Debug)]
pub(super) struct Replaced {
    literal: LitStr,
    value: String,
}

impl Replaced {
    /// Keeps the kind of quotes. A literal that writes its text with escapes gets plain ones.
    pub(super) fn literal(&self, home: usize, file: &File<'_>) -> Option<Literal> {
        let range = self.literal.span().byte_range();
        let range = file.start + range.start..file.start + range.end;
        let (typed, was) = (file.text.get(range.clone())?, self.literal.value());
        let text = match typed.contains(&was) {
            true => typed.replacen(&was, &self.value, 1),
            false => format!("{:?}", self.value),
        };
        Some(Literal {
            file: home,
            range,
            text,
        })
    }
}

/// The literals to replace, because the package that they name has another version in the new WIT, or because they name
/// the first of two worlds.
pub(super) fn replaced(folders: Folders<'_>, args: &Args, worlds: (&str, &str)) -> Vec<Replaced> {
    let path = args.path.as_ref().map(LitStr::value);
    let path = path.unwrap_or_else(|| "wit".to_owned());
    let old = packages(&folders.root.join(&path));
    let new = packages(&folders.staged.join(&path));
    let named = args.worlds.iter().map(|literal| {
        let typed = literal.value();
        let value = other_world(&typed, worlds);
        (literal, value.or_else(|| other_version(&typed, &old, &new)))
    });
    let others = others(args).map(|literal| (literal, other_version(&literal.value(), &old, &new)));
    let all = named.chain(others);
    let replaced = all.filter_map(|(literal, value)| {
        Some(Replaced {
            literal: literal.clone(),
            value: value?,
        })
    });
    replaced.collect()
}

/// The literals beside the worlds that can have a version.
fn others(args: &Args) -> impl Iterator<Item = &LitStr> {
    let with = args.with.iter().map(|(key, _)| key);
    let sync = match &args.sync {
        Sync::Some(list) => list.as_slice(),
        Sync::None | Sync::All => &[],
    };
    let interfaces = args.interfaces.iter().flatten();
    let lists = interfaces.chain(&args.skip).chain(&args.allow);
    lists.chain(sync).chain(with)
}

/// The packages of WIT; none if it is absent or broken.
fn packages(path: &Path) -> Vec<PackageName> {
    let read = wit::read(path).ok();
    let packages = read.iter().flat_map(|files| files.resolve.packages.iter());
    packages.map(|(_, package)| package.name.clone()).collect()
}

fn other_world(typed: &str, (old, new): (&str, &str)) -> Option<String> {
    let unversioned = |id: &str| id.split('@').next().unwrap_or_default().to_owned();
    let name = unversioned(old);
    let short = name.rsplit('/').next();
    let is_meant = unversioned(typed) == name || Some(typed) == short;
    let value = match typed.contains('@') {
        true => new.to_owned(),
        false => unversioned(new),
    };
    (is_meant && value != typed && unversioned(new) != name).then_some(value)
}

/// The name with the only version that its package has now, if the one that it says is gone.
fn other_version(typed: &str, old: &[PackageName], new: &[PackageName]) -> Option<String> {
    let (name, versioned) = typed.split_once('@')?;
    let package = name.split('/').next()?;
    let is_named =
        |candidate: &&PackageName| package == format!("{}:{}", candidate.namespace, candidate.name);
    let known = old.iter().chain(new).filter(is_named);
    let versions = known.filter_map(|package| package.version.clone());
    let (version, rest) = split(versioned, versions)?;
    let mut candidates = new.iter().filter(is_named);
    let only = candidates.next()?.version.as_ref()?;
    (candidates.next().is_none() && *only != version).then(|| format!("{name}@{only}{rest}"))
}

/// A version and the `.resource` behind it. A version can have dots itself, so those that are known come first.
fn split(text: &str, mut known: impl Iterator<Item = Version>) -> Option<(Version, &str)> {
    let known = known.find_map(|version| {
        let rest = text.strip_prefix(&version.to_string())?;
        (rest.is_empty() || rest.starts_with('.')).then_some((version, rest))
    });
    known.or_else(|| Some((Version::parse(text).ok()?, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ids: &[(&str, &str)]) -> Vec<PackageName> {
        let names = ids.iter().map(|(name, version)| PackageName {
            namespace: "a".to_owned(),
            name: (*name).to_owned(),
            version: Some(version.parse().unwrap()),
        });
        names.collect()
    }

    #[test]
    fn the_only_version_takes_the_place_of_the_one_that_is_gone() {
        let old = names(&[("kv", "0.2.0-draft"), ("io", "0.2.0")]);
        let new = names(&[("kv", "0.3.0"), ("io", "0.2.0"), ("io", "0.2.1")]);
        let other = |typed: &str| other_version(typed, &old, &new);
        assert_eq!(other("a:kv/world@0.2.0-draft").unwrap(), "a:kv/world@0.3.0");
        assert_eq!(
            other("a:kv/store@0.2.0-draft.bucket").unwrap(),
            "a:kv/store@0.3.0.bucket"
        );
        assert_eq!(other("a:kv/w@0.1.9").unwrap(), "a:kv/w@0.3.0");
        for same in [
            "a:kv/w@0.3.0",
            "a:kv/w",
            "w",
            "a:io/w@0.2.0",
            "b:kv/w@0.2.0",
        ] {
            assert_eq!(other(same), None, "{same}");
        }
    }

    #[test]
    fn another_world_is_named_as_the_old_one_was() {
        let world = ("a:kv/client@1.0.0", "a:kv/both@2.0.0");
        let other = |typed: &str| other_world(typed, world);
        assert_eq!(other("a:kv/client@1.0.0").unwrap(), "a:kv/both@2.0.0");
        assert_eq!(other("a:kv/client").unwrap(), "a:kv/both");
        assert_eq!(other("client").unwrap(), "a:kv/both");
        assert_eq!(other("a:kv/server"), None);
        assert_eq!(
            other_world("client", ("a:kv/client@1.0.0", "a:kv/client@2.0.0")),
            None
        );
    }
}

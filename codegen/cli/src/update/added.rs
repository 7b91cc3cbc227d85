//! WIT that `plugin-gen add` put beside that of which a crate was made.

use std::collections::BTreeMap;
use std::path::Path;

use super::read;
use crate::Error;
use crate::lock::Lock;

/// The ids of the packages.
pub(crate) fn packages(root: &Path, lock: &Lock) -> Vec<String> {
    let texts = lock.added_wit().map(|path| read(&root.join(path)));
    let ids = texts.filter_map(|text| package(&text.ok()??));
    ids.collect()
}

/// The package of a text.
fn package(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim);
    let named = lines.find_map(|line| line.strip_prefix("package "))?;
    let id = named.split([';', '{']).next()?;
    Some(id.trim().replace('%', ""))
}

/// The texts by their paths. What they import of the crate's package is that of the package `id`.
pub(super) fn texts(root: &Path, lock: &Lock, id: &str) -> Result<BTreeMap<String, String>, Error> {
    let mut texts = BTreeMap::new();
    for path in lock.added_wit() {
        if let Some(text) = read(&root.join(path))? {
            texts.insert(path.to_owned(), renewed(&text, &lock.wit.package, id));
        }
    }
    Ok(texts)
}

/// Replaces the version of a package where its interfaces are named.
fn renewed(text: &str, old: &str, new: &str) -> String {
    let (Some((package, old)), Some((_, new))) = (old.split_once('@'), new.split_once('@')) else {
        return text.to_owned();
    };
    let lines = text.split_inclusive('\n').map(|line| {
        let is_named = line.contains(&format!("{package}/"));
        match is_named {
            true => line.replace(&format!("@{old};"), &format!("@{new};")),
            false => line.to_owned(),
        }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_named_at_its_beginning() {
        assert_eq!(
            package("/// x\npackage %a:b@1.0.0;\n").as_deref(),
            Some("a:b@1.0.0")
        );
        assert_eq!(package("interface i {}"), None);
    }

    #[test]
    fn only_the_version_of_the_package_is_renewed() {
        let world = "world w {\n  import a:b/i@1.0.0;\n  import c:d/j@1.0.0;\n}\n";
        assert_eq!(
            renewed(world, "a:b@1.0.0", "a:b@1.1.0"),
            world.replace("a:b/i@1.0.0", "a:b/i@1.1.0")
        );
        assert_eq!(renewed(world, "a:b", "a:b"), world);
    }
}

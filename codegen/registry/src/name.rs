//! Names of packages.

use semver::Version;
use wit_parser::PackageName;

use crate::Error;

/// Reads `namespace:package` or `namespace:package@version`.
pub(crate) fn parse(typed: &str) -> Result<PackageName, Error> {
    let wrong = || Error::Name(typed.to_owned());
    let (name, version) = match typed.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (typed, None),
    };
    let (namespace, package) = name.split_once(':').ok_or_else(wrong)?;
    for part in [namespace, package] {
        wit_parser::validate_id(part).map_err(|_| wrong())?;
    }
    let version = version.map(Version::parse).transpose();
    Ok(PackageName {
        namespace: namespace.to_owned(),
        name: package.to_owned(),
        version: version.map_err(|_| wrong())?,
    })
}

/// The newest version; one that is not released only if none is.
pub(crate) fn newest(versions: &[Version]) -> Option<Version> {
    let newest = |version: &&Version| (version.pre.is_empty(), (*version).clone());
    versions.iter().max_by_key(newest).cloned()
}

/// The name with each of the versions, newest first.
pub(crate) fn with_versions(name: &PackageName, versions: &[Version]) -> Vec<String> {
    let mut versions = versions.to_vec();
    versions.sort_by(|a, b| b.cmp(a));
    versions.dedup();
    let (namespace, name) = (&name.namespace, &name.name);
    versions
        .iter()
        .map(|version| format!("{namespace}:{name}@{version}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_namespace_and_perhaps_a_version() {
        assert_eq!(parse("acme:queue").unwrap().to_string(), "acme:queue");
        let name = parse("acme:queue@1.2.0-rc.1").unwrap();
        assert_eq!(name.to_string(), "acme:queue@1.2.0-rc.1");
        for wrong in ["queue", "acme:", "acme:a/b", "acme:queue@1", "../x:y", ""] {
            let message = parse(wrong).unwrap_err().to_string();
            assert!(
                message.starts_with(&format!("`{wrong}` is not")),
                "{message}"
            );
        }
    }

    #[test]
    fn what_is_released_is_newer_than_what_is_not() {
        let versions: Vec<_> = ["1.0.0", "1.1.0", "2.0.0-draft"]
            .iter()
            .map(|version| Version::parse(version).unwrap())
            .collect();
        assert_eq!(newest(&versions).unwrap(), versions[1]);
        assert_eq!(newest(&versions[2..]).unwrap(), versions[2]);
        assert_eq!(newest(&[]), None);
    }
}

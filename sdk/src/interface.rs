//! Names of WIT interfaces and the rule that decides which version serves which.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// The identity of a WIT interface: `namespace:package/name@version`.
///
/// `#[host_plugin]` writes these as constants, so that no name is parsed at run time. Names that come from a
/// document or a component are parsed once, with [`FromStr`].
///
/// ```
/// use hostplug::InterfaceId;
///
/// let id: InterfaceId = "wasi:keyvalue/store@0.2.0-draft".parse()?;
/// assert_eq!(id.package(), "keyvalue");
/// assert_eq!(id.to_string(), "wasi:keyvalue/store@0.2.0-draft");
/// # Ok::<(), hostplug::InvalidInterfaceId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InterfaceId {
    namespace: Cow<'static, str>,
    package: Cow<'static, str>,
    name: Cow<'static, str>,
    version: Option<Version>,
}

impl InterfaceId {
    /// Builds an id of parts that are known at compile time.
    pub const fn from_static(
        namespace: &'static str,
        package: &'static str,
        name: &'static str,
        version: Option<Version>,
    ) -> Self {
        InterfaceId {
            namespace: Cow::Borrowed(namespace),
            package: Cow::Borrowed(package),
            name: Cow::Borrowed(name),
            version,
        }
    }

    /// `wasi` in `wasi:keyvalue/store@0.2.0-draft`.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// `keyvalue` in `wasi:keyvalue/store@0.2.0-draft`.
    pub fn package(&self) -> &str {
        &self.package
    }

    /// `store` in `wasi:keyvalue/store@0.2.0-draft`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `0.2.0-draft` in `wasi:keyvalue/store@0.2.0-draft`.
    pub fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }

    /// Whether both name the same interface, whatever their versions.
    pub fn same_interface(&self, other: &InterfaceId) -> bool {
        self.namespace == other.namespace
            && self.package == other.package
            && self.name == other.name
    }

    /// Whether an interface of this identity may serve an import of the identity `import`.
    ///
    /// This is the rule of Wasmtime's `Linker` (`wasmtime-environ`, `component/names.rs`): the same name always;
    /// else the same track, which is the major version, or `0.minor`. Pre-releases, `0.0.x` and names without a
    /// version serve only their exact name. It holds in both directions: an older patch release may serve a newer
    /// one, as long as the functions that are used exist.
    pub fn serves(&self, import: &InterfaceId) -> bool {
        if self == import {
            return true;
        }
        self.same_interface(import) && self.track().is_some() && self.track() == import.track()
    }

    /// Of all `offers` that may serve `import`, the one that Wasmtime's `Linker` would choose: the exact name, else
    /// the highest version of the track.
    pub fn best_offer<'a>(
        import: &InterfaceId,
        offers: impl IntoIterator<Item = &'a InterfaceId>,
    ) -> Option<&'a InterfaceId> {
        offers
            .into_iter()
            .filter(|offer| offer.serves(import))
            .max_by_key(|offer| (*offer == import, offer.version.as_ref()))
    }

    /// The group of versions that may stand in for each other, if there is one.
    pub fn track(&self) -> Option<Track> {
        self.version.as_ref()?.track()
    }
}

impl fmt::Display for InterfaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/{}", self.namespace, self.package, self.name)?;
        match &self.version {
            Some(version) => write!(f, "@{version}"),
            None => Ok(()),
        }
    }
}

impl FromStr for InterfaceId {
    type Err = InvalidInterfaceId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = |reason| InvalidInterfaceId {
            text: text.to_owned(),
            reason,
        };
        let (path, version) = match text.split_once('@') {
            Some((path, version)) => (path, Some(version)),
            None => (text, None),
        };
        let (package, name) = path
            .split_once('/')
            .ok_or_else(|| invalid("no `/` before the interface"))?;
        let (namespace, package) = package
            .split_once(':')
            .ok_or_else(|| invalid("no `:` after the namespace"))?;
        if ![namespace, package, name].into_iter().all(is_kebab_name) {
            return Err(invalid(
                "a name must be words of letters and digits joined by `-`",
            ));
        }
        let version = version
            .map(Version::from_str)
            .transpose()
            .map_err(|_| invalid("the version is not semver"))?;
        Ok(InterfaceId {
            namespace: Cow::Owned(namespace.to_owned()),
            package: Cow::Owned(package.to_owned()),
            name: Cow::Owned(name.to_owned()),
            version,
        })
    }
}

fn is_kebab_name(name: &str) -> bool {
    name.split('-').all(|word| {
        word.starts_with(|c: char| c.is_ascii_alphanumeric())
            && word.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// A text that is not the name of a WIT interface.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not the name of an interface: {reason}\nhelp: write `namespace:package/interface@version`"
)]
pub struct InvalidInterfaceId {
    text: String,
    reason: &'static str,
}

/// A semantic version that can be a constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
    pre: Cow<'static, str>,
    build: Cow<'static, str>,
}

impl Version {
    /// Builds a version of parts that are known at compile time; `pre` and `build` may be empty.
    pub const fn from_static(
        major: u64,
        minor: u64,
        patch: u64,
        pre: &'static str,
        build: &'static str,
    ) -> Self {
        Version {
            major,
            minor,
            patch,
            pre: Cow::Borrowed(pre),
            build: Cow::Borrowed(build),
        }
    }

    fn track(&self) -> Option<Track> {
        match (self.major, self.minor) {
            _ if !self.pre.is_empty() => None,
            (0, 0) => None,
            (0, minor) => Some(Track::Minor(minor)),
            (major, _) => Some(Track::Major(major)),
        }
    }

    fn numbers(&self) -> (u64, u64, u64) {
        (self.major, self.minor, self.patch)
    }

    /// A constant can hold any text; what is no label of semver counts as none.
    fn labels(&self) -> (semver::Prerelease, semver::BuildMetadata) {
        (
            self.pre.parse().unwrap_or_default(),
            self.build.parse().unwrap_or_default(),
        )
    }
}

/// By the three numbers, then by pre-release and build metadata as the crate `semver` orders them, which is what
/// Wasmtime's `Linker` uses.
impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers()
            .cmp(&other.numbers())
            .then_with(|| self.labels().cmp(&other.labels()))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.pre.is_empty() {
            write!(f, "-{}", self.pre)?;
        }
        if !self.build.is_empty() {
            write!(f, "+{}", self.build)?;
        }
        Ok(())
    }
}

impl FromStr for Version {
    type Err = semver::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let version = semver::Version::parse(text)?;
        Ok(Version {
            major: version.major,
            minor: version.minor,
            patch: version.patch,
            pre: Cow::Owned(version.pre.as_str().to_owned()),
            build: Cow::Owned(version.build.as_str().to_owned()),
        })
    }
}

/// The versions of one interface that may stand in for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Track {
    /// All releases of one major version above zero.
    Major(u64),
    /// All releases `0.minor.x`.
    Minor(u64),
}

impl fmt::Display for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Track::Major(major) => write!(f, "{major}"),
            Track::Minor(minor) => write!(f, "0.{minor}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> InterfaceId {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_survives_parsing_and_printing() {
        for text in [
            "a:b/c",
            "wasi:keyvalue/store@0.2.0-draft",
            "a1:b-2/c-d@1.2.3-rc.1+build.5",
        ] {
            assert_eq!(id(text).to_string(), text);
        }
    }

    #[test]
    fn nonsense_is_refused_with_a_reason() {
        for text in [
            "", "a", "a:b", "a/b", "a:b/", ":b/c", "a:b/c@", "a:b/c@1", "a:b/c@x", "a:b/c d",
            "a:b/c-",
        ] {
            let error = text.parse::<InterfaceId>().unwrap_err().to_string();
            assert!(
                error.contains("help: write `namespace:package/interface@version`"),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn versions_of_one_track_serve_each_other_in_both_directions() {
        for (offer, import, serves) in [
            ("a:b/c@0.2.0", "a:b/c@0.2.6", true),
            ("a:b/c@0.2.6", "a:b/c@0.2.0", true),
            ("a:b/c@1.4.0", "a:b/c@1.9.0", true),
            ("a:b/c@0.3.0", "a:b/c@0.2.0", false),
            ("a:b/c@0.0.1", "a:b/c@0.0.2", false),
            ("a:b/c@0.2.0-rc.1", "a:b/c@0.2.0-rc.2", false),
            ("a:b/c@0.2.0-rc.1", "a:b/c@0.2.0", false),
            ("a:b/c@0.2.0-draft", "a:b/c@0.2.0-draft", true),
            ("a:b/c", "a:b/c@0.2.0", false),
            ("a:b/c", "a:b/c", true),
            ("a:b/d@1.0.0", "a:b/c@1.0.0", false),
        ] {
            assert_eq!(id(offer).serves(&id(import)), serves, "{offer} -> {import}");
        }
    }

    #[test]
    fn the_exact_version_wins_and_else_the_highest_of_the_track() {
        let offers = ["a:b/c@0.2.0", "a:b/c@0.2.3", "a:b/c@0.3.0"].map(id);
        let best =
            |import: &str| InterfaceId::best_offer(&id(import), &offers).map(ToString::to_string);
        assert_eq!(best("a:b/c@0.2.0").as_deref(), Some("a:b/c@0.2.0"));
        assert_eq!(best("a:b/c@0.2.1").as_deref(), Some("a:b/c@0.2.3"));
        assert_eq!(best("a:b/c@0.2.9").as_deref(), Some("a:b/c@0.2.3"));
        assert_eq!(best("a:b/c@0.4.0"), None);
    }
}

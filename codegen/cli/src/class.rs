//! Whose the files of a generated crate are.

use serde::{Deserialize, Serialize};

/// What may become of a file after it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Class {
    /// The generator's: written anew, unless the author changed it.
    Owned,
    /// Shared: what the generator changes is merged into what the author changed.
    Merged,
    /// The author's from the beginning: at most, missing methods are inserted.
    Seeded,
}

/// By path, or by the folder around it. The first that fits counts; whatever is not here is the author's.
const TABLE: &[(&str, Class)] = &[
    ("wit/", Class::Owned),
    ("guest/wit/", Class::Owned),
    ("tests/component.wat", Class::Owned),
    // It has the list of interfaces, which follows the WIT.
    ("tests/interfaces.rs", Class::Merged),
    ("Cargo.toml", Class::Merged),
    ("guest/Cargo.toml", Class::Merged),
    ("README.md", Class::Merged),
    ("workload.toml", Class::Merged),
    (".gitignore", Class::Merged),
    (".cargo/config.toml", Class::Merged),
    (".github/", Class::Merged),
];

impl Class {
    /// The class of a file, by its path in the crate with `/` between folders.
    pub(crate) fn of(path: &str) -> Self {
        let fits = |pattern: &str| match pattern.ends_with('/') {
            true => path.starts_with(pattern),
            false => path == pattern,
        };
        let found = TABLE.iter().find(|(pattern, _)| fits(pattern));
        found.map_or(Class::Seeded, |(_, class)| *class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_thought_of_is_the_authors() {
        for (path, class) in [
            ("wit/deps/io.wit", Class::Owned),
            ("tests/component.wat", Class::Owned),
            ("tests/conformance.rs", Class::Seeded),
            ("src/wit/mod.rs", Class::Seeded),
            (".github/workflows/ci.yml", Class::Merged),
            ("Cargo.toml", Class::Merged),
            ("examples/Cargo.toml", Class::Seeded),
            ("anything", Class::Seeded),
        ] {
            assert_eq!(Class::of(path), class, "{path}");
        }
    }
}

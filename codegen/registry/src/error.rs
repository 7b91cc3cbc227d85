//! Why there is no package.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why there is no package, with what to type next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was typed names no package.
    #[error(
        "`{0}` is not the name of a package\nhelp: write `namespace:package` or `namespace:package@1.2.0`"
    )]
    Name(String),
    /// The registry should be a folder, and there is none.
    #[error("there is no folder `{}` with packages\nhelp: `--registry` takes a folder, or a host such as `registry.example.com`", .0.display())]
    NoFolder(PathBuf),
    /// The registry cannot be that of a host.
    #[error(
        "`{0}` is neither a folder nor a host\nhelp: write the host of a registry, such as `registry.example.com` or `127.0.0.1:5000`"
    )]
    NoHost(String),
    /// No registry is known for the package.
    #[error(
        "no registry is known for `{package}`\nhelp: name one with `--registry HOST`, or give the WIT with `--wit PATH`\nnote: `namespace_registries` in `{config}` can name one for all packages of `{namespace}`"
    )]
    NoRegistry {
        /// The package.
        package: String,
        /// What stands in front of the colon.
        namespace: String,
        /// The file with the configuration.
        config: String,
    },
    /// The configuration of registries cannot be read.
    #[error(
        "cannot read the registries in `{config}`: {cause}\nhelp: repair the file, or name a registry with `--registry HOST`"
    )]
    Config {
        /// The file.
        config: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The registry has no such package.
    #[error(
        "the registry `{registry}` has no package `{package}`\nhelp: ask another one with `--registry HOST`, or give the WIT with `--wit PATH`"
    )]
    NoPackage {
        /// Who was asked.
        registry: String,
        /// The package.
        package: String,
    },
    /// The registry has the package in other versions.
    #[error("the registry `{registry}` has other versions than `{package}`\nhelp: write one of `{}`", ids.join("`, `"))]
    NoVersion {
        /// Who was asked.
        registry: String,
        /// The package.
        package: String,
        /// The package with each version that there is, newest first.
        ids: Vec<String>,
    },
    /// The registry cannot be reached, refuses, breaks off, or sends something else than it announced.
    #[error(
        "the registry `{registry}` did not give `{package}`: {cause}\nhelp: try again, ask another one with `--registry HOST`, or give the WIT with `--wit PATH`"
    )]
    Failed {
        /// Who was asked.
        registry: String,
        /// The package.
        package: String,
        /// What went wrong.
        cause: String,
    },
    /// The registry takes too long.
    #[error("the registry did not give `{package}` within {} s\nhelp: try again, or give the WIT with `--wit PATH`", limit.as_secs())]
    Slow {
        /// The package.
        package: String,
        /// How long it was given.
        limit: Duration,
    },
    /// What the registry has is no WIT.
    #[error(
        "`{package}` of the registry `{registry}` is not a WIT package: {cause}\nhelp: give the WIT with `--wit PATH`, which takes components as well"
    )]
    NotWit {
        /// Who was asked.
        registry: String,
        /// The package.
        package: String,
        /// What it is instead.
        cause: String,
    },
    /// The packages do not fit each other.
    #[error(
        "`{package}` of the registry `{registry}` and the packages that it uses do not fit: {cause}\nhelp: ask another registry with `--registry HOST`, or give the WIT with `--wit PATH`"
    )]
    Unfit {
        /// Who was asked.
        registry: String,
        /// The package.
        package: String,
        /// What does not fit.
        cause: String,
    },
    /// Nothing may be asked, and the package was not kept.
    #[error("`{package}` is not kept in `{}`, and with `--offline` no registry is asked\nhelp: {}", cache.display(), offline(kept))]
    Offline {
        /// The package.
        package: String,
        /// Where packages are kept.
        cache: PathBuf,
        /// Its versions that are kept.
        kept: Vec<String>,
    },
    /// What was kept has changed.
    #[error("`{}`, which was kept for `{package}`, is damaged\nhelp: leave out `--offline` once, so that it is fetched again", path.display())]
    Damaged {
        /// The package.
        package: String,
        /// The file.
        path: PathBuf,
    },
    /// There is no folder to keep packages in.
    #[error(
        "no folder to keep packages in is known\nhelp: name one with `--cache DIR`, or in the variable `PLUGIN_GEN_CACHE`"
    )]
    NoCache,
    /// A package cannot be kept.
    #[error("cannot keep a package in `{}`: {source}\nhelp: name another folder with `--cache DIR`, or in the variable `PLUGIN_GEN_CACHE`", path.display())]
    Cache {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system gives no runtime to wait in.
    #[error("cannot ask a registry: {0}")]
    Runtime(io::Error),
    /// Registries are not part of the program.
    #[error(
        "this `plugin-gen` was built without registries, so it cannot ask for `{0}`\nhelp: run `cargo install plugin-gen --features registry`, or give the WIT with `--wit PATH`"
    )]
    NotBuilt(String),
}

fn offline(kept: &[String]) -> String {
    match kept {
        [] => "leave out `--offline` once, or give the WIT with `--wit PATH`".to_owned(),
        kept => format!(
            "write one of `{}`, or leave out `--offline` once",
            kept.join("`, `")
        ),
    }
}

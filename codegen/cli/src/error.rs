//! Why a command did nothing.

use std::path::{Path, PathBuf};

use hostplug_codegen::suggest;

/// Why the command did nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request is wrong: the name, the WIT, or the world.
    #[error(transparent)]
    Request(#[from] hostplug_codegen::stub::Error),
    /// Neither a package nor a path was named.
    #[error(
        "which WIT does the plugin serve?\nhelp: name a package, such as `plugin-gen new wasi:keyvalue`, or its WIT with `--wit PATH`\nnote: `plugin-gen list` shows the packages that are known"
    )]
    NoWit,
    /// The package is not known, or not well enough.
    #[error("{0}")]
    Package(String),
    /// No registry gave the package.
    #[error(transparent)]
    Registry(#[from] hostplug_registry::Error),
    /// `--wit` is not of the package that was named.
    #[error("`{}` has the package `{found}`, not `{asked}`\nhelp: leave out `{asked}`", path.display())]
    OtherPackage {
        /// What `--wit` says.
        path: PathBuf,
        /// The package there.
        found: String,
        /// What was named.
        asked: String,
    },
    /// `--sdk` names neither a version nor a folder with a crate.
    #[error(
        "`{0}` is neither a version nor the folder of the SDK\nhelp: write `--sdk 0.1`, or the path of the folder with its Cargo.toml"
    )]
    Sdk(String),
    /// `--template` names no folder.
    #[error("no folder `{}`\nhelp: `--template` takes a folder with the files of a template", .0.display())]
    NoTemplate(PathBuf),
    /// Something is where the crate should go.
    #[error("`{}` exists already\nhelp: choose another folder\nnote: nothing is ever overwritten", .0.display())]
    Exists(PathBuf),
    /// No package is where one was looked for.
    #[error("there is no Cargo.toml in `{}`\nhelp: name the folder of the plugin's package", .0.display())]
    NoPackage(PathBuf),
    /// A manifest is no TOML.
    #[error("cannot read `{}`: {}", path.display(), .source.to_string().trim_end())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: toml_edit::TomlError,
    },
    /// A manifest is that of a workspace without a package.
    #[error("`{}` has no `package.name`\nhelp: name the folder of a package", .0.display())]
    NoPackageName(PathBuf),
    /// A file that is to be written is there already.
    #[error("`{}` exists already\nhelp: rename it, or take it out\nnote: nothing is ever overwritten", .0.display())]
    Taken(PathBuf),
    /// No workspace is above the new crate.
    #[error(
        "there is no workspace above `{}`\nhelp: leave out `--workspace`, or write `[workspace]` into a Cargo.toml above it", .0.display()
    )]
    NoWorkspace(PathBuf),
    /// The workspace wants nothing of the folder.
    #[error("`{}` excludes `{path}` from its workspace\nhelp: choose another folder, or change `exclude`", manifest.display())]
    Excluded {
        /// The manifest of the workspace.
        manifest: PathBuf,
        /// The folder below it.
        path: String,
    },
    /// The dependencies of a package are no table.
    #[error("`{table}` is no table in `{}`\nhelp: write `[{table}]`", path.display())]
    Dependencies {
        /// The manifest.
        path: PathBuf,
        /// The name of the table.
        table: String,
    },
    /// The members of a workspace are no list.
    #[error("`workspace.members` is no list in `{}`\nhelp: write `members = []` under `[workspace]`", .0.display())]
    Members(PathBuf),
    /// A component without a world.
    #[error("`{0}` has no world, so there is nothing to see")]
    NoWorld(String),
    /// A package has Rust, and no plugin in it.
    #[error(
        "no plugin in `{}`\nhelp: put `#[host_plugin(world = \"namespace:package/world\")]` on a struct", .0.display()
    )]
    NoPlugin(PathBuf),
    /// No plugin has the name that was asked for.
    #[error("there is no plugin `{typed}`{}", suggest(typed, known.iter().map(String::as_str)))]
    UnknownPlugin {
        /// What was asked for.
        typed: String,
        /// The plugins of the package.
        known: Vec<String>,
    },
    /// A file is not Rust, or the attribute in it is wrong.
    #[error("{}", .0.join("\n"))]
    Code(Vec<String>),
    /// No package of the catalogue is as it was asked for.
    #[error("no package with `{0}` in its name\nhelp: write `plugin-gen list` to see all")]
    NotListed(String),
    /// The example of a new crate cannot be built, or says that something is wrong.
    #[error("`{}` in `{}`: {reason}\nhelp: what it says above must be mended first\nnote: the crate is written", crate::example::command(example), dir.display())]
    Run {
        /// The folder of the crate.
        dir: PathBuf,
        /// What the system said, or how the command ended.
        reason: String,
        /// The example that was run.
        example: String,
    },
    /// Something cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Cargo.lock is not one.
    #[error("cannot read `{}`: {source}\nhelp: run `cargo generate-lockfile`", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: toml::de::Error,
    },
    /// A crate has no lock of this command.
    #[error(
        "there is no plugin-gen.lock in `{dir}`, so plugin-gen did not write this crate\nhelp: to insert what a plugin of your own lacks, run `plugin-gen stub {dir} --write`",
        dir = .0.display()
    )]
    NoOwnLock(PathBuf),
    /// The lock of this command is not one.
    #[error("cannot read `{}`: {source}\nhelp: take it back from version control; a newer plugin-gen may have written it", path.display())]
    OwnLock {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<toml::de::Error>,
    },
    /// A newer version of the command looks after the crate.
    #[error("plugin-gen {0} wrote the crate, and this is plugin-gen {this}\nhelp: run `plugin-gen update` of {0} or newer", this = env!("CARGO_PKG_VERSION"))]
    Newer(String),
    /// The WIT that a crate was written from is somewhere else now.
    #[error("`{}`, which the crate was written from, is not there\nhelp: name the WIT with `--wit PATH`", .0.display())]
    OriginGone(PathBuf),
    /// Files that only the generator writes were changed.
    #[error(
        "{} changed by hand: `{}`\nhelp: undo that, or give it up with `--force`; to go on with the WIT that is there, name it with `--wit`",
        if .0.len() == 1 { "a file of the generator was" } else { "files of the generator were" },
        .0.join("`, `")
    )]
    Dirty(Vec<String>),
    /// The conflicts of an earlier update are still there.
    #[error("an earlier update left `{}`\nhelp: take over by hand what it says, and remove it", .0.join("`, `"))]
    Unresolved(Vec<String>),
    /// A text could not be made.
    #[error("cannot print: {source}")]
    Print {
        /// What the system said.
        source: std::io::Error,
    },
    /// The file system refused.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// A file that the compiler cannot read either, and of which it says more.
    pub(crate) fn not_rust(file: &Path, error: &syn::Error) -> Self {
        let reason = format!(
            "`{}` is not Rust: {error}\nhelp: `cargo check` says more",
            file.display()
        );
        Error::code(file, syn::Error::new(error.span(), reason))
    }

    /// What is wrong with the attributes in a file, each mistake at its place.
    pub(crate) fn code(file: &Path, errors: syn::Error) -> Self {
        let errors = errors.into_iter().map(|error| at_place(file, &error));
        Error::Code(errors.collect())
    }

    /// One message for each mistake, as the command prints them.
    pub fn messages(&self) -> Vec<String> {
        match self {
            Error::Request(error) => error.messages.clone(),
            Error::Code(messages) => messages.clone(),
            error => vec![error.to_string()],
        }
    }
}

/// As rustc writes it: the place behind the first line.
fn at_place(file: &Path, error: &syn::Error) -> String {
    let (message, start) = (error.to_string(), error.span().start());
    let (first, rest) = message.split_once('\n').unwrap_or((&message, ""));
    let place = format!("{}:{}:{}", file.display(), start.line, start.column + 1);
    let rest = match rest {
        "" => String::new(),
        rest => format!("\n{rest}"),
    };
    format!("{first}\n --> {place}{rest}")
}

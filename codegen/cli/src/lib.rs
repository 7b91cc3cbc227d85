//! The command `plugin-gen`: writes the crate of a host plugin from WIT, and what a plugin lacks.
//!
//! What a crate consists of is decided in `hostplug-codegen`, for the command and for `#[host_plugin]` alike. Here are
//! the arguments, and the only place that writes files.

mod stub;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};
use hostplug_codegen::stub::{CrateName, Request, Sdk, plugin_crate};

pub use self::stub::Stubs;

/// Writes host plugins from WIT.
#[derive(Debug, Parser)]
#[command(name = "plugin-gen", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(New),
    Stub(stub::Stub),
}

/// Write a crate that serves the imports of a WIT world, and whose methods wait for you.
#[derive(Debug, Args)]
struct New {
    /// Name of the crate, such as `my-plugin`.
    name: String,
    /// A WIT file, or a folder of WIT with its `deps`.
    #[arg(long, value_name = "PATH")]
    wit: PathBuf,
    /// The world to serve, such as `wasi:config/imports`; needed if the WIT has several.
    #[arg(long)]
    world: Option<String>,
    /// Where to write the crate; `./NAME` by default.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Folder or version of the SDK `hostplug`; the one that plugin-gen was built with by default.
    #[arg(long, value_name = "PATH|VERSION")]
    sdk: Option<String>,
}

/// Why the command did nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request is wrong: the name, the WIT, or the world.
    #[error(transparent)]
    Request(#[from] hostplug_codegen::stub::Error),
    /// `--sdk` names neither a version nor a folder with a crate.
    #[error(
        "`{0}` is neither a version nor the folder of the SDK\nhelp: write `--sdk 0.1`, or the path of the folder with its Cargo.toml"
    )]
    Sdk(String),
    /// Something is where the crate should go.
    #[error("`{}` exists already\nhelp: choose another folder with `--dir`\nnote: nothing is ever overwritten", .0.display())]
    Exists(PathBuf),
    /// The folder that should hold the crate is absent.
    #[error("there is no folder `{}` to write into\nhelp: make it first", .0.display())]
    NoParent(PathBuf),
    /// No package is where one was looked for.
    #[error("there is no Cargo.toml in `{}`\nhelp: name the folder of the plugin's package", .0.display())]
    NoPackage(PathBuf),
    /// Something cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
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
    /// One message for each mistake, as the command prints them.
    pub fn messages(&self) -> Vec<String> {
        match self {
            Error::Request(error) => error.messages.clone(),
            error => vec![error.to_string()],
        }
    }
}

/// What a command answers.
#[derive(Debug)]
pub enum Answer {
    /// A crate was written.
    Written(Written),
    /// What a plugin lacks.
    Stubs(Stubs),
}

impl fmt::Display for Answer {
    /// What goes to standard output; nothing, or whole lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Written(written) => writeln!(f, "{written}"),
            Answer::Stubs(stubs) => stubs.fmt(f),
        }
    }
}

impl Answer {
    /// Remarks for a person, which go to standard error.
    pub fn notes(&self) -> Vec<String> {
        match self {
            Answer::Written(_) => Vec::new(),
            Answer::Stubs(stubs) => stubs.notes(),
        }
    }
}

/// What was written.
#[derive(Debug)]
pub struct Written {
    dir: PathBuf,
    plugin: String,
    interfaces: Vec<String>,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dir = self.dir.display();
        writeln!(
            f,
            "wrote `{dir}`: `{}` serves `{}`",
            self.plugin,
            self.interfaces.join("`, `")
        )?;
        write!(
            f,
            "next: `cargo test` there passes; then write the methods in `{dir}/src/lib.rs`"
        )
    }
}

/// Does what the arguments say.
///
/// # Errors
/// Nothing was written, and nothing is left behind.
pub fn run(cli: Cli) -> Result<Answer, Error> {
    match cli.command {
        Command::New(new) => write_new(&new).map(Answer::Written),
        Command::Stub(stub) => stub::run(&stub).map(Answer::Stubs),
    }
}

fn write_new(new: &New) -> Result<Written, Error> {
    let name = CrateName::from_str(&new.name)?;
    let sdk = sdk(new.sdk.as_deref())?;
    let dir = new
        .dir
        .clone()
        .unwrap_or_else(|| PathBuf::from(name.as_str()));
    write::check(&dir)?;
    let request = Request {
        name: &name,
        wit: &new.wit,
        world: new.world.as_deref(),
        sdk,
    };
    let written = plugin_crate(&request)?;
    write::tree(&dir, &written.files)?;
    Ok(Written {
        dir,
        plugin: written.plugin,
        interfaces: written.interfaces,
    })
}

/// The SDK that the user names; else that of the checkout which this program was built from, if it is still there.
fn sdk(typed: Option<&str>) -> Result<Sdk, Error> {
    match typed {
        None => {
            Ok(checkout().unwrap_or_else(|| Sdk::Version(env!("CARGO_PKG_VERSION").to_owned())))
        }
        Some(typed) if semver::VersionReq::parse(typed).is_ok() => {
            Ok(Sdk::Version(typed.to_owned()))
        }
        Some(typed) => sdk_folder(Path::new(typed)).ok_or_else(|| Error::Sdk(typed.to_owned())),
    }
}

fn checkout() -> Option<Sdk> {
    sdk_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk"))
}

fn sdk_folder(path: &Path) -> Option<Sdk> {
    let folder = path.canonicalize().ok()?;
    folder
        .join("Cargo.toml")
        .is_file()
        .then_some(Sdk::Path(folder))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sdk_is_a_version_or_a_folder() {
        assert_eq!(sdk(Some("0.1")).unwrap(), Sdk::Version("0.1".into()));
        assert!(matches!(sdk(None).unwrap(), Sdk::Path(path) if path.ends_with("sdk")));
        assert!(matches!(sdk(Some("no/such/folder")), Err(Error::Sdk(_))));
    }
}

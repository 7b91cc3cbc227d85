//! `plugin-gen new`: the crate of a plugin.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use hostplug_codegen::stub::{self, CrateName, Request, Sdk, plugin_crate};
use serde::Serialize;

use crate::lock::Lock;
use crate::{Error, Output, write};

/// Write a crate that serves the imports of a WIT world, and whose methods wait for you.
#[derive(Debug, Args)]
pub(crate) struct New {
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
    /// What the methods do; by default `memory` where there is a template for the world, else `none`.
    #[arg(long)]
    backend: Option<Backend>,
}

/// What the methods of the new plugin do.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Backend {
    /// They keep what they are given in memory.
    Memory,
    /// They wait for you.
    None,
}

impl From<Backend> for stub::Backend {
    fn from(backend: Backend) -> Self {
        match backend {
            Backend::Memory => stub::Backend::Memory,
            Backend::None => stub::Backend::None,
        }
    }
}

/// What was written.
#[derive(Debug, Serialize)]
pub struct Written {
    dir: PathBuf,
    plugin: String,
    interfaces: Vec<String>,
    files: Vec<PathBuf>,
    dry_run: bool,
    #[serde(skip)]
    has_backend: bool,
    #[serde(skip)]
    notes: Vec<String>,
}

impl Written {
    /// Remarks for a person.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    fn next(&self) -> String {
        let dir = self.dir.display();
        match self.has_backend {
            true => format!("then read in `{dir}/README.md` how to go on"),
            false => format!("then write the methods in `{dir}/src/lib.rs`"),
        }
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dir = self.dir.display();
        let done = if self.dry_run { "would write" } else { "wrote" };
        let (plugin, interfaces) = (&self.plugin, self.interfaces.join("`, `"));
        writeln!(f, "{done} `{dir}`: `{plugin}` serves `{interfaces}`")?;
        if self.dry_run {
            let files = self
                .files
                .iter()
                .map(|file| format!("  {}", file.display()));
            return f.write_str(&files.collect::<Vec<_>>().join("\n"));
        }
        write!(f, "next: `cargo test` there passes; {}", self.next())
    }
}

pub(crate) fn run(new: &New, output: Output) -> Result<Written, Error> {
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
        backend: new.backend.map(Into::into),
    };
    let mut written = plugin_crate(&request)?;
    written.files.push(Lock::of(&written.files).file());
    if !output.dry_run {
        write::tree(&dir, &written.files)?;
    }
    Ok(Written {
        dir,
        files: written.files.into_iter().map(|(path, _)| path).collect(),
        dry_run: output.dry_run,
        plugin: written.plugin,
        interfaces: written.interfaces,
        has_backend: written.backend == stub::Backend::Memory,
        notes: written.notes,
    })
}

/// The SDK that the user names; else that of the checkout which this program was built from, if it is still there.
pub(crate) fn sdk(typed: Option<&str>) -> Result<Sdk, Error> {
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

pub(crate) fn sdk_folder(path: &Path) -> Option<Sdk> {
    let folder = path.canonicalize().ok()?;
    folder
        .join("Cargo.toml")
        .is_file()
        .then_some(Sdk::Path(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sdk_is_a_version_or_a_folder() {
        assert_eq!(sdk(Some("0.1")).unwrap(), Sdk::Version("0.1".into()));
        assert!(matches!(sdk(None).unwrap(), Sdk::Path(path) if path.ends_with("sdk")));
        assert!(matches!(sdk(Some("no/such/folder")), Err(Error::Sdk(_))));
    }
}

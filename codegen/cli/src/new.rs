//! `plugin-gen new`: the crate of a plugin.

mod home;
mod written;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use hostplug_codegen::stub::{self, CrateName, Package, Request, Sdk, TemplateFile, plugin_crate};

use self::home::Home;
pub(crate) use self::written::Written;
use crate::recipe::{Recipe, WitRecord};
use crate::wit::{Found, Source};
use crate::{Error, Output, example, template};

/// Write the crate of a plugin.
///
/// For some packages it comes with a backend that keeps its data in memory; for any other, its methods wait for you.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The WIT package, such as `wasi:keyvalue` or `wasi:keyvalue@0.2.0-draft`; with `--wit` it may be left out
    #[arg(value_name = "PACKAGE[@VERSION]")]
    package: Option<String>,
    /// Where to write the crate; by default into `./PACKAGE-plugin`
    dir: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
    /// The world to serve, such as `wasi:config/imports`; needed if the WIT has several
    #[arg(long)]
    world: Option<String>,
    /// An interface to serve, instead of a world; may be given several times
    #[arg(long = "interface", value_name = "INTERFACE", conflicts_with = "world")]
    interfaces: Vec<String>,
    /// Name of the crate; by default that of its folder
    #[arg(long)]
    name: Option<String>,
    /// What the methods do; by default `memory` where there is a template for the world, else `none`
    #[arg(long)]
    backend: Option<Backend>,
    /// Write `fn` instead of `async fn`, for methods that never wait
    #[arg(long)]
    sync: bool,
    /// Write a guest beside it, which calls every function: a component in Rust, with a build script
    #[arg(long)]
    guest: bool,
    /// Folder with files that take the place of those of the template, or stand beside them
    #[arg(long, value_name = "DIR")]
    template: Option<PathBuf>,
    /// Write what has a service run the tests whenever the crate changes
    #[arg(long, value_name = "SERVICE")]
    ci: Option<Ci>,
    /// Make the crate a member of the nearest workspace above it, instead of one that stands alone
    #[arg(long)]
    workspace: bool,
    /// Add the plugin as a module to the crate in this folder, instead of writing a crate
    #[arg(long, value_name = "CRATE", conflicts_with_all = ["workspace", "dir", "run", "guest", "ci"])]
    path: Option<PathBuf>,
    /// Folder or version of the SDK `hostplug`; by default the one that plugin-gen was built with
    #[arg(long, value_name = "PATH|VERSION")]
    sdk: Option<String>,
    /// Build the crate, run its example, and print each call and its answer
    #[arg(long)]
    run: bool,
}

impl New {
    fn request<'a>(
        &'a self,
        name: &'a CrateName,
        package: &'a Package,
        sdk: Sdk,
        template: &'a [TemplateFile],
    ) -> Request<'a> {
        Request {
            world: self.world.as_deref(),
            interfaces: &self.interfaces,
            backend: self.backend.map(Into::into),
            sync: self.sync,
            guest: self.guest,
            ci: self.ci.map(Into::into),
            template,
            ..Request::new(name, package, sdk)
        }
    }

    /// Package and folder as they were meant: with `--wit`, what is not the name of a package is the folder.
    fn positions(&self) -> (Option<&str>, Option<&Path>) {
        let package = self.package.as_deref();
        let is_folder = self.source.wit.is_some() && self.dir.is_none();
        match package.filter(|typed| is_folder && !typed.contains(':')) {
            Some(dir) => (None, Some(Path::new(dir))),
            None => (package, self.dir.as_deref()),
        }
    }
}

/// What the methods of the new plugin do.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Backend {
    /// They keep what they are given in memory.
    Memory,
    /// They keep objects in a folder, or in a store in a cloud (`wasi:blobstore`).
    ObjectStore,
    /// They keep values in a file of the database redb (`wasi:keyvalue`).
    Redb,
    /// They wait for you.
    None,
}

impl From<Backend> for stub::Backend {
    fn from(backend: Backend) -> Self {
        match backend {
            Backend::Memory => stub::Backend::Memory,
            Backend::ObjectStore => stub::Backend::ObjectStore,
            Backend::Redb => stub::Backend::Redb,
            Backend::None => stub::Backend::None,
        }
    }
}

/// A service that runs the tests of the new crate.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Ci {
    /// GitHub Actions.
    Github,
}

impl From<Ci> for stub::Ci {
    fn from(ci: Ci) -> Self {
        match ci {
            Ci::Github => stub::Ci::Github,
        }
    }
}

pub(crate) fn run(new: &New, output: Output) -> Result<Written, Error> {
    let (typed, dir) = new.positions();
    let Found { package, notes } = new.source.package(typed)?;
    let dir = dir.map_or_else(|| default_dir(&package), Path::to_owned);
    let name = name(new.name.as_deref(), &dir)?;
    let home = Home::of(new, &dir)?;
    let template = new.template.as_deref().map(template::read).transpose()?;
    let template = template.unwrap_or_default();
    let request = Request {
        is_member: !matches!(home, Home::Alone(_)),
        ..new.request(&name, &package, home.sdk(new.sdk.as_deref())?, &template)
    };
    let mut written = plugin_crate(&request)?;
    let recipe = Recipe::of(&request, &written).with_template(new.template.as_deref(), &dir);
    let wit = WitRecord::of(&package, &written.world, typed, &new.source, &dir);
    home.complete(&mut written, &request.sdk, recipe, wit)?;
    let mut answer = Written::of(&written, &home, &name, notes, output.dry_run);
    answer.files = home.write(&name, written, output)?;
    if new.run && !output.dry_run {
        answer.run = Some(example::run(&answer.dir, &answer.example, output)?);
    }
    Ok(answer)
}

/// `./PACKAGE-plugin`.
fn default_dir(package: &Package) -> PathBuf {
    let id = package.id();
    let package = id.split([':', '@']).nth(1).unwrap_or_default();
    PathBuf::from(format!("{package}-plugin"))
}

/// The name that was typed; else that of the folder.
pub(crate) fn name(typed: Option<&str>, dir: &Path) -> Result<CrateName, Error> {
    let folder = || {
        let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
        let name = absolute.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let name = typed.map_or_else(folder, str::to_owned);
    Ok(CrateName::from_str(&name)?)
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

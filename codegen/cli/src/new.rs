//! `plugin-gen new`: the crate of a plugin.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use hostplug_codegen::stub::{self, CrateName, Package, PluginCrate, Request, Sdk, plugin_crate};
use serde::Serialize;

use crate::change::{self, Change};
use crate::lock::{self, Lock};
use crate::recipe::{Recipe, WitRecord};
use crate::wit::{Found, Source};
use crate::workspace::Workspace;
use crate::{Error, Output, alone, example, module, package, template, write};

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

/// What was written.
#[derive(Debug, Serialize)]
pub struct Written {
    dir: PathBuf,
    plugin: String,
    interfaces: Vec<String>,
    files: Vec<PathBuf>,
    dry_run: bool,
    /// The module that is the plugin, if it was added to a crate.
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<String>,
    /// What the example said, if it was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<Vec<String>>,
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
        if let Some(module) = &self.module {
            return format!("then see `{module}` in `{dir}`");
        }
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
        if let Some(lines) = &self.run {
            writeln!(f, "ran `{}` there:", example::command())?;
            lines.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        }
        write!(f, "next: `cargo test` there passes; {}", self.next())
    }
}

pub(crate) fn run(new: &New, output: Output) -> Result<Written, Error> {
    let (typed, dir) = new.positions();
    let Found { package, notes } = new.source.package(typed)?;
    let dir = dir.map_or_else(|| default_dir(&package), Path::to_owned);
    let name = name(new.name.as_deref(), &dir)?;
    let home = Home::of(new, &dir)?;
    let sdk = match (&new.sdk, &home) {
        (None, Home::Member(workspace)) => workspace.sdk().map_or_else(|| sdk(None), Ok)?,
        (typed, _) => sdk(typed.as_deref())?,
    };
    let template = new
        .template
        .as_deref()
        .map_or(Ok(Vec::new()), template::read)?;
    let request = Request {
        world: new.world.as_deref(),
        interfaces: &new.interfaces,
        backend: new.backend.map(Into::into),
        sync: new.sync,
        guest: new.guest,
        template: &template,
        ci: new.ci.map(Into::into),
        is_member: !matches!(home, Home::Alone),
        ..Request::new(&name, &package, sdk)
    };
    let mut written = plugin_crate(&request)?;
    if !matches!(home, Home::Module(_)) {
        let is_alone = matches!(home, Home::Alone);
        match &home {
            Home::Member(workspace) => as_member(&mut written, workspace)?,
            _ => written.files.extend(alone::config(&dir, &request.sdk)),
        }
        let wit = WitRecord::of(&package, &written.world, typed, &new.source, &dir);
        let recipe = Recipe::of(&request, &written).with_template(new.template.as_deref(), &dir);
        let lock = Lock::new(recipe, wit, &written.files);
        let companions = lock::companions(&lock, &written.files);
        written.files.extend(companions);
        if is_alone {
            lock_file(&mut written, &request.sdk);
        }
    }
    let mut answer = Written {
        dir: dir.clone(),
        files: Vec::new(),
        run: None,
        dry_run: output.dry_run,
        module: None,
        plugin: written.plugin.clone(),
        interfaces: written.interfaces.clone(),
        has_backend: written.backend != stub::Backend::None,
        notes: notes.into_iter().chain(written.notes.clone()).collect(),
    };
    match home {
        Home::Alone => answer.files = write_crate(&dir, written.files, None, output)?,
        Home::Member(workspace) => {
            let joins = workspace.join(&package::absolute(&dir)?)?;
            answer.files = write_crate(&dir, written.files, joins, output)?;
        }
        Home::Module(root) => {
            let changes = module::changes(&root, &name, written)?;
            if !output.dry_run {
                change::apply(&changes)?;
            }
            let paths = changes.iter().map(|change| below(&root, &change.path));
            answer.files = paths.collect();
            answer.module = Some(name.as_str().replace('-', "_"));
            answer.dir = new.path.clone().unwrap_or(root);
        }
    }
    let runs = new.run && !output.dry_run;
    answer.run = runs
        .then(|| example::run(&answer.dir, output))
        .transpose()?;
    Ok(answer)
}

/// What the plugin becomes part of.
enum Home {
    /// Nothing: it is a crate that stands alone.
    Alone,
    /// A workspace.
    Member(Workspace),
    /// The crate in this folder.
    Module(PathBuf),
}

impl Home {
    /// Refuses what is taken before any work is done.
    fn of(new: &New, dir: &Path) -> Result<Self, Error> {
        if let Some(path) = &new.path {
            return package::root(Some(path)).map(Home::Module);
        }
        write::check(dir)?;
        match new.workspace {
            true => Workspace::above(&package::absolute(dir)?).map(Home::Member),
            false => Ok(Home::Alone),
        }
    }
}

/// The manifest becomes that of a member of a workspace, which has the lock file.
fn as_member(written: &mut PluginCrate, workspace: &Workspace) -> Result<(), Error> {
    for (path, text) in &mut written.files {
        if path == Path::new("Cargo.toml") {
            *text = workspace.member(text)?;
        }
    }
    Ok(())
}

/// Adds the lock of Cargo. Its author's Cargo changes it from time to time, so it is not noted.
fn lock_file(written: &mut PluginCrate, sdk: &Sdk) {
    match alone::cargo_lock(sdk, &written.files) {
        Ok(file) => written.files.extend(file),
        Err(note) => written.notes.push(note),
    }
}

/// Writes the crate, with a change of another file that goes with it.
fn write_crate(
    dir: &Path,
    files: Vec<(PathBuf, String)>,
    change: Option<Change>,
    output: Output,
) -> Result<Vec<PathBuf>, Error> {
    if !output.dry_run {
        let done = change::apply(change.as_slice())?;
        if let Err(error) = write::tree(dir, &files) {
            done.undo();
            return Err(error);
        }
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

fn below(root: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_owned()
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

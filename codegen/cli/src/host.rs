//! `plugin-gen host`: the crate of a host with plugins.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use hostplug_codegen::stub::Sdk;
use hostplug_codegen::stub::host::{HostRequest, PluginPackage, host_crate};
use serde::Serialize;

use crate::manifest::{Manifest, relative};
use crate::{Error, Output, alone, new, package, write};

/// Write a host of one's own: a command that runs workloads with the plugins that you name.
#[derive(Debug, Args)]
pub(crate) struct Host {
    /// Where to write the crate
    #[arg(default_value = "host")]
    dir: PathBuf,
    /// Folders of packages with a plugin each; `PATH#NAME` names one of several
    #[arg(long = "plugin", value_name = "PATH", required = true, num_args = 1..)]
    plugins: Vec<String>,
    /// Name of the crate; by default that of its folder
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// Folder or version of the SDK `hostplug`; by default the folder that the first plugin depends on, else the one
    /// that plugin-gen was built with
    #[arg(long, value_name = "PATH|VERSION")]
    sdk: Option<String>,
}

/// The host that was written.
#[derive(Debug, Serialize)]
pub struct WrittenHost {
    dir: PathBuf,
    plugins: Vec<String>,
    files: Vec<PathBuf>,
    dry_run: bool,
    #[serde(skip)]
    notes: Vec<String>,
}

impl WrittenHost {
    /// Remarks for a person.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

impl fmt::Display for WrittenHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dir = self.dir.display();
        let done = if self.dry_run { "would write" } else { "wrote" };
        let plugins = self.plugins.join("`, `");
        writeln!(f, "{done} `{dir}`: a host with `{plugins}`")?;
        if self.dry_run {
            let files = self
                .files
                .iter()
                .map(|file| format!("  {}\n", file.display()));
            return f.write_str(&files.collect::<String>());
        }
        writeln!(
            f,
            "next: `cargo test` there passes; then name your component in `{dir}/workload.toml`, and `cargo run`"
        )
    }
}

pub(crate) fn run(host: &Host, output: Output) -> Result<WrittenHost, Error> {
    let name = new::name(host.name.as_deref(), &host.dir)?;
    write::check(&host.dir)?;
    let here = package::absolute(&host.dir)?;
    let mut packages = Vec::new();
    for typed in &host.plugins {
        packages.push(read(typed, &here)?);
    }
    let sdk = match (&host.sdk, packages.first()) {
        (None, Some(package)) => of_plugin(package)?,
        (typed, _) => new::sdk(typed.as_deref())?,
    };
    let written = host_crate(&HostRequest {
        name: &name,
        sdk: sdk.clone(),
        packages: &packages,
    })?;
    let mut files = written.files;
    let mut notes = written.notes;
    files.extend(alone::config(&host.dir, &sdk));
    match alone::cargo_lock(&sdk, &host.dir, &files) {
        Ok(file) => files.extend(file),
        Err(note) => notes.push(note),
    }
    if !output.dry_run {
        write::tree(&host.dir, &files)?;
    }
    Ok(WrittenHost {
        dir: host.dir.clone(),
        plugins: written.plugins,
        files: files.into_iter().map(|(path, _)| path).collect(),
        dry_run: output.dry_run,
        notes,
    })
}

/// The package that `PATH` or `PATH#NAME` means, as it is seen from the folder `host`.
fn read(typed: &str, host: &Path) -> Result<PluginPackage, Error> {
    let (path, plugin) = match typed.split_once('#') {
        Some((path, plugin)) if !Path::new(typed).exists() => (path, Some(plugin.to_owned())),
        _ => (typed, None),
    };
    let root = package::root(Some(Path::new(path)))?;
    let manifest = Manifest::read(&root)?;
    Ok(PluginPackage {
        name: manifest.name()?.to_owned(),
        krate: manifest.library_name()?,
        path: relative(host, &root),
        library: manifest.library(),
        files: package::sources(&root)?,
        root,
        plugin,
    })
}

/// The SDK in the folder that a plugin depends on: its types and those of the runtime have to be the same.
fn of_plugin(package: &PluginPackage) -> Result<Sdk, Error> {
    let manifest = Manifest::read(&package.root)?;
    let path = manifest
        .dependency("hostplug")
        .and_then(|item| item.get("path"));
    let path = path.and_then(|path| path.as_str());
    match path.and_then(|path| new::sdk_folder(&package.root.join(path))) {
        Some(sdk) => Ok(sdk),
        None => new::sdk(None),
    }
}

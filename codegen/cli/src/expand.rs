//! `plugin-gen expand`: the code that the compiler sees.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use hostplug_codegen::stub::fill::SourceFile;
use hostplug_codegen::whole::{self, Plugin};
use serde::Serialize;

use crate::{Error, package};

/// Print the code that the attribute writes, with the bindings, as the compiler sees it.
///
/// Each plugin of the package stands under a comment with its file.
#[derive(Debug, Args)]
pub(crate) struct Expand {
    /// Folder of the plugin's package; by default the one around the current folder.
    dir: Option<PathBuf>,
    /// Only the plugin whose struct has this name.
    #[arg(long, value_name = "NAME")]
    plugin: Option<String>,
    /// Only what the attribute itself writes: in the place of the bindings, a call of `bindgen!`.
    #[arg(long)]
    attribute_only: bool,
}

/// The code of the plugins.
#[derive(Debug, Serialize)]
pub struct Expansion {
    plugins: Vec<Expanded>,
}

#[derive(Debug, Serialize)]
struct Expanded {
    plugin: String,
    file: PathBuf,
    code: String,
}

impl fmt::Display for Expansion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Expanded { plugin, file, code }) in self.plugins.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "// {}: {plugin}\n\n{code}", file.display())?;
        }
        Ok(())
    }
}

pub(crate) fn run(expand: &Expand) -> Result<Expansion, Error> {
    let root = package::root(expand.dir.as_deref())?;
    let found = found(&package::sources(&root)?)?;
    if found.is_empty() {
        return Err(Error::NoPlugin(root));
    }
    let plugins = chosen(found, expand.plugin.as_deref())?;
    let plugins = plugins
        .into_iter()
        .map(|(file, plugin)| expanded(expand, &root, file, &plugin));
    Ok(Expansion {
        plugins: plugins.collect::<Result<_, _>>()?,
    })
}

type Found = Vec<(PathBuf, Plugin)>;

fn found(files: &[SourceFile]) -> Result<Found, Error> {
    let mut found = Vec::new();
    for SourceFile { path, text } in files {
        let plugins = whole::plugins(text).map_err(|error| Error::not_rust(path, &error))?;
        found.extend(plugins.into_iter().map(|plugin| (path.clone(), plugin)));
    }
    Ok(found)
}

fn chosen(found: Found, name: Option<&str>) -> Result<Found, Error> {
    let Some(name) = name else { return Ok(found) };
    let (chosen, others): (Found, Found) = found
        .into_iter()
        .partition(|(_, plugin)| plugin.name() == name);
    match chosen.is_empty() {
        true => Err(Error::UnknownPlugin {
            typed: name.to_owned(),
            known: others
                .iter()
                .map(|(_, plugin)| plugin.name().to_owned())
                .collect(),
        }),
        false => Ok(chosen),
    }
}

fn expanded(
    expand: &Expand,
    root: &Path,
    file: PathBuf,
    plugin: &Plugin,
) -> Result<Expanded, Error> {
    let code = match expand.attribute_only {
        true => plugin.attribute(root),
        false => plugin.whole(root),
    };
    Ok(Expanded {
        plugin: plugin.name().to_owned(),
        code: code.map_err(|error| Error::code(&file, error))?,
        file,
    })
}

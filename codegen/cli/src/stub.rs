//! `plugin-gen stub`: what a plugin does not implement yet.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use hostplug_codegen::stub::fill::{self, Missing, SourceFile};

use crate::{Error, write};

/// Print the methods, `impl` blocks and types that a plugin lacks, as the compiler asks for them.
#[derive(Debug, Args)]
pub(crate) struct Stub {
    /// Folder of the plugin's package; by default the one around the current folder.
    dir: Option<PathBuf>,
    /// Insert them into the files as well, each at its place.
    #[arg(long)]
    write: bool,
}

/// What was missing.
#[derive(Debug)]
pub struct Stubs {
    files: Vec<SourceFile>,
    missing: Missing,
    written: bool,
}

impl Stubs {
    /// Remarks that are not part of the answer: what was inserted, and what only the author can settle.
    pub fn notes(&self) -> Vec<String> {
        let unknown = self.missing.unknown.iter();
        let unknown = unknown
            .map(|method| format!("`{method}` is not in the WIT: rename it, or take it out"));
        let written = self.missing.insertions.keys().filter(|_| self.written);
        let written = written.map(|file| format!("wrote `{}`", self.files[*file].path.display()));
        let nothing = self
            .missing
            .is_empty()
            .then(|| "nothing is missing".to_owned());
        unknown.chain(written).chain(nothing).collect()
    }
}

impl fmt::Display for Stubs {
    /// The Rust text, each part behind the name of its file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (file, insertions) in &self.missing.insertions {
            writeln!(f, "// {}", self.files[*file].path.display())?;
            for insertion in insertions {
                if insertion.names.is_empty() {
                    writeln!(f, "// in the attribute: {}", insertion.text.trim())?;
                } else {
                    writeln!(f, "\n{}", insertion.text.trim_matches(['\r', '\n']))?;
                }
            }
        }
        Ok(())
    }
}

pub(crate) fn run(stub: &Stub) -> Result<Stubs, Error> {
    let root = root(stub.dir.as_deref())?;
    let files = sources(&root).map_err(|source| Error::Read {
        path: root.join("src"),
        source,
    })?;
    let missing = fill::missing(&root, &files)?;
    if stub.write {
        for index in missing.insertions.keys() {
            let file = &files[*index];
            write::file(
                &root.join(&file.path),
                &missing.complete(*index, &file.text),
            )?;
        }
    }
    Ok(Stubs {
        files,
        missing,
        written: stub.write,
    })
}

/// The folder with the `Cargo.toml`, as Cargo looks for it.
fn root(dir: Option<&Path>) -> Result<PathBuf, Error> {
    let start = dir.unwrap_or(Path::new("."));
    let absolute = start.canonicalize().map_err(|source| Error::Read {
        path: start.to_owned(),
        source,
    })?;
    let has_manifest = |dir: &&Path| dir.join("Cargo.toml").is_file();
    let found = match dir {
        Some(_) => Some(absolute.as_path()).filter(has_manifest),
        None => absolute.ancestors().find(has_manifest),
    };
    let found = found.map(Path::to_owned);
    found.ok_or_else(|| Error::NoPackage(start.to_owned()))
}

/// Every Rust file of the package's `src`, by its path below the package.
fn sources(root: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(root.join(&path))?;
                files.push(SourceFile { path, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

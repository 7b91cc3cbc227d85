//! The package of a plugin, as it is on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hostplug_codegen::stub::fill::SourceFile;

use crate::Error;

/// The folder with the `Cargo.toml`: `dir`, or the nearest one around the current folder.
pub(crate) fn root(dir: Option<&Path>) -> Result<PathBuf, Error> {
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

/// The path of a folder that need not be there yet, without `..` and links in the part that is.
pub(crate) fn absolute(dir: &Path) -> Result<PathBuf, Error> {
    let failed = |source| Error::Read {
        path: dir.to_owned(),
        source,
    };
    let path = std::path::absolute(dir).map_err(failed)?;
    let there = path.ancestors().find(|path| path.exists());
    let there = there.unwrap_or(Path::new("/"));
    let new = path.strip_prefix(there).unwrap_or(Path::new(""));
    let there = there.canonicalize().map_err(failed)?;
    match new.as_os_str().is_empty() {
        true => Ok(there),
        false => Ok(there.join(new)),
    }
}

/// Every file below a folder of a package, by its path below the package.
pub(crate) fn files_below(root: &Path, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::Read {
        path: root.join(folder),
        source,
    };
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop().filter(|folder| root.join(folder).exists()) {
        for entry in fs::read_dir(root.join(&folder)).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = folder.join(entry.file_name());
            match root.join(&path).is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Every Rust file of the package's `src`, by its path below the package.
pub(crate) fn sources(root: &Path) -> Result<Vec<SourceFile>, Error> {
    walk(root).map_err(|source| Error::Read {
        path: root.join("src"),
        source,
    })
}

fn walk(root: &Path) -> io::Result<Vec<SourceFile>> {
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

//! `--template DIR`: files of one's own for a new crate.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hostplug_codegen::stub::TemplateFile;

use crate::Error;

/// Whose files these are is the business of version control.
const NOT_READ: &str = ".git";

/// Every file below a folder, by its path there.
pub(crate) fn read(dir: &Path) -> Result<Vec<TemplateFile>, Error> {
    if !dir.is_dir() {
        return Err(Error::NoTemplate(dir.to_owned()));
    }
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for path in entries(dir, &folder)? {
            match dir.join(&path).is_dir() {
                true => folders.push(path),
                false => files.push(file(dir, &path)?),
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn entries(dir: &Path, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let absolute = dir.join(folder);
    let names = || -> io::Result<Vec<_>> {
        let entries = fs::read_dir(&absolute)?;
        entries.map(|entry| Ok(entry?.file_name())).collect()
    };
    let names = names().map_err(|source| Error::Read {
        path: absolute.clone(),
        source,
    })?;
    let names = names.into_iter().filter(|name| name != NOT_READ);
    Ok(names.map(|name| folder.join(name)).collect())
}

fn file(dir: &Path, path: &Path) -> Result<TemplateFile, Error> {
    let absolute = dir.join(path);
    let text = fs::read_to_string(&absolute).map_err(|source| Error::Read {
        path: absolute,
        source,
    })?;
    let parts = path.iter().map(|part| part.to_string_lossy());
    Ok(TemplateFile {
        path: parts.collect::<Vec<_>>().join("/"),
        text,
    })
}

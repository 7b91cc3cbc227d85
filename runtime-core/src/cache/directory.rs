//! What is in the directory: files of ours by their names, and what writers have left behind that came to an end too
//! early. Files of others are left alone.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::key::Kind;

/// How names of files with code end.
pub(super) const CODE: &str = ".code";

/// How names of files begin that are being written.
pub(super) const UNFINISHED: &str = ".unfinished-";

/// No writer takes that long.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// A file with code.
#[derive(Debug)]
struct Stored {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

/// Removes what nobody will finish, and so many of the longest unused files that the others have no more bytes than
/// `limit`. Answers how many they have.
pub(super) fn tidy(directory: &Path, limit: u64) -> io::Result<u64> {
    let mut stored = look(directory)?;
    let mut bytes = stored.iter().map(|stored| stored.bytes).sum::<u64>();
    if bytes <= limit {
        return Ok(bytes);
    }
    stored.sort_by_key(|stored| stored.used);
    // With some room to spare, so that the next file does not ask for all this again.
    let aim = limit - limit / 8;
    for stored in stored {
        if bytes <= aim {
            break;
        }
        remove(&stored.path)?;
        bytes -= stored.bytes;
    }
    Ok(bytes)
}

fn look(directory: &Path) -> io::Result<Vec<Stored>> {
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let Some((bytes, used)) = of_file(&entry)? else {
            continue;
        };
        let path = entry.path();
        if is_code(name) {
            stored.push(Stored { path, bytes, used });
        } else if name.starts_with(UNFINISHED) && is_abandoned(used) {
            remove(&path)?;
        }
    }
    Ok(stored)
}

/// Length and time of a file, unless another process has just removed it.
fn of_file(entry: &std::fs::DirEntry) -> io::Result<Option<(u64, SystemTime)>> {
    let found = match entry.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    match found.is_file() {
        true => Ok(Some((found.len(), found.modified()?))),
        false => Ok(None),
    }
}

fn is_code(name: &str) -> bool {
    let kind = name
        .strip_suffix(CODE)
        .and_then(|name| name.split_once('-'));
    kind.is_some_and(|(kind, _)| {
        [Kind::Module, Kind::Component]
            .iter()
            .any(|known| known.to_string() == kind)
    })
}

fn is_abandoned(written: SystemTime) -> bool {
    written.elapsed().is_ok_and(|age| age > ABANDONED)
}

/// Another process may have been faster.
fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

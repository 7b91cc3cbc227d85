//! Where the sockets of hosts are, if nobody says another place.

use std::fs::{DirBuilder, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

use super::ControlError;

/// The socket of this process: `hostplug/PID.sock` in `$XDG_RUNTIME_DIR`, else `hostplug-USER/PID.sock` in the directory
/// for temporary files. Its directory is made, for this user alone, if it is not there.
///
/// # Errors
/// The directory cannot be made, or belongs to somebody else.
pub fn default_path() -> Result<PathBuf, ControlError> {
    let directory = directory();
    let path = directory.join(format!("{}.sock", std::process::id()));
    match make(&directory) {
        Ok(()) => Ok(path),
        Err(message) => Err(ControlError::Listen { path, message }),
    }
}

/// The socket of the only host of this user that has one at the default place.
///
/// # Errors
/// No host runs, or several do.
pub fn find() -> Result<PathBuf, ControlError> {
    let directory = directory();
    let mut live = match trusted(&directory) {
        true => sockets(&directory).filter(|path| is_live(path)).collect(),
        false => Vec::new(),
    };
    live.sort();
    match (live.pop(), live.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            live.push(last);
            Err(ControlError::SeveralRun { sockets: live })
        }
        (None, _) => Err(ControlError::NoneRuns { directory }),
    }
}

/// Takes away the sockets in a directory whose hosts have died.
pub(super) fn clean(directory: &Path) {
    for path in sockets(directory).filter(|path| is_stale(path)) {
        // Somebody else may have been faster.
        let _ = std::fs::remove_file(path);
    }
}

/// Whether it is the directory that [`default_path`] makes, in which there are only sockets of hosts.
pub(super) fn is_default(parent: &Path) -> bool {
    parent == directory()
}

/// Nobody listens there any more. A host puts its socket at its place when it listens already, so there is no moment at
/// which a new one looks like this.
pub(super) fn is_stale(path: &Path) -> bool {
    let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    UnixStream::connect(path).is_err_and(refused)
}

fn is_live(path: &Path) -> bool {
    UnixStream::connect(path).is_ok()
}

fn directory() -> PathBuf {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    match runtime.filter(|path| path.is_absolute()) {
        Some(runtime) => runtime.join("hostplug"),
        None => std::env::temp_dir().join(format!("hostplug-{}", geteuid().as_raw())),
    }
}

fn make(directory: &Path) -> Result<(), String> {
    let mut builder = DirBuilder::new();
    let made = builder.recursive(true).mode(0o700).create(directory);
    made.map_err(|error| error.to_string())?;
    match trusted(directory) {
        true => Ok(()),
        false => Err(format!(
            "`{}` is no directory that only this user can write to",
            directory.display()
        )),
    }
}

/// Anybody can make a directory of this name among the temporary files.
fn trusted(directory: &Path) -> bool {
    let is_ours = |found: Metadata| {
        found.is_dir() && found.uid() == geteuid().as_raw() && found.mode() & 0o022 == 0
    };
    directory.symlink_metadata().is_ok_and(is_ours)
}

fn sockets(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "sock")
    })
}

//! Whose files they are. Whoever can write compiled code can make this process do anything.

use std::fs::File;
use std::io;
use std::path::Path;

/// Why something is not used.
#[derive(Debug)]
pub(super) enum Refused {
    /// It cannot be had; perhaps it is not there.
    Io(io::Error),
    /// Others could have written it.
    Distrusted(String),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Refused::Io(error)
    }
}

/// Makes a directory that is there for this user alone, or checks the one that is there.
pub(super) fn directory(path: &Path) -> Result<(), Refused> {
    create(path)?;
    let found = path.symlink_metadata()?;
    if found.is_symlink() {
        let help = "it is a symbolic link\nhelp: name the directory that it points to";
        return Err(Refused::Distrusted(help.to_owned()));
    }
    owner::directory(path, &found)
}

fn create(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    owner::alone(&mut builder);
    builder.create(path)
}

/// Opens a file without following a link.
pub(super) fn file(path: &Path) -> Result<File, Refused> {
    let file = owner::open(path)?;
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(Refused::Distrusted("it is not a file".to_owned()));
    }
    owner::file(&found)?;
    Ok(file)
}

#[cfg(unix)]
mod owner {
    use std::fs::{DirBuilder, File, Metadata, OpenOptions};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
    use std::path::Path;

    use rustix::fs::OFlags;
    use rustix::io::Errno;
    use rustix::process::geteuid;

    use super::Refused;

    /// Group and others.
    const WRITABLE_BY_OTHERS: u32 = 0o022;

    pub(super) fn alone(builder: &mut DirBuilder) {
        builder.mode(0o700);
    }

    /// A pipe must not hold up the start, so it is opened without waiting.
    pub(super) fn open(path: &Path) -> Result<File, Refused> {
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
        let opened = OpenOptions::new()
            .read(true)
            .custom_flags(flags.cast_signed())
            .open(path);
        opened.map_err(|error| match Errno::from_io_error(&error) {
            Some(Errno::LOOP) => Refused::Distrusted("it is a symbolic link".to_owned()),
            _ => Refused::Io(error),
        })
    }

    pub(super) fn directory(path: &Path, found: &Metadata) -> Result<(), Refused> {
        let (path, mode) = (path.display(), found.mode() & 0o7777);
        let (owner, user) = (found.uid(), geteuid().as_raw());
        match () {
            () if owner != user => Err(Refused::Distrusted(format!(
                "it belongs to user {owner}, but this is user {user}\nhelp: name another directory, or type `chown -R {user} {path}`"
            ))),
            () if mode & WRITABLE_BY_OTHERS != 0 => Err(Refused::Distrusted(format!(
                "others can write to it, since its mode is {mode:o}\nhelp: type `chmod 700 {path}`"
            ))),
            () => Ok(()),
        }
    }

    pub(super) fn file(found: &Metadata) -> Result<(), Refused> {
        match () {
            () if found.uid() != geteuid().as_raw() => Err(Refused::Distrusted(
                "it belongs to somebody else".to_owned(),
            )),
            () if found.mode() & WRITABLE_BY_OTHERS != 0 => {
                Err(Refused::Distrusted("others can write to it".to_owned()))
            }
            () => Ok(()),
        }
    }
}

/// Elsewhere the access lists of the directory decide, which are the user's matter.
#[cfg(not(unix))]
mod owner {
    use std::fs::{DirBuilder, File, Metadata};
    use std::path::Path;

    use super::Refused;

    pub(super) fn alone(_: &mut DirBuilder) {}

    pub(super) fn open(path: &Path) -> Result<File, Refused> {
        if path.symlink_metadata()?.is_symlink() {
            return Err(Refused::Distrusted("it is a symbolic link".to_owned()));
        }
        Ok(File::open(path)?)
    }

    pub(super) fn directory(_: &Path, _: &Metadata) -> Result<(), Refused> {
        Ok(())
    }

    pub(super) fn file(_: &Metadata) -> Result<(), Refused> {
        Ok(())
    }
}

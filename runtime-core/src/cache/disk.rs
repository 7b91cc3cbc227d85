//! Code in files. A file is written under another name first, so that it is there as a whole or not at all; and it is
//! never changed, so that several processes can share a directory.

use std::hash::{Hash as _, Hasher};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use hostplug::wasmtime::Engine;

use super::code::Code;
use super::directory::{self, CODE, UNFINISHED};
use super::envelope::{self, HEADER, Hash};
use super::key::Kind;
use super::statistics::Counters;
use super::trust::{self, Refused};
use crate::error::Error;
use crate::part::sha256;

/// A directory with code.
#[derive(Debug)]
pub(super) struct Disk {
    directory: PathBuf,
    limit: u64,
    size: Mutex<Size>,
    counters: Arc<Counters>,
    /// Whether somebody has been told that something does not work.
    told: AtomicBool,
}

/// What is known without looking into the directory.
#[derive(Debug, Default)]
struct Size {
    bytes: u64,
    /// How many of them were written since the last look.
    new: u64,
}

/// Where code is kept for an engine.
#[derive(Debug)]
pub(super) struct Place {
    kind: Kind,
    name: String,
    identity: Hash,
}

impl Place {
    pub(super) fn new(kind: Kind, digest: &str, engine: &Engine) -> Self {
        let name = format!("{kind}-{digest}-{}{CODE}", compatibility(engine));
        Place {
            kind,
            identity: envelope::hash(name.as_bytes()),
            name,
        }
    }
}

impl Disk {
    pub(super) fn open(
        directory: &Path,
        limit: u64,
        counters: Arc<Counters>,
    ) -> Result<Self, Error> {
        let failed = |refused| Error::CacheDirectory {
            path: directory.to_owned(),
            message: match refused {
                Refused::Io(error) => error.to_string(),
                Refused::Distrusted(why) => why,
            },
        };
        trust::directory(directory).map_err(failed)?;
        // The process may go to another working directory, where the same path leads elsewhere.
        let absolute = std::path::absolute(directory).map_err(|error| failed(error.into()))?;
        let disk = Disk {
            directory: absolute,
            limit,
            size: Mutex::default(),
            counters,
            told: AtomicBool::new(false),
        };
        disk.tidy(&mut disk.size.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(disk)
    }

    pub(super) fn bytes(&self) -> u64 {
        let size = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        size.bytes
    }

    /// The code of a place, if it is there and can be trusted.
    pub(super) fn load(&self, place: &Place, engine: &Engine) -> Option<Code> {
        match self.read(place, engine) {
            Ok(code) => Some(code),
            Err(Refused::Io(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Err(Refused::Io(error)) => {
                self.failed(&place.name, &error);
                None
            }
            Err(Refused::Distrusted(why)) => {
                self.counters.rejected();
                tracing::info!(file = place.name, "code in a file is not used: {why}");
                None
            }
        }
    }

    fn read(&self, place: &Place, engine: &Engine) -> Result<Code, Refused> {
        let file = trust::file(&self.directory.join(&place.name))?;
        let mut bytes = Vec::new();
        // No file of ours is longer than all of them may be.
        (&file).take(self.limit).read_to_end(&mut bytes)?;
        let distrusted = |why: String| Refused::Distrusted(why);
        let payload =
            envelope::open(&bytes, &place.identity).map_err(|why| distrusted(why.to_owned()))?;
        let code = Code::deserialize(place.kind, engine, &payload)
            .map_err(|error| distrusted(format!("{error:#}")))?;
        // Only the order in which files are removed hangs on it.
        let _ = file.set_modified(SystemTime::now());
        Ok(code)
    }

    /// Keeps code. If that fails, the code is compiled again the next time.
    pub(super) fn store(&self, place: &Place, code: &Code) {
        let written = code.serialize().map_err(io::Error::other);
        match written.and_then(|payload| self.write(place, &payload)) {
            Ok(bytes) => self.grown(bytes),
            Err(error) => self.failed(&place.name, &error),
        }
    }

    /// Answers how many bytes there are now.
    fn write(&self, place: &Place, payload: &[u8]) -> io::Result<u64> {
        let bytes = (HEADER + payload.len()) as u64;
        if bytes > self.limit {
            return Ok(0);
        }
        // It can be read and written by its owner alone, and is removed unless it gets its final name.
        let mut file = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(&self.directory)?;
        file.write_all(&envelope::header(&place.identity, payload))?;
        file.write_all(payload)?;
        file.persist(self.directory.join(&place.name))?;
        Ok(bytes)
    }

    /// Looks into the directory only when it may have become too large: other processes write to it as well.
    fn grown(&self, bytes: u64) {
        let mut size = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        size.bytes += bytes;
        size.new += bytes;
        if size.bytes > self.limit || size.new > self.limit / 8 {
            self.tidy(&mut size);
        }
    }

    fn tidy(&self, size: &mut Size) {
        match directory::tidy(&self.directory, self.limit) {
            Ok(bytes) => *size = Size { bytes, new: 0 },
            Err(error) => self.failed("its directory", &error),
        }
    }

    /// A cache that does not work makes starts slow, which is worth a warning, but not one for each file.
    fn failed(&self, what: &str, error: &io::Error) {
        self.counters.disk_error();
        let directory = self.directory.display();
        if !self.told.swap(true, Ordering::Relaxed) {
            tracing::warn!(%directory, "compiled code cannot be kept in files: {what}: {error}");
        } else {
            tracing::debug!(%directory, "compiled code cannot be kept in files: {what}: {error}");
        }
    }
}

/// Engines for which this is the same can use each other's code.
fn compatibility(engine: &Engine) -> String {
    let mut hashed = Hashed(Vec::new());
    engine.precompile_compatibility_hash().hash(&mut hashed);
    sha256(&hashed.0)
}

/// What goes into a hash. Numbers of 64 bits, which hashers give otherwise, are not enough where trust hangs on it.
struct Hashed(Vec<u8>);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend(bytes);
    }

    fn finish(&self) -> u64 {
        unreachable!("only the bytes are wanted")
    }
}

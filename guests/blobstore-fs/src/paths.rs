//! Where containers and objects lie.
//!
//! A name becomes one file name in which all but letters, digits, `-` and `_` is escaped. So no name leads out of its
//! directory, and files whose names begin with a `.` are this component's own.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, OpenFlags, PathFlags};
use wasip2::random::random::get_random_u64;

/// What file systems allow.
const LONGEST: usize = 255;

/// Its time is when the container was made: that of a directory changes with its files.
const CREATED: &str = ".created";

/// A container.
pub struct Place {
    pub name: String,
    pub directory: PathBuf,
}

impl Place {
    pub fn of(name: String) -> Result<Self, String> {
        let directory = root()?.1.join(encode(&name)?);
        Ok(Self { name, directory })
    }

    pub fn exists(&self) -> bool {
        self.directory.is_dir()
    }

    pub fn check(&self) -> Result<(), String> {
        let missing = || format!("no container `{}`", self.name);
        self.exists().then_some(()).ok_or_else(missing)
    }

    pub fn create(&self) -> Result<(), String> {
        fs::create_dir(&self.directory).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => format!("there is a container `{}`", self.name),
            _ => failed(error),
        })?;
        fs::write(self.directory.join(CREATED), "").map_err(failed)
    }

    pub fn created_at(&self) -> Result<u64, String> {
        self.check()?;
        let found = fs::metadata(self.directory.join(CREATED));
        written(
            &found
                .or_else(|_| fs::metadata(&self.directory))
                .map_err(failed)?,
        )
    }

    /// Where the object is or would be.
    pub fn object(&self, name: &str) -> Result<PathBuf, String> {
        Ok(self.directory.join(encode(name)?))
    }

    pub fn existing(&self, name: &str) -> Result<PathBuf, String> {
        let path = self.object(name)?;
        self.check()?;
        let missing = || format!("no object `{name}` in `{}`", self.name);
        path.is_file().then_some(path).ok_or_else(missing)
    }

    /// The names of all objects, sorted.
    pub fn names(&self) -> Result<Vec<String>, String> {
        self.check()?;
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(failed)? {
            let file = entry.map_err(failed)?.file_name();
            names.extend(file.to_str().and_then(decode));
        }
        names.sort();
        Ok(names)
    }
}

/// The path of a new file that is no object yet.
pub fn upload() -> Result<PathBuf, String> {
    let uploads = root()?.1.join(".uploads");
    fs::create_dir_all(&uploads).map_err(failed)?;
    Ok(uploads.join(format!("{:016x}", get_random_u64())))
}

/// Opens a file as the host sees it: files of Rust's standard library give no streams.
pub fn open(path: &Path, open: OpenFlags, access: DescriptorFlags) -> Result<Descriptor, String> {
    let (directory, root) = root()?;
    let path = path.strip_prefix(root).map_err(|error| error.to_string())?;
    let path = path.to_str().unwrap_or_default();
    let opened = directory.open_at(PathFlags::empty(), path, open, access);
    opened.map_err(|code| code.message().to_owned())
}

/// What is not there need not be removed.
pub fn remove(path: &Path) -> Result<(), String> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

/// In seconds since 1970.
pub fn written(found: &Metadata) -> Result<u64, String> {
    let since = found.modified().map_err(failed)?.duration_since(UNIX_EPOCH);
    Ok(since.map_or(0, |since| since.as_secs()))
}

/// Names of files are of no use to who knows objects.
pub fn failed(error: io::Error) -> String {
    format!("the file system failed: {}", error.kind())
}

fn root() -> Result<(Descriptor, PathBuf), String> {
    let mount = get_directories().into_iter().next();
    let (directory, path) = mount.ok_or("the component has no volume")?;
    Ok((directory, path.into()))
}

fn encode(name: &str) -> Result<String, String> {
    let mut file = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => file.push(byte.into()),
            _ => file += &format!("%{byte:02X}"),
        }
    }
    match file.len() {
        0 => Err("a name must not be empty".to_owned()),
        1..=LONGEST => Ok(file),
        _ => Err("the name is too long".to_owned()),
    }
}

fn decode(file: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = file.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'.' => return None,
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

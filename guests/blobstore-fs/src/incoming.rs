//! Objects that are read.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use wasip2::filesystem::types::{Descriptor, DescriptorFlags, OpenFlags};

use crate::exports::wasi::blobstore::types::{GuestIncomingValue, IncomingValue};
use crate::paths;
use wasip2::io::streams::{InputStream, StreamError};

/// An open file stays what it is when its name is gone or given to another.
pub struct Incoming {
    file: Descriptor,
    start: u64,
    size: u64,
}

pub fn open(path: &Path, start: u64, end: u64) -> Result<Incoming, String> {
    let file = paths::open(path, OpenFlags::empty(), DescriptorFlags::READ)?;
    let total = file.stat().map_err(|code| code.message().to_owned())?.size;
    if start > end || start > total {
        return Err(format!("no bytes {start} to {end}: the object has {total}"));
    }
    let size = end.saturating_add(1).min(total) - start;
    if start + size == total {
        return Ok(Incoming { file, start, size });
    }
    part(path, start, size)
}

/// A stream of the host's ends with its file, so a part that does not becomes a file of its own.
fn part(path: &Path, start: u64, size: u64) -> Result<Incoming, String> {
    let copy = paths::upload()?;
    let copied = copy_part(path, start, size, &copy).map_err(paths::failed);
    let file = copied.and_then(|()| paths::open(&copy, OpenFlags::empty(), DescriptorFlags::READ));
    paths::remove(&copy)?;
    Ok(Incoming {
        file: file?,
        start: 0,
        size,
    })
}

fn copy_part(path: &Path, start: u64, size: u64, copy: &Path) -> io::Result<()> {
    let mut source = File::open(path)?;
    source.seek(SeekFrom::Start(start))?;
    io::copy(&mut source.take(size), &mut fs::File::create(copy)?).map(drop)
}

impl Incoming {
    fn stream(&self) -> Result<InputStream, String> {
        let stream = self.file.read_via_stream(self.start);
        stream.map_err(|code| code.message().to_owned())
    }
}

impl GuestIncomingValue for Incoming {
    fn incoming_value_consume_sync(this: IncomingValue) -> Result<Vec<u8>, String> {
        let value = this.into_inner::<Incoming>();
        let stream = value.stream()?;
        let mut bytes = Vec::new();
        loop {
            match stream.blocking_read(value.size.max(1)) {
                Ok(read) => bytes.extend(read),
                Err(StreamError::Closed) => return Ok(bytes),
                Err(StreamError::LastOperationFailed(error)) => return Err(error.to_debug_string()),
            }
        }
    }

    fn incoming_value_consume_async(this: IncomingValue) -> Result<InputStream, String> {
        this.into_inner::<Incoming>().stream()
    }

    fn size(&self) -> u64 {
        self.size
    }
}

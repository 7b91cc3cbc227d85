//! Bodies that are written and read.

use wasip2::io::streams::{OutputStream, StreamError};

use crate::Result;
use crate::wasi::blobstore::types::{IncomingValue, OutgoingValue};

/// What `blocking-write-and-flush` takes at most.
const MOST: usize = 4096;

pub fn write(value: &OutgoingValue, bytes: &[u8]) -> Result<()> {
    let body = body(value)?;
    let mut chunks = bytes.chunks(MOST);
    chunks.try_for_each(|chunk| body.blocking_write_and_flush(chunk).map_err(describe))
}

/// Writes and looks no further.
pub fn throw(value: &OutgoingValue, bytes: &[u8]) -> Result<()> {
    let body = body(value)?;
    body.check_write().map_err(describe)?;
    body.write(bytes).map_err(describe)
}

pub fn fill(value: &OutgoingValue, size: u64) -> Result<()> {
    let body = body(value)?;
    let mut written = 0;
    while written < size {
        let permit = body.check_write().map_err(describe)?.min(size - written);
        if permit == 0 {
            body.subscribe().block();
            continue;
        }
        body.write(&pattern(written, permit)).map_err(describe)?;
        written += permit;
    }
    body.blocking_flush().map_err(describe)
}

pub fn all(value: IncomingValue) -> Result<Vec<u8>> {
    let size = value.size();
    let bytes = IncomingValue::incoming_value_consume_sync(value)?;
    if bytes.len() as u64 == size {
        return Ok(bytes);
    }
    Err(format!("{} bytes came, and {size} were told", bytes.len()))
}

pub fn check(value: IncomingValue, first: u64) -> Result<u64> {
    let stream = IncomingValue::incoming_value_consume_async(value)?;
    let mut read = 0;
    loop {
        stream.subscribe().block();
        let bytes = match stream.read(100_000) {
            Ok(bytes) => bytes,
            Err(StreamError::Closed) => return Ok(read),
            Err(error) => return Err(describe(error)),
        };
        if bytes != pattern(first + read, bytes.len() as u64) {
            return Err(format!("other bytes came at {}", first + read));
        }
        read += bytes.len() as u64;
    }
}

fn body(value: &OutgoingValue) -> Result<OutputStream> {
    let body = value.outgoing_value_write_body();
    body.map_err(|()| "the value has no body".to_owned())
}

fn pattern(first: u64, size: u64) -> Vec<u8> {
    (first..first + size).map(|i| (i % 251) as u8).collect()
}

fn describe(error: StreamError) -> String {
    match error {
        StreamError::Closed => "closed".to_owned(),
        StreamError::LastOperationFailed(error) => error.to_debug_string(),
    }
}

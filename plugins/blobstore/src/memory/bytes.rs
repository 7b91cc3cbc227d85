//! Bytes in pieces of one size, so that a value never moves as it grows, and small writes cost no more than their bytes.

use std::sync::Arc;

use super::limits::{Limits, Used};
use crate::backend::{Blob, Bytes, Result, async_trait};

const SEGMENT: usize = 64 * 1024;

/// A value that grows. Its bytes are counted as long as anything holds it.
pub(super) struct Segments {
    full: Vec<Bytes>,
    /// What does not fill a segment.
    tail: Vec<u8>,
    size: u64,
    used: Arc<Used>,
}

/// A value that does not change any more.
pub(super) struct Value(Segments);

impl Segments {
    pub(super) fn new(used: Arc<Used>) -> Self {
        Segments {
            full: Vec::new(),
            tail: Vec::new(),
            size: 0,
            used,
        }
    }

    pub(super) fn add(&mut self, mut bytes: &[u8], limits: &Limits) -> Result<()> {
        let more = bytes.len() as u64;
        limits.check_object_bytes(self.size.saturating_add(more))?;
        self.used.add(more, limits)?;
        self.size += more;
        while !bytes.is_empty() {
            let fits = bytes.len().min(SEGMENT - self.tail.len());
            let (now, later) = bytes.split_at(fits);
            self.tail.extend_from_slice(now);
            bytes = later;
            if self.tail.len() == SEGMENT {
                self.close_segment();
            }
        }
        Ok(())
    }

    pub(super) fn end(mut self) -> Value {
        if !self.tail.is_empty() {
            self.close_segment();
        }
        Value(self)
    }

    fn close_segment(&mut self) {
        // Without the capacity that it does not need.
        let segment = std::mem::take(&mut self.tail).into_boxed_slice();
        self.full.push(segment.into());
    }
}

impl Drop for Segments {
    fn drop(&mut self) {
        self.used.remove(self.size);
    }
}

#[async_trait]
impl Blob for Value {
    fn size(&self) -> u64 {
        self.0.size
    }

    async fn read(&self, at: u64, most: usize) -> Result<Bytes> {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let Some(segment) = self.0.full.get(at / SEGMENT) else {
            return Ok(Bytes::new());
        };
        let start = (at % SEGMENT).min(segment.len());
        let end = start.saturating_add(most).min(segment.len());
        Ok(segment.slice(start..end))
    }
}

//! The list of a container, as it was when it was asked for.

use std::cell::Cell;

use crate::exports::wasi::blobstore::container::GuestStreamObjectNames;

pub struct Names {
    pub names: Vec<String>,
    pub next: Cell<usize>,
}

impl Names {
    /// The next names, and whether they are the last.
    fn take(&self, count: u64) -> (&[String], bool) {
        let rest = self.names.get(self.next.get()..).unwrap_or_default();
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(rest.len());
        let (taken, rest) = rest.split_at(count);
        self.next.set(self.next.get() + count);
        (taken, rest.is_empty())
    }
}

impl GuestStreamObjectNames for Names {
    fn read_stream_object_names(&self, len: u64) -> Result<(Vec<String>, bool), String> {
        let (names, end) = self.take(len);
        Ok((names.to_vec(), end))
    }

    fn skip_stream_object_names(&self, num: u64) -> Result<(u64, bool), String> {
        let (names, end) = self.take(num);
        Ok((names.len() as u64, end))
    }
}

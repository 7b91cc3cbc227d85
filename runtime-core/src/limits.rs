//! What the instance of one store may use.

use bytesize::ByteSize;
use hostplug::wasmtime::{self, ResourceLimiter, Result};

/// Counts the bytes of all memories and tables of a store.
#[derive(Debug)]
pub(crate) struct MemoryLimit {
    limit: usize,
    used: usize,
    /// What was granted last, which Wasmtime may fail to get from the machine.
    granted: usize,
}

/// A guest wanted more than it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its memories and tables may have {limit} bytes in total, and it asked for {asked}")]
pub(crate) struct OutOfMemory {
    pub(crate) limit: usize,
    pub(crate) asked: usize,
}

impl MemoryLimit {
    pub(crate) fn new(limit: u64) -> Self {
        MemoryLimit {
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            used: 0,
            granted: 0,
        }
    }

    fn grow(&mut self, by: usize) -> Result<bool> {
        let asked = self.used.saturating_add(by);
        if asked > self.limit {
            let limit = self.limit;
            return Err(wasmtime::Error::new(OutOfMemory { limit, asked }));
        }
        (self.used, self.granted) = (asked, by);
        Ok(true)
    }

    fn give_back(&mut self) {
        self.used -= std::mem::take(&mut self.granted);
    }
}

/// `16 MiB`, without a fraction that is none.
pub(crate) fn size(bytes: u64) -> String {
    ByteSize(bytes).to_string().replace(".0 ", " ")
}

/// How many core instances, memories and tables, of each kind, all components of one store may have together. It is
/// four times what the largest composition of components as compilers write them has.
const PIECES: usize = 2000;

/// More than the guest itself declares is not granted, as without a limit: it sees that its memory does not grow.
fn is_declared(desired: usize, maximum: Option<usize>) -> bool {
    maximum.is_none_or(|maximum| desired <= maximum)
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        if !is_declared(desired, maximum) {
            return Ok(false);
        }
        self.grow(desired.saturating_sub(current))
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> Result<()> {
        self.give_back();
        Ok(())
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        if !is_declared(desired, maximum) {
            return Ok(false);
        }
        self.grow(
            desired
                .saturating_sub(current)
                .saturating_mul(size_of::<usize>()),
        )
    }

    fn table_grow_failed(&mut self, _: wasmtime::Error) -> Result<()> {
        self.give_back();
        Ok(())
    }

    fn instances(&self) -> usize {
        PIECES
    }

    fn memories(&self) -> usize {
        PIECES
    }

    fn tables(&self) -> usize {
        PIECES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_and_tables_count_together() {
        let mut limit = MemoryLimit::new(1000);
        assert!(limit.memory_growing(0, 400, None).unwrap());
        assert!(limit.memory_growing(400, 600, Some(900)).unwrap());
        assert!(limit.table_growing(0, 50, None).unwrap());
        let error = limit.table_growing(50, 51, None).unwrap_err();
        assert_eq!(
            error.downcast_ref(),
            Some(&OutOfMemory {
                limit: 1000,
                asked: 1008
            })
        );
    }

    #[test]
    fn a_guest_at_its_own_maximum_is_told_so_and_uses_nothing() {
        let mut limit = MemoryLimit::new(1000);
        for _ in 0..3 {
            assert!(!limit.memory_growing(400, 900, Some(800)).unwrap());
        }
        assert!(limit.memory_growing(0, 1000, Some(1000)).unwrap());
    }

    #[test]
    fn what_the_machine_does_not_give_is_not_counted() {
        let mut limit = MemoryLimit::new(1000);
        assert!(limit.memory_growing(0, 900, None).unwrap());
        limit
            .memory_grow_failed(wasmtime::format_err!("no"))
            .unwrap();
        // A second failure without a grant is one that was never asked for.
        limit
            .memory_grow_failed(wasmtime::format_err!("no"))
            .unwrap();
        assert!(limit.memory_growing(0, 1000, None).unwrap());
    }
}

use std::sync::atomic::{AtomicU64, Ordering};

use super::key::Kind;
use super::memory::Usage;

/// What the caches of a host have done since it was started, and what they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStatistics {
    /// Core modules of at least [`HOIST_MIN`](crate::part::HOIST_MIN) bytes, which workloads share.
    pub modules: CacheCounts,
    /// Composed components: what is between the shared modules.
    pub components: CacheCounts,
    /// How often a component's bytes were parsed and validated.
    pub parts_parsed: u64,
    /// How often that was not needed.
    pub parts_from_memory: u64,
    /// Files that were not trusted, and compiled anew.
    pub rejected: u64,
    /// Reads and writes of files that failed. The workloads have started all the same.
    pub disk_errors: u64,
    /// Bytes of all that is in memory. It is the size of code; what else Wasmtime keeps beside it is not in it.
    pub memory_bytes: u64,
    /// How many of these bytes no workload uses.
    pub idle_bytes: u64,
    /// Bytes of the files. What other processes have written to the directory may be missing.
    pub disk_bytes: u64,
}

/// Where code came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheCounts {
    /// It was compiled.
    pub compiled: u64,
    /// Another workload had it, or a start that went on at the same time was making it.
    pub from_memory: u64,
    /// It was in a file.
    pub from_disk: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    modules: Counts,
    components: Counts,
    parts_parsed: AtomicU64,
    parts_from_memory: AtomicU64,
    rejected: AtomicU64,
    disk_errors: AtomicU64,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    compiled: AtomicU64,
    from_memory: AtomicU64,
    from_disk: AtomicU64,
}

impl Counters {
    pub(super) fn code(&self, kind: Kind) -> &Counts {
        match kind {
            Kind::Module => &self.modules,
            Kind::Component => &self.components,
        }
    }

    pub(super) fn part(&self, found: bool) {
        increment(if found {
            &self.parts_from_memory
        } else {
            &self.parts_parsed
        });
    }

    pub(super) fn rejected(&self) {
        increment(&self.rejected);
    }

    pub(super) fn disk_error(&self) {
        increment(&self.disk_errors);
    }

    pub(super) fn statistics(&self, memory: Usage, disk_bytes: u64) -> CacheStatistics {
        CacheStatistics {
            modules: self.modules.get(),
            components: self.components.get(),
            parts_parsed: get(&self.parts_parsed),
            parts_from_memory: get(&self.parts_from_memory),
            rejected: get(&self.rejected),
            disk_errors: get(&self.disk_errors),
            memory_bytes: memory.total,
            idle_bytes: memory.idle,
            disk_bytes,
        }
    }
}

impl Counts {
    pub(super) fn compiled(&self) {
        increment(&self.compiled);
    }

    pub(super) fn found_in_memory(&self) {
        increment(&self.from_memory);
    }

    pub(super) fn found_on_disk(&self) {
        increment(&self.from_disk);
    }

    fn get(&self) -> CacheCounts {
        CacheCounts {
            compiled: get(&self.compiled),
            from_memory: get(&self.from_memory),
            from_disk: get(&self.from_disk),
        }
    }
}

fn increment(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

fn get(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

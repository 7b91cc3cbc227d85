use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;

use crate::backend::{Error, Result};

/// The settings of the backend. None can be 0, with which nothing could be kept.
#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Limits {
    max_object_bytes: NonZeroU64,
    max_bytes: NonZeroU64,
    max_objects: NonZeroU64,
    max_containers: NonZeroU64,
}

impl Default for Limits {
    fn default() -> Self {
        const fn limit(value: u64) -> NonZeroU64 {
            NonZeroU64::new(value).expect("the defaults are not 0")
        }
        Limits {
            max_object_bytes: const { limit(64 << 20) },
            max_bytes: const { limit(256 << 20) },
            max_objects: const { limit(100_000) },
            max_containers: const { limit(1_000) },
        }
    }
}

impl Limits {
    pub(super) fn check_containers(&self, count: usize) -> Result<()> {
        check(count, self.max_containers, "containers")
    }

    pub(super) fn check_objects(&self, count: usize) -> Result<()> {
        check(count, self.max_objects, "objects")
    }

    pub(super) fn check_object_bytes(&self, size: u64) -> Result<()> {
        let most = self.max_object_bytes;
        if size <= most.get() {
            return Ok(());
        }
        Err(Error::Other(format!(
            "the object has more than {most} bytes"
        )))
    }
}

fn check(count: usize, most: NonZeroU64, what: &str) -> Result<()> {
    if (count as u64) < most.get() {
        return Ok(());
    }
    Err(Error::Other(format!("there are {most} {what} already")))
}

/// How many bytes a space holds.
#[derive(Debug, Default)]
pub(super) struct Used(AtomicU64);

impl Used {
    pub(super) fn add(&self, bytes: u64, limits: &Limits) -> Result<()> {
        let most = limits.max_bytes.get();
        let sum = |used: u64| used.checked_add(bytes).filter(|sum| *sum <= most);
        let added = self
            .0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, sum);
        let full = |_| {
            Error::Other(format!(
                "the store has no room: it holds up to {most} bytes"
            ))
        };
        added.map(drop).map_err(full)
    }

    pub(super) fn remove(&self, bytes: u64) {
        self.0.fetch_sub(bytes, Ordering::AcqRel);
    }
}

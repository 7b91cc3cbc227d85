//! How much a component may print in a second.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::limits::size;

const SECOND: Duration = Duration::from_secs(1);

/// What all instances of one component may print together. It begins with the bytes of one second, and never has more.
pub(crate) struct Rate {
    workload: Arc<str>,
    component: Arc<str>,
    /// Bytes in a second.
    limit: u64,
    bucket: Mutex<Bucket>,
}

struct Bucket {
    left: u64,
    filled: Instant,
    dropped: u64,
    /// When the first of the dropped lines came.
    since: Option<Instant>,
}

impl Rate {
    pub(crate) fn new(workload: &Arc<str>, component: &Arc<str>, limit: u64) -> Self {
        Rate {
            workload: workload.clone(),
            component: component.clone(),
            limit,
            bucket: Mutex::new(Bucket {
                left: limit,
                filled: Instant::now(),
                dropped: 0,
                since: None,
            }),
        }
    }

    /// Whether a line of so many bytes may be printed. Lines that may not are counted, and the log of the host has one
    /// line for all those of a second.
    pub(super) fn allows(&self, bytes: usize) -> bool {
        let now = Instant::now();
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.fill(now, self.limit);
        if bucket.is_due(now) {
            bucket.since = None;
            self.say(std::mem::take(&mut bucket.dropped));
        }
        bucket.take(now, u64::try_from(bytes).unwrap_or(u64::MAX))
    }

    fn say(&self, lines: u64) {
        tracing::warn!(
            target: "hostplug::stdio",
            workload = &*self.workload,
            component = &*self.component,
            "component `{}` wrote more than {}/s: {lines} lines were dropped",
            self.component,
            size(self.limit),
        );
    }
}

impl Bucket {
    fn fill(&mut self, now: Instant, limit: u64) {
        let passed = now.duration_since(self.filled).min(SECOND).as_micros();
        let more = u128::from(limit) * passed / SECOND.as_micros();
        // A time that is too short for a byte counts when it has become longer.
        if more > 0 {
            let more = u64::try_from(more).unwrap_or(limit);
            (self.left, self.filled) = (self.left.saturating_add(more).min(limit), now);
        }
    }

    fn is_due(&self, now: Instant) -> bool {
        self.since
            .is_some_and(|since| now.duration_since(since) >= SECOND)
    }

    fn take(&mut self, now: Instant, bytes: u64) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.dropped += 1;
                self.since.get_or_insert(now);
                false
            }
        }
    }
}

/// What was dropped last is said as well.
impl Drop for Rate {
    fn drop(&mut self) {
        let dropped = {
            let bucket = self.bucket.get_mut();
            std::mem::take(&mut bucket.unwrap_or_else(PoisonError::into_inner).dropped)
        };
        if dropped > 0 {
            self.say(dropped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_second_has_its_bytes_and_they_come_back_with_time() {
        let rate = Rate::new(&"w".into(), &"c".into(), 1000);
        assert!(rate.allows(600) && rate.allows(400), "a burst");
        assert!(!rate.allows(1));
        tokio::time::advance(SECOND / 2).await;
        assert!(rate.allows(500) && !rate.allows(1));
        tokio::time::advance(SECOND * 3600).await;
        assert!(
            rate.allows(1000) && !rate.allows(1),
            "no more than a second"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn who_writes_little_and_often_gets_all_that_is_due() {
        let rate = Rate::new(&"w".into(), &"c".into(), 10);
        assert!(rate.allows(10));
        for _ in 0..1000 {
            tokio::time::advance(SECOND / 1000).await;
            let _ = rate.allows(100);
        }
        assert!(rate.allows(10));
    }
}

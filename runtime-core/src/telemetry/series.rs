//! What is counted under names that come and go with workloads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many are remembered that nobody counts any more. OpenTelemetry itself has room for 2000 in one metric.
const IDLE: usize = 1000;

/// Counters by name. A workload that is started again goes on where it was, so a counter stays when nobody uses it; but
/// names can be made up without end, so not all of them do.
pub(super) struct Series<K, V>(Mutex<Known<K, V>>);

struct Known<K, V> {
    counters: BTreeMap<K, Arc<V>>,
    /// With how many counters it is time to look for those that nobody uses. To look each time would be slow.
    full: usize,
}

impl<K, V> Default for Series<K, V> {
    fn default() -> Self {
        Series(Mutex::new(Known {
            counters: BTreeMap::new(),
            full: 2 * IDLE,
        }))
    }
}

impl<K: Ord, V: Default> Series<K, V> {
    /// The counter of a name.
    pub(super) fn of(&self, key: K) -> Arc<V> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.counters.len() >= known.full {
            known.forget();
        }
        known.counters.entry(key).or_default().clone()
    }

    pub(super) fn each(&self, mut observe: impl FnMut(&K, &V)) {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counters = known.counters.iter();
        counters.for_each(|(key, counter)| observe(key, counter));
    }
}

impl<K: Ord, V> Known<K, V> {
    fn forget(&mut self) {
        let is_idle = |counter: &Arc<V>| Arc::strong_count(counter) == 1;
        let idle = self.counters.values().filter(|counter| is_idle(counter));
        if idle.count() >= IDLE {
            self.counters.retain(|_, counter| !is_idle(counter));
        }
        self.full = 2 * self.counters.len().max(IDLE);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn a_name_that_comes_back_goes_on_counting() {
        let series = Series::<&str, AtomicU64>::default();
        series.of("a").fetch_add(1, Ordering::Relaxed);
        series.of("a").fetch_add(1, Ordering::Relaxed);
        series.each(|name, count| assert_eq!((*name, count.load(Ordering::Relaxed)), ("a", 2)));
    }

    #[test]
    fn names_that_nobody_uses_are_forgotten_when_there_are_many() {
        let series = Series::<usize, AtomicU64>::default();
        let used = series.of(usize::MAX);
        for name in 0..10 * IDLE {
            series.of(name);
        }
        let mut names = 0;
        series.each(|_, _| names += 1);
        assert!(names <= 2 * IDLE, "{names}");
        assert!(
            Arc::ptr_eq(&used, &series.of(usize::MAX)),
            "what is used stays"
        );
    }
}

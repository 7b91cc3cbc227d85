//! What is counted under names that come and go with workloads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many are remembered that nobody counts any more. OpenTelemetry itself has room for 2000 in one metric.
const IDLE: usize = 1000;

/// Counters by name. A workload that is started again goes on where it was, so a counter stays when nobody uses it; but
/// names can be made up without end, so not all of them do.
pub(super) struct Series<K, V>(Mutex<BTreeMap<K, Arc<V>>>);

impl<K, V> Default for Series<K, V> {
    fn default() -> Self {
        Series(Mutex::default())
    }
}

impl<K: Ord, V: Default> Series<K, V> {
    /// The counter of a name.
    pub(super) fn of(&self, key: K) -> Arc<V> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counter) = known.get(&key) {
            return counter.clone();
        }
        if known.len() >= IDLE {
            forget(&mut known);
        }
        known.entry(key).or_default().clone()
    }

    pub(super) fn each(&self, mut observe: impl FnMut(&K, &V)) {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .iter()
            .for_each(|(key, counter)| observe(key, counter));
    }
}

fn forget<K: Ord, V>(known: &mut BTreeMap<K, Arc<V>>) {
    let idle = known
        .values()
        .filter(|counter| Arc::strong_count(counter) == 1);
    if idle.count() >= IDLE {
        known.retain(|_, counter| Arc::strong_count(counter) > 1);
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
        assert!(names <= IDLE + 1, "{names}");
        assert!(
            Arc::ptr_eq(&used, &series.of(usize::MAX)),
            "what is used stays"
        );
    }
}

//! What is read from a host when somebody collects.

use std::sync::Weak;

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use crate::cache::CacheStatistics;
use crate::host::WorkloadState;

/// A host, as the gauges see it.
pub(crate) trait Gauges: Send + Sync + 'static {
    /// The states of all workloads that it knows.
    fn states(&self) -> Vec<WorkloadState>;

    fn cache(&self) -> CacheStatistics;
}

const STATES: [(WorkloadState, &str); 6] = [
    (WorkloadState::Starting, "starting"),
    (WorkloadState::Running, "running"),
    (WorkloadState::Stopping, "stopping"),
    (WorkloadState::Completed, "completed"),
    (WorkloadState::Stopped, "stopped"),
    (WorkloadState::Failed, "failed"),
];

/// The meter may live longer than the host.
pub(crate) fn observe(meter: &Meter, host: Weak<impl Gauges>) {
    observe_workloads(meter, host.clone());
    observe_loads(meter, host.clone());
    meter
        .u64_observable_gauge("hostplug.code.memory")
        .with_unit("By")
        .with_description("Compiled code and parsed components in memory.")
        .with_callback(move |observer| {
            if let Some(host) = host.upgrade() {
                observer.observe(host.cache().memory_bytes, &[]);
            }
        })
        .build();
}

fn observe_workloads(meter: &Meter, host: Weak<impl Gauges>) {
    meter
        .u64_observable_gauge("hostplug.workloads")
        .with_unit("{workload}")
        .with_description("Workloads by state.")
        .with_callback(move |observer| {
            let Some(host) = host.upgrade() else { return };
            let states = host.states();
            for (state, name) in STATES {
                let count = states.iter().filter(|found| **found == state).count();
                observer.observe(count as u64, &[KeyValue::new("hostplug.state", name)]);
            }
        })
        .build();
}

fn observe_loads(meter: &Meter, host: Weak<impl Gauges>) {
    meter
        .u64_observable_counter("hostplug.code.loads")
        .with_unit("{load}")
        .with_description("Where the code of components came from.")
        .with_callback(move |observer| {
            let Some(host) = host.upgrade() else { return };
            let cache = host.cache();
            for (kind, counts) in [("module", cache.modules), ("component", cache.components)] {
                for (source, count) in [
                    ("compiled", counts.compiled),
                    ("memory", counts.from_memory),
                    ("disk", counts.from_disk),
                ] {
                    let kind = KeyValue::new("hostplug.code.kind", kind);
                    observer.observe(
                        count,
                        &[kind, KeyValue::new("hostplug.code.source", source)],
                    );
                }
            }
        })
        .build();
}

use super::{Inner, WorkloadState};
use crate::cache::CacheStatistics;
use crate::telemetry::Gauges;

impl Gauges for Inner {
    fn states(&self) -> Vec<WorkloadState> {
        let workloads = self.workloads.list();
        workloads.iter().map(|status| status.state).collect()
    }

    fn cache(&self) -> CacheStatistics {
        self.cache.statistics()
    }
}

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use opentelemetry::KeyValue;

use super::metrics::{Instances, Metrics};
use crate::budget::Exceeded;
use crate::spec::Workload;

/// An entry, as spans and metrics name it.
pub(crate) struct Subject {
    pub(super) names: Names,
    counted: Option<(Arc<Metrics>, Arc<Instances>)>,
}

/// Whom something is said of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Names {
    pub(super) namespace: Arc<str>,
    pub(super) workload: Arc<str>,
    pub(super) component: Arc<str>,
}

impl Names {
    pub(super) fn attributes(&self) -> [KeyValue; 3] {
        [
            KeyValue::new("hostplug.namespace", self.namespace.clone()),
            KeyValue::new("hostplug.workload", self.workload.clone()),
            KeyValue::new("hostplug.component", self.component.clone()),
        ]
    }
}

/// An instance, as long as it is there.
pub(crate) struct Live(Option<Arc<Instances>>);

impl Drop for Live {
    fn drop(&mut self) {
        if let Some(instances) = &self.0 {
            instances.dropped();
        }
    }
}

impl Subject {
    pub(super) fn new(
        workload: &Workload,
        component: &str,
        metrics: Option<&Arc<Metrics>>,
    ) -> Self {
        let names = Names {
            namespace: workload.namespace.as_str().into(),
            workload: workload.name.as_str().into(),
            component: component.into(),
        };
        let counted = metrics.map(|metrics| (metrics.clone(), metrics.instances(&names)));
        Subject { names, counted }
    }

    pub(super) fn metrics(&self) -> Option<&Metrics> {
        self.counted.as_ref().map(|(metrics, _)| &**metrics)
    }

    /// When something begins, if anybody wants to know how long it takes.
    pub(super) fn now(&self) -> Option<Instant> {
        self.counted.is_some().then(Instant::now)
    }

    /// Counts an instance, whatever policy it is for.
    pub(crate) fn instance(&self) -> Live {
        let instances = self.counted.as_ref().map(|(_, instances)| instances);
        if let Some(instances) = instances {
            instances.created();
        }
        Live(instances.cloned())
    }

    /// Counts the end of a guest that did not end by itself.
    pub(crate) fn failed(&self, limit: Option<&Exceeded>) {
        let Some(metrics) = self.metrics() else {
            return;
        };
        match limit {
            Some(limit) => metrics.limited(&self.names, limit.key()),
            None => metrics.trapped(&self.names),
        }
    }

    pub(super) fn called(
        &self,
        function: impl Into<Cow<'static, str>>,
        outcome: &'static str,
        elapsed: Option<Duration>,
    ) {
        if let (Some(metrics), Some(elapsed)) = (self.metrics(), elapsed) {
            metrics.call(&self.names, function.into(), outcome, elapsed);
        }
    }
}

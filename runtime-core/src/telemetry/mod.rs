//! What a host tells of its work: spans through `tracing`, metrics through the API of OpenTelemetry, and the trace
//! context that requests bring and take along. If nobody listens, all this is a few cheap tests.
//!
//! Everything that is said of an entry goes through its [`Subject`]; what is said of the calls of plugins goes through
//! the observer that the SDK tells of them.

mod call;
mod context;
mod gauges;
mod metrics;
mod plugin;
mod request;
mod series;
mod span;
mod subject;

use std::sync::Arc;

use hostplug::CallObserver;
use opentelemetry::metrics::Meter;

pub(crate) use context::inject;
pub(crate) use gauges::{Gauges, observe};
use metrics::Metrics;
use plugin::Observer;
pub(crate) use span::{carried, late};
pub(crate) use subject::{Live, Subject};

use crate::spec::Workload;

/// Which meter a host has.
#[derive(Default)]
pub(crate) enum Choice {
    /// That of the process, as it is when the host starts.
    #[default]
    Global,
    Own(Meter),
    None,
}

impl Choice {
    pub(crate) fn meter(self) -> Option<Meter> {
        match self {
            Choice::Global => Some(opentelemetry::global::meter("hostplug")),
            Choice::Own(meter) => Some(meter),
            Choice::None => None,
        }
    }
}

/// The metrics of one host, if somebody listens.
#[derive(Clone, Default)]
pub(crate) struct Telemetry(Option<Arc<Metrics>>);

impl Telemetry {
    pub(crate) fn new(meter: Option<&Meter>) -> Self {
        Telemetry(meter.and_then(Metrics::new).map(Arc::new))
    }

    pub(crate) fn listens(&self) -> bool {
        self.0.is_some()
    }

    /// Who is told of every call of a plugin: the metrics, and whom the host has named.
    pub(crate) fn observer(
        &self,
        named: Option<Arc<dyn CallObserver>>,
    ) -> Option<Arc<dyn CallObserver>> {
        match &self.0 {
            None => named,
            Some(metrics) => Some(Arc::new(Observer {
                calls: metrics.plugins().clone(),
                next: named,
            })),
        }
    }

    /// An entry of a workload.
    pub(crate) fn subject(&self, workload: &Workload, component: &str) -> Subject {
        Subject::new(workload, component, self.0.as_ref())
    }
}

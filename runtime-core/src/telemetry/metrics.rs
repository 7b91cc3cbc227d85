//! The instruments of a host. Their names and attributes are listed in `docs/hosting.md`.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter};

use super::plugin::{self, PluginCalls};
use super::series::Series;
use super::subject::Names;

/// Seconds, as the conventions have them for servers.
const REQUESTS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// Seconds. A call of a function can be much shorter than a request.
const CALLS: [f64; 14] = [
    0.00001, 0.000025, 0.0001, 0.00025, 0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 60.0,
];

/// What a host counts, if somebody listens.
pub(crate) struct Metrics {
    requests: Histogram<f64>,
    calls: Histogram<f64>,
    traps: Counter<u64>,
    limits: Counter<u64>,
    instances: Arc<Series<Names, Instances>>,
    plugins: Arc<PluginCalls>,
}

/// How many instances of an entry there have been, and are.
#[derive(Default)]
pub(crate) struct Instances {
    created: AtomicU64,
    dropped: AtomicU64,
}

impl Instances {
    pub(super) fn created(&self) {
        self.created.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn dropped(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    fn active(&self) -> i64 {
        let dropped = self.dropped.load(Ordering::Relaxed);
        let active = self.created.load(Ordering::Relaxed).saturating_sub(dropped);
        i64::try_from(active).unwrap_or(i64::MAX)
    }
}

impl Metrics {
    /// The instruments of a meter; none if nothing is ever read from it, so that nobody counts for nobody.
    pub(super) fn new(meter: &Meter) -> Option<Self> {
        let instances = Arc::new(Series::default());
        if !count_instances(meter, &instances) {
            return None;
        }
        let plugins = Arc::new(PluginCalls::default());
        plugin::observe(meter, &plugins);
        let histogram = |name: &'static str, about: &'static str, bounds: [f64; 14]| {
            let histogram = meter.f64_histogram(name).with_description(about);
            let histogram = histogram.with_unit("s").with_boundaries(bounds.to_vec());
            histogram.build()
        };
        let counter = |name: &'static str, unit: &'static str, about: &'static str| {
            let counter = meter.u64_counter(name).with_unit(unit);
            counter.with_description(about).build()
        };
        Some(Metrics {
            requests: histogram(
                "http.server.request.duration",
                "Time until the response to an HTTP request begins.",
                REQUESTS,
            ),
            calls: histogram(
                "hostplug.call.duration",
                "Time that functions and commands take which the host calls.",
                CALLS,
            ),
            traps: counter("hostplug.traps", "{trap}", "Guests that trapped."),
            limits: counter(
                "hostplug.limits.exceeded",
                "{call}",
                "Calls that a limit has ended.",
            ),
            instances,
            plugins,
        })
    }

    pub(super) fn instances(&self, names: &Names) -> Arc<Instances> {
        self.instances.of(names.clone())
    }

    pub(super) fn plugins(&self) -> &Arc<PluginCalls> {
        &self.plugins
    }

    pub(super) fn request(&self, elapsed: Duration, attributes: &[KeyValue]) {
        self.requests.record(elapsed.as_secs_f64(), attributes);
    }

    pub(super) fn call(
        &self,
        names: &Names,
        function: Cow<'static, str>,
        outcome: &'static str,
        elapsed: Duration,
    ) {
        let [namespace, workload, component] = names.attributes();
        let attributes = [
            namespace,
            workload,
            component,
            KeyValue::new("hostplug.function", function),
            KeyValue::new("hostplug.outcome", outcome),
        ];
        self.calls.record(elapsed.as_secs_f64(), &attributes);
    }

    pub(super) fn trapped(&self, names: &Names) {
        self.traps.add(1, &names.attributes());
    }

    pub(super) fn limited(&self, names: &Names, limit: &'static str) {
        let [namespace, workload, component] = names.attributes();
        let limit = KeyValue::new("hostplug.limit", limit);
        self.limits.add(1, &[namespace, workload, component, limit]);
    }
}

/// Whether anybody will ask. A meter that nobody reads does not keep what it would have to call.
fn count_instances(meter: &Meter, instances: &Arc<Series<Names, Instances>>) -> bool {
    let series = instances.clone();
    let created = meter.u64_observable_counter("hostplug.instances.created");
    created
        .with_unit("{instance}")
        .with_description("Instances that were made.")
        .with_callback(move |observer| {
            series.each(|names, instances| {
                let created = instances.created.load(Ordering::Relaxed);
                observer.observe(created, &names.attributes());
            });
        })
        .build();
    let series = instances.clone();
    let active = meter.i64_observable_up_down_counter("hostplug.instances.active");
    active
        .with_unit("{instance}")
        .with_description("Instances that are there, busy or idle.")
        .with_callback(move |observer| {
            series.each(|names, instances| {
                observer.observe(instances.active(), &names.attributes());
            });
        })
        .build();
    Arc::strong_count(instances) > 1
}

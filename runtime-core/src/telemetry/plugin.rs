//! Counts the calls between components and plugins. They can be short and many, so each function has counters of its
//! own, and nothing is looked up when it is called.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hostplug::{CallObserver, CallSite, Direction, Outcome};
use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use super::series::Series;
use super::subject::Names;

/// What is counted of all functions.
#[derive(Default)]
pub(super) struct PluginCalls(Series<Function, Counts>);

/// One function, of one plugin for one component.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Function {
    names: Names,
    plugin: Arc<str>,
    interface: Arc<str>,
    function: Arc<str>,
    direction: &'static str,
}

/// By outcome.
#[derive(Default)]
struct Counts([Count; OUTCOMES.len()]);

#[derive(Default)]
struct Count {
    calls: AtomicU64,
    nanoseconds: AtomicU64,
}

const OUTCOMES: [Outcome; 6] = [
    Outcome::Returned,
    Outcome::Trapped,
    Outcome::Panicked,
    Outcome::TimedOut,
    Outcome::Cancelled,
    Outcome::Refused,
];

/// Tells the metrics of calls, and the observer of the host, if it has one.
pub(super) struct Observer {
    pub(super) calls: Arc<PluginCalls>,
    pub(super) next: Option<Arc<dyn CallObserver>>,
}

impl CallObserver for Observer {
    fn at(&self, site: &CallSite) -> Option<Arc<dyn CallObserver>> {
        let next = self
            .next
            .as_ref()
            .map(|next| next.at(site).unwrap_or_else(|| next.clone()));
        let counts = self.calls.0.of(Function::of(site));
        Some(Arc::new(Counted { counts, next }))
    }

    /// Every call has a site, which has its own observer.
    fn finished(&self, site: &CallSite, elapsed: Duration, outcome: Outcome) {
        if let Some(observer) = self.at(site) {
            observer.finished(site, elapsed, outcome);
        }
    }
}

/// The observer of one function.
struct Counted {
    counts: Arc<Counts>,
    next: Option<Arc<dyn CallObserver>>,
}

impl CallObserver for Counted {
    fn finished(&self, site: &CallSite, elapsed: Duration, outcome: Outcome) {
        self.counts.add(elapsed, outcome);
        if let Some(next) = &self.next {
            next.finished(site, elapsed, outcome);
        }
    }
}

impl Counts {
    fn add(&self, elapsed: Duration, outcome: Outcome) {
        let mut counts = OUTCOMES.iter().zip(&self.0);
        if let Some((_, count)) = counts.find(|(counted, _)| **counted == outcome) {
            let nanoseconds = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
            count.calls.fetch_add(1, Ordering::Relaxed);
            count.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        }
    }
}

impl Function {
    fn of(site: &CallSite) -> Self {
        Function {
            names: Names {
                namespace: site.scope.namespace.as_str().into(),
                workload: site.scope.workload.as_str().into(),
                component: site.scope.component.as_str().into(),
            },
            plugin: site.plugin.clone(),
            interface: site.interface.clone(),
            function: site.function.clone(),
            direction: match site.direction {
                Direction::ToComponent => "to-component",
                _ => "to-plugin",
            },
        }
    }

    fn attributes(&self, outcome: Outcome) -> [KeyValue; 8] {
        let [namespace, workload, component] = self.names.attributes();
        [
            namespace,
            workload,
            component,
            KeyValue::new("hostplug.plugin", self.plugin.clone()),
            KeyValue::new("hostplug.interface", self.interface.clone()),
            KeyValue::new("hostplug.function", self.function.clone()),
            KeyValue::new("hostplug.direction", self.direction),
            KeyValue::new("hostplug.outcome", outcome.as_str()),
        ]
    }
}

/// The meter keeps the counters, so that those of a host that has ended are still read once.
pub(super) fn observe(meter: &Meter, calls: &Arc<PluginCalls>) {
    let known = calls.clone();
    meter
        .u64_observable_counter("hostplug.plugin.calls")
        .with_unit("{call}")
        .with_description("Calls between components and plugins.")
        .with_callback(move |observer| {
            known.each(|count, attributes| {
                observer.observe(count.calls.load(Ordering::Relaxed), attributes);
            });
        })
        .build();
    let known = calls.clone();
    meter
        .f64_observable_counter("hostplug.plugin.call.time")
        .with_unit("s")
        .with_description("Time that calls between components and plugins take.")
        .with_callback(move |observer| {
            known.each(|count, attributes| {
                let time = Duration::from_nanos(count.nanoseconds.load(Ordering::Relaxed));
                observer.observe(time.as_secs_f64(), attributes);
            });
        })
        .build();
}

impl PluginCalls {
    /// Only what has happened: most functions are never called.
    fn each(&self, mut observe: impl FnMut(&Count, &[KeyValue])) {
        self.0.each(|function, counts| {
            for (outcome, count) in OUTCOMES.iter().zip(&counts.0) {
                if count.calls.load(Ordering::Relaxed) > 0 {
                    observe(count, &function.attributes(*outcome));
                }
            }
        });
    }
}

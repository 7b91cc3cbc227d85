//! What a host counts, as somebody reads it who collects metrics.

use std::collections::{BTreeMap, BTreeSet};

use hostplug_guests::{COMMAND, HTTP_FAULTS};
use hostplug_runtime::{Component, HostBuilder, Limits};
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};

use crate::support::client::get;
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, wat};

/// Collects the metrics of one host.
struct Collected {
    provider: SdkMeterProvider,
    exporter: InMemoryMetricExporter,
}

/// One line: the attributes in order, and a value; that of a histogram is how often something was recorded.
type Points = BTreeMap<String, Vec<(BTreeMap<String, String>, f64)>>;

impl Collected {
    fn new() -> Self {
        let exporter = InMemoryMetricExporter::default();
        let provider = SdkMeterProvider::builder().with_periodic_exporter(exporter.clone());
        Collected {
            provider: provider.build(),
            exporter,
        }
    }

    fn builder(&self) -> HostBuilder {
        builder().meter(self.provider.meter("test"))
    }

    fn points(&self) -> Points {
        self.exporter.reset();
        self.provider.force_flush().unwrap();
        let finished = self.exporter.get_finished_metrics().unwrap();
        let mut points = Points::new();
        for resource in &finished {
            for metric in resource.scope_metrics().flat_map(|scope| scope.metrics()) {
                let found = match metric.data() {
                    AggregatedMetrics::F64(data) => read(data, |value| value),
                    AggregatedMetrics::U64(data) => read(data, |value| value as f64),
                    AggregatedMetrics::I64(data) => read(data, |value| value as f64),
                };
                points.insert(metric.name().to_owned(), found);
            }
        }
        points
    }

    /// The sum of the points that have these attributes.
    fn sum(&self, metric: &str, attributes: &[(&str, &str)]) -> f64 {
        let points = self.points();
        let points = points.get(metric).map(Vec::as_slice).unwrap_or_default();
        let matching = points.iter().filter(|(found, _)| {
            let mut attributes = attributes.iter();
            attributes.all(|(name, value)| found.get(*name).is_some_and(|found| found == value))
        });
        matching.map(|(_, value)| value).sum()
    }
}

fn read<T: Copy>(
    data: &MetricData<T>,
    value: impl Fn(T) -> f64,
) -> Vec<(BTreeMap<String, String>, f64)> {
    let named = |attributes: &mut dyn Iterator<Item = &opentelemetry::KeyValue>| {
        let pairs = attributes.map(|pair| (pair.key.to_string(), pair.value.to_string()));
        pairs.collect()
    };
    match data {
        MetricData::Gauge(gauge) => gauge
            .data_points()
            .map(|point| (named(&mut point.attributes()), value(point.value())))
            .collect(),
        MetricData::Sum(sum) => sum
            .data_points()
            .map(|point| (named(&mut point.attributes()), value(point.value())))
            .collect(),
        MetricData::Histogram(histogram) => histogram
            .data_points()
            .map(|point| (named(&mut point.attributes()), point.count() as f64))
            .collect(),
        MetricData::ExponentialHistogram(_) => Vec::new(),
    }
}

const WEB: (&str, &str) = ("hostplug.component", "web");

#[tokio::test]
async fn requests_are_counted_by_how_they_ended() {
    let collected = Collected::new();
    let host = collected.builder().start().await.unwrap();
    host.start(alone("web", Component::bytes(HTTP_FAULTS)))
        .await
        .unwrap();
    for path in ["/hello", "/hello", "/nothing", "/trap"] {
        get(&host, path).await;
    }
    let requests = |attributes: &[_]| collected.sum("http.server.request.duration", attributes);
    assert_eq!(requests(&[WEB, ("http.request.method", "GET")]), 4.0);
    assert_eq!(requests(&[("http.response.status_code", "200")]), 2.0);
    assert_eq!(requests(&[("http.response.status_code", "404")]), 1.0);
    let trapped = [
        ("http.response.status_code", "500"),
        ("error.type", "trapped"),
    ];
    assert_eq!(requests(&trapped), 1.0);
    assert_eq!(collected.sum("hostplug.traps", &[WEB]), 1.0);
}

#[tokio::test]
async fn a_request_whose_client_goes_away_is_counted() {
    let collected = Collected::new();
    let host = collected.builder().start().await.unwrap();
    host.start(alone("web", Component::bytes(hostplug_guests::HTTP_P3)))
        .await
        .unwrap();
    {
        let mut waits = std::pin::pin!(get(&host, "/wait"));
        let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(waits.as_mut().poll(cx)));
        assert!(polled.await.is_pending());
    }
    let cancelled = [WEB, ("error.type", "cancelled")];
    assert_eq!(
        collected.sum("http.server.request.duration", &cancelled),
        1.0
    );
}

#[tokio::test]
async fn calls_are_counted_by_function_and_outcome() {
    let collected = Collected::new();
    let probe = Probe::new(&Log::default()).fault("call web", Fault::Panic);
    let host = collected.builder().plugin(probe).start().await.unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    running.call::<_, (u32,)>("web", "count", ()).await.unwrap();
    running.call::<(), ()>("web", "call", ()).await.unwrap_err();
    running
        .call::<(), ()>("web", "no-such", ())
        .await
        .unwrap_err();
    let calls = |function, outcome| {
        let attributes = [
            WEB,
            ("hostplug.function", function),
            ("hostplug.outcome", outcome),
        ];
        collected.sum("hostplug.call.duration", &attributes)
    };
    assert_eq!(calls("count", "returned"), 1.0);
    assert_eq!(calls("call", "trapped"), 1.0);
    assert_eq!(
        calls("no-such", "refused"),
        0.0,
        "names that nobody has are not counted"
    );
    let plugin = |function, outcome| {
        let of = ("hostplug.plugin", "probe");
        let attributes = [
            WEB,
            of,
            ("hostplug.function", function),
            ("hostplug.outcome", outcome),
        ];
        collected.sum("hostplug.plugin.calls", &attributes)
    };
    assert_eq!(plugin("count", "returned"), 2.0);
    assert_eq!(plugin("call", "panicked"), 1.0);
    assert!(collected.sum("hostplug.plugin.call.time", &[WEB]) > 0.0);
}

#[tokio::test]
async fn instances_are_there_until_their_call_ends() {
    let collected = Collected::new();
    let probe = Probe::new(&Log::default()).fault("call web", Fault::Wait);
    let host = collected
        .builder()
        .plugin(probe.clone())
        .start()
        .await
        .unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    let called = running.clone();
    let call = tokio::spawn(async move { called.call::<(), ()>("web", "call", ()).await });
    probe.gate.arrived().await;
    assert_eq!(collected.sum("hostplug.instances.active", &[WEB]), 1.0);
    probe.gate.open();
    call.await.unwrap().unwrap();
    assert_eq!(collected.sum("hostplug.instances.active", &[WEB]), 0.0);
    assert_eq!(collected.sum("hostplug.instances.created", &[WEB]), 1.0);
    host.stop("default/test").await.unwrap();
    let again = host.start(alone("web", probing())).await.unwrap();
    again.call::<_, (u32,)>("web", "count", ()).await.unwrap();
    assert_eq!(
        collected.sum("hostplug.instances.created", &[WEB]),
        2.0,
        "it goes on"
    );
}

fn grows() -> Component {
    wat(r#"(component
        (core module $m (memory 1)
            (func (export "grow") (drop (memory.grow (i32.const 16384))) unreachable))
        (core instance $i (instantiate $m))
        (func (export "grow") (canon lift (core func $i "grow"))))"#)
}

#[tokio::test]
async fn limits_are_counted_by_their_key() {
    let collected = Collected::new();
    let limits = Limits::default().memory(1 << 20);
    let host = collected.builder().limits(limits).start().await.unwrap();
    let running = host.start(alone("guest", grows())).await.unwrap();
    running
        .call::<(), ()>("guest", "grow", ())
        .await
        .unwrap_err();
    let memory = [
        ("hostplug.limit", "memory"),
        ("hostplug.component", "guest"),
    ];
    assert_eq!(collected.sum("hostplug.limits.exceeded", &memory), 1.0);
    assert_eq!(collected.sum("hostplug.traps", &[]), 0.0);
}

#[tokio::test]
async fn workloads_are_counted_by_state_and_code_by_where_it_came_from() {
    let collected = Collected::new();
    let host = collected.builder().start().await.unwrap();
    host.start(alone("guest", grows())).await.unwrap();
    let workloads = |state| collected.sum("hostplug.workloads", &[("hostplug.state", state)]);
    assert_eq!((workloads("running"), workloads("stopped")), (1.0, 0.0));
    host.stop("default/test").await.unwrap();
    assert_eq!((workloads("running"), workloads("stopped")), (0.0, 1.0));
    host.start(alone("guest", grows())).await.unwrap();
    let loads = |source| {
        let attributes = [
            ("hostplug.code.kind", "component"),
            ("hostplug.code.source", source),
        ];
        collected.sum("hostplug.code.loads", &attributes)
    };
    assert_eq!((loads("compiled"), loads("memory")), (1.0, 1.0));
}

#[tokio::test]
async fn a_host_that_is_told_to_counts_nothing() {
    let collected = Collected::new();
    let host = collected.builder().meter(None).start().await.unwrap();
    let running = host.start(alone("guest", grows())).await.unwrap();
    running
        .call::<(), ()>("guest", "grow", ())
        .await
        .unwrap_err();
    assert!(collected.points().is_empty());
}

/// All metrics of the host, as a page tells of them.
#[tokio::test]
async fn the_page_about_hosts_has_all_metrics() {
    let collected = Collected::new();
    let probe = Probe::new(&Log::default());
    let limits = Limits::default().memory(1 << 20);
    let host = collected.builder().plugin(probe).limits(limits);
    let host = host.start().await.unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    running.call::<_, (u32,)>("web", "count", ()).await.unwrap();
    host.stop("default/test").await.unwrap();
    let running = host.start(alone("guest", grows())).await.unwrap();
    running
        .call::<(), ()>("guest", "grow", ())
        .await
        .unwrap_err();
    host.stop("default/test").await.unwrap();
    let limits = Limits::default().memory(64 << 20);
    let host = collected.builder().limits(limits).start().await.unwrap();
    host.start(alone("web", Component::bytes(HTTP_FAULTS)))
        .await
        .unwrap();
    get(&host, "/trap").await;
    host.stop("default/test").await.unwrap();
    let command = Component::bytes(COMMAND).args(["panic"]);
    let running = host.start(alone("job", command)).await.unwrap();
    running.run("job").await.unwrap_err();
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    for (metric, points) in collected.points() {
        let names = points
            .into_iter()
            .flat_map(|(attributes, _)| attributes.into_keys());
        found.entry(metric).or_default().extend(names);
    }
    assert_eq!(crate::support::page::names("### Metrics"), found);
}

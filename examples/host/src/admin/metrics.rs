use std::sync::{Arc, Weak};

use hostplug_runtime::{Heartbeat, HostApi};
use opentelemetry::metrics::Meter;
use opentelemetry_prometheus::PrometheusExporter;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use prometheus::{Registry, TextEncoder};

/// All that is counted in this process through OpenTelemetry, as text for Prometheus.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Registry,
}

/// Metrics cannot be collected or written.
#[derive(Debug, thiserror::Error)]
#[error("the metrics cannot be collected: {0}")]
pub struct MetricsError(String);

impl Metrics {
    /// Metrics, and the reader that fills them when a meter provider has it.
    ///
    /// # Errors
    /// The exporter cannot be made.
    pub fn new() -> Result<(Self, PrometheusExporter), MetricsError> {
        let registry = Registry::new();
        let exporter = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .build()
            .map_err(|error| MetricsError(error.to_string()))?;
        Ok((Metrics { registry }, exporter))
    }

    /// Makes this the place to which all meters of the process report. What was counted before is not there, so it
    /// should be done before the host is made.
    ///
    /// # Errors
    /// The exporter cannot be made.
    pub fn install() -> Result<Self, MetricsError> {
        let (metrics, exporter) = Metrics::new()?;
        let provider = SdkMeterProvider::builder().with_reader(exporter).build();
        opentelemetry::global::set_meter_provider(provider);
        Ok(metrics)
    }

    /// The metrics as they are now.
    ///
    /// # Errors
    /// Two instruments contradict each other.
    pub fn text(&self) -> Result<String, MetricsError> {
        let text = TextEncoder::new().encode_to_string(&self.registry.gather());
        text.map_err(|error| MetricsError(error.to_string()))
    }
}

/// What a host says of itself is looked at when somebody asks.
pub(super) fn observe(host: &Arc<dyn HostApi>) {
    let meter = opentelemetry::global::meter("hostplug");
    cpu_time(&meter, Arc::downgrade(host));
    let gauge = |name, unit, what, value| gauge(&meter, host, name, unit, what, value);
    gauge(
        "hostplug.host.components",
        "{component}",
        "Components in workloads that run",
        |heartbeat| heartbeat.components as f64,
    );
    gauge(
        "hostplug.host.uptime",
        "s",
        "Time since the host started",
        |heartbeat| heartbeat.uptime.as_secs_f64(),
    );
    gauge(
        "process.memory.usage",
        "By",
        "Memory of the process that is in use",
        |heartbeat| heartbeat.memory as f64,
    );
}

fn gauge(
    meter: &Meter,
    host: &Arc<dyn HostApi>,
    name: &'static str,
    unit: &'static str,
    what: &'static str,
    value: fn(&Heartbeat) -> f64,
) {
    let host = Arc::downgrade(host);
    let gauge = meter.f64_observable_gauge(name).with_unit(unit);
    let gauge = gauge.with_description(what).with_callback(move |gauge| {
        if let Some(host) = host.upgrade() {
            gauge.observe(value(&host.heartbeat()), &[]);
        }
    });
    gauge.build();
}

fn cpu_time(meter: &Meter, host: Weak<dyn HostApi>) {
    let counter = meter
        .f64_observable_counter("process.cpu.time")
        .with_unit("s");
    let counter = counter.with_description("CPU time of the process");
    let counter = counter.with_callback(move |counter| {
        if let Some(host) = host.upgrade() {
            counter.observe(host.heartbeat().cpu.as_secs_f64(), &[]);
        }
    });
    counter.build();
}

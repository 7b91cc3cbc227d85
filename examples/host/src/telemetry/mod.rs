//! Logs, traces and metrics of the command. What is sent to a collector is said by the standard variables of
//! OpenTelemetry; without an endpoint nothing is.

#[cfg(feature = "otlp")]
mod client;
#[cfg(feature = "otlp")]
mod otlp;

use std::io::IsTerminal;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::Result;
use opentelemetry::{Key, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{MeterProviderBuilder, SdkMeterProvider};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// How long the end of the process waits for the last traces and metrics to be sent.
const FLUSH: Duration = Duration::from_secs(5);

/// Lets somebody else read the metrics as well.
pub(crate) type Reader = Box<dyn FnOnce(MeterProviderBuilder) -> MeterProviderBuilder>;

/// What is to be sent before the process ends.
#[derive(Default)]
pub(crate) struct Telemetry {
    traces: Option<SdkTracerProvider>,
    metrics: Option<SdkMeterProvider>,
}

impl Telemetry {
    /// Starts the log, traces and metrics. It comes before the host, which asks for the meter of the process when it
    /// starts; the exporters send on `runtime`.
    pub(crate) fn start(runtime: &Handle, readers: Vec<Reader>) -> Result<Self> {
        let resource = resource();
        let metrics = metrics(runtime, readers, resource.clone())?;
        if let Some(metrics) = &metrics {
            opentelemetry::global::set_meter_provider(metrics.clone());
        }
        let traces = traces(runtime, resource)?;
        start_log(traces.as_ref());
        Ok(Telemetry { traces, metrics })
    }

    /// Starts the log alone.
    pub(crate) fn log_only() -> Self {
        start_log(None);
        Telemetry::default()
    }

    /// Sends what is left, as long as there is time. The runtime must still be there.
    pub(crate) fn shutdown(self) {
        if self.traces.is_none() && self.metrics.is_none() {
            return;
        }
        let (sender, done) = mpsc::channel();
        let flush = move || {
            let traces = self.traces.map(|traces| traces.shutdown());
            let metrics = self.metrics.map(|metrics| metrics.shutdown());
            let _ = sender.send([traces, metrics]);
        };
        let flushing = thread::Builder::new()
            .name("telemetry-flush".to_owned())
            .spawn(flush);
        if flushing.is_err() || done.recv_timeout(FLUSH).is_err() {
            tracing::warn!("the last traces and metrics were not sent within {FLUSH:?}");
        }
    }
}

/// Logs go to standard error, so that a command's output stays its own.
fn start_log(traces: Option<&SdkTracerProvider>) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .with_filter(filter);
    let subscriber = tracing_subscriber::registry().with(log);
    #[cfg(feature = "otlp")]
    let subscriber = subscriber.with(traces.map(otlp::layer));
    #[cfg(not(feature = "otlp"))]
    let _ = traces;
    // An embedder may have a subscriber of his own already.
    let _ = subscriber.try_init();
}

fn metrics(
    runtime: &Handle,
    readers: Vec<Reader>,
    resource: Resource,
) -> Result<Option<SdkMeterProvider>> {
    #[cfg(feature = "otlp")]
    let readers: Vec<_> = readers.into_iter().chain(otlp::reader(runtime)?).collect();
    #[cfg(not(feature = "otlp"))]
    let _ = runtime;
    if readers.is_empty() {
        return Ok(None);
    }
    let builder = SdkMeterProvider::builder().with_resource(resource);
    let builder = readers
        .into_iter()
        .fold(builder, |builder, add| add(builder));
    Ok(Some(builder.build()))
}

#[cfg(feature = "otlp")]
fn traces(runtime: &Handle, resource: Resource) -> Result<Option<SdkTracerProvider>> {
    otlp::traces(runtime, resource)
}

#[cfg(not(feature = "otlp"))]
fn traces(_: &Handle, _: Resource) -> Result<Option<SdkTracerProvider>> {
    Ok(None)
}

/// What the process is, to those who collect from many. The variables `OTEL_SERVICE_NAME` and
/// `OTEL_RESOURCE_ATTRIBUTES` go before it.
fn resource() -> Resource {
    let said = Resource::builder().build();
    let name = said.get(&Key::from_static_str("service.name"));
    let unnamed = name.is_none_or(|name| name.as_str().starts_with("unknown_service"));
    let mut resource = Resource::builder();
    if unnamed {
        resource = resource.with_service_name("hostplug");
    }
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let versioned = said.get(&version.key).is_some();
    if !versioned {
        resource = resource.with_attribute(version);
    }
    resource.build()
}

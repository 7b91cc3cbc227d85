//! Sends traces and metrics to a collector, in Protobuf over HTTP.

use std::env;

use anyhow::{Context, Result};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing::{Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;

use super::Reader;
use super::client::Client;

/// Whether the variables ask for a signal, `TRACES` or `METRICS`.
fn wanted(signal: &str) -> bool {
    let is = |name: &str, value: &str| {
        env::var(name).is_ok_and(|found| found.eq_ignore_ascii_case(value))
    };
    let set = |name: &str| env::var(name).is_ok_and(|value| !value.is_empty());
    let off = is("OTEL_SDK_DISABLED", "true") || is(&format!("OTEL_{signal}_EXPORTER"), "none");
    let endpoint = format!("OTEL_EXPORTER_OTLP_{signal}_ENDPOINT");
    !off && (set("OTEL_EXPORTER_OTLP_ENDPOINT") || set(&endpoint))
}

/// Sends the metrics at intervals.
pub(super) fn reader(runtime: &Handle) -> Result<Option<Reader>> {
    if !wanted("METRICS") {
        return Ok(None);
    }
    let exporter = MetricExporter::builder()
        .with_http()
        .with_http_client(Client::new(runtime)?)
        .build()
        .context("the exporter of metrics, which `OTEL_EXPORTER_OTLP_ENDPOINT` asks for")?;
    Ok(Some(Box::new(|builder| {
        builder.with_periodic_exporter(exporter)
    })))
}

/// Sends the traces in batches. Which of them is said by `OTEL_TRACES_SAMPLER`.
pub(super) fn traces(runtime: &Handle, resource: Resource) -> Result<Option<SdkTracerProvider>> {
    if !wanted("TRACES") {
        return Ok(None);
    }
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Client::new(runtime)?)
        .build()
        .context("the exporter of traces, which `OTEL_EXPORTER_OTLP_ENDPOINT` asks for")?;
    let provider = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_batch_exporter(exporter);
    Ok(Some(provider.build()))
}

/// Makes traces of the spans of the host, whatever the log is told to show.
pub(super) fn layer<S>(traces: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    tracing_opentelemetry::layer()
        .with_tracer(traces.tracer("hostplug"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_filter(Targets::new().with_target("hostplug", Level::DEBUG))
}

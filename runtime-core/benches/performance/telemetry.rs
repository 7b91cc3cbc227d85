//! What it costs that somebody counts: the same calls on a host whose metrics nobody reads, and on one that is read.

use std::sync::Arc;

use bytes::Bytes;
use hostplug_guests::HTTP_FAULTS;
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::{Component, Engine, Error, Host, Running, Workload};
use http_body_util::{BodyExt, Empty};
use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};
use tokio::runtime::Runtime;

use crate::calls::{CALLER, Served};
use crate::support::{self, Calls, Table, measure};

pub(crate) fn print() {
    let tokio = support::tokio();
    let engine = Engine::new().expect("Wasmtime runs on this machine");
    let provider = SdkMeterProvider::builder()
        .with_periodic_exporter(InMemoryMetricExporter::default())
        .build();
    let meters = [None, Some(provider.meter("bench"))];
    let [quiet, counted] = meters.map(|meter| {
        let started = tokio.block_on(Started::new(&engine, meter));
        started.expect("the guests fit together")
    });
    let mut table = Table::new(["", "nobody reads", "metrics", "**metrics / nobody**"]);
    let [off, on] = measure([quiet.calls(&tokio), counted.calls(&tokio)]);
    table.row([
        "call of a plugin".to_owned(),
        off.shortest(),
        on.shortest(),
        on.against(&off),
    ]);
    let [off, on] = measure([quiet.requests(&tokio), counted.requests(&tokio)]);
    table.row([
        "HTTP request".to_owned(),
        off.shortest(),
        on.shortest(),
        on.against(&off),
    ]);
    table.print("What it costs to count");
}

struct Started {
    host: Host,
    caller: Running,
}

impl Started {
    async fn new(engine: &Engine, meter: Option<Meter>) -> Result<Self, Error> {
        let host = Host::builder().engine(engine.clone()).plugin(Served);
        let host = host.meter(meter).start().await?;
        let caller = wat::parse_str(CALLER).expect("the text is valid");
        let caller = Component::bytes(Arc::<[u8]>::from(caller));
        let caller = host.start(Workload::new("calls").component("caller", caller));
        let caller = caller.await?;
        let web = Component::bytes(HTTP_FAULTS);
        host.start(Workload::new("web").component("web", web))
            .await?;
        Ok(Started { host, caller })
    }

    fn calls<'a>(&'a self, tokio: &'a Runtime) -> Calls<'a> {
        Box::new(|calls| {
            let params = [Val::U32(calls), Val::U32(0)];
            tokio
                .block_on(self.caller.invoke("caller", "add", &params))
                .expect("the guest does not trap");
        })
    }

    fn requests<'a>(&'a self, tokio: &'a Runtime) -> Calls<'a> {
        Box::new(|requests| {
            for _ in 0..requests {
                tokio.block_on(self.request());
            }
        })
    }

    async fn request(&self) {
        let request = http::Request::get("http://bench.example/hello");
        let request = request
            .body(Empty::<Bytes>::new())
            .expect("it is well formed");
        let response = self.host.handle_http(request).await;
        let body = response.into_body().collect().await;
        body.expect("the guest does not trap");
    }
}

//! What a log says of isolated calls. No other test of this program makes one: whether somebody wants a span is
//! remembered for all threads.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use hostplug_guests::{VALUES_CALLEE, VALUES_CALLER};
use tracing_subscriber::fmt::format::FmtSpan;

use crate::{Component, Host, Isolation, Link, LinkMode, LinkTarget, Workload};

const FAULTS: &str = "test:values/faults@0.1.0";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_call_has_a_span_and_a_trap_that_nobody_sees_is_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _default = tracing::subscriber::set_default(subscriber);
    let callee = LinkTarget::Component {
        component: "callee".to_owned(),
        export: None,
    };
    let isolated = LinkMode::Isolated(Isolation::default().error_on_trap("busy"));
    let workload = Workload::new("test")
        .component("caller", Component::bytes(VALUES_CALLER))
        .component("callee", Component::bytes(VALUES_CALLEE))
        .link_as(Link::new("caller", FAULTS, callee).mode(isolated));
    let host = Host::builder().start().await.unwrap();
    let running = host.start(workload).await.unwrap();
    for function in ["count", "trap"] {
        let function = format!("{FAULTS}#{function}");
        running.invoke("caller", &function, &[]).await.unwrap();
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let span = |function: &str| {
        format!(
            "isolated{{workload=\"test\" caller=\"caller\" callee=\"callee\" function=\"{FAULTS}#{function}\""
        )
    };
    for expected in [
        format!(
            "{} outcome=\"returned\"}}: hostplug::isolated: close",
            span("count")
        ),
        format!(
            "{} outcome=\"trapped\"}}: hostplug::isolated: close",
            span("trap")
        ),
        format!(
            "{}}}: hostplug_runtime::link::isolated::call: the caller sees an error instead of a trap: ",
            span("trap")
        ),
        " WARN ".to_owned(),
        "wasm `unreachable` instruction executed".to_owned(),
    ] {
        assert_eq!(log.matches(&expected).count(), 1, "{expected} in: {log}");
    }
}

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_conformance::Promise;
use hostplug_conformance::logging::Suite;
use hostplug_logging::Logging;
use hostplug_logging::logging::logging::{Host, Level};
use serde_json::{Value, json};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a host with this filter writes when a component logs these messages.
async fn events(filter: &str, messages: &[(Level, &str, &str)]) -> Vec<Value> {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(move || writer.clone())
        .finish();
    let scope = Scope::new("shop", "web");
    let mut harness = Harness::bind(Logging, scope, Settings::default())
        .await
        .unwrap();
    tracing::subscriber::with_default(subscriber, || {
        for (level, context, message) in messages {
            harness
                .caller()
                .log(*level, (*context).into(), (*message).into())
                .unwrap();
        }
    });
    let written = lines.0.lock().unwrap();
    serde_json::Deserializer::from_slice(&written)
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

#[tokio::test]
async fn it_keeps_the_contract() {
    Suite::new(|| Logging)
        .promises(Promise::Senders)
        .run()
        .await;
}

#[tokio::test]
async fn a_message_becomes_an_event_that_says_who_wrote_it() {
    let events = events("trace", &[(Level::Info, "cart", "3 items")]).await;
    let [event] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(event["level"], "INFO");
    assert_eq!(event["target"], "hostplug::guest");
    let fields = json!({
        "namespace": "default", "workload": "shop", "component": "web", "context": "cart", "message": "3 items",
    });
    assert_eq!(event["fields"], fields);
}

#[tokio::test]
async fn each_level_has_its_own_and_critical_is_a_marked_error() {
    let levels = [
        Level::Trace,
        Level::Debug,
        Level::Info,
        Level::Warn,
        Level::Error,
        Level::Critical,
    ];
    let events = events("trace", &levels.map(|level| (level, "", "m"))).await;
    let found: Vec<_> = events
        .iter()
        .map(|event| event["level"].as_str().unwrap())
        .collect();
    assert_eq!(found, ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "ERROR"]);
    let critical: Vec<_> = events
        .iter()
        .map(|event| &event["fields"]["critical"])
        .collect();
    assert_eq!(critical[..5], [&Value::Null; 5]);
    assert_eq!(critical[5], true);
}

#[tokio::test]
async fn the_filter_of_the_host_decides() {
    let messages = [(Level::Debug, "", "no"), (Level::Warn, "", "yes")];
    let events = events("off,hostplug::guest=info", &messages).await;
    let texts: Vec<_> = events
        .iter()
        .map(|event| &event["fields"]["message"])
        .collect();
    assert_eq!(texts, ["yes"]);
}

#[tokio::test]
async fn a_message_is_text_and_not_a_format() {
    let events = events(
        "trace",
        &[(Level::Info, "{}", "{workload} \"quoted\"\nsecond line")],
    )
    .await;
    assert_eq!(events[0]["fields"]["context"], "{}");
    assert_eq!(
        events[0]["fields"]["message"],
        "{workload} \"quoted\"\nsecond line"
    );
}

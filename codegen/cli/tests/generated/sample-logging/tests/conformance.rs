//! The plugin as components see it, and as the host does.

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_conformance::Promise;
use hostplug_conformance::logging::{self, Level};

use ::sample_logging::SampleLogging;
use ::sample_logging::logging::logging::{Host, Level as Wit};
use ::sample_logging::{MAX_BYTES, Message, Severity};

/// A real component logs in more ways than its author would think of.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_kept() {
    let plugin = SampleLogging::default();
    let log = plugin.clone();
    logging::Suite::new(move || plugin.clone())
        .observed_by(move || {
            let arrived: Vec<_> = log.take().into_iter().map(arrived).collect();
            async { arrived }
        })
        // What the WIT leaves open. Take it out if your log does not say who has sent a message.
        .promises(Promise::Senders)
        .run()
        .await;
}

fn arrived(message: Message) -> logging::Message {
    logging::Message {
        level: match message.severity {
            Severity::Trace => Level::Trace,
            Severity::Debug => Level::Debug,
            Severity::Info => Level::Info,
            Severity::Warn => Level::Warn,
            Severity::Error => Level::Error,
            Severity::Critical => Level::Critical,
        },
        text: message.text,
        context: Some(message.context),
        component: Some(message.component),
        workload: Some(message.workload),
    }
}

/// Methods can be called without any component.
#[tokio::test]
async fn what_does_not_matter_is_not_kept() {
    let settings = Settings::default().with("min-severity", "warn");
    let plugin = SampleLogging::default();
    let scope = Scope::new("test", "component");
    let bound = Harness::bind(plugin.clone(), scope, settings).await;
    let mut harness = bound.unwrap();
    for (level, text) in [(Wit::Info, "fine"), (Wit::Error, "broken")] {
        let logged = harness.caller().log(level, "".into(), text.into()).await;
        logged.unwrap();
    }
    assert_eq!(texts(&plugin), ["broken"]);
}

#[tokio::test]
async fn the_oldest_messages_go_first() {
    let plugin = SampleLogging::default();
    let mut harness = Harness::new(plugin.clone()).await.unwrap();
    for text in ["a", "b", "c"] {
        let text = text.repeat(MAX_BYTES / 3);
        let logged = harness.caller().log(Wit::Info, "".into(), text).await;
        logged.unwrap();
    }
    let kept = texts(&plugin);
    assert!(kept.len() == 2 && kept[0].starts_with('b'));
}

fn texts(plugin: &SampleLogging) -> Vec<String> {
    let messages = plugin.take().into_iter();
    messages.map(|message| message.text).collect()
}

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SampleLogging::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = ["wasi:logging/logging@0.1.0-draft"];
    assert_eq!(registered, imported);
}

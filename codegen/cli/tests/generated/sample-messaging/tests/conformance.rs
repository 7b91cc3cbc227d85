//! The plugin as components see it, and as the host does.

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_conformance::{Promise, messaging};
use hostplug_runtime::{Component, PluginChoice};

use ::sample_messaging::SampleMessaging;
use ::sample_messaging::messaging::consumer::Host;
use ::sample_messaging::messaging::types::BrokerMessage;

/// Real components send messages to each other, in more ways than their authors would think of.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_kept() {
    messaging::Suite::new(SampleMessaging::default)
        .subscribing(|component, subjects| subscribe(component, subjects, Settings::default()))
        // What the WIT leaves open. Take out what your broker does not promise.
        .promises(Promise::Ordered)
        .promises(Promise::Wildcards)
        .run()
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workloads_share_their_messages_if_the_settings_say_so() {
    let shared = Settings::default().with("shared", true);
    messaging::Suite::new(SampleMessaging::default)
        .subscribing(move |component, subjects| subscribe(component, subjects, shared.clone()))
        .promises(Promise::Shared)
        .run()
        .await;
}

fn subscribe(component: Component, subjects: &[&str], settings: Settings) -> Component {
    let subjects: Vec<_> = subjects.iter().map(ToString::to_string).collect();
    component.plugin_choice(PluginChoice {
        label: "default".to_owned(),
        plugin: "sample-messaging".to_owned(),
        instance: None,
        settings: settings.with("subscriptions", subjects),
    })
}

async fn bound(subscriptions: &[&str]) -> Result<Harness<SampleMessaging>, String> {
    let subscriptions: Vec<_> = subscriptions.iter().map(ToString::to_string).collect();
    let settings = Settings::default().with("subscriptions", subscriptions);
    let scope = Scope::new("test", "component");
    let bound = Harness::bind(SampleMessaging::default(), scope, settings).await;
    bound.map_err(|error| error.to_string())
}

/// Methods can be called without any component.
#[tokio::test]
async fn messages_go_to_subjects_only() {
    let mut harness = bound(&[]).await.unwrap();
    for (subject, is_sent) in [("a.b", true), ("a..b", false), ("a.*", false)] {
        let message = BrokerMessage {
            subject: subject.into(),
            body: Vec::new(),
            reply_to: None,
        };
        let sent = harness.caller().publish(message).await.unwrap();
        assert_eq!(sent.is_ok(), is_sent, "{subject}: {sent:?}");
    }
}

#[tokio::test]
async fn a_subscription_is_refused_that_nothing_can_arrive_at() {
    for (subscription, reason) in [
        ("orders..new", "is no subscription"),
        ("orders.>.new", "is no subscription"),
        ("orders.new", "does not export `handler`"),
    ] {
        let error = bound(&[subscription]).await.map(drop).unwrap_err();
        assert!(error.contains(reason), "{subscription}: {error}");
    }
}

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SampleMessaging::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = [
        "wasmcloud:messaging/types@0.2.0",
        "wasmcloud:messaging/consumer@0.2.0",
    ];
    assert_eq!(registered, imported);
}

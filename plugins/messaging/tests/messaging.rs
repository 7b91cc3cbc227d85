//! The plugin as components see it, in the conformance suite, and what it refuses.

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_conformance::Promise;
use hostplug_conformance::messaging::Suite;
use hostplug_messaging::Messaging;
use hostplug_messaging::messaging::consumer::Host as _;
use hostplug_messaging::messaging::types::BrokerMessage;
use hostplug_runtime::{Component, PluginChoice};

fn choosing(component: Component, settings: Settings) -> Component {
    component.plugin_choice(PluginChoice {
        label: "default".to_owned(),
        plugin: "messaging".to_owned(),
        instance: None,
        settings,
    })
}

fn suite(settings: Settings) -> Suite {
    let subscribing = move |component: Component, subjects: &[&str]| {
        let subjects: Vec<_> = subjects.iter().map(|&subject| subject.to_owned()).collect();
        choosing(component, settings.clone().with("subscriptions", subjects))
    };
    Suite::new(Messaging::default)
        .subscribing(subscribing)
        .promises(Promise::Wildcards)
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let suite = suite(Settings::default());
    suite.promises(Promise::Ordered).run().await;
}

#[tokio::test]
async fn messages_that_are_taken_at_once_and_by_all_workloads_keep_the_contract() {
    let settings = Settings::default()
        .with("concurrency", 4)
        .with("shared", true);
    suite(settings).promises(Promise::Shared).run().await;
}

async fn refusal(subscription: &str) -> String {
    let settings = Settings::default().with("subscriptions", vec![subscription]);
    let scope = Scope::new("shop", "web");
    let bound = Harness::bind(Messaging::default(), scope, settings).await;
    bound.map(drop).unwrap_err().to_string()
}

#[tokio::test]
async fn a_subscription_that_is_no_subject_is_refused() {
    let text = refusal("orders..new").await;
    assert!(
        text.ends_with("`orders..new` is no subject: a word in it is empty"),
        "{text}"
    );
}

#[tokio::test]
async fn a_subscription_without_handler_is_refused() {
    let text = refusal("orders.new").await;
    assert!(
        text.ends_with(
            "it has subscriptions, but does not export `wasmcloud:messaging/handler@0.2.0`"
        ),
        "{text}"
    );
}

async fn sender() -> Harness<Messaging> {
    Harness::new(Messaging::default()).await.unwrap()
}

fn message(subject: &str) -> BrokerMessage {
    BrokerMessage {
        subject: subject.to_owned(),
        body: Vec::new(),
        reply_to: None,
    }
}

#[tokio::test]
async fn a_message_that_nobody_takes_is_no_error() {
    let sent = sender().await.caller().publish(message("orders.new")).await;
    sent.unwrap().unwrap();
}

#[tokio::test]
async fn what_is_no_subject_gets_no_message() {
    let mut sender = sender().await;
    for subject in ["", "orders..new", "orders.*", ">"] {
        let sent = sender.caller().publish(message(subject)).await.unwrap();
        let text = sent.unwrap_err();
        assert!(
            text.starts_with(&format!("no message can be sent to `{subject}`: ")),
            "{text}"
        );
        let asked = sender
            .caller()
            .request(subject.into(), Vec::new(), 10)
            .await;
        assert_eq!(asked.unwrap().unwrap_err(), text);
    }
}

#[tokio::test]
async fn a_request_that_nobody_takes_says_so() {
    let mut sender = sender().await;
    let asked = sender
        .caller()
        .request("orders.new".into(), Vec::new(), 60_000)
        .await;
    let text = asked.unwrap().unwrap_err();
    assert_eq!(text, "nobody has subscribed to `orders.new`");
}

use std::sync::{Arc, Mutex};

use hostplug::{Caller, Lifecycle, Scope, host_plugin, wasmtime};
use hostplug_conformance::messaging::Suite;

use self::messaging::consumer::Host;
use self::messaging::handler::Component;
use self::messaging::types::BrokerMessage;
use crate::broken;

/// Brings each message to all components of all workloads, whatever they have subscribed to, and no answers.
#[host_plugin(
    world = "wasmcloud:messaging/messaging@0.2.0",
    path = "../messaging/wit",
    lifecycle
)]
#[derive(Default)]
struct Postman(Arc<Mutex<Vec<Component>>>);

impl Lifecycle for Postman {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<()> {
        let handler = scope.export::<Component>();
        self.0.lock().unwrap().extend(handler);
        Ok(())
    }
}

impl Host for Caller<'_, Postman> {
    async fn request(
        &mut self,
        _: String,
        _: Vec<u8>,
        _: u32,
    ) -> hostplug::Result<Result<BrokerMessage, String>> {
        Ok(Err("no answers today".to_owned()))
    }

    async fn publish(&mut self, message: BrokerMessage) -> hostplug::Result<Result<(), String>> {
        let handlers = self.plugin().0.lock().unwrap().clone();
        for handler in handlers {
            let message = message.clone();
            tokio::spawn(async move { handler.handle_message(&message).await.is_ok() });
        }
        Ok(Ok(()))
    }
}

#[tokio::test]
async fn messages_for_others_and_missing_answers_are_found() {
    let suite = Suite::new(Postman::default).subscribing(|component, _| component);
    let report = suite.check().await;
    let broken = broken(&report);
    for check in [
        "other_subjects_do_not_arrive",
        "a_component_can_have_several_subscriptions",
        "subjects_differ_by_case",
        "a_request_is_answered",
        "requests_at_once_have_answers_of_their_own",
        "each_component_that_has_subscribed_gets_a_message",
        "workloads_are_apart",
    ] {
        assert!(broken.contains(&check), "{check}: {report}");
    }
    for check in ["a_message_arrives", "a_hundred_messages_arrive"] {
        assert!(!broken.contains(&check), "{check}: {report}");
    }
}

//! A host plugin that serves `sample-messaging:plugin/plugin`, with a broker in memory.
//!
//! This file is what components call, `delivery.rs` calls them. `broker.rs` is who gets which messages, and what a
//! connection to a broker of your own replaces.

mod broker;
mod delivery;
mod subject;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use hostplug::wasmtime::{self, bail};
use hostplug::{Caller, Lifecycle, Scope, Shared, host_plugin};
use serde::Deserialize;

use crate::broker::Broker;
use crate::delivery::Delivery;
use crate::messaging::types::BrokerMessage;
use crate::messaging::{consumer, handler};
use crate::subject::Pattern;

/// Passes messages on between components.
#[host_plugin(
    world = "sample-messaging:plugin/plugin",
    config = Settings,
    binding = Bound,
    bindings = messaging
)]
#[derive(Debug, Default)]
pub struct SampleMessaging {
    /// What bindings of one space have in common: that of a workload, or of all workloads that share their messages.
    spaces: Shared<Broker>,
}

/// What a host or a workload says of a component.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// The subjects whose messages the component takes.
    pub subscriptions: Vec<String>,
    /// Whether messages go to all workloads that say so; else to the components of one.
    pub shared: bool,
    /// How many messages may wait for the component.
    pub max_waiting: NonZeroUsize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            subscriptions: Vec::new(),
            shared: false,
            max_waiting: NonZeroUsize::MIN.saturating_add(9_999),
        }
    }
}

/// What a component has of the plugin.
#[derive(Debug)]
pub struct Bound {
    broker: Arc<Broker>,
    delivery: Option<Delivery>,
}

impl Lifecycle for SampleMessaging {
    /// Is called once for each component that uses the plugin. A connection is made here, so that what is wrong with
    /// it is known before the workload runs.
    async fn bind(&self, scope: &Scope, settings: Settings) -> wasmtime::Result<Bound> {
        let space = scope.space(settings.shared);
        let broker = self.spaces.get_or_insert_with(&space, Arc::default);
        let delivery = deliver(&broker, scope, &settings)?;
        Ok(Bound { broker, delivery })
    }

    /// What waits for the component is gone. What it is handling already, it handles.
    async fn unbind(&self, _: &Scope, bound: &Bound) -> wasmtime::Result<()> {
        if let Some(delivery) = &bound.delivery {
            delivery.stop();
        }
        Ok(())
    }
}

fn deliver(
    broker: &Broker,
    scope: &Scope,
    settings: &Settings,
) -> wasmtime::Result<Option<Delivery>> {
    let patterns = settings.subscriptions.iter();
    let patterns = patterns.map(|text| Pattern::parse(text));
    let patterns = patterns.collect::<wasmtime::Result<Vec<_>>>()?;
    if patterns.is_empty() {
        return Ok(None);
    }
    let Some(handler) = scope.export::<handler::Component>() else {
        bail!("it has `subscriptions`, and does not export `handler`");
    };
    let inbox = broker.subscribe(patterns, settings.max_waiting.get());
    Ok(Some(Delivery::start(handler, inbox)))
}

impl consumer::Host for Caller<'_, SampleMessaging> {
    /// The first answer.
    async fn request(
        &mut self,
        subject: String,
        body: Vec<u8>,
        timeout_ms: u32,
    ) -> hostplug::Result<Result<BrokerMessage, String>> {
        let question = BrokerMessage {
            subject,
            body,
            reply_to: None,
        };
        let patience = Duration::from_millis(timeout_ms.into());
        Ok(self.binding().broker.ask(question, patience).await)
    }

    /// That nobody takes the message is no error.
    async fn publish(&mut self, message: BrokerMessage) -> hostplug::Result<Result<(), String>> {
        let sent = self.binding().broker.publish(message).await;
        Ok(sent.map(drop))
    }
}

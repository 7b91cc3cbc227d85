#![doc = include_str!("../README.md")]

mod broker;
mod deliver;
mod subject;

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hostplug::wasmtime::{self, bail};
use hostplug::{Caller, Lifecycle, Scope, Shared, host_plugin};
use serde::Deserialize;
use tokio::sync::mpsc;

use crate::broker::Broker;
use crate::deliver::Delivery;
use crate::subject::Pattern;

use self::messaging::types::BrokerMessage;
use self::messaging::{consumer, handler};

/// Passes messages on between components. Clones have the same subscribers.
#[host_plugin(
    world = "wasmcloud:messaging/messaging@0.2.0",
    config = Settings,
    binding = Bound
)]
#[derive(Clone, Debug, Default)]
pub struct Messaging(Arc<Shared<Broker>>);

/// Settings of a component.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Settings {
    /// The subjects whose messages the component takes.
    pub subscriptions: Vec<String>,
    /// Whether messages go to all workloads; else to the components of one.
    pub shared: bool,
    /// How many messages the component takes at once. Only one at a time come in order.
    pub concurrency: NonZeroUsize,
    /// How many messages may wait for the component.
    pub max_waiting: NonZeroUsize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            subscriptions: Vec::new(),
            shared: false,
            concurrency: NonZeroUsize::MIN,
            max_waiting: NonZeroUsize::MIN.saturating_add(9999),
        }
    }
}

/// What a component is bound to.
#[derive(Debug)]
pub struct Bound {
    broker: Arc<Broker>,
    delivery: Mutex<Option<Delivery>>,
}

impl Lifecycle for Messaging {
    async fn bind(&self, scope: &Scope, settings: Settings) -> wasmtime::Result<Bound> {
        let space = scope.space(settings.shared);
        let broker = self.0.get_or_insert_with(&space, Arc::default);
        let delivery = deliver(&broker, scope, &settings)?;
        Ok(Bound {
            broker,
            delivery: Mutex::new(delivery),
        })
    }

    async fn unbind(&self, _: &Scope, bound: &Bound) -> wasmtime::Result<()> {
        let mut delivery = bound
            .delivery
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        drop(delivery.take());
        Ok(())
    }
}

fn deliver(
    broker: &Arc<Broker>,
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
        bail!("it has subscriptions, but does not export `wasmcloud:messaging/handler@0.2.0`");
    };
    let (inbox, messages) = mpsc::channel(settings.max_waiting.get());
    let subscription = broker.subscribe(patterns, inbox);
    let concurrency = settings.concurrency.get();
    Ok(Some(Delivery::start(
        handler,
        messages,
        subscription,
        concurrency,
    )))
}

impl consumer::Host for Caller<'_, Messaging> {
    async fn request(
        &mut self,
        subject: String,
        body: Vec<u8>,
        timeout_ms: u32,
    ) -> hostplug::Result<Result<BrokerMessage, String>> {
        let answer = ask(&self.binding().broker, subject, body, timeout_ms);
        Ok(answer.await)
    }

    async fn publish(&mut self, message: BrokerMessage) -> hostplug::Result<Result<(), String>> {
        Ok(self.binding().broker.publish(&message).map(drop))
    }
}

/// The first answer.
async fn ask(
    broker: &Arc<Broker>,
    subject: String,
    body: Vec<u8>,
    timeout_ms: u32,
) -> Result<BrokerMessage, String> {
    let (inbox, mut answers) = mpsc::channel(1);
    let (reply_to, _until_answered) = broker.expect_answer(inbox);
    let question = BrokerMessage {
        subject,
        body,
        reply_to: Some(reply_to),
    };
    let subject = &question.subject;
    if broker.publish(&question)? == 0 {
        return Err(format!("nobody has subscribed to `{subject}`"));
    }
    let waited = Duration::from_millis(timeout_ms.into());
    match tokio::time::timeout(waited, answers.recv()).await {
        Ok(Some(answer)) => Ok(answer),
        _ => Err(format!("no answer to `{subject}` within {timeout_ms} ms")),
    }
}

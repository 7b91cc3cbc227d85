//! From the inbox of a component to its handler.

use std::fmt;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;

use crate::broker::Subscription;
use crate::messaging::handler::Component;
use crate::messaging::types::BrokerMessage;

/// Messages on their way to one component. Dropping it ends it; calls under way go on, and the workload waits for them.
pub(crate) struct Delivery {
    task: JoinHandle<()>,
    _subscription: Subscription,
}

impl Delivery {
    pub(crate) fn start(
        handler: Component,
        messages: Receiver<BrokerMessage>,
        subscription: Subscription,
        concurrency: usize,
    ) -> Self {
        let concurrency = concurrency.min(Semaphore::MAX_PERMITS);
        let permits = Arc::new(Semaphore::new(concurrency));
        Delivery {
            task: tokio::spawn(deliver(handler, messages, permits)),
            _subscription: subscription,
        }
    }
}

async fn deliver(
    handler: Component,
    mut messages: Receiver<BrokerMessage>,
    permits: Arc<Semaphore>,
) {
    // A workload that does not start takes nothing.
    if handler.ready().await.is_err() {
        return;
    }
    while let Some(message) = messages.recv().await {
        let Ok(permit) = permits.clone().acquire_owned().await else {
            return;
        };
        let handler = handler.clone();
        tokio::spawn(async move {
            handle(&handler, &message).await;
            drop(permit);
        });
    }
}

/// There is nobody to tell of an error but the log.
async fn handle(handler: &Component, message: &BrokerMessage) {
    let subject = message.subject.as_str();
    match handler.handle_message(message).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => tracing::warn!(subject, "a message was refused: {refusal}"),
        Err(error) => tracing::warn!(subject, "a message was lost: {error}"),
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Delivery")
    }
}

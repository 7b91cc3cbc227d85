//! From the messages for a component to its handler.

use tokio::sync::mpsc::Receiver;
use tokio::task::AbortHandle;

use crate::messaging::handler::Component;
use crate::messaging::types::BrokerMessage;

/// The task that hands messages to one component.
#[derive(Debug)]
pub(crate) struct Delivery(AbortHandle);

impl Delivery {
    pub(crate) fn start(handler: Component, messages: Receiver<BrokerMessage>) -> Self {
        Delivery(tokio::spawn(deliver(handler, messages)).abort_handle())
    }

    pub(crate) fn stop(&self) {
        self.0.abort();
    }
}

/// One message after the other. Each call is a task of its own, so that [`Delivery::stop`] does not end it half way.
async fn deliver(handler: Component, mut messages: Receiver<BrokerMessage>) {
    // Messages wait until the workload has started. If it does not start, nobody needs them.
    if handler.ready().await.is_err() {
        return;
    }
    while let Some(message) = messages.recv().await {
        let handler = handler.clone();
        let call = tokio::spawn(async move { handle(&handler, &message).await });
        let _ = call.await;
    }
}

/// Whoever has sent the message does not wait for this, so that only the log is told.
async fn handle(handler: &Component, message: &BrokerMessage) {
    let subject = message.subject.as_str();
    match handler.handle_message(message).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => tracing::warn!(subject, "a message was refused: {refusal}"),
        Err(error) => tracing::warn!(subject, "a message was lost: {error}"),
    }
}

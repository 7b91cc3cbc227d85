//! A queue in memory, which delivers each message to all components that handle messages.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use hostplug_runtime::hostplug::wasmtime::{self, bail};
use hostplug_runtime::hostplug::{self, Caller, Lifecycle, Scope, host_plugin};
use tokio::sync::{Mutex as AsyncMutex, mpsc};
use tokio::task::JoinHandle;

use self::queue::handler;
pub(crate) use self::queue::handler::{Component as Handler, Message};
use super::probe::Gate;

#[host_plugin(world = "acme:queue/plugin", path = "../guests/wit/queue.wit", binding = Bound)]
#[derive(Clone)]
pub(crate) struct Queue {
    /// Messages for each component that has a handler.
    inboxes: Arc<Mutex<BTreeMap<String, mpsc::UnboundedSender<Message>>>>,
    handlers: Arc<Mutex<BTreeMap<String, Handler>>>,
    outcomes: mpsc::UnboundedSender<String>,
    seen: Arc<AsyncMutex<mpsc::UnboundedReceiver<String>>>,
    pub(crate) gate: Gate,
    /// Whether `publish` stops at the gate.
    pub(crate) waits: Arc<AtomicBool>,
    /// Whether `publish` returns only when the calling component has handled its own message.
    pub(crate) at_once: Arc<AtomicBool>,
    /// Held by all bindings, and by nothing that they spawn.
    pub(crate) bindings: Arc<()>,
}

/// What a component is bound to. Its task holds a handle of the component for as long as the binding is there.
pub(crate) struct Bound {
    task: Option<JoinHandle<()>>,
    _counted: Arc<()>,
}

impl Default for Queue {
    fn default() -> Self {
        let (outcomes, seen) = mpsc::unbounded_channel();
        Queue {
            inboxes: Arc::default(),
            handlers: Arc::default(),
            outcomes,
            seen: Arc::new(AsyncMutex::new(seen)),
            gate: Gate::default(),
            waits: Arc::default(),
            at_once: Arc::default(),
            bindings: Arc::default(),
        }
    }
}

pub(crate) fn message(topic: &str, body: &str) -> Message {
    Message {
        topic: topic.to_owned(),
        body: body.to_owned(),
    }
}

impl Queue {
    /// The handler of a component, as the plugin found it.
    pub(crate) fn handler(&self, component: &str) -> Option<Handler> {
        self.handlers.lock().unwrap().get(component).cloned()
    }

    pub(crate) fn send(&self, message: &Message) {
        for inbox in self.inboxes.lock().unwrap().values() {
            let _ = inbox.send(message.clone());
        }
    }

    /// How the next message was handled.
    pub(crate) async fn outcome(&self) -> String {
        self.seen.lock().await.recv().await.unwrap()
    }
}

async fn deliver(
    component: String,
    handler: Handler,
    mut inbox: mpsc::UnboundedReceiver<Message>,
    outcomes: mpsc::UnboundedSender<String>,
) {
    if let Err(error) = handler.ready().await {
        let _ = outcomes.send(error.to_string());
    }
    while let Some(message) = inbox.recv().await {
        let outcome = match handler.handle(&message).await {
            Ok(Ok(())) => "handled".to_owned(),
            Ok(Err(refusal)) => refusal,
            Err(error) => error.to_string(),
        };
        let Message { topic, body } = message;
        let line = format!("{component} {topic} {body}: {outcome}");
        let _ = outcomes.send(line);
    }
}

impl Lifecycle for Queue {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Bound> {
        let component = &scope.component;
        if component == "bad" {
            bail!("`bad` cannot be bound");
        }
        let task = scope.export::<handler::Component>().map(|handler| {
            let (sender, inbox) = mpsc::unbounded_channel();
            let name = component.clone();
            self.inboxes.lock().unwrap().insert(name.clone(), sender);
            self.handlers
                .lock()
                .unwrap()
                .insert(name.clone(), handler.clone());
            tokio::spawn(deliver(name, handler, inbox, self.outcomes.clone()))
        });
        Ok(Bound {
            task,
            _counted: self.bindings.clone(),
        })
    }

    async fn unbind(&self, scope: &Scope, binding: &Bound) -> wasmtime::Result<()> {
        self.inboxes.lock().unwrap().remove(&scope.component);
        if let Some(task) = &binding.task {
            task.abort();
        }
        Ok(())
    }
}

impl queue::producer::Host for Caller<'_, Queue> {
    async fn publish(&mut self, message: Message) -> hostplug::Result<()> {
        let queue = self.plugin();
        if queue.waits.load(Ordering::SeqCst) {
            queue.gate.pass().await;
        }
        if queue.at_once.load(Ordering::SeqCst)
            && let Some(handler) = queue.handler(&self.scope().component)
        {
            let refused = handler.handle(&message).await?;
            let _ = queue.outcomes.send(format!("at once: {refused:?}"));
        } else {
            queue.send(&message);
        }
        Ok(())
    }
}

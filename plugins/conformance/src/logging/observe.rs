//! What arrives where the plugin logs to.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use hostplug::BoxFuture;
use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber;
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber};

use crate::bench::Bench;
use crate::expect::{Checked, equal, holds};
use crate::guest::Guest;
use crate::logging::Options;

/// How much a message matters, as WIT has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `trace`
    Trace,
    /// `debug`
    Debug,
    /// `info`
    Info,
    /// `warn`
    Warn,
    /// `error`
    Error,
    /// `critical`
    Critical,
}

/// A message as it has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its level.
    pub level: Level,
    /// Its text. The suite looks for what was logged in it, so there may be more.
    pub text: String,
    /// Its context, if it is apart from the text.
    pub context: Option<String>,
    /// The component that has sent it, if that is known and apart from the text.
    pub component: Option<String>,
    /// The workload of the component.
    pub workload: Option<String>,
}

/// How the suite learns of messages.
#[derive(Clone, Default)]
pub(super) enum Observer {
    #[default]
    Tracing,
    Asked(Arc<dyn Fn() -> BoxFuture<'static, Vec<Message>> + Send + Sync>),
    Nobody,
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Observer::Tracing => "Tracing",
            Observer::Asked(_) => "Asked",
            Observer::Nobody => "Nobody",
        })
    }
}

pub(super) type Log = Bench<Options>;
/// Level, context and text.
pub(super) type Sent<'a> = (Level, &'a str, &'a str);

/// A guest, and what has arrived of it.
#[derive(Clone)]
pub(super) struct Logger {
    pub(super) guest: Guest,
    observer: Observer,
    events: Events,
    dispatch: Dispatch,
}

impl Log {
    pub(super) async fn logger(&self) -> Checked<Logger> {
        let logger = self.logger_of(self.start().await?);
        // What an earlier check did not look at.
        logger.arrived().await;
        Ok(logger)
    }

    pub(super) fn logger_of(&self, guest: Guest) -> Logger {
        let events = Events::default();
        Logger {
            guest,
            observer: self.options.observer.clone(),
            dispatch: Dispatch::new(events.clone()),
            events,
        }
    }
}

impl Logger {
    /// Another component of the workload.
    pub(super) fn component(&self, component: &'static str) -> Self {
        Logger {
            guest: self.guest.component(component),
            ..self.clone()
        }
    }

    /// One instance for each.
    pub(super) async fn log(&self, (level, context, text): Sent<'_>) -> Checked {
        let sent = (level as u32, context.to_owned(), text.to_owned());
        self.observed(self.guest.run("log", sent)).await
    }

    /// One instance for all.
    pub(super) async fn log_many(&self, sent: &[Sent<'_>]) -> Checked {
        let owned = |&(level, context, text): &Sent<'_>| {
            (level as u32, context.to_owned(), text.to_owned())
        };
        let sent: Vec<_> = sent.iter().map(owned).collect();
        self.observed(self.guest.run("log-many", (sent,))).await
    }

    /// A context and a message of so many times `x`.
    pub(super) async fn log_long(&self, context: u32, text: u32) -> Checked {
        let sizes = (Level::Info as u32, context, text);
        self.observed(self.guest.run("log-long", sizes)).await
    }

    pub(super) async fn log_and_trap(&self, (level, context, text): Sent<'_>) -> Checked {
        let sent = (level as u32, context.to_owned(), text.to_owned());
        self.observed(self.guest.trap("log-and-trap", sent)).await
    }

    /// What a plugin logs on the way belongs to this logger, on whatever thread it happens.
    async fn observed(&self, call: impl Future<Output = Checked>) -> Checked {
        call.with_subscriber(self.dispatch.clone()).await
    }

    /// What has arrived since it was asked last, if anybody knows.
    pub(super) async fn arrived(&self) -> Option<Vec<Message>> {
        match &self.observer {
            Observer::Tracing => Some(self.events.take()),
            Observer::Asked(taken) => Some(taken().await),
            Observer::Nobody => None,
        }
    }

    /// That these have arrived, each once, as far as one can see; in the order in which they were sent.
    pub(super) async fn arrive(&self, sent: &[Sent<'_>]) -> Checked {
        let Some(arrived) = self.arrived().await else {
            return Ok(());
        };
        let texts: Vec<_> = arrived.iter().map(|message| message.text.clone()).collect();
        equal(
            "the number of messages that arrived",
            &texts.len(),
            &sent.len(),
        )?;
        for (message, sent) in arrived.iter().zip(sent) {
            message.is(sent)?;
        }
        Ok(())
    }
}

impl Message {
    /// That it is this one.
    pub(super) fn is(&self, &(level, context, text): &Sent<'_>) -> Checked {
        let what = format!("a message that was sent as `{}`", text.escape_debug());
        holds(
            &what,
            &self.text,
            "its text, unchanged",
            self.text.contains(text),
        )?;
        let whole = self.context.as_ref().unwrap_or(&self.text);
        let what = format!("the context of {what}");
        holds(&what, whole, context, whole.contains(context))?;
        // Few logs know more than errors.
        let (found, expected) = (self.level.min(Level::Error), level.min(Level::Error));
        let what = "the level of a message".to_owned();
        equal(&what, &format!("{found:?}"), &format!("{expected:?}"))
    }
}

/// The events of `tracing`, as messages.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<Message>>>);

impl Events {
    fn take(&self) -> Vec<Message> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Subscriber for Events {
    /// Spans are of no interest, and what the runtime itself says is not logged by a guest.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let runtime = metadata.target().starts_with("hostplug_runtime");
        metadata.is_event() && !runtime && !metadata.target().starts_with("wasmtime")
    }

    fn event(&self, event: &Event<'_>) {
        let mut message = Message {
            level: level(event.metadata().level()),
            text: String::new(),
            context: None,
            component: None,
            workload: None,
        };
        event.record(&mut Fields(&mut message));
        let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push(message);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn level(level: &tracing::Level) -> Level {
    match *level {
        tracing::Level::TRACE => Level::Trace,
        tracing::Level::DEBUG => Level::Debug,
        tracing::Level::INFO => Level::Info,
        tracing::Level::WARN => Level::Warn,
        tracing::Level::ERROR => Level::Error,
    }
}

struct Fields<'a>(&'a mut Message);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        let value = value.to_owned();
        match field.name() {
            "message" => self.0.text = value,
            "context" => self.0.context = Some(value),
            "component" => self.0.component = Some(value),
            "workload" => self.0.workload = Some(value),
            _ => {}
        }
    }

    /// `%value` and the message itself come this way.
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

//! Where messages go.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Severity;

/// How many bytes of messages are kept. The oldest go first.
pub const MAX_BYTES: usize = 16 << 20;

/// What a component has logged, and which one it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub severity: Severity,
    /// The part of the component that it comes from; may be empty.
    pub context: String,
    /// Its text.
    pub text: String,
    /// Namespace of the workload.
    pub namespace: String,
    /// Name of the workload.
    pub workload: String,
    /// Name of the component in its workload.
    pub component: String,
}

impl Message {
    fn size(&self) -> usize {
        let sender = self.namespace.len() + self.workload.len() + self.component.len();
        size_of::<Message>() + self.context.len() + self.text.len() + sender
    }
}

/// The last messages.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Messages>);

#[derive(Debug, Default)]
struct Messages {
    queue: VecDeque<Message>,
    bytes: usize,
}

impl Log {
    pub(crate) fn add(&self, message: Message) {
        let mut messages = self.messages();
        messages.bytes += message.size();
        messages.queue.push_back(message);
        while messages.bytes > MAX_BYTES {
            let oldest = messages.queue.pop_front();
            messages.bytes -= oldest.map_or(messages.bytes, |message| message.size());
        }
    }

    pub(crate) fn take(&self) -> Vec<Message> {
        let messages = std::mem::take(&mut *self.messages());
        messages.queue.into()
    }

    fn messages(&self) -> MutexGuard<'_, Messages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Who gets which messages.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::Sender;

use crate::messaging::types::BrokerMessage;
use crate::subject::{self, Pattern};

/// The subscriptions of one space.
#[derive(Debug, Default)]
pub(crate) struct Broker(Mutex<Subscribers>);

#[derive(Debug, Default)]
struct Subscribers {
    by_number: BTreeMap<u64, Subscriber>,
    next: u64,
}

#[derive(Debug)]
struct Subscriber {
    patterns: Vec<Pattern>,
    inbox: Sender<BrokerMessage>,
    /// Whether it misses what does not fit into its inbox, instead of refusing it.
    lossy: bool,
}

/// A subscription, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Subscription {
    broker: Arc<Broker>,
    number: u64,
}

impl Broker {
    pub(crate) fn subscribe(
        self: &Arc<Self>,
        patterns: Vec<Pattern>,
        inbox: Sender<BrokerMessage>,
    ) -> Subscription {
        let number = self.next();
        self.add(
            number,
            Subscriber {
                patterns,
                inbox,
                lossy: false,
            },
        )
    }

    /// A subject of which nobody else knows, for one answer.
    pub(crate) fn expect_answer(
        self: &Arc<Self>,
        inbox: Sender<BrokerMessage>,
    ) -> (String, Subscription) {
        let number = self.next();
        let subject = format!("_INBOX.{number}");
        let patterns = vec![Pattern::exact(&subject)];
        (
            subject,
            self.add(
                number,
                Subscriber {
                    patterns,
                    inbox,
                    lossy: true,
                },
            ),
        )
    }

    /// Puts a message into all inboxes that it is for, or into none. Answers how many there are.
    ///
    /// # Errors
    /// The subject is none, or an inbox is full.
    pub(crate) fn publish(&self, message: &BrokerMessage) -> Result<usize, String> {
        subject::check(&message.subject)?;
        let subscribers = self.lock();
        let is_for = |subscriber: &&Subscriber| {
            let mut patterns = subscriber.patterns.iter();
            patterns.any(|pattern| pattern.matches(&message.subject))
        };
        let found: Vec<_> = subscribers.by_number.values().filter(is_for).collect();
        // Only this function sends, under the lock, so what has room keeps it.
        if found
            .iter()
            .any(|subscriber| !subscriber.lossy && subscriber.inbox.capacity() == 0)
        {
            return Err(format!(
                "too many messages wait for a component that has subscribed to `{}`",
                message.subject
            ));
        }
        for subscriber in &found {
            // Whoever is gone, or has its one answer, does not wait for it.
            let _ = subscriber.inbox.try_send(message.clone());
        }
        Ok(found.len())
    }

    fn next(&self) -> u64 {
        let mut subscribers = self.lock();
        subscribers.next += 1;
        subscribers.next
    }

    fn add(self: &Arc<Self>, number: u64, subscriber: Subscriber) -> Subscription {
        self.lock().by_number.insert(number, subscriber);
        Subscription {
            broker: self.clone(),
            number,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Subscribers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.broker.lock().by_number.remove(&self.number);
    }
}

//! Who gets which messages. A broker of your own has the methods of [`Broker`].

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::messaging::types::BrokerMessage;
use crate::subject::{self, Pattern};

/// How the subjects begin to which answers are sent.
const ANSWERS: &str = "_INBOX.";

/// The subscribers of one space.
#[derive(Debug, Default)]
pub(crate) struct Broker(Mutex<Receivers>);

#[derive(Debug, Default)]
struct Receivers {
    subscribers: Vec<Subscriber>,
    /// Who waits for an answer, by the number behind [`ANSWERS`].
    asking: BTreeMap<u64, oneshot::Sender<BrokerMessage>>,
    questions: u64,
}

#[derive(Debug)]
struct Subscriber {
    patterns: Vec<Pattern>,
    inbox: mpsc::Sender<BrokerMessage>,
}

impl Broker {
    /// The messages for a subscriber, until it is dropped.
    pub(crate) fn subscribe(
        &self,
        patterns: Vec<Pattern>,
        max_waiting: usize,
    ) -> mpsc::Receiver<BrokerMessage> {
        let (inbox, messages) = mpsc::channel(max_waiting.min(Semaphore::MAX_PERMITS));
        let mut receivers = self.receivers();
        let subscribers = &mut receivers.subscribers;
        subscribers.retain(|subscriber| !subscriber.inbox.is_closed());
        subscribers.push(Subscriber { patterns, inbox });
        messages
    }

    /// Gives a message to all that it is for, or to nobody. Answers how many there are.
    pub(crate) async fn publish(&self, message: BrokerMessage) -> Result<usize, String> {
        subject::check(&message.subject)?;
        let mut receivers = self.receivers();
        match message.subject.strip_prefix(ANSWERS) {
            Some(number) => Ok(receivers.answer(number.parse().ok(), message)),
            None => receivers.publish(message),
        }
    }

    /// Waits for the first answer.
    pub(crate) async fn ask(
        &self,
        mut question: BrokerMessage,
        patience: Duration,
    ) -> Result<BrokerMessage, String> {
        let subject = question.subject.clone();
        let (number, answer) = self.receivers().expect_answer();
        question.reply_to = Some(format!("{ANSWERS}{number}"));
        if self.publish(question).await? == 0 {
            return Err(format!("nobody takes messages for `{subject}`"));
        }
        let answer = tokio::time::timeout(patience, answer).await;
        let answer = answer.ok().and_then(Result::ok);
        answer.ok_or_else(|| format!("no answer from `{subject}` within {patience:?}"))
    }

    fn receivers(&self) -> MutexGuard<'_, Receivers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Receivers {
    fn publish(&self, message: BrokerMessage) -> Result<usize, String> {
        let inboxes = self.subscribers.iter().filter_map(|subscriber| {
            let mut patterns = subscriber.patterns.iter();
            let is_for = patterns.any(|pattern| pattern.matches(&message.subject));
            (is_for && !subscriber.inbox.is_closed()).then_some(&subscriber.inbox)
        });
        let inboxes: Vec<_> = inboxes.collect();
        // Nothing else sends, and this has the lock: what has room now has it below.
        if inboxes.iter().any(|inbox| inbox.capacity() == 0) {
            let subject = &message.subject;
            return Err(format!("a component for `{subject}` has too many waiting"));
        }
        for inbox in &inboxes {
            // Whoever has gone in the meantime does not miss it.
            let _ = inbox.try_send(message.clone());
        }
        Ok(inboxes.len())
    }

    fn expect_answer(&mut self) -> (u64, oneshot::Receiver<BrokerMessage>) {
        self.asking.retain(|_, asking| !asking.is_closed());
        self.questions += 1;
        let (asking, answer) = oneshot::channel();
        self.asking.insert(self.questions, asking);
        (self.questions, answer)
    }

    /// Only the first answer finds somebody who waits for it.
    fn answer(&mut self, number: Option<u64>, answer: BrokerMessage) -> usize {
        let asking = number.and_then(|number| self.asking.remove(&number));
        asking.map_or(0, |asking| asking.send(answer).is_ok().into())
    }
}

//! The messages of a check.

use hostplug_runtime::Workload;

use crate::bench::{Bench, PROBE};
use crate::expect::{Checked, equal};
use crate::guest::Guest;
use crate::notes::{Note, Notes};

use super::Options;

pub(super) type Post = Bench<Options>;

/// A workload and what arrives there. Subjects begin with a word that no other check uses.
#[derive(Clone)]
pub(super) struct Mail {
    pub(super) guest: Guest,
    notes: Notes,
    prefix: String,
}

impl Post {
    /// The subjects of this check.
    fn prefix(&self) -> String {
        format!("c{}.", self.number)
    }

    /// A workload whose component takes these.
    pub(super) fn subscribed(
        &self,
        workload: Workload,
        component: &str,
        subjects: &[&str],
    ) -> Workload {
        let subjects: Vec<_> = subjects
            .iter()
            .map(|subject| format!("{}{subject}", self.prefix()))
            .collect();
        let subjects: Vec<_> = subjects.iter().map(String::as_str).collect();
        workload.component(component, (self.options.subscribe)(self.probe(), &subjects))
    }

    /// A guest that takes what is sent to these subjects.
    pub(super) async fn mail(&self, subjects: &[&str]) -> Checked<Mail> {
        let workload = self.subscribed(self.workload(), PROBE, subjects);
        Ok(self.mail_of(&self.start_as(workload).await?))
    }

    pub(super) fn mail_of(&self, guest: &Guest) -> Mail {
        Mail {
            guest: guest.clone(),
            notes: self.notes.clone(),
            prefix: self.prefix(),
        }
    }
}

impl Mail {
    /// A subject as the plugin sees it.
    pub(super) fn subject(&self, subject: &str) -> String {
        format!("{}{subject}", self.prefix)
    }

    pub(super) async fn publish(&self, subject: &str, body: impl Into<Vec<u8>>) -> Checked {
        let message = (self.subject(subject), body.into(), None::<String>);
        self.guest.ok("publish", message).await
    }

    /// That a request is answered like this.
    pub(super) async fn answers(&self, body: &[u8], answer: &[u8]) -> Checked {
        let question = (self.subject("a"), body.to_vec(), 20_000_u32);
        self.guest
            .answers("request", question, answer.to_vec())
            .await
    }

    /// That a request fails.
    pub(super) async fn no_answer(&self, subject: &str, body: &str, within: u32) -> Checked {
        let question = (self.subject(subject), body.as_bytes().to_vec(), within);
        self.guest
            .error::<_, Vec<u8>>("request", question)
            .await
            .map(drop)
    }

    /// The next messages, if at least so many come.
    pub(super) async fn next(&self, count: usize) -> Vec<Note> {
        self.notes.take(self.guest.running.id(), count).await
    }

    /// That these have arrived since it was asked last, in any order, and no others.
    pub(super) async fn arrive(&self, messages: &[(&str, &[u8])]) -> Checked {
        let arrived = self.next(messages.len()).await.into_iter();
        let mut arrived: Vec<_> = arrived.map(|note| (note.subject, note.body)).collect();
        let expected = |&(subject, body): &(&str, &[u8])| (self.subject(subject), body.to_vec());
        let mut expected: Vec<_> = messages.iter().map(expected).collect();
        arrived.sort();
        expected.sort();
        equal(
            "subjects and bodies that arrived, sorted",
            &arrived,
            &expected,
        )
    }
}

//! What guests tell the suite when the plugin calls them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hostplug::{Caller, host_plugin};
use tokio::sync::Notify;

/// How long a suite waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A message that has arrived at a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// `namespace/name`.
    pub(crate) workload: String,
    pub(crate) component: String,
    pub(crate) subject: String,
    pub(crate) body: Vec<u8>,
    pub(crate) reply_to: Option<String>,
}

#[host_plugin(
    world = "hostplug:conformance/listener",
    inline = "
        package hostplug:conformance@0.1.0;

        interface notes {
            arrived: func(subject: string, body: list<u8>, reply-to: option<string>);
        }

        world listener {
            import notes;
        }
    ",
    name = "hostplug-conformance-notes",
    sync
)]
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Inner>);

#[derive(Default)]
struct Inner {
    notes: Mutex<Vec<Note>>,
    changed: Notify,
}

impl conformance::notes::Host for Caller<'_, Notes> {
    fn arrived(
        &mut self,
        subject: String,
        body: Vec<u8>,
        reply_to: Option<String>,
    ) -> hostplug::Result<()> {
        let scope = self.scope();
        self.plugin().push(Note {
            workload: format!("{}/{}", scope.namespace, scope.workload),
            component: scope.component.clone(),
            subject,
            body,
            reply_to,
        });
        Ok(())
    }
}

impl Notes {
    fn push(&self, note: Note) {
        let mut notes = self.0.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.push(note);
        self.0.changed.notify_waiters();
    }

    fn of(&self, workload: &str) -> Vec<Note> {
        let notes = self.0.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let of_workload = notes.iter().filter(|note| note.workload == workload);
        of_workload.cloned().collect()
    }

    /// What has arrived at a workload since it was asked last, as soon as it is so many, or as many as came in time.
    pub(crate) async fn take(&self, workload: &str, count: usize) -> Vec<Note> {
        let enough = async {
            loop {
                let changed = self.0.changed.notified();
                if self.of(workload).len() >= count {
                    return;
                }
                changed.await;
            }
        };
        let _ = tokio::time::timeout(PATIENCE, enough).await;
        let taken = self.of(workload);
        let mut notes = self.0.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.retain(|note| note.workload != workload);
        taken
    }
}

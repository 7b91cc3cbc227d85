//! A workload that starts: it has an id of its own, or is to replace the one that has it.

use std::sync::{Arc, Weak};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::current::Current;
use super::router::Router;
use super::running::Inner as Running;
use super::status::End;
use super::workloads::Workloads;
use super::{Host, Inner, stop};
use crate::error::Error;

/// A place among the workloads. It is free again if the start fails or is given up.
pub(super) struct Reserved {
    workloads: Workloads,
    id: String,
    number: u64,
    /// What is to be replaced.
    replaced: Option<Arc<Running>>,
    filled: bool,
    end: Option<End>,
}

impl Reserved {
    pub(super) fn new(
        workloads: Workloads,
        id: String,
        number: u64,
        replaced: Option<Arc<Running>>,
    ) -> Self {
        Reserved {
            workloads,
            id,
            number,
            replaced,
            filled: false,
            end: None,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn is_update(&self) -> bool {
        self.replaced.is_some()
    }

    /// Who takes the calls of those that have a handle already.
    pub(super) fn current(&self) -> Arc<Current> {
        let replaced = self.replaced.as_ref();
        replaced.map_or_else(Arc::default, |running| running.current().clone())
    }

    pub(super) fn reporter(&self, host: &Host) -> Reporter {
        Reporter {
            host: Arc::downgrade(&host.inner),
            id: self.id.as_str().into(),
            number: self.number,
            runtime: Handle::current(),
        }
    }

    /// Waits until the workload is not wanted any more, and says why.
    pub(super) async fn given_up(&self) -> Error {
        self.workloads.given_up(self.number, &self.id).await
    }

    /// Puts the workload into service. The one that it replaces is the caller's to drain.
    pub(super) fn fill(
        &mut self,
        running: &Arc<Running>,
        router: &Router,
    ) -> Result<Option<Arc<Running>>, Error> {
        let replaced = self.workloads.fill(self.number, running, router)?;
        self.filled = true;
        Ok(replaced)
    }

    /// The start has failed, and is being undone.
    pub(super) fn undo(&mut self, error: &Error) {
        let end = End::of_start(error);
        self.end = Some(end.clone());
        self.workloads.undo(self.number, &self.id, end);
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        if !self.filled {
            let id = self.id.clone();
            let given_up = || End::of_start(&Error::GivenUp { id });
            let end = self.end.take().unwrap_or_else(given_up);
            self.workloads.gave_up(self.number, &self.id, end);
        }
    }
}

/// Tells the host that one version of a workload ends by itself. It keeps neither of them alive.
#[derive(Clone)]
pub(super) struct Reporter {
    host: Weak<Inner>,
    id: Arc<str>,
    number: u64,
    /// Plugins may report from any thread.
    runtime: Handle,
}

impl Reporter {
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Tells whoever watches that the version has changed, if it runs.
    pub(super) fn tell(&self) {
        if let Some(inner) = self.host.upgrade() {
            inner.workloads.tell(self.number, &self.id);
        }
    }

    /// What is returned ends when nothing is left of the workload. Nothing happens if it ends already.
    pub(super) fn end(&self, end: End) -> Option<JoinHandle<()>> {
        let inner = self.host.upgrade()?;
        let running = inner.workloads.begin_end(self.number, &self.id, end)?;
        Some(self.runtime.spawn(async move {
            let host = Host { inner };
            if let Err(error) = stop::drain(&host, &running).await {
                tracing::error!(workload = running.id(), "while it ended: {error}");
            }
        }))
    }
}

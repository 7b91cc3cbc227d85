//! The calls of one version of a workload, and the stop that waits for them.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, watch};

use crate::error::Error;

pub(super) struct Calls {
    id: Arc<str>,
    /// Held by every call, and taken by the stop that waits for them.
    lock: Arc<RwLock<()>>,
    stopped: AtomicBool,
    cut_off: watch::Sender<bool>,
}

impl Calls {
    pub(super) fn new(id: &str) -> Self {
        Calls {
            id: id.into(),
            lock: Arc::default(),
            stopped: AtomicBool::new(false),
            cut_off: watch::Sender::new(false),
        }
    }

    /// It does not wait: a call that comes while the workload stops is refused at once, and so cannot hold up the stop
    /// of another workload that makes the call.
    pub(super) fn enter(&self) -> Result<Call, Error> {
        match self.lock.clone().try_read_owned() {
            Ok(running) if !self.stopped.load(Ordering::Acquire) => Ok(Call {
                id: self.id.clone(),
                cut_off: self.cut_off.subscribe(),
                _running: running,
            }),
            _ => Err(Error::UnknownWorkload {
                id: self.id.to_string(),
                workloads: Vec::new(),
            }),
        }
    }

    /// From now on no call begins.
    pub(super) fn refuse(&self) {
        self.stopped.store(true, Ordering::Release);
    }

    /// Waits until no call is under way.
    pub(super) async fn ended(&self) -> OwnedRwLockWriteGuard<()> {
        self.lock.clone().write_owned().await
    }

    /// Lets the calls that are under way end at once.
    pub(super) fn cut_off(&self) {
        self.cut_off.send_replace(true);
    }
}

/// A call that is under way. Its workload is not unbound before it is dropped.
pub(crate) struct Call {
    id: Arc<str>,
    cut_off: watch::Receiver<bool>,
    _running: OwnedRwLockReadGuard<()>,
}

impl Call {
    /// Does the work of the call, unless a stop has no more time for it.
    pub(crate) async fn work<R, E: From<Error>>(
        mut self,
        work: impl Future<Output = Result<R, E>>,
    ) -> Result<R, E> {
        tokio::select! {
            biased;
            result = work => result,
            error = self.cut_off() => Err(error.into()),
        }
    }

    /// Waits until a stop has no more time for the call.
    async fn cut_off(&mut self) -> Error {
        if self.cut_off.wait_for(|cut_off| *cut_off).await.is_err() {
            pending::<()>().await;
        }
        Error::CutOff {
            id: self.id.to_string(),
        }
    }
}

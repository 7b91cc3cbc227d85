//! The way of a response from the guest to who waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hostplug::wasmtime;
use tokio::sync::oneshot::{self, Receiver, Sender};
use wasmtime_wasi_http::WasiBody;

/// What a guest answers: a response, or the reason why there is none.
pub(super) type Answer = wasmtime::Result<http::Response<WasiBody>>;

pub(super) fn channel() -> (Reply, Receiver<Answer>, Arc<Progress>) {
    let progress = Arc::new(Progress::default());
    let (sender, receiver) = oneshot::channel();
    let reply = Reply {
        sender,
        progress: progress.clone(),
    };
    (reply, receiver, progress)
}

/// Takes the answer of a guest.
pub(super) struct Reply {
    sender: Sender<Answer>,
    progress: Arc<Progress>,
}

impl Reply {
    pub(super) fn send(self, answer: Answer) {
        self.progress.begun.store(true, Ordering::Release);
        // Nobody is left to tell if the client has gone away.
        let _ = self.sender.send(answer);
    }
}

/// How far a response has come.
#[derive(Default)]
pub(super) struct Progress {
    begun: AtomicBool,
    lost: AtomicBool,
    broken: AtomicBool,
}

impl Progress {
    pub(super) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Acquire)
    }

    /// The client has gone away before the end.
    pub(super) fn lose(&self) {
        self.lost.store(true, Ordering::Release);
    }

    /// The guest has ended before its response.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    pub(super) fn is_well(&self) -> bool {
        self.has_begun() && !self.lost.load(Ordering::Acquire)
    }
}

/// The end of a store ends the body that a client reads, as if the guest had sent all of it. So the body must know before
/// what that means: that the guest has not ended well, unless somebody says so.
pub(super) struct Breaks<'a>(Option<&'a Progress>);

impl<'a> Breaks<'a> {
    pub(super) fn new(progress: &'a Progress) -> Self {
        Breaks(Some(progress))
    }

    pub(super) fn ended_well(mut self) {
        self.0 = None;
    }
}

impl Drop for Breaks<'_> {
    fn drop(&mut self) {
        if let Some(progress) = self.0 {
            progress.broken.store(true, Ordering::Release);
        }
    }
}

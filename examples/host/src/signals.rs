//! What asks the process to end.

use anyhow::{Context, Result};

/// The exit code of a process that was told to end at once.
const AT_ONCE: i32 = 130;

/// Ctrl-C and, where there is such a thing, SIGTERM. From now on neither of them ends the process by itself.
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn new() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let listen = |kind, name| signal(kind).with_context(|| format!("cannot wait for {name}"));
        Ok(Signals {
            interrupt: listen(SignalKind::interrupt(), "Ctrl-C")?,
            terminate: listen(SignalKind::terminate(), "SIGTERM")?,
        })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn new() -> Result<Self> {
        Ok(Signals {})
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        // Without a handler Ctrl-C ends the process, which nobody can wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Signals {
    /// The next one ends the process, whatever it does.
    pub(crate) fn end_at_next(mut self) {
        tokio::spawn(async move {
            self.next().await;
            eprintln!("ended at once");
            std::process::exit(AT_ONCE);
        });
    }
}

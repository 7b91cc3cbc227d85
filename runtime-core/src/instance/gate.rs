//! How many calls of an entry are under way at once, and how many wait.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

pub(crate) struct Gate {
    free: Semaphore,
    requests: u32,
    waiting: AtomicU32,
    queue: u32,
}

/// As many calls are under way, and wait, as may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full {
    pub(super) requests: u32,
    pub(super) queue: u32,
}

impl Gate {
    pub(crate) fn new(requests: u32, queue: u32) -> Self {
        let permits = usize::try_from(requests).unwrap_or(usize::MAX);
        Gate {
            free: Semaphore::new(permits.min(Semaphore::MAX_PERMITS)),
            requests,
            waiting: AtomicU32::new(0),
            queue,
        }
    }

    /// Waits for its turn, if it may wait.
    pub(super) async fn enter(&self) -> Result<SemaphorePermit<'_>, Full> {
        if let Ok(permit) = self.free.try_acquire() {
            return Ok(permit);
        }
        let _waits = self.wait()?;
        Ok(self.free.acquire().await.expect("nobody closes the gate"))
    }

    fn wait(&self) -> Result<Waits<'_>, Full> {
        let waits = Waits(&self.waiting);
        match self.waiting.fetch_add(1, Ordering::Relaxed) < self.queue {
            true => Ok(waits),
            false => Err(Full {
                requests: self.requests,
                queue: self.queue,
            }),
        }
    }
}

/// One that waits, until it is dropped.
struct Waits<'a>(&'a AtomicU32);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    #[test]
    fn one_runs_one_waits_and_the_third_is_refused() {
        let context = &mut Context::from_waker(Waker::noop());
        let gate = Gate::new(1, 1);
        let Poll::Ready(Ok(first)) = pin!(gate.enter()).poll(context) else {
            panic!("it is free")
        };
        let mut second = pin!(gate.enter());
        assert!(second.as_mut().poll(context).is_pending());
        let full = Full {
            requests: 1,
            queue: 1,
        };
        let Poll::Ready(Err(refused)) = pin!(gate.enter()).poll(context) else {
            panic!("it is full")
        };
        assert_eq!(refused, full);
        drop(first);
        assert!(second.poll(context).is_ready());
        assert!(
            pin!(gate.enter()).poll(context).is_ready(),
            "who has given up or been refused has no place"
        );
    }
}

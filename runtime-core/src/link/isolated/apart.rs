//! Futures in tasks of their own. Wasmtime does not let a store run while a concurrent function of another is polled:
//! it keeps one store for each thread at that time.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::task::{self, JoinHandle};

type Slot<R> = Mutex<Option<Pin<Box<dyn Future<Output = R> + Send>>>>;

/// Waits for a future that another task polls. The future goes when this goes, and not some time later: a plugin is
/// unbound when its last caller has gone.
pub(super) struct Apart<R> {
    future: Arc<Slot<R>>,
    task: JoinHandle<Option<R>>,
}

impl<R: Send + 'static> Apart<R> {
    pub(super) fn start(future: impl Future<Output = R> + Send + 'static) -> Self {
        let future: Arc<Slot<R>> = Arc::new(Mutex::new(Some(Box::pin(future))));
        let polled = future.clone();
        let task = task::spawn(poll_fn(move |context| poll(&polled, context)));
        Apart { future, task }
    }
}

/// Answers nothing if the future has been taken away.
fn poll<R>(slot: &Slot<R>, context: &mut Context<'_>) -> Poll<Option<R>> {
    let mut slot = lock(slot);
    let result = match slot.as_mut() {
        Some(future) => Some(ready!(future.as_mut().poll(context))),
        None => None,
    };
    *slot = None;
    Poll::Ready(result)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R> Future for Apart<R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        match ready!(Pin::new(&mut self.task).poll(context)) {
            Ok(Some(result)) => Poll::Ready(result),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // The runtime is shutting down, and does not poll this future any more either.
            Ok(None) | Err(_) => Poll::Pending,
        }
    }
}

impl<R> Drop for Apart<R> {
    fn drop(&mut self) {
        self.task.abort();
        // If the future itself leads here, it ends with its present step.
        if task::try_id() != Some(self.task.id()) {
            let future = lock(&self.future).take();
            drop(future);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_result_arrives() {
        let result = Apart::start(async {
            task::yield_now().await;
            7
        });
        assert_eq!(result.await, 7);
    }

    #[tokio::test]
    async fn the_future_goes_at_once_when_nobody_waits_any_more() {
        let kept = Arc::new(());
        let seen = kept.clone();
        let apart = Apart::start(async move {
            std::future::pending::<()>().await;
            drop(seen);
        });
        task::yield_now().await;
        assert_eq!(Arc::strong_count(&kept), 2);
        drop(apart);
        assert_eq!(Arc::strong_count(&kept), 1);
    }

    #[tokio::test]
    async fn a_future_can_take_away_who_waits_for_it() {
        let waiting: Arc<Mutex<Option<Apart<()>>>> = Arc::default();
        let (own, kept) = (waiting.clone(), Arc::new(()));
        let seen = kept.clone();
        *waiting.lock().unwrap() = Some(Apart::start(async move {
            let waits = own.lock().unwrap().take();
            drop(waits);
            std::future::pending::<()>().await;
            drop(seen);
        }));
        while Arc::strong_count(&kept) > 1 {
            task::yield_now().await;
        }
    }

    #[tokio::test]
    #[should_panic(expected = "in another task")]
    async fn a_panic_arrives() {
        Apart::start(async { panic!("in another task") }).await
    }
}

//! Interrupts guests that do not come back by themselves. Wasmtime looks at the epoch of its engine in every loop and
//! function of a guest; here somebody moves it, as long as there is a call whose time is limited.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use hostplug::wasmtime::{Config, Engine, Store};

/// How long a guest can run before it is looked at.
const TICK: Duration = Duration::from_millis(10);

/// How long the thread waits for the next call before it ends.
const LINGER: Duration = Duration::from_secs(2);

/// A configuration for guests that can be interrupted. Each store says when: [`never`], or by a deadline of its own.
pub(crate) fn interruptible(config: &Config) -> Config {
    let mut config = config.clone();
    config.epoch_interruption(true);
    config
}

/// Lets the guests of a store run as long as they like.
pub(crate) fn never<T>(store: &mut Store<T>) {
    // Wasmtime adds it to the present epoch, so the largest number would overflow.
    store.set_epoch_deadline(u64::MAX / 2);
}

/// Makes the guests of a store let others have the thread at every tick, so that whoever calls them can give up.
pub(crate) fn yielding<T: 'static>(store: &mut Store<T>) {
    store.set_epoch_deadline(1);
    store.epoch_deadline_async_yield_and_update(1);
}

/// The epoch of an engine moves as long as this is there.
pub(crate) struct Ticking(Engine);

impl Ticking {
    /// # Errors
    /// There can be no further thread.
    pub(crate) fn start(engine: &Engine) -> std::io::Result<Self> {
        let mut clock = lock();
        if !clock.runs {
            thread::Builder::new()
                .name("hostplug-epoch".to_owned())
                .spawn(tick)?;
            clock.runs = true;
        }
        match clock
            .watched
            .iter_mut()
            .find(|(watched, _)| Engine::same(watched, engine))
        {
            Some((_, calls)) => *calls += 1,
            None => clock.watched.push((engine.clone(), 1)),
        }
        CALLED.notify_one();
        Ok(Ticking(engine.clone()))
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        lock().watched.retain_mut(|(watched, calls)| {
            if Engine::same(watched, &self.0) {
                *calls -= 1;
            }
            *calls > 0
        });
    }
}

/// One clock for all engines: it has nothing to do for most of the time.
struct Clock {
    /// Engines with the number of calls that are under way. An engine without calls is not kept alive.
    watched: Vec<(Engine, usize)>,
    runs: bool,
}

static CLOCK: Mutex<Clock> = Mutex::new(Clock {
    watched: Vec::new(),
    runs: false,
});
static CALLED: Condvar = Condvar::new();

fn lock() -> MutexGuard<'static, Clock> {
    CLOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tick() {
    let mut clock = lock();
    loop {
        let idle = |clock: &mut Clock| clock.watched.is_empty();
        clock = match CALLED.wait_timeout_while(clock, LINGER, idle) {
            Ok((clock, _)) => clock,
            Err(poisoned) => poisoned.into_inner().0,
        };
        if clock.watched.is_empty() {
            clock.runs = false;
            return;
        }
        for (engine, _) in &clock.watched {
            engine.increment_epoch();
        }
        drop(clock);
        thread::sleep(TICK);
        clock = lock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(engine: &Engine) -> usize {
        let clock = lock();
        let watched = clock.watched.iter();
        watched
            .filter(|(watched, _)| Engine::same(watched, engine))
            .map(|(_, calls)| calls)
            .sum()
    }

    #[test]
    fn an_engine_is_watched_exactly_as_long_as_it_has_calls() {
        let engine = Engine::new(&interruptible(&Config::new())).unwrap();
        let (first, second) = (
            Ticking::start(&engine).unwrap(),
            Ticking::start(&engine).unwrap(),
        );
        assert_eq!(calls(&engine), 2);
        drop(first);
        assert_eq!(calls(&engine), 1);
        drop(second);
        assert_eq!(calls(&engine), 0);
    }
}

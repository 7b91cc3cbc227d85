//! Interrupts guests that do not come back by themselves. Wasmtime looks at the epoch of its engine in every loop and
//! function of a guest; here somebody moves it, as long as there is a call whose time is limited.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, Thread};
use std::time::Duration;

use hostplug::wasmtime::{Config, Engine, EngineWeak, Store};

/// How long a guest can run before it is looked at.
const TICK: Duration = Duration::from_millis(10);

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

/// Moves the epoch of one engine while there are calls. A call costs it an atomic number up and down, so that calls on
/// many threads do not wait for each other. Its thread sleeps while nothing is called, and ends with the clock.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<Running>);

impl Clock {
    /// The clock of an engine. All who ask while somebody has it get the same.
    ///
    /// # Errors
    /// There can be no further thread.
    pub(crate) fn of(engine: &Engine) -> io::Result<Self> {
        let mut clocks = CLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
        clocks.retain(|(_, clock)| clock.strong_count() > 0);
        let same = |of: &EngineWeak| of.upgrade().is_some_and(|of| Engine::same(&of, engine));
        let found = clocks.iter().find(|(of, _)| same(of));
        if let Some(running) = found.and_then(|(_, clock)| clock.upgrade()) {
            return Ok(Clock(running));
        }
        let running = Arc::new(Running::start(engine.weak())?);
        clocks.push((engine.weak(), Arc::downgrade(&running)));
        Ok(Clock(running))
    }

    /// The epoch moves as long as what this returns is there.
    pub(crate) fn tick(&self) -> Ticking {
        self.0.state.begin(&self.0.thread);
        Ticking(self.clone())
    }
}

/// The clocks that there are. They are looked up when a workload starts, and not by its calls.
static CLOCKS: Mutex<Vec<(EngineWeak, Weak<Running>)>> = Mutex::new(Vec::new());

/// A call that is under way.
#[derive(Debug)]
pub(crate) struct Ticking(Clock);

impl Drop for Ticking {
    fn drop(&mut self) {
        self.0.0.state.calls.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Debug)]
struct Running {
    state: Arc<State>,
    thread: Thread,
}

impl Running {
    fn start(engine: EngineWeak) -> io::Result<Self> {
        let state = Arc::new(State::default());
        let seen = state.clone();
        let thread = thread::Builder::new()
            .name("hostplug-epoch".to_owned())
            .spawn(move || run(&engine, &seen))?;
        Ok(Running {
            state,
            thread: thread.thread().clone(),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.state.ends.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

#[derive(Debug, Default)]
struct State {
    calls: AtomicUsize,
    /// The thread has seen no call, and waits to be told of one.
    parked: AtomicBool,
    ends: AtomicBool,
}

impl State {
    /// The thread says that it parks before it looks for calls, and a call counts before it looks whether the thread
    /// parks, so that one of them sees the other.
    fn begin(&self, thread: &Thread) {
        let first = self.calls.fetch_add(1, Ordering::SeqCst) == 0;
        if first && self.parked.swap(false, Ordering::SeqCst) {
            thread.unpark();
        }
    }

    fn park(&self) {
        self.parked.store(true, Ordering::SeqCst);
        let idle = || {
            self.calls.load(Ordering::SeqCst) == 0
                && !self.ends.load(Ordering::SeqCst)
                && self.parked.load(Ordering::SeqCst)
        };
        while idle() {
            thread::park();
        }
        self.parked.store(false, Ordering::SeqCst);
    }
}

fn run(engine: &EngineWeak, state: &State) {
    loop {
        thread::sleep(TICK);
        if state.calls.load(Ordering::SeqCst) == 0 {
            state.park();
        } else if let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
        }
        if state.ends.load(Ordering::SeqCst) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine() -> Engine {
        Engine::new(&interruptible(&Config::new())).unwrap()
    }

    #[test]
    fn an_engine_has_one_clock_as_long_as_somebody_has_it() {
        let (engine, other) = (engine(), engine());
        let first = Clock::of(&engine).unwrap();
        let second = Clock::of(&engine).unwrap();
        assert!(Arc::ptr_eq(&first.0, &second.0));
        assert!(!Arc::ptr_eq(&first.0, &Clock::of(&other).unwrap().0));
        let weak = Arc::downgrade(&first.0);
        drop((first, second));
        assert_eq!(weak.strong_count(), 0, "and does not outlive them");
    }

    #[test]
    fn the_thread_parks_without_calls_and_goes_on_with_the_next_one() {
        let clock = Clock::of(&engine()).unwrap();
        for _ in 0..3 {
            until(|| clock.0.state.parked.load(Ordering::SeqCst));
            let (first, second) = (clock.tick(), clock.tick());
            assert!(!clock.0.state.parked.load(Ordering::SeqCst));
            assert_eq!(clock.0.state.calls.load(Ordering::SeqCst), 2);
            drop((first, second));
        }
    }

    #[test]
    fn the_thread_ends_with_its_clock_and_keeps_no_engine() {
        let engine = engine();
        let clock = Clock::of(&engine).unwrap();
        let weak = engine.weak();
        let state = Arc::downgrade(&clock.0.state);
        drop(engine);
        assert!(weak.upgrade().is_none());
        drop(clock);
        until(|| state.strong_count() == 0);
    }

    fn until(holds: impl Fn() -> bool) {
        while !holds() {
            thread::yield_now();
        }
    }
}

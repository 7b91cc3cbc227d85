use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;

use super::super::key::Key;
use super::super::memory::{Lease, Memory, Weigh};

/// A thing that weighs as much as it says.
impl Weigh for u64 {
    fn weight(&self) -> u64 {
        *self
    }
}

fn memory(limit: u64) -> Arc<Memory<u64>> {
    Arc::new(Memory::new(limit))
}

fn key(name: &str) -> Key {
    Key::Part(name.to_owned())
}

fn made(memory: &Arc<Memory<u64>>, name: &str, weight: u64) -> Lease<u64> {
    let (lease, found) = memory
        .find(&key(name), || Ok::<_, Infallible>(weight))
        .unwrap();
    assert!(!found, "{name}");
    lease
}

fn is_there(memory: &Arc<Memory<u64>>, name: &str) -> bool {
    memory.find(&key(name), || Err(())).is_ok()
}

#[test]
fn what_many_want_at_once_is_made_once() {
    let (memory, makers) = (memory(0), AtomicUsize::new(0));
    let barrier = Barrier::new(8);
    let leases: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    let make = || Ok::<_, Infallible>(makers.fetch_add(1, Ordering::SeqCst) as u64);
                    memory.find(&key("a"), make).unwrap()
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(makers.into_inner(), 1);
    assert_eq!(leases.iter().filter(|(_, found)| !found).count(), 1);
}

/// Somebody who waits for a maker that fails or panics would otherwise wait for ever.
#[test]
fn if_the_first_maker_fails_the_second_makes_it() {
    for panics in [false, true] {
        let memory = memory(0);
        let (begun, begins) = mpsc::channel();
        let (end, ends) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let maker = memory.clone();
            let first = scope.spawn(move || {
                let find = || {
                    maker.find(&key("a"), || {
                        begun.send(()).unwrap();
                        ends.recv().unwrap();
                        assert!(!panics, "this maker panics");
                        Err(())
                    })
                };
                catch_unwind(AssertUnwindSafe(find)).is_ok_and(|found| found.is_ok())
            });
            begins.recv().unwrap();
            let second = scope.spawn(|| made(&memory, "a", 7));
            end.send(()).unwrap();
            assert!(!first.join().unwrap());
            assert_eq!(*second.join().unwrap().value(), 7);
        });
    }
}

#[test]
fn what_is_in_use_stays_whatever_it_weighs() {
    let memory = memory(10);
    let big = made(&memory, "big", 100);
    drop(made(&memory, "small", 10));
    assert!(is_there(&memory, "big") && is_there(&memory, "small"));
    assert_eq!((memory.usage().total, memory.usage().idle), (110, 10));
    drop(big);
    assert!(!is_there(&memory, "big"));
}

#[test]
fn what_was_not_used_for_the_longest_time_goes_first() {
    let memory = memory(20);
    for name in ["a", "b"] {
        drop(made(&memory, name, 10));
    }
    assert!(is_there(&memory, "a"), "and has just been used");
    drop(made(&memory, "c", 10));
    assert!(is_there(&memory, "a") && !is_there(&memory, "b") && is_there(&memory, "c"));
    assert_eq!((memory.usage().total, memory.usage().idle), (20, 20));
}

#[test]
fn the_last_of_several_users_makes_it_idle() {
    let memory = memory(0);
    let first = made(&memory, "a", 1);
    let (second, found) = memory.find(&key("a"), || Err(())).unwrap();
    assert!(found);
    drop(first);
    assert!(is_there(&memory, "a"));
    drop(second);
    assert!(!is_there(&memory, "a"));
    assert_eq!(memory.usage().total, 0);
}

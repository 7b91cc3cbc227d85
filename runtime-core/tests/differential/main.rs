//! The composer against one that others wrote, with components that nobody thought of.
//!
//! From a number come a world, the components of that world and of its counterpart, and a composition of them. Where
//! the other composer accepts it, ours must, and the result must be valid. `HOSTPLUG_DIFFERENTIAL_CASES` asks for
//! more cases than an ordinary run has.

mod case;
mod component;
mod ours;
mod random;
mod run;
mod theirs;
mod world;

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use case::{Case, Outcome};

/// Enough for [`ACCEPTED`]: some worlds have nothing to link, and some cases nobody can compose.
const ATTEMPTS: u64 = 2_200;
/// How many of them must be accepted by both.
const ACCEPTED: usize = 2_000;

#[test]
fn what_the_other_composer_accepts_is_composed() {
    let attempts = std::env::var("HOSTPLUG_DIFFERENTIAL_CASES").ok();
    let attempts = attempts.map(|cases| cases.parse().expect("a number of cases"));
    let counts = each(0..attempts.unwrap_or(ATTEMPTS), Case::outcome);
    eprintln!("{counts:?}");
    let accepted = counts.get(&Outcome::Composed).copied().unwrap_or_default();
    assert!(attempts.is_some() || accepted >= ACCEPTED, "{counts:?}");
}

#[test]
fn a_sample_compiles_and_starts() {
    let counts = each(0..60, run::start);
    eprintln!("{counts:?}");
    let started = counts.get(&Outcome::Composed).copied().unwrap_or_default();
    assert!(started >= 40, "{counts:?}");
}

/// Tries all seeds and counts outcomes. Failures are shown with their seeds and their WIT.
fn each(
    seeds: Range<u64>,
    check: impl Fn(&Case) -> Result<Outcome, String> + Sync,
) -> BTreeMap<Outcome, usize> {
    let counts = Mutex::new(BTreeMap::new());
    let failures = Mutex::new(BTreeMap::new());
    let next = AtomicU64::new(seeds.start);
    let work = || {
        let seed = || next.fetch_add(1, Ordering::Relaxed);
        for seed in std::iter::repeat_with(seed).take_while(|seed| *seed < seeds.end) {
            match one(seed, &check) {
                Ok(outcome) => *counts.lock().unwrap().entry(outcome).or_default() += 1,
                Err(failure) => drop(failures.lock().unwrap().insert(seed, failure)),
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let failures = failures.into_inner().unwrap();
    if let Some((_, (_, wit))) = failures.first_key_value() {
        let list: Vec<_> = failures
            .iter()
            .map(|(seed, (error, _))| format!("seed {seed}: {error}"))
            .collect();
        panic!("{}\nthe WIT of the first one:\n{wit}", list.join("\n"));
    }
    counts.into_inner().unwrap()
}

/// A failure is what went wrong, and the WIT.
fn one(
    seed: u64,
    check: &(impl Fn(&Case) -> Result<Outcome, String> + Sync),
) -> Result<Outcome, (String, String)> {
    let Some(case) = Case::new(seed) else {
        return Ok(Outcome::NothingToLink);
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| check(&case)));
    let outcome = outcome.unwrap_or_else(|_| Err("it panicked, see above".to_owned()));
    outcome.map_err(|error| (error, case.wit))
}

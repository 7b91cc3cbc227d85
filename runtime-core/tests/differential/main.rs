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
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use case::{Case, Outcome};

/// How many cases both composers must accept in an ordinary run.
const ACCEPTED: usize = 2_000;
/// Worlds that give so many cases, and some to spare.
const WORLDS: u64 = 1_400;

#[test]
fn what_the_other_composer_accepts_is_composed() {
    let asked = std::env::var("HOSTPLUG_DIFFERENTIAL_CASES").ok();
    let accepted = asked.map_or(ACCEPTED, |cases| cases.parse().expect("a number of cases"));
    let worlds = WORLDS * u64::try_from(accepted.div_ceil(ACCEPTED)).unwrap();
    let counts = each(worlds, accepted, Case::outcome);
    eprintln!("{counts:?}");
    assert!(counts[&Outcome::Composed] >= accepted, "{counts:?}");
}

#[test]
fn a_sample_compiles_and_starts() {
    let counts = each(60, 40, run::start);
    eprintln!("{counts:?}");
    assert!(counts[&Outcome::Composed] >= 40, "{counts:?}");
}

/// Tries the cases of `worlds` until `accepted` are accepted by both, and counts outcomes. Failures are shown with
/// their seeds and the WIT.
fn each(
    worlds: u64,
    accepted: usize,
    check: impl Fn(&Case) -> Result<Outcome, String> + Sync,
) -> BTreeMap<Outcome, usize> {
    let counts = Mutex::new(BTreeMap::from([(Outcome::Composed, 0)]));
    let failures = Mutex::new(BTreeMap::new());
    let next = AtomicU64::new(0);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= worlds || counts.lock().unwrap()[&Outcome::Composed] >= accepted {
                return;
            }
            for case in Case::all(seed) {
                match one(&case, &check) {
                    Ok(outcome) => *counts.lock().unwrap().entry(outcome).or_default() += 1,
                    Err(error) => drop(failures.lock().unwrap().insert(seed, (error, case.wit()))),
                }
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

fn one(
    case: &Case,
    check: &(impl Fn(&Case) -> Result<Outcome, String> + Sync),
) -> Result<Outcome, String> {
    catch_unwind(AssertUnwindSafe(|| check(case)))
        .unwrap_or_else(|_| Err("it panicked, see above".to_owned()))
}

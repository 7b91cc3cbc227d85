//! What the benchmarks share: measuring in turns, and the table at the end.
//!
//! The figures that count are ratios of things that are measured in the same run. A machine does other things as well,
//! and it does them for seconds at a time, so measuring one thing after the other compares a busy machine with an idle
//! one. Here all things take turns of a few milliseconds, and a ratio is the median over all rounds.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// How long one turn is, about.
const TURN: Duration = Duration::from_millis(2);

/// How often everything has its turn.
const ROUNDS: usize = 300;

/// How often an empty turn is taken to find what a turn costs beside its calls.
const EMPTY_TURNS: usize = 200;

/// Makes so many calls.
pub(crate) type Calls<'a> = Box<dyn FnMut(u32) + 'a>;

/// What one call cost in each round, in nanoseconds.
#[derive(Clone, Debug)]
pub(crate) struct Costs(Vec<f64>);

/// Measures several things in turns. Under `cargo test` there is one round, to see that everything runs.
pub(crate) fn measure<const N: usize>(subjects: [Calls<'_>; N]) -> [Costs; N] {
    let rounds = if is_bench() { ROUNDS } else { 1 };
    let mut subjects = subjects.map(Subject::new);
    for _ in 0..rounds {
        subjects.iter_mut().for_each(Subject::take_turn);
    }
    subjects.map(|subject| Costs(subject.costs))
}

/// Whether figures are wanted, and not only that everything runs.
pub(crate) fn is_bench() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

struct Subject<'a> {
    run: Calls<'a>,
    calls: u32,
    empty: Duration,
    costs: Vec<f64>,
}

impl<'a> Subject<'a> {
    fn new(mut run: Calls<'a>) -> Self {
        let calls = calls_per_turn(&mut run);
        let empty = shortest(EMPTY_TURNS, &mut run, 0);
        Subject {
            run,
            calls,
            empty,
            costs: Vec::new(),
        }
    }

    fn take_turn(&mut self) {
        let time = time(&mut self.run, self.calls).saturating_sub(self.empty);
        self.costs
            .push(time.as_secs_f64() * 1e9 / f64::from(self.calls));
    }
}

/// One time alone may be long because something else ran, and the turns would be too short then.
fn calls_per_turn(run: &mut Calls<'_>) -> u32 {
    let mut calls = 1;
    while calls < 1 << 30 && shortest(5, run, calls) < TURN {
        calls *= 2;
    }
    calls
}

fn shortest(tries: usize, run: &mut Calls<'_>, calls: u32) -> Duration {
    (0..tries)
        .map(|_| time(run, calls))
        .min()
        .unwrap_or_default()
}

fn time(run: &mut Calls<'_>, calls: u32) -> Duration {
    let start = Instant::now();
    run(calls);
    start.elapsed()
}

impl Costs {
    /// What a call costs if nothing disturbs it, as a cell of a table.
    pub(crate) fn shortest(&self) -> String {
        cell(self.0.iter().copied().fold(f64::INFINITY, f64::min))
    }

    /// How many times as much as `other` a call costs, as a cell of a table.
    pub(crate) fn against(&self, other: &Costs) -> String {
        let ratios = self.0.iter().zip(&other.0);
        match median(ratios.map(|(cost, other)| cost / other)) {
            None => "-".to_owned(),
            Some(ratio) => ratio_cell(ratio),
        }
    }
}

/// A time in nanoseconds as a cell of a table.
pub(crate) fn cell(time: f64) -> String {
    match time {
        time if time < 100.0 => format!("{time:.1} ns"),
        time if time < 10_000.0 => format!("{time:.0} ns"),
        time if time < 1e6 => format!("{:.1} us", time / 1e3),
        time if time < 1e9 => format!("{:.1} ms", time / 1e6),
        time => format!("{:.2} s", time / 1e9),
    }
}

/// A ratio as a cell of a table.
pub(crate) fn ratio_cell(ratio: f64) -> String {
    match ratio {
        ratio if ratio < 10.0 => format!("{ratio:.2}"),
        ratio => format!("{ratio:.0}"),
    }
}

/// The value in the middle, if there is one.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// A runtime that adds as little as possible to what is measured.
pub(crate) fn tokio() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a thread is enough for a runtime")
}

/// A table in Markdown.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(columns: [&str; N]) -> Self {
        Table::of(columns.map(str::to_owned).to_vec())
    }

    pub(crate) fn of(columns: Vec<String>) -> Self {
        let rule = vec!["---".to_owned(); columns.len()];
        Table {
            rows: vec![columns, rule],
        }
    }

    pub(crate) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    pub(crate) fn print(&self, title: &str) {
        println!("\n{title}\n");
        for row in &self.rows {
            let line = row
                .iter()
                .enumerate()
                .fold("|".to_owned(), |mut line, (column, cell)| {
                    let width = self.width(column);
                    let _ = write!(line, " {cell:width$} |");
                    line
                });
            println!("{line}");
        }
    }

    fn width(&self, column: usize) -> usize {
        self.rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(String::len)
            .max()
            .unwrap_or_default()
    }
}

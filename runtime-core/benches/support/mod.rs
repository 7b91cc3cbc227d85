//! What the benchmarks share: measuring, and the table of ratios at the end.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};

/// One batch is this long, so that a few thousand fit into one measurement and the shortest was not interrupted.
const BATCH: Duration = Duration::from_millis(2);

/// How often an empty batch is run to find what a batch costs beside its calls.
const EMPTY_BATCHES: u32 = 200;

/// Criterion as all benchmarks want it: it judges the distribution, the tables use the shortest batch.
pub(crate) fn criterion() -> Criterion {
    Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots()
        .configure_from_args()
}

/// Measures one of the things that a group compares. `batch` makes so many calls; the answer is what one call costs
/// in nanoseconds, or nothing if the command line leaves this measurement out.
///
/// A machine that does other things as well only ever adds to a time, hence the shortest batch counts.
pub(crate) fn measure(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, mut batch: impl FnMut(u32)) -> Option<f64> {
    let calls = calls_per_batch(&mut batch);
    let mut shortest = None;
    group.throughput(Throughput::Elements(calls.into()));
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|iterations| {
            let times = (0..iterations).map(|_| time(&mut batch, calls));
            times.inspect(|&time| shortest = Some(shortest.map_or(time, |known: Duration| known.min(time)))).sum()
        });
    });
    let empty = (0..EMPTY_BATCHES).map(|_| time(&mut batch, 0)).min().unwrap_or_default();
    Some(nanoseconds(shortest?.saturating_sub(empty)) / f64::from(calls))
}

fn calls_per_batch(batch: &mut impl FnMut(u32)) -> u32 {
    let mut calls = 1;
    while calls < 1 << 30 && time(batch, calls) < BATCH {
        calls *= 2;
    }
    calls
}

fn time(batch: &mut impl FnMut(u32), calls: u32) -> Duration {
    let start = Instant::now();
    batch(calls);
    start.elapsed()
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

/// A runtime that adds as little as possible to what is measured.
pub(crate) fn tokio() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime needs no more than a thread")
}

/// A table in Markdown.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: impl Into<Vec<&'static str>>) -> Self {
        Table { columns: columns.into(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    pub(crate) fn print(&self, title: &str) {
        let head: Vec<_> = self.columns.iter().map(ToString::to_string).collect();
        let line = |cells: &[String]| {
            cells.iter().zip(&self.columns).fold("|".to_owned(), |mut line, (cell, column)| {
                let width = self.width(column);
                let _ = write!(line, " {cell:width$} |");
                line
            })
        };
        println!("\n{title}\n\n{}", line(&head));
        println!("{}", line(&head.iter().map(|_| "---".to_owned()).collect::<Vec<_>>()));
        self.rows.iter().for_each(|row| println!("{}", line(row)));
    }

    fn width(&self, column: &str) -> usize {
        let index = self.columns.iter().position(|known| *known == column);
        let cells = self.rows.iter().filter_map(|row| row.get(index?)).map(|cell| cell.chars().count());
        cells.max().unwrap_or_default().max(column.len())
    }
}

/// A time as a cell.
pub(crate) fn cell(nanoseconds: Option<f64>) -> String {
    match nanoseconds {
        None => "-".to_owned(),
        Some(time) if time < 100.0 => format!("{time:.1} ns"),
        Some(time) if time < 10_000.0 => format!("{time:.0} ns"),
        Some(time) => format!("{:.1} us", time / 1e3),
    }
}

/// How many times as long as `baseline` something takes, as a cell.
pub(crate) fn ratio(time: Option<f64>, baseline: Option<f64>) -> String {
    match (time, baseline) {
        (Some(time), Some(baseline)) => format!("{:.2} x", time / baseline),
        _ => "-".to_owned(),
    }
}

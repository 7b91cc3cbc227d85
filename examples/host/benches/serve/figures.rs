//! Medians, and tables of them.

use std::time::Duration;

/// The middle of some figures; nothing if there are none.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

pub(crate) fn median_time(times: impl Iterator<Item = Duration>) -> String {
    let micros = median(times.map(|time| time.as_secs_f64() * 1e6).collect());
    match micros {
        micros if micros < 1000.0 => format!("{micros:.0} us"),
        micros => format!("{:.2} ms", micros / 1000.0),
    }
}

pub(crate) fn mebibytes(bytes: f64) -> String {
    format!("{:.1} MiB", bytes / f64::from(1 << 20))
}

/// Prints rows as a table of Markdown, with the first as its head.
pub(crate) fn table(title: &str, rows: &[Vec<String>]) {
    println!("\n{title}\n");
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
    let width = |column| {
        rows.iter()
            .map(|row| cell(row, column).len())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    for (number, row) in rows.iter().enumerate() {
        let cells = widths.iter().enumerate();
        let cells = cells.map(|(column, width)| format!(" {:<width$} ", cell(row, column)));
        println!("|{}|", cells.collect::<Vec<_>>().join("|"));
        if number == 0 {
            println!("|{}|", vec![" --- "; columns].join("|"));
        }
    }
}

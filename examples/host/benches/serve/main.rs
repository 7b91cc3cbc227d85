//! What serving HTTP costs, beside `wasmtime serve` and a server that does nothing else: `cargo bench -p hostplug-host`
//! prints the tables of `docs/performance.md`. Words after `--` choose sections: `-- hello memory`.
//!
//! It needs `wrk`, and installs `wasmtime` below `target` if it is not there yet.

mod child;
mod figures;
mod guests;
mod load;
mod memory;
mod server;
mod throughput;
mod tools;
mod workloads;

use std::process::ExitCode;

use anyhow::{Result, bail};

/// What prints a section.
type Print = fn() -> Result<()>;

const SECTIONS: [(&str, Print); 6] = [
    ("hello", throughput::hello),
    ("hello-p3", throughput::hello_p3),
    ("counter", throughput::counter),
    ("chain", throughput::chain),
    ("workloads", workloads::print),
    ("memory", memory::print),
];

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let done = match words.split_first() {
        Some((word, rest)) if word == child::WORD => child::run(rest),
        _ => sections(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn sections(words: &[String]) -> Result<()> {
    let wanted: Vec<_> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let known = |word: &&&String| SECTIONS.iter().any(|(name, _)| name == **word);
    if let Some(unknown) = wanted.iter().find(|word| !known(word)) {
        let names = SECTIONS.map(|(name, _)| name).join("`, `");
        bail!("there is no section `{unknown}`\nhelp: there are `{names}`");
    }
    for (name, print) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|word| *word == name) {
            print()?;
        }
    }
    Ok(())
}

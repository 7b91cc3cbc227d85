//! What the runtime costs, in one document: `cargo bench -p hostplug-runtime` prints the tables of
//! `docs/performance.md`. Words after `--` choose sections: `-- calls resolve`.

mod calls;
mod chain;
mod dynamic;
mod instantiate;
mod plugin;
mod resolve;
mod start;
mod support;
mod telemetry;

/// A section and what prints it.
const SECTIONS: [(&str, fn()); 6] = [
    ("calls", calls::print),
    ("plugin", plugin::print),
    ("instantiate", instantiate::print),
    ("start", start::print),
    ("resolve", resolve::print),
    ("telemetry", telemetry::print),
];

fn main() {
    let wanted: Vec<_> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    if let Some(unknown) = wanted
        .iter()
        .find(|name| !SECTIONS.iter().any(|(section, _)| section == name))
    {
        let sections = SECTIONS.map(|(section, _)| section).join("`, `");
        eprintln!("error: there is no section `{unknown}`\nhelp: there are `{sections}`");
        std::process::exit(2);
    }
    for (section, print) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|name| name == section) {
            print();
        }
    }
}

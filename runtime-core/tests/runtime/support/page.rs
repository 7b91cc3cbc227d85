//! The page about hosts, as far as it lists what a host tells.

use std::collections::{BTreeMap, BTreeSet};

/// The first and the last column of a table: a name, and the names that it has.
pub(crate) fn names(heading: &str) -> BTreeMap<String, BTreeSet<String>> {
    let page = include_str!("../../../../docs/hosting.md");
    let (_, section) = page.split_once(&format!("\n{heading}\n")).unwrap();
    let section = section.split("\n#").next().unwrap();
    let rows = section.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split('|');
        let name = cells.next()?.trim_end().strip_suffix('`')?;
        let last = cells.rfind(|cell| !cell.trim().is_empty())?;
        let names = last.split('`').skip(1).step_by(2).map(str::to_owned);
        Some((name.to_owned(), names.collect()))
    });
    rows.collect()
}

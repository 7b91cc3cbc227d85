//! Whatever stands in the attribute, under it and in its WIT, the macro answers with Rust that parses: the expansion,
//! or the item and its errors. A panic would show the author a message about the macro instead of his mistake.
//!
//! The cases of a run are the same each time. `HOSTPLUG_ROBUSTNESS_TIMES` multiplies their number.

#[path = "../../../fuzz/bodies/expansion.rs"]
mod expansion;
mod random;
mod tally;
mod tokens;
mod trees;
mod wit;
mod worlds;

/// So many cases, or a multiple of them.
fn cases(ordinary: usize) -> usize {
    let times = std::env::var("HOSTPLUG_ROBUSTNESS_TIMES").ok();
    ordinary * times.map_or(1, |times| times.parse().expect("a number"))
}

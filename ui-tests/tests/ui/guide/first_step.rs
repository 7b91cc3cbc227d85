#[path = "../../../../examples/quota/steps/1/src/lib.rs"]
mod quota;

fn main() {}

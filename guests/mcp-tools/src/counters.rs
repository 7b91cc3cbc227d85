//! Counters with a name.

use capabilities::keyvalue::{atomics, store};
use serde::{Deserialize, Serialize};

use crate::exports::example::mcp::tools::Error;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    name: String,
    #[serde(default = "one")]
    by: u64,
}

fn one() -> u64 {
    1
}

#[derive(Serialize)]
pub struct Counter {
    name: String,
    value: u64,
}

pub fn count(Count { name, by }: Count) -> Result<Counter, Error> {
    if !(1..=64).contains(&name.chars().count()) {
        return Err(Error::Failed("`name` has 1 to 64 characters".to_owned()));
    }
    if by > 1_000_000 {
        return Err(Error::Failed("`by` is at most 1000000".to_owned()));
    }
    let counters = store::open("counters").map_err(crate::store)?;
    let value = atomics::increment(&counters, &name, by).map_err(crate::store)?;
    Ok(Counter { name, value })
}

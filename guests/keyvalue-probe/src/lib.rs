//! Uses `wasi:keyvalue` on behalf of a test.

mod exercise;

use capabilities::keyvalue::{atomics, store::Bucket};
use capabilities::{describe, open};
use exports::test::probe::keyvalue::Guest;

wit_bindgen::generate!({
    path: "../wit/probe.wit",
    inline: "package test:keyvalue-probe; world probe { export test:probe/keyvalue@0.1.0; }",
    generate_all,
});
export!(Probe);

struct Probe;

impl Guest for Probe {
    fn exercise(bucket: String) -> Result<Vec<String>, String> {
        exercise::all(&open(&bucket)?)
    }

    fn put(bucket: String, key: String, value: Vec<u8>) -> Result<(), String> {
        open(&bucket)?.set(&key, &value).map_err(describe)
    }

    fn get(bucket: String, key: String) -> Result<Option<Vec<u8>>, String> {
        open(&bucket)?.get(&key).map_err(describe)
    }

    fn increment(bucket: String, key: String, by: i64) -> Result<i64, String> {
        let delta = u64::try_from(by).map_err(|error| error.to_string())?;
        let n = atomics::increment(&open(&bucket)?, &key, delta).map_err(describe)?;
        i64::try_from(n).map_err(|error| error.to_string())
    }

    fn keys(bucket: String) -> Result<Vec<String>, String> {
        all_keys(&open(&bucket)?)
    }

    fn open_many(bucket: String, count: u32) -> Result<u32, String> {
        let handles: Vec<Bucket> = (0..count)
            .map(|_| open(&bucket))
            .collect::<Result<_, _>>()?;
        Ok(handles.len() as u32)
    }

    fn boom() {
        core::arch::wasm32::unreachable()
    }
}

/// Follows the cursor to the last page.
fn all_keys(bucket: &Bucket) -> Result<Vec<String>, String> {
    let mut keys = Vec::new();
    let mut cursor = None;
    loop {
        let page = bucket.list_keys(cursor).map_err(describe)?;
        keys.extend(page.keys);
        cursor = page.cursor;
        if cursor.is_none() {
            return Ok(keys);
        }
    }
}

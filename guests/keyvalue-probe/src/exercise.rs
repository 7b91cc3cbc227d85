//! One check for each thing that the three interfaces promise.

use std::fmt::Debug;

use capabilities::describe;
use capabilities::keyvalue::{
    atomics, batch,
    store::{Bucket, Error},
};

const CHECKS: &[(&str, fn(&Bucket) -> Result<(), String>)] = &[
    ("get missing", get_missing),
    ("set", set),
    ("set again", set_again),
    ("get", get),
    ("exists", exists),
    ("list-keys", list_keys),
    ("delete", delete),
    ("delete missing", delete_missing),
    ("empty value", empty_value),
    ("large value", large_value),
    ("increment", increment),
    ("set-many", set_many),
    ("get-many", get_many),
    ("delete-many", delete_many),
];

/// The checks build on each other: `get` reads what `set` wrote.
pub fn all(bucket: &Bucket) -> Result<Vec<String>, String> {
    CHECKS
        .iter()
        .map(|(name, check)| match check(bucket) {
            Ok(()) => Ok(format!("{name}: ok")),
            Err(message) => Err(format!("{name}: {message}")),
        })
        .collect()
}

fn get_missing(bucket: &Bucket) -> Result<(), String> {
    expect(bucket.get("probe/missing"), None)
}

fn set(bucket: &Bucket) -> Result<(), String> {
    expect(bucket.set("probe/a", b"first"), ())
}

fn set_again(bucket: &Bucket) -> Result<(), String> {
    expect(bucket.set("probe/a", b"\x00second\xff"), ())
}

fn get(bucket: &Bucket) -> Result<(), String> {
    expect(bucket.get("probe/a"), Some(b"\x00second\xff".to_vec()))
}

fn exists(bucket: &Bucket) -> Result<(), String> {
    expect(bucket.exists("probe/a"), true)?;
    expect(bucket.exists("probe/missing"), false)
}

fn list_keys(bucket: &Bucket) -> Result<(), String> {
    let keys = crate::all_keys(bucket)?;
    let count = keys.iter().filter(|key| *key == "probe/a").count();
    expect(Ok(count), 1)
}

fn delete(bucket: &Bucket) -> Result<(), String> {
    expect(bucket.delete("probe/a"), ())?;
    expect(bucket.get("probe/a"), None)?;
    expect(bucket.exists("probe/a"), false)
}

fn delete_missing(bucket: &Bucket) -> Result<(), String> {
    expect(bucket.delete("probe/missing"), ())
}

fn empty_value(bucket: &Bucket) -> Result<(), String> {
    expect(bucket.set("probe/empty", b""), ())?;
    expect(bucket.get("probe/empty"), Some(Vec::new()))?;
    expect(bucket.exists("probe/empty"), true)?;
    expect(bucket.delete("probe/empty"), ())
}

fn large_value(bucket: &Bucket) -> Result<(), String> {
    let value: Vec<u8> = (0..1 << 20).map(|i: u32| (i % 251) as u8).collect();
    expect(bucket.set("probe/large", &value), ())?;
    let read = bucket.get("probe/large").map_err(describe)?;
    // Not printed with `expect`: a failure would show a million numbers.
    if read.as_deref() != Some(value.as_slice()) {
        return Err("another value came back".to_owned());
    }
    expect(bucket.delete("probe/large"), ())
}

fn increment(bucket: &Bucket) -> Result<(), String> {
    expect(atomics::increment(bucket, "probe/n", 5), 5)?;
    expect(atomics::increment(bucket, "probe/n", 0), 5)?;
    expect(atomics::increment(bucket, "probe/n", 37), 42)?;
    expect(bucket.delete("probe/n"), ())
}

fn set_many(bucket: &Bucket) -> Result<(), String> {
    let pairs = ["probe/x", "probe/y"].map(|key| (key.to_owned(), key.as_bytes().to_vec()));
    expect(batch::set_many(bucket, &pairs), ())
}

fn get_many(bucket: &Bucket) -> Result<(), String> {
    let keys = ["probe/y", "probe/missing", "probe/x"].map(str::to_owned);
    let pair = |key: &str| Some((key.to_owned(), key.as_bytes().to_vec()));
    let expected = vec![pair("probe/y"), None, pair("probe/x")];
    expect(batch::get_many(bucket, &keys), expected)
}

fn delete_many(bucket: &Bucket) -> Result<(), String> {
    let keys = ["probe/x", "probe/missing", "probe/y"].map(str::to_owned);
    expect(batch::delete_many(bucket, &keys), ())?;
    expect(bucket.exists("probe/x"), false)?;
    expect(bucket.exists("probe/y"), false)
}

fn expect<T: Debug + PartialEq>(found: Result<T, Error>, expected: T) -> Result<(), String> {
    let found = found.map_err(describe)?;
    if found == expected {
        Ok(())
    } else {
        Err(format!("found {found:?}, expected {expected:?}"))
    }
}

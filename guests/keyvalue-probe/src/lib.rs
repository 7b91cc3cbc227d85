//! Uses `wasi:keyvalue` on behalf of the conformance suite.

use capabilities::keyvalue::store::{self, Bucket, Error};
use capabilities::keyvalue::{atomics, batch};
use exports::hostplug::conformance::keyvalue::Guest;
use hostplug::conformance::instance::held;

wit_bindgen::generate!({
    path: "../wit/conformance.wit",
    inline: "
        package test:keyvalue-probe;

        world probe {
            import hostplug:conformance/instance@0.1.0;
            export hostplug:conformance/keyvalue@0.1.0;
        }
    ",
    generate_all,
});
export!(Probe);

type Result<T> = std::result::Result<T, String>;
type Pair = (String, Vec<u8>);

/// A listing that has more pages than this does not end.
const MOST_PAGES: usize = 5000;

struct Probe;

impl Guest for Probe {
    fn open(bucket: String) -> Result<()> {
        open(&bucket).map(drop)
    }

    fn get(bucket: String, key: String) -> Result<Option<Vec<u8>>> {
        open(&bucket)?.get(&key).map_err(describe)
    }

    fn set(bucket: String, key: String, value: Vec<u8>) -> Result<()> {
        open(&bucket)?.set(&key, &value).map_err(describe)
    }

    fn delete(bucket: String, key: String) -> Result<()> {
        open(&bucket)?.delete(&key).map_err(describe)
    }

    fn exists(bucket: String, key: String) -> Result<bool> {
        open(&bucket)?.exists(&key).map_err(describe)
    }

    fn page(bucket: String, cursor: Option<String>) -> Result<(Vec<String>, Option<String>)> {
        page(&open(&bucket)?, cursor)
    }

    fn pages(bucket: String) -> Result<Vec<Vec<String>>> {
        let (bucket, mut pages, mut cursor) = (open(&bucket)?, Vec::new(), None);
        while pages.len() < MOST_PAGES {
            let (keys, next) = page(&bucket, cursor.clone())?;
            pages.push(keys);
            if next.is_none() {
                return Ok(pages);
            }
            if next == cursor {
                return Err("the cursor of a page leads to the same page".to_owned());
            }
            cursor = next;
        }
        Err(format!("the listing has more than {MOST_PAGES} pages"))
    }

    fn increment(bucket: String, key: String, by: i64) -> Result<i64> {
        increment(&open(&bucket)?, &key, by)
    }

    fn increment_often(bucket: String, key: String, by: i64, times: u32) -> Result<i64> {
        let bucket = open(&bucket)?;
        (0..times).try_fold(0, |_, _| increment(&bucket, &key, by))
    }

    fn get_many(bucket: String, keys: Vec<String>) -> Result<Vec<Option<Pair>>> {
        batch::get_many(&open(&bucket)?, &keys).map_err(describe)
    }

    fn set_many(bucket: String, pairs: Vec<Pair>) -> Result<()> {
        batch::set_many(&open(&bucket)?, &pairs).map_err(describe)
    }

    fn delete_many(bucket: String, keys: Vec<String>) -> Result<()> {
        batch::delete_many(&open(&bucket)?, &keys).map_err(describe)
    }

    fn set_and_get(bucket: String, key: String, value: Vec<u8>) -> Result<Option<Vec<u8>>> {
        let (writer, reader) = (open(&bucket)?, open(&bucket)?);
        writer.set(&key, &value).map_err(describe)?;
        reader.get(&key).map_err(describe)
    }

    fn get_beside_dropped(bucket: String, key: String) -> Result<Option<Vec<u8>>> {
        let (first, second) = (open(&bucket)?, open(&bucket)?);
        first.get(&key).map_err(describe)?;
        drop(first);
        second.get(&key).map_err(describe)
    }

    fn open_and_drop(bucket: String, times: u32) -> Result<(u32, u32)> {
        open(&bucket)?;
        let before = held();
        for _ in 0..times {
            open(&bucket)?;
        }
        Ok((before, held()))
    }

    fn hold(bucket: String, count: u32) -> Result<(u32, u32)> {
        open(&bucket)?.exists("held").map_err(describe)?;
        let before = held();
        let handles = (0..count).map(|_| open(&bucket));
        let handles = handles.collect::<Result<Vec<_>>>()?;
        for handle in &handles {
            handle.exists("held").map_err(describe)?;
        }
        drop(handles);
        Ok((before, held()))
    }

    fn set_and_trap(bucket: String, key: String, value: Vec<u8>) {
        let _written = open(&bucket).map(|bucket| bucket.set(&key, &value).map(|()| bucket));
        core::arch::wasm32::unreachable()
    }
}

fn open(bucket: &str) -> Result<Bucket> {
    store::open(bucket).map_err(describe)
}

fn page(bucket: &Bucket, cursor: Option<String>) -> Result<(Vec<String>, Option<String>)> {
    let cursor = cursor.map(|cursor| cursor.parse::<u64>());
    let cursor = cursor.transpose().map_err(|error| error.to_string())?;
    let page = bucket.list_keys(cursor).map_err(describe)?;
    Ok((page.keys, page.cursor.map(|cursor| cursor.to_string())))
}

fn increment(bucket: &Bucket, key: &str, by: i64) -> Result<i64> {
    let by = u64::try_from(by).map_err(|error| error.to_string())?;
    let sum = atomics::increment(bucket, key, by).map_err(describe)?;
    i64::try_from(sum).map_err(|error| error.to_string())
}

fn describe(error: Error) -> String {
    match error {
        Error::NoSuchStore => "no-such-store".to_owned(),
        Error::AccessDenied => "access-denied".to_owned(),
        Error::Other(text) => format!("other: {text}"),
    }
}

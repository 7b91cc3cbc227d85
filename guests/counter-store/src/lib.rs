//! Counters in a key-value store.

use capabilities::keyvalue::{atomics, store::Bucket};
use capabilities::logging::logging::{Level, log};
use exports::example::counter::counters::{Counter, Error, Guest, GuestCounter};

wit_bindgen::generate!({
    path: "../wit/counter.wit",
    inline: "package example:store; world store { export example:counter/counters@0.1.0; }",
    generate_all,
});
export!(Store);

struct Store;

impl Guest for Store {
    type Counter = StoredCounter;
}

struct StoredCounter {
    bucket: Bucket,
    key: String,
}

impl GuestCounter for StoredCounter {
    fn open(name: String) -> Result<Counter, Error> {
        check_name(&name)?;
        let prefix = capabilities::setting("prefix", "counter").map_err(Error::Store)?;
        let bucket = capabilities::open("").map_err(Error::Store)?;
        let key = format!("{prefix}/{name}");
        Ok(Counter::new(Self { bucket, key }))
    }

    fn increment(&self) -> Result<u64, Error> {
        let n = self.add(1)?;
        log(Level::Debug, "store", &format!("{} is {n}", self.key));
        Ok(n)
    }

    /// Only the store knows how it writes a number, so reading is adding nothing.
    fn value(&self) -> Result<u64, Error> {
        self.add(0)
    }
}

impl StoredCounter {
    fn add(&self, delta: u64) -> Result<u64, Error> {
        atomics::increment(&self.bucket, &self.key, delta)
            .map_err(|error| Error::Store(capabilities::describe(error)))
    }
}

fn check_name(name: &str) -> Result<(), Error> {
    let legal = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if (1..=64).contains(&name.len()) && name.bytes().all(legal) {
        return Ok(());
    }
    let rule = format!("`{name}` is not 1 to 64 characters of a-z, 0-9 and `-`");
    Err(Error::InvalidName(rule))
}

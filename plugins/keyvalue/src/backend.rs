//! What a backend of one's own implements, and what helps in doing so.

use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// Allows `async fn` in implementations of [`Backend`].
pub use async_trait::async_trait;

/// Keeps the data of one space: of one workload, or of all workloads that share it.
///
/// An opener makes it ([`Keyvalue::with_backend`](crate::Keyvalue::with_backend)), when a component is bound. From
/// then on it is called from many threads at once. A method must not block its thread: what does goes into
/// `tokio::task::spawn_blocking`. A future may be dropped before it has ended, for instance because a deadline has
/// passed; whether a change then happened is open, but it must not have happened in part.
///
/// Bucket names and keys come from the guest. Any text is legal, the empty one as well.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// Reads the values of `keys`, in their order. Fails with [`Error::TooLarge`] rather than hold more than `limit`
    /// bytes of values; [`spend`] counts them.
    async fn get(&self, bucket: &str, keys: &[String], limit: usize) -> Result<Values>;

    /// Whether `key` has a value.
    async fn exists(&self, bucket: &str, key: &str) -> Result<bool>;

    /// Makes all `changes`, in their order: a value is written, `None` removes the key. When it returns, the changes
    /// are as durable as the backend can make them. A backend that can makes all of them or none.
    async fn write(&self, bucket: &str, changes: Vec<Change>) -> Result<()>;

    /// Adds `delta` to the number that `key` holds, in one indivisible step, and returns the sum. Numbers are stored
    /// as decimal text; [`add`] does the sum.
    async fn increment(&self, bucket: &str, key: &str, delta: u64) -> Result<u64>;

    /// Lists the keys of the bucket from the start, or from behind the page that ended with `cursor`. What a cursor
    /// is, the backend decides; one for which keys come sorted can use [`page`].
    async fn list(&self, bucket: &str, cursor: Option<u64>) -> Result<Page>;
}

impl fmt::Debug for dyn Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Backend")
    }
}

/// The result of an operation of a backend.
pub type Result<T> = std::result::Result<T, Error>;

/// One value for each key that was asked for; `None` for a key that does not exist.
pub type Values = Vec<Option<Vec<u8>>>;

/// A key with its new value, or with `None` to remove it.
pub type Change = (String, Option<Vec<u8>>);

/// Keys, and the cursor of the page behind them: `None` if there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The keys of this page.
    pub keys: Vec<String>,
    /// Where the next page begins.
    pub cursor: Option<u64>,
}

/// What a guest is told when an operation fails. Its text must not show what is the host's own, such as a path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The backend has a fixed set of buckets, and this is not one.
    #[error("no such bucket")]
    NoSuchBucket,
    /// The backend does not let this space use the bucket.
    #[error("access denied")]
    AccessDenied,
    /// One call would move more bytes than `max-call-bytes` allows.
    #[error("the call moves more bytes than the host allows")]
    TooLarge,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// Takes `bytes` from what a call has `left`.
///
/// # Errors
/// [`Error::TooLarge`] if that is not enough.
pub fn spend(left: &mut usize, bytes: usize) -> Result<()> {
    *left = left.checked_sub(bytes).ok_or(Error::TooLarge)?;
    Ok(())
}

/// The sum of `delta` and a stored number, which is decimal text, or nothing for zero.
///
/// # Errors
/// The value is not a number below 2^64, or the sum is not.
pub fn add(value: Option<&[u8]>, delta: u64) -> Result<u64> {
    let text = str::from_utf8(value.unwrap_or(b"0")).ok();
    let Some(number) = text.and_then(|text| text.parse::<u64>().ok()) else {
        return Err(Error::Other(
            "the value is not a decimal number below 2^64".into(),
        ));
    };
    let sum = number.checked_add(delta);
    sum.ok_or_else(|| {
        Error::Other("the sum would not be below 2^64, the value is unchanged".into())
    })
}

/// The most keys that [`page`] puts on one page.
pub const PAGE_KEYS: usize = 1000;

/// How many bytes of keys end a page of [`page`].
pub const PAGE_BYTES: usize = 1 << 20;

/// Cuts the page at `cursor` out of all keys, which come in a lasting order.
///
/// The cursor is the hash of the last key of the page before, so it needs no memory, holds in every instance, and
/// neither skips nor repeats a key when others come and go. The price is that all keys in front of it are read.
///
/// # Errors
/// No key has this cursor: it was made up, or the key is gone. (A position would silently skip keys then: whoever
/// deletes page after page would delete every other one.)
pub fn page(keys: impl Iterator<Item = String>, cursor: Option<u64>) -> Result<Page> {
    let mut keys = keys.peekable();
    let hash = |key: &String| BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
    if cursor.is_some_and(|cursor| !keys.any(|key| hash(&key) == cursor)) {
        return Err(Error::Other(
            "the cursor leads nowhere, list from the start again".into(),
        ));
    }
    let (mut page, mut bytes) = (Vec::new(), 0);
    while page.len() < PAGE_KEYS
        && bytes < PAGE_BYTES
        && let Some(key) = keys.next()
    {
        bytes += key.len();
        page.push(key);
    }
    let cursor = keys.peek().and(page.last()).map(hash);
    Ok(Page { keys: page, cursor })
}

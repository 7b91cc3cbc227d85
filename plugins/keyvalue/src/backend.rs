//! What a backend of one's own implements, and what helps in doing so.

/// Allows `async fn` in implementations of [`Backend`].
pub use async_trait::async_trait;

/// What a guest is told when an operation fails.
pub use hostplug::BackendError as Error;

/// The result of an operation of a backend.
pub type Result<T> = std::result::Result<T, Error>;

/// Keeps the data of one space: of one workload, or of all workloads that share it.
///
/// An opener makes it ([`Backends::with`](hostplug::Backends::with)), when a component is bound. From then on it is
/// called from many threads at once. A method must not block its thread: what does goes into
/// `tokio::task::spawn_blocking`. A future may be dropped before it has ended, for instance because a deadline has
/// passed; whether a change then happened is open, but it must not have happened in part.
///
/// Bucket names and keys come from the guest. Any text is legal, the empty one as well.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// Reads the values of `keys`, in their order.
    async fn get(&self, bucket: &str, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>>;

    /// Gives each key its new value, in their order; `None` removes the key. When it returns, the changes are as
    /// durable as the backend can make them. A backend that can makes all of them or none.
    async fn write(&self, bucket: &str, changes: Vec<(String, Option<Vec<u8>>)>) -> Result<()>;

    /// Gives `key` the value `new` if its value is `old`, or if it has none and `old` is `None`, in one indivisible
    /// step. Returns whether it was so; if not, nothing has changed.
    async fn swap(
        &self,
        bucket: &str,
        key: &str,
        old: Option<Vec<u8>>,
        new: Vec<u8>,
    ) -> Result<bool>;

    /// Lists all keys of the bucket, sorted by their bytes.
    async fn keys(&self, bucket: &str) -> Result<Vec<String>>;
}

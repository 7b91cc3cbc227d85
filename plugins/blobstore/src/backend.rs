//! What a backend of one's own implements, and what helps in doing so.

use std::sync::Arc;

/// What a guest is told when an operation fails.
pub use hostplug::BackendError as Error;
/// Allows `async fn` in implementations of the traits.
pub use hostplug::io::async_trait;
pub use hostplug::io::bytes::Bytes;

/// The result of an operation of a backend.
pub type Result<T> = std::result::Result<T, Error>;

/// Keeps the objects of one space: of one workload, or of all workloads that share it.
///
/// An opener makes it ([`Backends::with`](hostplug::Backends::with)), when a component is bound. From then on it is
/// called from many threads at once. A method must not block its thread: what does goes into
/// `tokio::task::spawn_blocking`. A future may be dropped before it has ended, for instance because a deadline has
/// passed; whether a change then happened is open, but it must not have happened in part.
///
/// Names come from the guest: any text of 1 to [`LONGEST_NAME`](crate::LONGEST_NAME) bytes, with `/`, `..` and all.
/// Where a container or an object is missing, [`no_container`] and [`no_object`] are the errors.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// Makes an empty container. It is an error if there is one of this name.
    async fn create_container(&self, name: &str) -> Result<()>;

    /// When the container was made, in seconds since 1970; nothing if there is none.
    async fn container(&self, name: &str) -> Result<Option<u64>>;

    /// Deletes the container and all that is in it.
    async fn delete_container(&self, name: &str) -> Result<()>;

    /// The first `most` names that follow `after`, or of all, sorted by their bytes.
    async fn list(&self, container: &str, after: Option<&str>, most: usize) -> Result<Vec<String>>;

    /// What is known of an object; nothing if there is none in the container, which must exist.
    async fn object(&self, id: &Id) -> Result<Option<Info>>;

    /// Opens an object. What is read stays the same when the object is replaced or deleted.
    async fn open(&self, id: &Id) -> Result<Arc<dyn Blob>>;

    /// Begins a value that belongs to no object yet.
    async fn upload(&self) -> Result<Box<dyn Upload>>;

    /// Deletes those of the objects that exist.
    async fn delete(&self, container: &str, names: &[String]) -> Result<()>;

    /// Deletes all objects of the container.
    async fn clear(&self, container: &str) -> Result<()>;

    /// Gives the object `to` the bytes of `from`.
    async fn copy(&self, from: &Id, to: &Id) -> Result<()>;

    /// Gives the object `to` the bytes of `from` and deletes `from`, which must still be there if that fails. An object
    /// that moves to itself stays.
    async fn rename(&self, from: &Id, to: &Id) -> Result<()>;
}

/// Bytes that do not change.
#[async_trait]
pub trait Blob: Send + Sync + 'static {
    /// How many there are.
    fn size(&self) -> u64;

    /// Reads from `at` on, which is below the size: at least one byte, at most `most`.
    async fn read(&self, at: u64, most: usize) -> Result<Bytes>;
}

/// A value that is being written. It is gone when it is dropped before [`finish`](Upload::finish).
#[async_trait]
pub trait Upload: Send + 'static {
    /// Takes the next bytes. While the future runs the guest can give no more. After an error the value is not
    /// finished.
    async fn write(&mut self, bytes: Bytes) -> Result<()>;

    /// Makes the value the object `to`, or replaces that object, in one step.
    async fn finish(self: Box<Self>, to: &Id) -> Result<()>;
}

/// Where an object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id {
    /// Name of the container.
    pub container: String,
    /// Name of the object.
    pub object: String,
}

/// What is known of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info {
    /// When it was written, in seconds since 1970.
    pub created_at: u64,
    /// Its size in bytes.
    pub size: u64,
}

/// The error of an operation on a container that does not exist.
pub fn no_container(name: &str) -> Error {
    Error::Other(format!("no container `{name}`"))
}

/// The error of an operation on an object that does not exist.
pub fn no_object(id: &Id) -> Error {
    Error::Other(format!("no object `{}` in `{}`", id.object, id.container))
}

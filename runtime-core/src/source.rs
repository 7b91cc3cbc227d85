//! Where the bytes of components come from.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use hostplug::BoxFuture;

use crate::spec::ComponentRef;

/// Fetches the bytes of a component. Called once for each component when a workload starts; it may take its time,
/// but must not block the thread.
pub trait ComponentSource: Send + Sync + 'static {
    /// The bytes behind a reference.
    fn load<'a>(
        &'a self,
        reference: &'a ComponentRef,
    ) -> BoxFuture<'a, Result<Arc<[u8]>, SourceError>>;
}

/// Reads files and takes what is in memory already.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalSource;

impl ComponentSource for LocalSource {
    fn load<'a>(
        &'a self,
        reference: &'a ComponentRef,
    ) -> BoxFuture<'a, Result<Arc<[u8]>, SourceError>> {
        Box::pin(async move {
            match reference {
                ComponentRef::Bytes(bytes) => Ok(bytes.clone()),
                ComponentRef::Path(path) => match tokio::fs::read(path).await {
                    Ok(bytes) => Ok(bytes.into()),
                    Err(source) => Err(SourceError::Read {
                        path: path.clone(),
                        source,
                    }),
                },
            }
        })
    }
}

impl fmt::Debug for dyn ComponentSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ComponentSource")
    }
}

/// A component that cannot be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A source of the embedder's own failed.
    #[error("{0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

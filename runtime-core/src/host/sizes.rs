//! Components that are too large are refused before they are in memory, as far as that shows.

use std::sync::Arc;

use super::Host;
use crate::limits::size;
use crate::spec::{Component, ComponentRef};

/// The bytes of a component, or why they cannot be had.
pub(super) async fn load(host: &Host, component: &Component) -> Result<Arc<[u8]>, String> {
    let options = &host.inner.options;
    if let ComponentRef::Path(path) = &component.source {
        // A source of the embedder's own may know another meaning of the path.
        let metadata = tokio::fs::metadata(path).await;
        metadata.map_or(Ok(()), |file| check(file.len(), options.component_size))?;
    }
    let bytes = options.source.load(&component.source).await;
    let bytes = bytes.map_err(|error| error.to_string())?;
    check(bytes.len() as u64, options.component_size)?;
    Ok(bytes)
}

fn check(found: u64, most: u64) -> Result<(), String> {
    match found > most {
        false => Ok(()),
        true => Err(format!(
            "it has {}, and this host takes at most {}, which `HostBuilder::component_size_limit` \
             says",
            size(found),
            size(most)
        )),
    }
}

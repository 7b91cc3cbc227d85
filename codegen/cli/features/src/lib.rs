//! Without code: see the manifest.

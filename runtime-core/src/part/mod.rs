//! A component's bytes, checked once and described in the words of WIT.
//!
//! Nothing here needs an engine: a workload can be resolved, and refused, before anything is compiled.

mod check;
mod core_text;
mod describe;
mod error;
mod features;
mod module;
mod preamble;
mod refs;
mod signature;
#[cfg(test)]
mod tests;
mod wit;

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use wasmparser::types::{Types, TypesRef};

pub use describe::{Extern, ExternKind};
pub use error::PartError;
pub use features::EngineFeatures;
pub use module::{CoreModule, HOIST_MIN};

pub(crate) use check::{features, parser};
pub(crate) use module::{CoreExtern, ModuleShape};
pub(crate) use preamble::{Item, Preamble, Space, sections_at};
pub(crate) use refs::{Refs, decl_refs};
pub(crate) use signature::Names;
pub(crate) use wit::WitWorld;

/// A validated component. Clones share the bytes and the description.
#[derive(Clone)]
pub struct Part {
    name: Arc<str>,
    inner: Arc<Inner>,
}

struct Inner {
    bytes: Arc<[u8]>,
    digest: String,
    imports: IndexMap<String, Extern>,
    exports: IndexMap<String, Extern>,
    modules: module::Modules,
    needs: EngineFeatures,
    has_name_options: bool,
    types: Types,
    names: Names,
}

impl Part {
    /// Validates `bytes` and describes what they import and export. `name` is what the user calls the component; it
    /// appears in errors only.
    ///
    /// # Errors
    /// Everything that is not a binary component which an engine with all [`EngineFeatures`] can run, and every
    /// component whose imports the composer could not restate.
    pub fn parse(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Self, PartError> {
        let bytes = bytes.into();
        let digest = sha256(&bytes);
        Self::with_digest(name, bytes, digest)
    }

    /// The same for bytes whose digest is known.
    pub(crate) fn with_digest(
        name: &str,
        bytes: Arc<[u8]>,
        digest: String,
    ) -> Result<Self, PartError> {
        check::looks_like_component(name, &bytes)?;
        let checked = check::validate(name, &bytes)?;
        preamble::check(name, &bytes)?;
        let (needs, has_name_options) = check::needs_of(&bytes);
        let described = describe::describe(name, &bytes, checked.types.as_ref())?;
        Ok(Self {
            name: name.into(),
            inner: Arc::new(Inner {
                digest,
                needs,
                has_name_options,
                modules: checked.modules,
                imports: described.imports,
                exports: described.exports,
                names: described.names,
                types: checked.types,
                bytes,
            }),
        })
    }

    /// What the user calls the component.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same component under another name.
    pub(crate) fn renamed(&self, name: &str) -> Self {
        Self {
            name: name.into(),
            inner: self.inner.clone(),
        }
    }

    /// The binary as it was given.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.inner.bytes
    }

    /// The sha256 of the bytes in lower-case hex.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.inner.digest
    }

    /// What the component imports, in its own order.
    #[must_use]
    pub fn imports(&self) -> &IndexMap<String, Extern> {
        &self.inner.imports
    }

    /// What the component exports, in its own order.
    #[must_use]
    pub fn exports(&self) -> &IndexMap<String, Extern> {
        &self.inner.exports
    }

    /// The core modules that are worth compiling once for all workloads, each once, whatever the number of its copies.
    pub fn modules(&self) -> impl Iterator<Item = &CoreModule> {
        self.inner.modules.all()
    }

    /// The digest of the listed module that begins at `offset` of the bytes.
    pub(crate) fn module_at(&self, offset: usize) -> Option<&str> {
        self.inner.modules.at(offset)
    }

    /// What an engine must have to accept the component.
    #[must_use]
    pub fn needs(&self) -> EngineFeatures {
        self.inner.needs
    }

    /// Whether an engine without concurrency support refuses the component.
    #[must_use]
    pub fn uses_async(&self) -> bool {
        self.inner.needs.concurrency
    }

    /// What the validator knows of the types.
    pub(crate) fn types(&self) -> TypesRef<'_> {
        self.inner.types.as_ref()
    }

    /// What functions of the world itself call their types.
    pub(crate) fn type_names(&self) -> &Names {
        &self.inner.names
    }

    /// Whether names inside the component carry annotations that the default engine refuses.
    pub(crate) fn has_name_options(&self) -> bool {
        self.inner.has_name_options
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .field("digest", &self.inner.digest)
            .field("imports", &self.inner.imports.keys())
            .field("exports", &self.inner.exports.keys())
            .finish_non_exhaustive()
    }
}

/// The sha256 of `bytes` in lower-case hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use fmt::Write;

    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

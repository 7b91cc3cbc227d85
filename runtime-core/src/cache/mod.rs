//! Compiled code and parsed components, each made once and shared by all workloads of a host.
//!
//! All of it is known by its content: a core module and a composed component by the digest of their bytes and the
//! profile of the engine, a part by the digest of its bytes, a composition by its parts and how they are linked. What no workload uses any more stays in memory up to a
//! limit; code also stays in files, if the host has a directory for them.

mod code;
mod directory;
mod disk;
mod envelope;
mod key;
mod memory;
mod statistics;
#[cfg(test)]
mod tests;
mod trust;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use hostplug::wasmtime::component::Component;
use hostplug::wasmtime::{self, Module};

use crate::compose::Composition;
use crate::engine::{Engine, Profile};
use crate::error::Error;
use crate::part::{CoreModule, Part, PartError, sha256};
use code::Code;
use disk::{Disk, Place};
use key::{Key, Kind};
use memory::{Lease, Memory, Weigh};
use statistics::Counters;

pub use statistics::{CacheCounts, CacheStatistics};

/// How much of what no workload uses stays in memory, unless the host says otherwise.
pub(crate) const MEMORY_LIMIT: u64 = 128 << 20;

/// How large the files become, unless the host says otherwise.
pub(crate) const DISK_LIMIT: u64 = 1 << 30;

/// The caches of one host. What it does can take long, so nothing of it may run on an async thread.
#[derive(Debug)]
pub(crate) struct Cache {
    engine: Engine,
    memory: Arc<Memory<Item>>,
    disk: Option<Disk>,
    counters: Arc<Counters>,
}

/// What is kept.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Code(Code),
    Part(Part),
    Composition(Arc<Composed>),
}

/// A composition whose digest is known.
#[derive(Debug)]
pub(crate) struct Composed {
    composition: Composition,
    digest: String,
}

/// As long as one is there, what it belongs to is in use.
pub(crate) type Hold = Lease<Item>;

impl Cache {
    pub(crate) fn new(engine: Engine, memory_limit: u64) -> Self {
        Cache {
            engine,
            memory: Arc::new(Memory::new(memory_limit)),
            disk: None,
            counters: Arc::default(),
        }
    }

    /// Keeps code in files of a directory as well, which is made if it is not there.
    ///
    /// # Errors
    /// The directory cannot be used or must not be trusted.
    pub(crate) fn with_directory(mut self, directory: &Path, limit: u64) -> Result<Self, Error> {
        self.disk = Some(Disk::open(directory, limit, self.counters.clone())?);
        Ok(self)
    }

    /// The part that some bytes are, whatever a workload calls it.
    pub(crate) fn part(&self, name: &str, bytes: Arc<[u8]>) -> Result<Part, PartError> {
        let digest = sha256(&bytes);
        let key = Key::Part(digest.clone());
        let (hold, found) = self.memory.find(&key, || {
            Part::with_digest(name, bytes, digest).map(Item::Part)
        })?;
        self.counters.part(found);
        let Item::Part(part) = hold.value() else {
            unreachable!("the kind is part of the key");
        };
        Ok(part.renamed(name))
    }

    /// The composition of something that `identity` says completely.
    pub(crate) fn composition<E>(
        &self,
        identity: &str,
        compose: impl FnOnce() -> Result<Composition, E>,
    ) -> Result<Arc<Composed>, E> {
        let key = Key::Composition(sha256(identity.as_bytes()));
        let (hold, _) = self.memory.find(&key, || {
            let composition = compose()?;
            let digest = sha256(&composition.bytes);
            Ok(Item::Composition(Arc::new(Composed {
                composition,
                digest,
            })))
        })?;
        let Item::Composition(composed) = hold.value() else {
            unreachable!("the kind is part of the key");
        };
        Ok(composed.clone())
    }

    /// Code for one profile.
    ///
    /// # Errors
    /// There is no engine for it.
    pub(crate) fn code(&self, profile: Profile) -> Result<CodeCache<'_>, Error> {
        Ok(CodeCache {
            cache: self,
            engine: self.engine.wasmtime(profile)?,
            profile,
        })
    }

    /// The engine that the code of a profile is for.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn engine(&self, profile: Profile) -> Result<wasmtime::Engine, Error> {
        self.engine.wasmtime(profile)
    }

    pub(crate) fn statistics(&self) -> CacheStatistics {
        let disk = self.disk.as_ref().map_or(0, Disk::bytes);
        self.counters.statistics(self.memory.usage(), disk)
    }
}

/// The part of the cache that has the code for one profile.
#[derive(Debug)]
pub(crate) struct CodeCache<'a> {
    cache: &'a Cache,
    engine: wasmtime::Engine,
    profile: Profile,
}

impl CodeCache<'_> {
    pub(crate) fn engine(&self) -> &wasmtime::Engine {
        &self.engine
    }

    /// See [`Cache::composition`].
    pub(crate) fn composition<E>(
        &self,
        identity: &str,
        compose: impl FnOnce() -> Result<Composition, E>,
    ) -> Result<Arc<Composed>, E> {
        self.cache.composition(identity, compose)
    }

    /// A core module, whose digest is known.
    pub(crate) fn module(&self, digest: &str, bytes: &[u8]) -> wasmtime::Result<(Module, Hold)> {
        let (code, hold) = self.find(Kind::Module, digest.to_owned(), bytes)?;
        let Code::Module(module) = code else {
            unreachable!("the kind is part of the key");
        };
        Ok((module, hold))
    }

    /// A composed component.
    pub(crate) fn component(&self, composed: &Composed) -> wasmtime::Result<(Component, Hold)> {
        let bytes = &composed.composition.bytes;
        let (code, hold) = self.find(Kind::Component, composed.digest.clone(), bytes)?;
        let Code::Component(component) = code else {
            unreachable!("the kind is part of the key");
        };
        Ok((component, hold))
    }

    fn find(&self, kind: Kind, digest: String, bytes: &[u8]) -> wasmtime::Result<(Code, Hold)> {
        let make = || {
            let code = self.load_or_compile(kind, &digest, bytes);
            code.map(Item::Code)
        };
        let key = Key::Code(kind, self.profile, digest.clone());
        let (hold, found) = self.cache.memory.find(&key, make)?;
        if found {
            self.cache.counters.code(kind).found_in_memory();
        }
        let Item::Code(code) = hold.value() else {
            unreachable!("the kind is part of the key");
        };
        Ok((code.clone(), hold))
    }

    fn load_or_compile(&self, kind: Kind, digest: &str, bytes: &[u8]) -> wasmtime::Result<Code> {
        let counts = self.cache.counters.code(kind);
        let disk = self.cache.disk.as_ref();
        let disk = disk.map(|disk| (disk, Place::new(kind, digest, &self.engine)));
        if let Some((disk, place)) = &disk
            && let Some(code) = disk.load(place, &self.engine)
        {
            counts.found_on_disk();
            return Ok(code);
        }
        let code = Code::compile(kind, &self.engine, bytes)?;
        counts.compiled();
        if let Some((disk, place)) = &disk {
            disk.store(place, &code);
        }
        Ok(code)
    }
}

impl Composed {
    /// The modules to supply, by the name of the import.
    pub(crate) fn modules(&self) -> &BTreeMap<String, CoreModule> {
        &self.composition.modules
    }
}

impl Weigh for Item {
    fn weight(&self) -> u64 {
        match self {
            Item::Code(code) => code.size(),
            // Beside the bytes there is what the validator knows of their types, whose size it does not tell.
            Item::Part(part) => 2 * part.bytes().len() as u64,
            Item::Composition(composed) => {
                let modules = composed.modules().values();
                let modules = modules.map(|module| module.bytes().len()).sum::<usize>();
                (composed.composition.bytes.len() + modules) as u64
            }
        }
    }
}

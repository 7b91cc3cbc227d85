use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use wasmtime::{Config, PoolingAllocationConfig};

use crate::epoch;
use crate::error::Error;

/// What an engine can do. Code is compiled for one profile, and a workload runs on one.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// The component model of WASI 0.2. Calls of plugins and of WASI cost about half or a third of those on
    /// [`P3`](Profile::P3). Async functions, streams and futures of the component model are missing.
    P2,
    /// The component model of WASI 0.3: all of it.
    #[default]
    P3,
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Profile::P2 => "p2",
            Profile::P3 => "p3",
        })
    }
}

/// Wasmtime's engines, one for each [`Profile`]. They have one configuration, in which everything that [`Config`] can
/// say can be said. Clones are the same engines.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    p3: wasmtime::Engine,
    /// Made when a workload first needs it.
    p2: Mutex<Option<wasmtime::Engine>>,
}

impl Engine {
    /// An engine with Wasmtime's defaults, which allocates memory on demand. Good for tests and tools.
    ///
    /// # Errors
    /// Wasmtime does not run on this machine.
    pub fn new() -> Result<Self, Error> {
        Self::from_config(&Config::new())
    }

    /// An engine with the pooling allocator, which makes a fresh instance per request cheap. It reserves a large
    /// range of addresses, though no memory; and another one when the second profile is needed.
    ///
    /// # Errors
    /// The machine does not give the addresses.
    pub fn pooling() -> Result<Self, Error> {
        let mut config = Config::new();
        let mut pool = PoolingAllocationConfig::default();
        // The instance of a composed component is as large as those of all its parts together.
        pool.max_component_instance_size(16 << 20);
        config.allocation_strategy(pool);
        Self::from_config(&config)
    }

    /// An engine with a configuration of the embedder's own, to which the interruption of guests by epochs is added. What
    /// it says about concurrency is left to the profiles.
    ///
    /// # Errors
    /// Wasmtime refuses the configuration.
    pub fn from_config(config: &Config) -> Result<Self, Error> {
        Ok(Engine {
            inner: Arc::new(Inner {
                config: config.clone(),
                p3: make(config, Profile::P3)?,
                p2: Mutex::default(),
            }),
        })
    }

    /// Wasmtime's own engine of a profile. Epochs interrupt its guests, so a store of one's own needs a deadline:
    /// `store.set_epoch_deadline(..)`. The one of [`Profile::P2`] is made by the first call that asks for it.
    ///
    /// # Errors
    /// Wasmtime refuses the configuration; or the machine does not give the addresses that a second engine with the
    /// pooling allocator reserves.
    pub fn wasmtime(&self, profile: Profile) -> Result<wasmtime::Engine, Error> {
        if profile == Profile::P3 {
            return Ok(self.inner.p3.clone());
        }
        let mut p2 = self.inner.p2.lock().unwrap_or_else(PoisonError::into_inner);
        match &*p2 {
            Some(engine) => Ok(engine.clone()),
            None => Ok(p2.insert(make(&self.inner.config, profile)?).clone()),
        }
    }
}

fn make(config: &Config, profile: Profile) -> Result<wasmtime::Engine, Error> {
    let mut config = epoch::interruptible(config);
    config.concurrency_support(profile == Profile::P3);
    if profile == Profile::P2 {
        // Wasmtime refuses a configuration that asks for what has just been switched off.
        config
            .wasm_component_model_async(false)
            .wasm_component_model_more_async_builtins(false)
            .wasm_component_model_async_stackful(false)
            .wasm_component_model_threading(false)
            .wasm_component_model_error_context(false);
    }
    wasmtime::Engine::new(&config).map_err(Error::Engine)
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

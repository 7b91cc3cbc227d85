use wasmtime::{Config, PoolingAllocationConfig};

use crate::epoch;
use crate::error::Error;

/// A Wasmtime engine. It is a thin wrapper: everything that [`Config`] can say can be said.
#[derive(Clone, Debug)]
pub struct Engine(wasmtime::Engine);

impl Engine {
    /// An engine with Wasmtime's defaults, which allocates memory on demand. Good for tests and tools.
    ///
    /// # Errors
    /// Wasmtime does not run on this machine.
    pub fn new() -> Result<Self, Error> {
        Self::from_config(&Config::new())
    }

    /// An engine with the pooling allocator, which makes a fresh instance per request cheap. It reserves a large
    /// range of addresses, though no memory.
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

    /// An engine with a configuration of the embedder's own, to which the interruption of guests by epochs is added.
    ///
    /// # Errors
    /// Wasmtime refuses the configuration.
    pub fn from_config(config: &Config) -> Result<Self, Error> {
        wasmtime::Engine::new(&epoch::interruptible(config))
            .map(Engine)
            .map_err(Error::Engine)
    }

    /// Wasmtime's own engine. Epochs interrupt its guests, so a store of one's own needs a deadline:
    /// `store.set_epoch_deadline(..)`.
    pub fn as_wasmtime(&self) -> &wasmtime::Engine {
        &self.0
    }
}

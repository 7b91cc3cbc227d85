#![doc = include_str!("../README.md")]

use hostplug::{Caller, Fail, host_plugin};

use crate::config::runtime::{self, ConfigError};
use crate::config::store::{Error, Host};

/// Answers `wasi:config` with the configuration of the component that calls.
#[host_plugin(
    world = [
        "wasi:config/imports@0.2.0-rc.1",
        "wasi:config/imports@0.2.0-draft-2024-09-27",
        "wasi:config/imports@0.2.0-draft"
    ],
    sync
)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Config;

impl Host for Caller<'_, Config> {
    fn get(&mut self, key: String) -> hostplug::Result<Option<String>, Error> {
        Ok(self.scope().config.get(&key).cloned())
    }

    fn get_all(&mut self) -> hostplug::Result<Vec<(String, String)>, Error> {
        Ok(self.scope().config.clone().into_iter().collect())
    }

    fn convert_error(&mut self, error: Fail<Error>) -> hostplug::wasmtime::Result<Error> {
        error.into_wit()
    }
}

impl runtime::Host for Caller<'_, Config> {
    fn get(&mut self, key: String) -> hostplug::Result<Option<String>, ConfigError> {
        Ok(self.scope().config.get(&key).cloned())
    }

    fn get_all(&mut self) -> hostplug::Result<Vec<(String, String)>, ConfigError> {
        Ok(self.scope().config.clone().into_iter().collect())
    }

    fn convert_config_error(
        &mut self,
        error: Fail<ConfigError>,
    ) -> hostplug::wasmtime::Result<ConfigError> {
        error.into_wit()
    }
}

#![doc = include_str!("../README.md")]

use hostplug::{Caller, Fail, host_plugin};

/// Answers `wasi:config/store` with the configuration of the component that calls.
#[host_plugin(world = "wasi:config/imports@0.2.0-rc.1", sync)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Config;

use config::store::{Error, Host};

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

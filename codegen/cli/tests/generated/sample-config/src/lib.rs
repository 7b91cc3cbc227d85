//! A host plugin that serves `wasi:config/imports@0.2.0-rc.1`, from what workload and host say.

use std::collections::BTreeMap;

use hostplug::{Caller, Fail, host_plugin, wasmtime};
use serde::Deserialize;

use crate::config::store::{Error, Host};

/// Answers with the configuration of the component that asks, and behind it with the values of its settings.
///
/// A plugin that asks another system has a connection to it as `binding`, and makes it in `hostplug::Lifecycle::bind`.
#[host_plugin(
    world = "wasi:config/imports@0.2.0-rc.1",
    config = Settings
)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SampleConfig;

/// What a host says of an instance of the plugin.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Settings {
    /// Every setting is a value for all components. What a workload gives its component goes before them.
    #[serde(flatten)]
    pub values: BTreeMap<String, String>,
}

impl Host for Caller<'_, SampleConfig> {
    /// Another system that cannot be reached is `Error::Io`, one that answers with an error `Error::Upstream`.
    async fn get(&mut self, key: String) -> hostplug::Result<Option<String>, Error> {
        let own = self.scope().config.get(&key);
        Ok(own.or_else(|| self.binding().values.get(&key)).cloned())
    }

    async fn get_all(&mut self) -> hostplug::Result<Vec<(String, String)>, Error> {
        let mut values = self.binding().values.clone();
        values.extend(self.scope().config.clone());
        Ok(values.into_iter().collect())
    }

    fn convert_error(&mut self, error: Fail<Error>) -> wasmtime::Result<Error> {
        error.into_wit()
    }
}

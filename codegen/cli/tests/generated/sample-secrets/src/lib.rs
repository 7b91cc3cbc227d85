//! A host plugin that serves `sample-secrets:plugin/plugin`, with secrets that it keeps in memory.
//!
//! This file is what components call. `source.rs` is where secrets come from, and what a vault of your own replaces.

mod source;

use std::collections::BTreeMap;

use hostplug::wasmtime::component::Resource;
use hostplug::wasmtime::error::Context;
use hostplug::{Caller, Fail, Lifecycle, Scope, host_plugin, wasmtime};
use serde::Deserialize;

use crate::secrets::reveal;
use crate::secrets::store::{self, SecretValue, SecretsError};
pub use crate::source::{Secret, Source};

/// Shows components the secrets that the host declares.
#[host_plugin(
    world = "sample-secrets:plugin/plugin",
    with("wasmcloud:secrets/store.secret" = Secret),
    config = Settings,
    binding = BTreeMap<String, Secret>,
    bindings = secrets
)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SampleSecrets;

/// What a host says of an instance of the plugin.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Settings {
    /// Every setting is a secret.
    #[serde(flatten)]
    pub secrets: BTreeMap<String, Source>,
}

impl Lifecycle for SampleSecrets {
    /// Is called once for each component that uses the plugin. What cannot be read is known before the workload runs.
    /// Here is the place to leave out what the workload of `scope` may not see.
    async fn bind(
        &self,
        _scope: &Scope,
        settings: Settings,
    ) -> wasmtime::Result<BTreeMap<String, Secret>> {
        let mut secrets = BTreeMap::new();
        for (name, source) in settings.secrets {
            let secret = source.read().await;
            let secret = secret.with_context(|| format!("secret `{name}`"))?;
            secrets.insert(name, secret);
        }
        Ok(secrets)
    }
}

impl store::Host for Caller<'_, SampleSecrets> {
    /// A secret that there is not, and one that the component may not see, have the same answer.
    async fn get(&mut self, key: String) -> hostplug::Result<Resource<Secret>, SecretsError> {
        let secret = self.binding().get(&key).ok_or(SecretsError::NotFound)?;
        Ok(self.table().push(secret.clone())?)
    }

    fn convert_secrets_error(
        &mut self,
        error: Fail<SecretsError>,
    ) -> wasmtime::Result<SecretsError> {
        error.into_wit()
    }
}

impl store::HostSecret for Caller<'_, SampleSecrets> {
    async fn drop(&mut self, secret: Resource<Secret>) -> wasmtime::Result<()> {
        self.table().delete(secret)?;
        Ok(())
    }
}

impl reveal::Host for Caller<'_, SampleSecrets> {
    async fn reveal(&mut self, secret: Resource<Secret>) -> hostplug::Result<SecretValue> {
        Ok(self.table().get(&secret)?.reveal())
    }
}

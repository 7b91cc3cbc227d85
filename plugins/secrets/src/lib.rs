#![doc = include_str!("../README.md")]

mod settings;
mod value;

use std::collections::BTreeMap;

use hostplug::wasmtime::{self, component::Resource};
use hostplug::{Caller, Fail, Lifecycle, Scope, host_plugin};

pub use crate::settings::{Declared, Settings};
pub use crate::value::Secret;

use self::secrets::reveal;
use self::secrets::store::{self, SecretValue, SecretsError};

/// Shows components the secrets that the host declares for them.
#[host_plugin(
    world = "wasmcloud:secrets/reading@0.1.0-draft",
    with("wasmcloud:secrets/store.secret" = Secret),
    config = Settings,
    binding = BTreeMap<String, Secret>,
    sync
)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Secrets;

impl Lifecycle for Secrets {
    /// Reads what the workload may see, so that a source that is missing keeps it from starting.
    async fn bind(&self, scope: &Scope, config: Settings) -> wasmtime::Result<Self::Binding> {
        let mut seen = BTreeMap::new();
        for (name, declared) in config.for_scope(scope)? {
            let secret = declared.read(&name).await?;
            seen.insert(name, secret);
        }
        Ok(seen)
    }
}

impl store::Host for Caller<'_, Secrets> {
    fn get(&mut self, key: String) -> hostplug::Result<Resource<Secret>, SecretsError> {
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

impl store::HostSecret for Caller<'_, Secrets> {
    fn drop(&mut self, secret: Resource<Secret>) -> wasmtime::Result<()> {
        Ok(self.table().delete(secret).map(drop)?)
    }
}

impl reveal::Host for Caller<'_, Secrets> {
    fn reveal(&mut self, secret: Resource<Secret>) -> hostplug::Result<SecretValue> {
        Ok(self.table().get(&secret)?.reveal())
    }
}

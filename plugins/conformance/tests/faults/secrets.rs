use std::collections::BTreeMap;

use hostplug::wasmtime::{self, component::Resource};
use hostplug::{Caller, Fail, Lifecycle, Scope, Settings, host_plugin};
use hostplug_conformance::secrets::{Suite, Value};

use self::secrets::reveal;
use self::secrets::store::{self, SecretValue, SecretsError};
use crate::finds;

/// What is wrong with a plugin.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    KeepsHandles,
    AsksTheEnvironment,
    RevealsTextOnly,
    MissingIsBroken,
}

#[host_plugin(
    world = "wasmcloud:secrets/reading@0.1.0-draft",
    path = "../secrets/wit",
    with("wasmcloud:secrets/store.secret" = Secret),
    config = Declared,
    binding = BTreeMap<String, Vec<u8>>,
    sync
)]
struct Secrets(Fault);

#[derive(serde::Deserialize)]
struct Declared(BTreeMap<String, Vec<u8>>);

struct Secret(Vec<u8>);

impl Lifecycle for Secrets {
    async fn bind(&self, _: &Scope, config: Declared) -> wasmtime::Result<Self::Binding> {
        Ok(config.0)
    }
}

impl store::Host for Caller<'_, Secrets> {
    fn get(&mut self, key: String) -> hostplug::Result<Resource<Secret>, SecretsError> {
        let fault = self.plugin().0;
        let environment = || std::env::var(&key).ok().map(String::into_bytes);
        let value = match self.binding().get(&key).cloned() {
            None if fault == Fault::AsksTheEnvironment => environment(),
            value => value,
        };
        match value {
            Some(value) => Ok(self.table().push(Secret(value))?),
            None if fault == Fault::MissingIsBroken => Err(SecretsError::Io("no".into()).into()),
            None => Err(SecretsError::NotFound.into()),
        }
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
        if self.plugin().0 != Fault::KeepsHandles {
            self.table().delete(secret)?;
        }
        Ok(())
    }
}

impl reveal::Host for Caller<'_, Secrets> {
    fn reveal(&mut self, secret: Resource<Secret>) -> hostplug::Result<SecretValue> {
        let value = self.table().get(&secret)?.0.clone();
        Ok(match String::from_utf8(value) {
            Ok(text) => SecretValue::String(text),
            Err(error) if self.plugin().0 == Fault::RevealsTextOnly => {
                SecretValue::String(error.to_string())
            }
            Err(error) => SecretValue::Bytes(error.into_bytes()),
        })
    }
}

fn declare(secrets: &BTreeMap<String, Value>) -> Settings {
    let bytes = |value: &Value| match value {
        Value::Text(text) => text.clone().into_bytes(),
        Value::Bytes(bytes) => bytes.clone(),
    };
    let secrets = secrets.iter();
    secrets.fold(Settings::default(), |settings, (name, value)| {
        settings.with(name, bytes(value))
    })
}

async fn found(fault: Fault, checks: &[&str]) {
    let suite = Suite::new(move || Secrets(fault)).declaring(declare);
    finds(&suite.check().await, checks);
}

#[tokio::test]
async fn a_plugin_without_fault_keeps_the_contract() {
    found(Fault::None, &[]).await;
}

#[tokio::test]
async fn handles_that_are_not_given_back_are_found() {
    let checks = ["handles_are_given_back", "many_handles_may_be_open_at_once"];
    found(Fault::KeepsHandles, &checks).await;
}

#[tokio::test]
async fn an_environment_that_is_open_to_guests_is_found() {
    let checks = ["the_environment_of_the_host_is_not_found"];
    found(Fault::AsksTheEnvironment, &checks).await;
}

#[tokio::test]
async fn bytes_that_are_revealed_as_text_are_found() {
    let checks = [
        "bytes_come_back_as_bytes",
        "readers_at_once_read_the_same",
        "two_secrets_at_once_are_apart",
        "components_of_a_workload_see_the_same",
    ];
    found(Fault::RevealsTextOnly, &checks).await;
}

#[tokio::test]
async fn a_wrong_error_is_found() {
    let checks = [
        "readers_at_once_read_the_same",
        "what_is_not_there_is_not_found",
        "the_empty_key_is_not_found",
        "the_environment_of_the_host_is_not_found",
        "what_is_not_found_can_be_asked_for_again",
        "keys_differ_by_case",
        "keys_are_not_trimmed",
        "a_prefix_of_a_key_is_another_key",
        "components_of_a_workload_see_the_same",
    ];
    found(Fault::MissingIsBroken, &checks).await;
}

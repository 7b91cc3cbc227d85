//! The plugin as components see it, and as the host does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hostplug::testing::Harness;
use hostplug::{Fail, Scope, Settings};
use hostplug_conformance::secrets::{self, Value};
use serde_json::{Value as Json, json};

use ::sample_secrets::SampleSecrets;
use ::sample_secrets::secrets::reveal::Host as _;
use ::sample_secrets::secrets::store::{Host as _, SecretValue, SecretsError};

/// A real component asks for secrets in more ways than its author would think of.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_kept() {
    secrets::run(|| SampleSecrets, declare).await;
}

/// Settings that have what the suite asks for. What is no text comes from a file.
fn declare(secrets: &BTreeMap<String, Value>) -> Settings {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sample-secrets-secret");
    let mut settings = Settings::default();
    for (name, value) in secrets {
        let source = match value {
            Value::Text(text) => json!({ "text": text }),
            Value::Bytes(bytes) => {
                fs::write(&file, bytes).unwrap();
                json!({ "file": file })
            }
        };
        settings = settings.with(name, source);
    }
    settings
}

async fn bound(name: &str, source: Json) -> Result<Harness<SampleSecrets>, String> {
    let settings = Settings::default().with(name, source);
    let scope = Scope::new("test", "component");
    let bound = Harness::bind(SampleSecrets, scope, settings).await;
    bound.map_err(|error| error.to_string())
}

/// Methods can be called without any component.
#[tokio::test]
async fn a_secret_comes_from_the_environment_of_the_host() {
    let source = json!({ "env": "CARGO_PKG_NAME" });
    let mut harness = bound("name", source).await.unwrap();
    let mut caller = harness.caller();
    let secret = caller.get("name".into()).await.unwrap();
    let value = caller.reveal(secret).await.unwrap();
    assert!(matches!(value, SecretValue::String(text) if text == "sample-secrets"));
    let absent = caller.get("CARGO_PKG_NAME".into()).await;
    assert!(matches!(absent, Err(Fail::Wit(SecretsError::NotFound))));
}

#[tokio::test]
async fn a_source_that_cannot_be_read_keeps_the_workload_from_starting() {
    let bound = bound("token", json!({ "file": "no/such/file" })).await;
    let error = bound.map(drop).unwrap_err();
    let expected = "secret `token`: cannot read `no/such/file`";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SampleSecrets::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = [
        "wasmcloud:secrets/store@0.1.0-draft",
        "wasmcloud:secrets/reveal@0.1.0-draft",
    ];
    assert_eq!(registered, imported);
}

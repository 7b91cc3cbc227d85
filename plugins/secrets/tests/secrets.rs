//! The plugin as components see it, in the conformance suite, and what it refuses.

use std::collections::BTreeMap;
use std::fs;

use hostplug::testing::Harness;
use hostplug::{Fail, Scope, Settings};
use hostplug_conformance::secrets::{Suite, Value as Said};
use hostplug_secrets::Secrets;
use hostplug_secrets::secrets::reveal::Host as _;
use hostplug_secrets::secrets::store::{Host as _, SecretValue, SecretsError};
use serde_json::{Value, json};

fn settings(secrets: Value) -> Settings {
    Settings::default().with("secrets", secrets)
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let declare = |secrets: &BTreeMap<String, Said>| {
        let source = |(index, (name, said)): (usize, (&String, &Said))| {
            let source = match said {
                Said::Text(text) => json!({ "text": text }),
                Said::Bytes(bytes) => {
                    let path = folder.path().join(index.to_string());
                    fs::write(&path, bytes).unwrap();
                    json!({ "file": path })
                }
            };
            (name.clone(), source)
        };
        settings(Value::Object(
            secrets.iter().enumerate().map(source).collect(),
        ))
    };
    Suite::new(|| Secrets).declaring(declare).run().await;
}

async fn bound(scope: Scope, secrets: Value) -> Result<Harness<Secrets>, String> {
    let bound = Harness::bind(Secrets, scope, settings(secrets)).await;
    bound.map_err(|error| error.to_string())
}

async fn refusal(scope: Scope, secrets: Value) -> String {
    bound(scope, secrets).await.map(drop).unwrap_err()
}

fn shop() -> Scope {
    Scope::new("shop", "web")
}

fn needing(names: &str) -> Scope {
    let mut scope = shop();
    scope.annotations.insert("secrets".into(), names.into());
    scope
}

/// What it says, if the component may see it.
fn reveal(web: &mut Harness<Secrets>, key: &str) -> Option<String> {
    let secret = match web.caller().get(key.into()) {
        Ok(secret) => secret,
        Err(Fail::Wit(SecretsError::NotFound)) => return None,
        Err(error) => panic!("{error:?}"),
    };
    match web.caller().reveal(secret).unwrap() {
        SecretValue::String(text) => Some(text),
        SecretValue::Bytes(bytes) => panic!("{bytes:?}"),
    }
}

#[tokio::test]
async fn a_secret_comes_from_text_file_or_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    fs::write(&path, "from a file\n").unwrap();
    let secrets = json!({
        "text": { "text": "from the settings" },
        "file": { "file": path },
        "env": { "env": "CARGO_PKG_NAME" },
    });
    let mut web = bound(shop(), secrets).await.unwrap();
    assert_eq!(reveal(&mut web, "text").unwrap(), "from the settings");
    assert_eq!(reveal(&mut web, "file").unwrap(), "from a file\n");
    assert_eq!(reveal(&mut web, "env").unwrap(), "hostplug-secrets");
}

#[tokio::test]
async fn a_secret_is_seen_by_its_workloads_only() {
    let secrets = json!({
        "ours": { "text": "1", "workloads": ["default/shop", "default/blog"] },
        "theirs": { "text": "2", "workloads": ["default/blog", "other/shop"] },
        "nobody's": { "text": "3", "workloads": [] },
        "all": { "text": "4" },
    });
    let mut web = bound(shop(), secrets).await.unwrap();
    assert_eq!(reveal(&mut web, "ours").as_deref(), Some("1"));
    assert_eq!(reveal(&mut web, "theirs"), None);
    assert_eq!(reveal(&mut web, "nobody's"), None);
    assert_eq!(reveal(&mut web, "all").as_deref(), Some("4"));
}

/// The sources of what it does not need are not even read.
#[tokio::test]
async fn a_workload_that_names_secrets_sees_those_only() {
    let secrets = json!({
        "a": { "text": "1" }, "b": { "text": "2" }, "c": { "file": "/missing/file" },
    });
    let mut web = bound(needing("b, a,"), secrets.clone()).await.unwrap();
    assert_eq!(reveal(&mut web, "a").as_deref(), Some("1"));
    assert_eq!(reveal(&mut web, "b").as_deref(), Some("2"));
    let mut web = bound(needing("b"), secrets.clone()).await.unwrap();
    assert_eq!(reveal(&mut web, "a"), None);
    let mut web = bound(needing(""), secrets).await.unwrap();
    assert_eq!(reveal(&mut web, "b"), None);
}

#[tokio::test]
async fn a_name_that_is_no_secret_of_the_workload_is_refused() {
    let secrets = json!({ "theirs": { "text": "1", "workloads": ["default/blog"] } });
    for name in ["theirs", "missing"] {
        let text = refusal(needing(name), secrets.clone()).await;
        let expected = format!(
            "the annotation `secrets` names `{name}`, which is no secret for `default/shop`"
        );
        assert!(text.ends_with(&expected), "{text}");
    }
}

#[tokio::test]
async fn a_source_that_cannot_be_read_keeps_the_workload_from_starting() {
    let text = refusal(shop(), json!({ "a": { "file": "/missing/file" } })).await;
    assert!(
        text.contains("secret `a`: cannot read `/missing/file`: "),
        "{text}"
    );
    let text = refusal(shop(), json!({ "a": { "env": "NOT=SET" } })).await;
    assert!(
        text.ends_with("secret `a`: there is no environment variable `NOT=SET`"),
        "{text}"
    );
}

#[tokio::test]
async fn a_secret_has_one_source() {
    let text = refusal(shop(), json!({ "a": {} })).await;
    assert!(
        text.ends_with("secret `a`: no source, expected `text`, `file` or `env`"),
        "{text}"
    );
    let text = refusal(shop(), json!({ "a": { "text": "hunter2", "env": "B" } })).await;
    assert!(
        text.ends_with("secret `a`: several sources, expected one of `text`, `file` and `env`"),
        "{text}"
    );
    let text = refusal(shop(), json!({ "a": { "txet": "hunter2" } })).await;
    assert!(text.contains("unknown key `secrets.a.txet`"), "{text}");
}

#[tokio::test]
async fn what_a_secret_says_is_not_printed() {
    let declared: hostplug_secrets::Settings =
        serde_json::from_value(json!({ "secrets": { "a": { "text": "hunter2" } } })).unwrap();
    let text = format!("{declared:?}");
    assert!(text.contains("a") && !text.contains("hunter2"), "{text}");
    let wrong = refusal(
        shop(),
        json!({ "a": { "text": "hunter2", "workloads": 7 } }),
    )
    .await;
    assert!(!wrong.contains("hunter2"), "{wrong}");
}

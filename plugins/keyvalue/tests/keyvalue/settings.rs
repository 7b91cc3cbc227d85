//! Settings that keep a workload from starting, and backends of one's own.

use std::sync::Arc;

use hostplug::{Fail, Scope};
use hostplug_keyvalue::Keyvalue;
use hostplug_keyvalue::backend::{Backend, Error, Result, async_trait};
use hostplug_keyvalue::keyvalue::store;

use crate::rig::Rig;

async fn refusal(rig: Rig) -> String {
    match rig.bind(Scope::new("shop", "web")).await {
        Ok(_) => panic!("the settings were accepted"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn unknown_keys_are_refused() {
    let text = refusal(Rig::memory().with("shraed", true)).await;
    assert!(
        text.ends_with("backend `memory`: unknown key `shraed`: it takes no settings"),
        "{text}"
    );
}

#[tokio::test]
async fn a_path_is_refused_where_there_is_no_file() {
    let text = refusal(Rig::memory().with("path", "data.redb")).await;
    assert!(
        text.ends_with("backend `memory`: unknown key `path`: it takes no settings"),
        "{text}"
    );
}

#[tokio::test]
async fn values_of_the_wrong_type_are_refused() {
    let text = refusal(Rig::memory().with("shared", "yes")).await;
    assert!(
        text.contains("invalid type: string \"yes\", expected a boolean"),
        "{text}"
    );
}

#[cfg(feature = "redb")]
#[tokio::test]
async fn an_unknown_backend_is_refused_with_a_list_of_those_that_exist() {
    let text = refusal(Rig::memory().with("backend", "redis")).await;
    assert!(
        text.ends_with("unknown backend `redis`, expected `memory` or `redb`"),
        "{text}"
    );
}

#[cfg(feature = "redb")]
#[tokio::test]
async fn a_file_without_path_is_refused() {
    let text = refusal(Rig::memory().with("backend", "redb")).await;
    assert!(
        text.ends_with("backend `redb`: missing field `path`"),
        "{text}"
    );
    let text = refusal(Rig::redb().with("cache", 1)).await;
    assert!(
        text.ends_with("backend `redb`: unknown key `cache`"),
        "{text}"
    );
}

/// Knows one bucket, and says who asks and how it was opened.
struct Echo {
    space: String,
    options: Options,
}

#[derive(serde::Deserialize)]
struct Options {
    greeting: String,
}

#[async_trait]
impl Backend for Echo {
    async fn get(&self, bucket: &str, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>> {
        let (greeting, space) = (&self.options.greeting, &self.space);
        let echo = |key| Some(format!("{greeting} {space} {bucket} {key}").into_bytes());
        if bucket == "echo" {
            Ok(keys.iter().map(echo).collect())
        } else {
            Err(Error::NotFound)
        }
    }

    async fn write(&self, _: &str, _: Vec<(String, Option<Vec<u8>>)>) -> Result<()> {
        Err(Error::AccessDenied)
    }

    async fn swap(&self, _: &str, _: &str, _: Option<Vec<u8>>, _: Vec<u8>) -> Result<bool> {
        Err(Error::AccessDenied)
    }

    async fn keys(&self, _: &str) -> Result<Vec<String>> {
        Ok(vec![])
    }
}

fn echo() -> Rig {
    let open = |space, options| async { Ok(Arc::new(Echo { space, options }) as Arc<dyn Backend>) };
    let mut rig = Rig::memory().with("backend", "echo");
    rig.plugin = Keyvalue(Keyvalue::default().0.with("echo", open));
    rig
}

#[tokio::test]
async fn a_backend_of_ones_own_is_chosen_by_its_name() {
    let mut guest = echo().with("greeting", "hello").guest().await;
    let unknown = guest.get("a").await;
    assert!(matches!(unknown, Err(Fail::Wit(store::Error::NoSuchStore))));
    let denied = guest.set("a", "").await;
    assert!(matches!(denied, Err(Fail::Wit(store::Error::AccessDenied))));
    guest.bucket = guest.open("echo").await.unwrap();
    assert_eq!(
        guest.get("a").await.unwrap().unwrap(),
        b"hello default/default/shop echo a"
    );
}

#[tokio::test]
async fn settings_of_a_backend_of_ones_own_are_checked() {
    let text = refusal(echo().with("greeting", "hello").with("volume", 11)).await;
    assert!(
        text.ends_with("backend `echo`: unknown key `volume`"),
        "{text}"
    );
}

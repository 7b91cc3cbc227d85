//! Settings that keep a workload from starting, and backends of one's own.

use std::sync::Arc;

use hostplug::{Fail, Scope};
use hostplug_keyvalue::backend::{Backend, Change, Error, Page, Result, Values, async_trait};
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
        text.ends_with("backend `memory`: unknown key `shraed`"),
        "{text}"
    );
}

#[tokio::test]
async fn a_path_is_refused_where_there_is_no_file() {
    let text = refusal(Rig::memory().with("path", "data.redb")).await;
    assert!(
        text.ends_with("backend `memory`: unknown key `path`"),
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
    let text = refusal(Rig::memory().with("max-call-bytes", -1)).await;
    assert!(text.contains("invalid value: integer `-1`"), "{text}");
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

/// Knows one bucket, and says who asks.
struct Echo {
    space: String,
}

#[async_trait]
impl Backend for Echo {
    async fn get(&self, bucket: &str, keys: &[String], _: usize) -> Result<Values> {
        let echo = |key| Some(format!("{} {bucket} {key}", self.space).into_bytes());
        if bucket == "echo" {
            Ok(keys.iter().map(echo).collect())
        } else {
            Err(Error::NoSuchBucket)
        }
    }

    async fn exists(&self, _: &str, _: &str) -> Result<bool> {
        Ok(true)
    }

    async fn write(&self, _: &str, _: Vec<Change>) -> Result<()> {
        Err(Error::AccessDenied)
    }

    async fn increment(&self, _: &str, _: &str, _: u64) -> Result<u64> {
        Err(Error::AccessDenied)
    }

    async fn list(&self, _: &str, _: Option<u64>) -> Result<Page> {
        Ok(Page::default())
    }
}

#[tokio::test]
async fn a_backend_of_ones_own_is_chosen_by_its_name() {
    let mut rig = Rig::memory().with("backend", "echo");
    rig.plugin = rig.plugin.with_backend(
        "echo",
        Arc::new(|space, _| Box::pin(async { Ok(Arc::new(Echo { space }) as Arc<dyn Backend>) })),
    );
    let mut guest = rig.guest().await;
    assert!(matches!(
        guest.get("a").await,
        Err(Fail::Wit(store::Error::NoSuchStore))
    ));
    assert!(matches!(
        guest.set("a", "").await,
        Err(Fail::Wit(store::Error::AccessDenied))
    ));
    guest.bucket = guest.open("echo").await.unwrap();
    assert_eq!(
        guest.get("a").await.unwrap().unwrap(),
        b"default/default/shop echo a"
    );
}

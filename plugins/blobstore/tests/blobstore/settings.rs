//! Settings that keep a workload from starting, and backends of one's own.

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_blobstore::Blobstore;

async fn refusal(key: &str, value: impl Into<serde_json::Value>) -> String {
    let settings = Settings::default().with(key, value);
    let bound = Harness::bind(Blobstore::default(), Scope::new("shop", "web"), settings).await;
    bound.map(drop).unwrap_err().to_string()
}

#[tokio::test]
async fn what_the_backend_does_not_know_is_refused() {
    let text = refusal("max-byte", 1).await;
    assert!(
        text.ends_with("backend `memory`: unknown key `max-byte`"),
        "{text}"
    );
    let text = refusal("backend", "s3").await;
    assert!(
        text.ends_with("unknown backend `s3`, expected `memory`"),
        "{text}"
    );
}

/// A limit of 0 is a mistake: nothing could be kept.
#[tokio::test]
async fn no_limit_is_0() {
    for key in [
        "max-object-bytes",
        "max-bytes",
        "max-objects",
        "max-containers",
    ] {
        let text = refusal(key, 0).await;
        assert!(
            text.contains("integer `0`, expected a nonzero u64"),
            "{key}: {text}"
        );
        let text = refusal(key, -1).await;
        assert!(
            text.contains("backend `memory`: invalid value"),
            "{key}: {text}"
        );
    }
}

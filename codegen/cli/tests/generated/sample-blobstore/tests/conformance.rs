//! The plugin as components see it, and as the host does.

use hostplug::testing::Harness;
use hostplug::{Fail, Scope, Settings};
use hostplug_conformance::{Promise, blobstore};

use ::sample_blobstore::SampleBlobstore;
use ::sample_blobstore::blobstore::blobstore::Host;

/// A real component calls every function, in more ways than its author would think of.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_kept() {
    blobstore::Suite::new(SampleBlobstore::default)
        // What the WIT leaves open. Take out what your store does not promise.
        .promises(Promise::AnyName)
        .promises(Promise::CheckedRanges)
        .promises(Promise::DeletesAreRepeatable)
        .promises(Promise::NewContainers)
        .promises(Promise::Sorted)
        .run()
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workloads_share_their_data_if_the_settings_say_so() {
    blobstore::Suite::new(SampleBlobstore::default)
        .settings(Settings::default().with("shared", true))
        .promises(Promise::Shared)
        .run()
        .await;
}

/// Methods can be called without any component.
#[tokio::test]
async fn a_full_store_says_so_until_something_is_deleted() {
    let settings = Settings::default().with("max-bytes", 300);
    let scope = Scope::new("test", "component");
    let plugin = SampleBlobstore::default();
    let bound = Harness::bind(plugin, scope, settings).await;
    let mut harness = bound.unwrap();
    let mut caller = harness.caller();
    caller.create_container("first".into()).await.unwrap();
    let second = caller.create_container("second".into()).await;
    let Err(Fail::Wit(text)) = second else {
        panic!("{second:?}");
    };
    assert!(text.contains("no room"), "{text}");
    caller.delete_container("first".into()).await.unwrap();
    caller.create_container("second".into()).await.unwrap();
}

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SampleBlobstore::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = [
        "wasi:blobstore/types@0.2.0-draft",
        "wasi:blobstore/container@0.2.0-draft",
        "wasi:blobstore/blobstore@0.2.0-draft",
    ];
    assert_eq!(registered, imported);
}

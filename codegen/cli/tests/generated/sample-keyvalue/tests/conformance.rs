//! The plugin as components see it, and as the host does.

use hostplug::testing::Harness;
use hostplug::{Fail, Scope, Settings};
use hostplug_conformance::{Promise, keyvalue};

use ::sample_keyvalue::SampleKeyvalue;
use ::sample_keyvalue::keyvalue::store::{Error, Host, HostBucket};

/// A real component calls every function, in more ways than its author would think of.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_kept() {
    keyvalue::Suite::new(SampleKeyvalue::default)
        // What the WIT leaves open. Take out what your store does not promise.
        .promises(Promise::AnyName)
        .promises(Promise::DecimalNumbers)
        .promises(Promise::Sorted)
        .run()
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workloads_share_their_data_if_the_settings_say_so() {
    keyvalue::Suite::new(SampleKeyvalue::default)
        .settings(Settings::default().with("shared", true))
        .promises(Promise::Shared)
        .run()
        .await;
}

/// Methods can be called without any component.
#[tokio::test]
async fn a_full_store_says_so() {
    let settings = Settings::default().with("max-bytes", 1000);
    let scope = Scope::new("test", "component");
    let plugin = SampleKeyvalue::default();
    let bound = Harness::bind(plugin, scope, settings).await;
    let mut harness = bound.unwrap();
    let mut caller = harness.caller();
    let bucket = caller.open("bucket".into()).await.unwrap();
    let set = caller.set(bucket, "key".into(), vec![0; 1000]).await;
    assert!(matches!(set, Err(Fail::Wit(Error::Other(_)))), "{set:?}");
}

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SampleKeyvalue::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = [
        "wasi:keyvalue/store@0.2.0-draft",
        "wasi:keyvalue/atomics@0.2.0-draft",
        "wasi:keyvalue/batch@0.2.0-draft",
    ];
    assert_eq!(registered, imported);
}

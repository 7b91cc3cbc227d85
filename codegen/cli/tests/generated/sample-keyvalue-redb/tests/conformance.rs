//! The plugin as components see it, and as the host does.

use std::path::Path;

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_conformance::{Promise, keyvalue};

use ::sample_keyvalue_redb::SampleKeyvalueRedb;
use ::sample_keyvalue_redb::keyvalue::store::{Host, HostBucket};

fn settings(folder: &Path) -> Settings {
    let path = folder.join("data.redb");
    Settings::default().with("path", path.display().to_string())
}

/// A real component calls every function, in more ways than its author would think of.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    keyvalue::Suite::new(SampleKeyvalueRedb::default)
        .settings(settings(folder.path()))
        // What the WIT leaves open. Take out what your store does not promise.
        .promises(Promise::AnyName)
        .promises(Promise::DecimalNumbers)
        .promises(Promise::Sorted)
        .run()
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workloads_share_their_data_if_the_settings_say_so() {
    let folder = tempfile::tempdir().unwrap();
    keyvalue::Suite::new(SampleKeyvalueRedb::default)
        .settings(settings(folder.path()).with("shared", true))
        .promises(Promise::Shared)
        .run()
        .await;
}

/// Methods can be called without any component.
#[tokio::test]
async fn data_outlives_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let key = || "key".to_owned();
    for before in [None, Some(b"value".to_vec())] {
        let scope = Scope::new("test", "component");
        let plugin = SampleKeyvalueRedb::default();
        let bound = Harness::bind(plugin, scope, settings(folder.path())).await;
        let mut harness = bound.unwrap();
        let mut caller = harness.caller();
        let bucket = caller.open("bucket".into()).await.unwrap().rep();
        let bucket = || hostplug::wasmtime::component::Resource::new_borrow(bucket);
        assert_eq!(caller.get(bucket(), key()).await.unwrap(), before);
        let value = b"value".to_vec();
        caller.set(bucket(), key(), value).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let scope = Scope::new("test", "component");
    let plugin = SampleKeyvalueRedb::default();
    let bound = Harness::bind(plugin, scope, settings(&missing)).await;
    let error = bound.unwrap_err().to_string();
    assert!(error.contains("data.redb"), "{error}");
}

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SampleKeyvalueRedb::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = [
        "wasi:keyvalue/store@0.2.0-draft",
        "wasi:keyvalue/atomics@0.2.0-draft",
        "wasi:keyvalue/batch@0.2.0-draft",
    ];
    assert_eq!(registered, imported);
}

//! The plugin as components see it, and as the host does.

use std::path::Path;

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_conformance::{Promise, blobstore};

use ::blobstore_object_store::BlobstoreObjectStore;
use ::blobstore_object_store::blobstore::blobstore::Host;

fn settings(folder: &Path) -> Settings {
    Settings::default().with("path", folder.display().to_string())
}

/// A real component calls every function, in more ways than its author would think of.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    blobstore::Suite::new(BlobstoreObjectStore::default)
        .settings(settings(folder.path()))
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
    let folder = tempfile::tempdir().unwrap();
    blobstore::Suite::new(BlobstoreObjectStore::default)
        .settings(settings(folder.path()).with("shared", true))
        .promises(Promise::Shared)
        .run()
        .await;
}

/// Methods can be called without any component.
#[tokio::test]
async fn data_outlives_the_host() {
    let folder = tempfile::tempdir().unwrap();
    for before in [false, true] {
        let scope = Scope::new("test", "component");
        let plugin = BlobstoreObjectStore::default();
        let bound = Harness::bind(plugin, scope, settings(folder.path())).await;
        let mut harness = bound.unwrap();
        let mut caller = harness.caller();
        let exists = caller.container_exists("letters".into()).await.unwrap();
        assert_eq!(exists, before);
        if !before {
            caller.create_container("letters".into()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let scope = Scope::new("test", "component");
    let plugin = BlobstoreObjectStore::default();
    let bound = Harness::bind(plugin, scope, settings(&missing)).await;
    let error = bound.unwrap_err().to_string();
    assert!(error.contains("missing"), "{error}");
}

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = BlobstoreObjectStore::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = [
        "wasi:blobstore/types@0.2.0-draft",
        "wasi:blobstore/container@0.2.0-draft",
        "wasi:blobstore/blobstore@0.2.0-draft",
    ];
    assert_eq!(registered, imported);
}

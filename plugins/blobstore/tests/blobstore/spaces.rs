//! Who sees whose objects.

use hostplug::Settings;
use hostplug_guests::BLOBSTORE_PROBE;
use hostplug_runtime::Component;

use crate::rig::{host, start, with_plugin};

#[tokio::test]
async fn workloads_and_namespaces_are_apart() {
    let host = host(Settings::default()).await;
    let shop = start(&host, with_plugin("shop")).await;
    shop.create("box").await;
    let blog = start(&host, with_plugin("blog")).await;
    let other = start(&host, with_plugin("shop").namespace("other")).await;
    for stranger in [blog, other] {
        let found = stranger.get("box", "a").await;
        assert_eq!(found.unwrap_err(), "no container `box`");
    }
}

#[tokio::test]
async fn a_shared_instance_is_open_to_all_workloads() {
    let host = host(Settings::default().with("shared", true)).await;
    let shop = start(&host, with_plugin("shop")).await;
    let blog = start(&host, with_plugin("blog")).await;
    shop.create("box").await;
    shop.put("box", "a", b"1").await.unwrap();
    assert_eq!(blog.get("box", "a").await.unwrap(), b"1");
}

#[tokio::test]
async fn components_of_one_workload_share() {
    let host = host(Settings::default()).await;
    let workload = with_plugin("shop").component("jobs", Component::bytes(BLOBSTORE_PROBE));
    let guest = start(&host, workload).await;
    guest.create("box").await;
    let (found,): (Result<bool, String>,) = guest
        .0
        .call("jobs", "test:blobs/probe@0.1.0#exists", ("box".to_owned(),))
        .await
        .unwrap();
    assert!(found.unwrap());
}

#[tokio::test]
async fn memory_is_gone_with_its_workload() {
    let host = host(Settings::default()).await;
    let shop = start(&host, with_plugin("shop")).await;
    shop.create("box").await;
    host.stop("default/shop").await.unwrap();
    drop(shop);
    let shop = start(&host, with_plugin("shop")).await;
    assert_eq!(
        shop.get("box", "a").await.unwrap_err(),
        "no container `box`"
    );
}

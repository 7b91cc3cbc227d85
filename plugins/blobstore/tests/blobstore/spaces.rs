//! Who sees whose objects.

use hostplug::Settings;

use crate::rig::{host, start, with_plugin};

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

//! The plugin in a host, as a component calls it.

use std::path::Path;

use acme_quota::Quota;
use hostplug::Settings;
use hostplug_runtime::{Host, Workload};

#[tokio::test]
async fn a_component_spends_the_units_of_its_backend() -> Result<(), Box<dyn std::error::Error>> {
    let quota = Quota::default();
    let host = Host::builder()
        .plugin(quota.clone())
        .instance("quota", "small", Settings::default().with("units", 100))
        .start()
        .await?;

    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let web = wat::parse_str(include_str!("web.wat"))?;
    std::fs::write(directory.join("web.wasm"), web)?;
    let document = include_str!("../workload.toml");
    let workload = Workload::from_toml(document, directory)?;
    let shop = host.start(workload).await?;

    let (left,): (u32,) = shop.call("web", "run", (30_u32,)).await?;
    assert_eq!(left, 70);
    let (left,): (u32,) = shop.call("web", "run", (30_u32,)).await?;
    assert_eq!(left, 40, "two instances, and one account");

    host.stop(shop.id()).await?;
    assert_eq!(quota.spent("shop/web"), 60);
    Ok(())
}

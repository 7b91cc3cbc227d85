use hostplug::testing::Harness;
use hostplug::{Scope, Settings};

use super::Quota;
use super::quota::budget::Host;

/// The plugin for the component `web` of the workload `shop`, in a backend with so many units.
async fn bound(units: u32) -> Harness<Quota> {
    let settings = Settings::default().with("units", units);
    let scope = Scope::new("shop", "web");
    Harness::bind(Quota, scope, settings).await.unwrap()
}

#[tokio::test]
async fn a_component_spends_units() {
    let mut quota = bound(50).await;
    assert!(quota.caller().spend(30).await.unwrap());
    assert!(!quota.caller().spend(30).await.unwrap());
    assert_eq!(quota.caller().left().await.unwrap(), 20);
}

#[tokio::test]
async fn unknown_settings_are_refused() {
    let settings = Settings::default().with("units", 50).with("unit", 50);
    let bound = Harness::bind(Quota, Scope::new("shop", "web"), settings).await;
    assert_eq!(
        bound.unwrap_err().to_string(),
        "plugin `quota` does not accept the settings of its instance `default`: unknown key `unit`"
    );
}

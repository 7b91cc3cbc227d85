use hostplug::testing::Harness;
use hostplug::{Scope, Settings};

use super::Quota;
use super::quota::budget::Host;

/// The plugin for the component `web` of the workload `shop`, in a backend with so many units.
async fn bound(quota: &Quota, units: u32) -> Result<Harness<Quota>, hostplug::Error> {
    let settings = Settings::default().with("units", units);
    Harness::bind(quota.clone(), Scope::new("shop", "web"), settings).await
}

#[tokio::test]
async fn a_component_spends_units() {
    let mut quota = bound(&Quota::default(), 50).await.unwrap();
    assert!(quota.caller().spend(30).await.unwrap());
    assert!(!quota.caller().spend(30).await.unwrap());
    assert_eq!(quota.caller().left().await.unwrap(), 20);
}

#[tokio::test]
async fn instances_of_a_component_have_one_account() {
    let mut quota = bound(&Quota::default(), 50).await.unwrap();
    assert!(quota.caller().spend(30).await.unwrap());
    quota.next_instance();
    assert_eq!(quota.caller().left().await.unwrap(), 20);
}

#[tokio::test]
async fn what_was_spent_is_known_when_the_component_has_stopped() {
    let quota = Quota::default();
    let mut shop = bound(&quota, 50).await.unwrap();
    assert!(shop.caller().spend(30).await.unwrap());
    shop.stop().await.unwrap();
    assert_eq!(quota.spent("shop/web"), 30);
}

#[tokio::test]
async fn an_empty_budget_keeps_the_workload_from_starting() {
    let bound = bound(&Quota::default(), 0).await;
    assert_eq!(
        bound.unwrap_err().to_string(),
        "plugin `quota` failed to bind: `web` has nothing to spend"
    );
}

#[tokio::test]
async fn unknown_settings_are_refused() {
    let settings = Settings::default().with("units", 50).with("unit", 50);
    let bound = Harness::bind(Quota::default(), Scope::new("shop", "web"), settings).await;
    assert_eq!(
        bound.unwrap_err().to_string(),
        "plugin `quota` does not accept the settings of its instance `default`: unknown key `unit`"
    );
}

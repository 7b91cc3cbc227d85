//! What a component sees of the plugin, without the component.

use hostplug::testing::Harness;
use hostplug::wasmtime::component::Resource;
use hostplug::{Fail, Scope, Settings};

use super::Quota;
use super::quota::budget::{Error, Host, HostReservation};

/// The plugin for the component `web` of the workload `shop`, in a backend with so many units.
async fn bound(quota: &Quota, units: u32) -> Result<Harness<Quota>, hostplug::Error> {
    let settings = Settings::default().with("units", units);
    Harness::bind(quota.clone(), Scope::new("shop", "web"), settings).await
}

#[tokio::test]
async fn a_component_spends_units() {
    let mut quota = bound(&Quota::default(), 50).await.unwrap();
    quota.caller().spend(30).await.unwrap();
    let refused = quota.caller().spend(30).await;
    assert!(matches!(refused, Err(Fail::Wit(Error::Exhausted(20)))));
}

#[tokio::test]
async fn instances_of_a_component_have_one_account() {
    let mut quota = bound(&Quota::default(), 50).await.unwrap();
    quota.caller().spend(30).await.unwrap();
    quota.next_instance();
    assert_eq!(quota.caller().left().await.unwrap(), 20);
}

#[tokio::test]
async fn what_is_not_confirmed_goes_back() {
    let mut quota = bound(&Quota::default(), 50).await.unwrap();
    let reservation = quota.caller().reserve(30).await.unwrap();
    let lent = || Resource::new_borrow(reservation.rep());
    quota.caller().confirm(lent(), 10).await.unwrap();
    assert_eq!(quota.caller().left().await.unwrap(), 20);
    quota.caller().drop(reservation).await.unwrap();
    assert_eq!(quota.caller().left().await.unwrap(), 40);
}

#[tokio::test]
async fn the_end_of_an_instance_gives_its_reservations_back() {
    let mut quota = bound(&Quota::default(), 50).await.unwrap();
    quota.caller().reserve(30).await.unwrap();
    quota.next_instance();
    assert_eq!(quota.caller().left().await.unwrap(), 50);
}

#[tokio::test]
async fn a_handle_that_is_none_traps() {
    let mut quota = bound(&Quota::default(), 50).await.unwrap();
    let confirmed = quota.caller().confirm(Resource::new_borrow(7), 1).await;
    assert!(matches!(confirmed, Err(Fail::Trap(_))));
}

#[tokio::test]
async fn what_was_spent_is_known_when_the_component_has_stopped() {
    let quota = Quota::default();
    let mut shop = bound(&quota, 50).await.unwrap();
    shop.caller().spend(30).await.unwrap();
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

use hostplug::testing::Harness;

use super::Quota;
use super::quota::budget::Host;

#[tokio::test]
async fn a_component_spends_units() {
    let mut quota = Harness::new(Quota).await.unwrap();
    assert_eq!(quota.caller().left().await.unwrap(), 100);
    assert!(quota.caller().spend(30).await.unwrap());
    assert!(!quota.caller().spend(101).await.unwrap());
}

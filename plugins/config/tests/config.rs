//! The plugin as components see it, in the conformance suite, and what it does not do.

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_config::Config;
use hostplug_conformance::Promise;
use hostplug_conformance::config::Suite;

#[tokio::test]
async fn it_keeps_the_contract() {
    Suite::new(|| Config).promises(Promise::Sorted).run().await;
}

#[tokio::test]
async fn settings_are_refused() {
    let settings = Settings::default().with("greeting", "hello");
    let error = Harness::bind(Config, Scope::new("shop", "web"), settings)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("unknown key `greeting`"),
        "{error}"
    );
}

#[test]
fn the_interface_is_derived_from_the_world() {
    let ids: Vec<_> = Config::INTERFACES.iter().map(ToString::to_string).collect();
    assert_eq!(ids, ["wasi:config/store@0.2.0-rc.1"]);
}

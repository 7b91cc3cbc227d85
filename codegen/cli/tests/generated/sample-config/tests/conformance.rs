//! The plugin as components see it, and as the host does.

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_conformance::{Promise, config};

use ::sample_config::SampleConfig;
use ::sample_config::config::store::Host;

/// A real component calls every function, in more ways than its author would think of.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_kept() {
    config::Suite::new(SampleConfig::default)
        // What the WIT leaves open. Take out what your plugin does not promise.
        .promises(Promise::Sorted)
        .run()
        .await;
}

/// Methods can be called without any component.
#[tokio::test]
async fn values_of_a_component_go_before_those_of_the_host() {
    let settings = Settings::default().with("region", "north");
    let settings = settings.with("stage", "test");
    let mut scope = Scope::new("test", "component");
    scope.config.insert("stage".into(), "live".into());
    let bound = Harness::bind(SampleConfig, scope, settings).await;
    let mut harness = bound.unwrap();
    let all = harness.caller().get_all().await.unwrap();
    assert_eq!(all, [("region", "north"), ("stage", "live")].map(pair));
}

fn pair((key, value): (&str, &str)) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

#[test]
fn every_imported_interface_is_registered() {
    let interfaces = SampleConfig::INTERFACES.iter();
    let registered: Vec<_> = interfaces.map(ToString::to_string).collect();
    let imported = ["wasi:config/store@0.2.0-rc.1"];
    assert_eq!(registered, imported);
}

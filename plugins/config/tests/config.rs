//! The plugin as components see it, in the conformance suite, and what it does not do.

use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_config::Config;
use hostplug_conformance::Promise;
use hostplug_conformance::config::Suite;

async fn harness(config: &[(&str, &str)]) -> Harness<Config> {
    let mut scope = Scope::new("shop", "web");
    scope.config = config
        .iter()
        .map(|(key, value)| ((*key).into(), (*value).into()))
        .collect();
    Harness::bind(Config, scope, Settings::default())
        .await
        .unwrap()
}

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

#[tokio::test]
async fn the_oldest_draft_answers_the_same_under_its_own_names() {
    use hostplug_config::config::runtime::Host;
    let mut web = harness(&[("greeting", "hello")]).await;
    let value = Host::get(&mut web.caller(), "greeting".into()).unwrap();
    assert_eq!(value.as_deref(), Some("hello"));
    let all = Host::get_all(&mut web.caller()).unwrap();
    assert_eq!(all, [("greeting".to_owned(), "hello".to_owned())]);
}

#[test]
fn the_interfaces_are_derived_from_the_worlds() {
    let ids: Vec<_> = Config::INTERFACES.iter().map(ToString::to_string).collect();
    assert_eq!(
        ids,
        [
            "wasi:config/store@0.2.0-rc.1",
            "wasi:config/store@0.2.0-draft-2024-09-27",
            "wasi:config/store@0.2.0-draft",
            "wasi:config/runtime@0.2.0-draft",
        ]
    );
}

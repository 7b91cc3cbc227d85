use hostplug::testing::Harness;
use hostplug::{Scope, Settings};
use hostplug_config::Config;
use hostplug_config::config::store::Host;

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
async fn a_component_reads_its_own_values() {
    let mut web = harness(&[("greeting", "hello"), ("empty", "")]).await;
    let mut other = harness(&[("greeting", "moin")]).await;
    assert_eq!(
        web.caller().get("greeting".into()).unwrap().as_deref(),
        Some("hello")
    );
    assert_eq!(
        web.caller().get("empty".into()).unwrap().as_deref(),
        Some("")
    );
    assert_eq!(
        other.caller().get("greeting".into()).unwrap().as_deref(),
        Some("moin")
    );
}

#[tokio::test]
async fn a_key_that_is_not_set_is_none() {
    let mut web = harness(&[("greeting", "hello")]).await;
    assert_eq!(web.caller().get("Greeting".into()).unwrap(), None);
    assert_eq!(web.caller().get(String::new()).unwrap(), None);
}

#[tokio::test]
async fn all_values_come_sorted_by_key() {
    let mut web = harness(&[("b", "2"), ("a", "1")]).await;
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        web.caller().get_all().unwrap(),
        [pair("a", "1"), pair("b", "2")]
    );
    assert_eq!(harness(&[]).await.caller().get_all().unwrap(), []);
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

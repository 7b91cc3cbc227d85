//! Secrets reach the components that name them, and nobody else sees them.

use std::fmt::Write as _;
use std::sync::Arc;

use hostplug_config::Config;
use hostplug_guests::{COMMAND, GREETER};
use hostplug_logging::Logging;
use hostplug_runtime::{Component, Host, HostBuilder, Secret, Stdio, Value, Workload};

use crate::support::logged::Logged;
use crate::support::output::Printed;
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, text};

/// What nobody may see.
const HIDDEN: &str = "hunter2-is-hidden";

fn named(name: &str) -> Value {
    Value::Secret(name.to_owned())
}

fn host(secret: Secret) -> HostBuilder {
    builder()
        .plugin(Config)
        .plugin(Logging)
        .secret("token", secret)
}

async fn settings(host: &Host, workload: Workload) -> Vec<(String, String)> {
    let running = host.start(workload).await.unwrap();
    let (settings,) = running
        .call("greeter", "test:greet/greet@0.1.0#settings", ())
        .await
        .unwrap();
    settings
}

#[tokio::test]
async fn a_secret_is_a_value_of_configuration_and_environment() {
    let printed = Printed::default();
    let host = host(Secret::text(HIDDEN)).stdio(printed.stdio());
    let host = host.start().await.unwrap();
    let job = Component::bytes(COMMAND).args(["env"]);
    let greeter = Component::bytes(GREETER).config_from("key", named("token"));
    let workload = Workload::new("test")
        .component("greeter", greeter)
        .component("job", job.env_from("TOKEN", named("token")));
    let settings = settings(&host, workload).await;
    assert_eq!(settings, [("key".to_owned(), HIDDEN.to_owned())]);
    let running = host.workload("default/test").unwrap();
    assert_eq!(running.run("job").await.unwrap(), 0);
    assert_eq!(printed.take("job"), [format!("TOKEN={HIDDEN}")]);
}

#[tokio::test]
async fn a_file_is_read_anew_by_each_start() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let host = host(Secret::file(file.path())).start().await.unwrap();
    for value in ["first", "second"] {
        std::fs::write(file.path(), format!("{value}\n")).unwrap();
        let greeter = Component::bytes(GREETER).config_from("key", named("token"));
        let settings = settings(&host, alone("greeter", greeter)).await;
        assert_eq!(settings, [("key".to_owned(), value.to_owned())]);
        host.stop("default/test").await.unwrap();
    }
}

#[tokio::test]
async fn a_secret_that_cannot_be_had_is_named_with_what_to_type() {
    let host = host(Secret::text(HIDDEN).namespaces(["shop"]))
        .secret("other", Secret::text(HIDDEN))
        .secret("gone", Secret::file("/no/such/file"));
    let host = host.start().await.unwrap();
    for (name, expected) in [
        (
            "tokn",
            "this host has no secret `tokn`\nhelp: there are `gone`, `other`",
        ),
        (
            "token",
            "the secret `token` is not for workloads of the namespace `default`\n\
             help: add `default` to `namespaces` of `token` in `[secrets]` of the host file, or to `Secret::namespaces`",
        ),
        (
            "gone",
            "the secret `gone` cannot be read: cannot read `/no/such/file`: No such file or directory (os error 2)",
        ),
    ] {
        let component = Component::bytes(GREETER).config_from("key", named(name));
        let text = text(host.start(alone("greeter", component)).await);
        assert_eq!(text, format!("`key` of component `greeter`: {expected}"));
    }
    let component = Component::bytes(GREETER).config_from("key", named("token"));
    host.start(alone("greeter", component).namespace("shop"))
        .await
        .unwrap();
}

/// A component with the secret in both places, whose call traps.
#[tokio::test]
async fn nothing_that_can_be_printed_has_a_secret_in_it() {
    let logged = Logged::default();
    let _logs = logged.begin();
    let mut seen = String::new();
    let probe = Probe::new(&Log::default()).fault("call web", Fault::Fail);
    let builder = host(Secret::text(HIDDEN))
        .plugin(probe.clone())
        .stdio(Stdio::Lines(Arc::new(Printed::default())));
    write!(seen, "{builder:?} {:?}", Secret::text(HIDDEN)).unwrap();
    let host = builder.start().await.unwrap();
    let with = |component: Component| {
        let component = component.config_from("key", named("token"));
        component.env_from("TOKEN", named("token"))
    };
    let workload = Workload::new("test")
        .component("web", with(probing()))
        .component("greeter", with(Component::bytes(GREETER)))
        .component("job", with(Component::bytes(COMMAND).args(["panic"])));
    write!(seen, "{workload:?}").unwrap();
    let plan = host.resolve(&workload).await.unwrap();
    let explained = plan.explain();
    let json = serde_json::to_string(&plan).unwrap();
    write!(seen, "{plan:?} {json} {explained}").unwrap();
    write!(seen, "{} {}", explained.to_dot(), explained.to_mermaid()).unwrap();
    let running = host.start(workload).await.unwrap();
    write!(seen, "{host:?} {running:?} {:?}", probe.scope("web")).unwrap();
    let settings = "test:greet/greet@0.1.0#settings";
    running.invoke("greeter", settings, &[]).await.unwrap();
    for function in ["call", "none"] {
        let error = running
            .call::<(), ()>("web", function, ())
            .await
            .unwrap_err();
        write!(seen, "{error} {error:?}").unwrap();
    }
    let error = running.run("job").await.unwrap_err();
    write!(seen, "{error} {error:?}").unwrap();
    host.stop("default/test").await.unwrap();
    let (list, heartbeat) = (host.list(), host.heartbeat());
    write!(seen, "{list:?} {heartbeat:?}").unwrap();
    write!(seen, "{}", serde_json::to_string(&list).unwrap()).unwrap();
    assert!(!seen.contains(HIDDEN), "{seen}");
    let logged = logged.text();
    assert!(!logged.contains(HIDDEN), "{logged}");
}

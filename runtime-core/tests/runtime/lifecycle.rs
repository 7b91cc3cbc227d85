//! When plugins are started, bound, unbound and stopped.

use hostplug_runtime::hostplug::Settings;
use hostplug_runtime::{Host, Workload, WorkloadState};

use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, text};

/// Components `a`, `b` and `c`, in this order.
fn three() -> Workload {
    Workload::new("test")
        .component("c", probing())
        .component("a", probing())
        .component("b", probing())
}

async fn host(probe: Probe) -> Host {
    builder().plugin(probe).start().await.unwrap()
}

#[tokio::test]
async fn a_component_is_bound_once_for_all_interfaces_and_unbound_in_the_opposite_order() {
    let log = Log::default();
    let host = host(Probe::new(&log)).await;
    assert_eq!(log.take(), ["start"]);
    host.start(three()).await.unwrap();
    assert_eq!(log.take(), ["bind a", "bind b", "bind c"]);
    host.stop("default/test").await.unwrap();
    assert_eq!(log.take(), ["unbind c", "unbind b", "unbind a"]);
    host.shutdown().await.unwrap();
    assert_eq!(log.take(), ["stop"]);
}

#[tokio::test]
async fn a_component_of_two_entries_is_bound_once() {
    let log = Log::default();
    let host = host(Probe::new(&log)).await;
    let front = crate::support::wat(
        r#"(component
        (import "call" (func $call))
        (core func $lowered (canon lower (func $call)))
        (core module $m (import "" "call" (func $call)) (func (export "run") (call $call)))
        (core instance $i (instantiate $m (with "" (instance (export "call" (func $lowered))))))
        (func (export "run") (canon lift (core func $i "run"))))"#,
    );
    let workload = Workload::new("test")
        .component("front", front)
        .component("back", probing().entry());
    let running = host.start(workload).await.unwrap();
    let (): () = running.call("front", "run", ()).await.unwrap();
    let (): () = running.call("back", "call", ()).await.unwrap();
    assert_eq!(log.take(), ["start", "bind back", "call back", "call back"]);
}

#[tokio::test]
async fn plugins_stop_in_the_opposite_order_and_workloads_before_them() {
    let log = Log::default();
    let (one, two) = (Probe::new(&log).named("one"), Probe::new(&log).named("two"));
    let host = builder()
        .plugin_as("one", one)
        .plugin_as("two", two)
        .start()
        .await
        .unwrap();
    let a = probing().plugin_choice(choice("one"));
    let b = probing().plugin_choice(choice("two"));
    host.start(Workload::new("test").component("a", a).component("b", b))
        .await
        .unwrap();
    assert_eq!(
        log.take(),
        ["one start", "two start", "one bind a", "two bind b"]
    );
    host.shutdown().await.unwrap();
    assert_eq!(
        log.take(),
        ["two unbind b", "one unbind a", "two stop", "one stop"]
    );
}

fn choice(plugin: &str) -> hostplug_runtime::PluginChoice {
    hostplug_runtime::PluginChoice {
        label: "default".to_owned(),
        plugin: plugin.to_owned(),
        instance: None,
        settings: Settings::default(),
    }
}

#[tokio::test]
async fn plugins_that_had_been_started_are_stopped_again() {
    for (fault, expected) in [
        (Fault::Fail, "plugin `probe` failed to start: told to fail"),
        (
            Fault::Panic,
            "plugin `three` failed to start: it panicked: told to panic",
        ),
    ] {
        let log = Log::default();
        let three = Probe::new(&log).fault("start", fault);
        let (one, two) = (Probe::new(&log).named("one"), Probe::new(&log).named("two"));
        let host = builder()
            .plugin_as("one", one)
            .plugin_as("two", two)
            .plugin_as("three", three)
            .start()
            .await;
        assert_eq!(text(host), expected);
        assert_eq!(
            log.take(),
            ["one start", "two start", "two stop", "one stop"]
        );
    }
}

#[tokio::test]
async fn a_binding_that_fails_undoes_the_others_and_frees_the_id() {
    for (fault, expected) in [
        (
            Fault::Fail,
            "component `c` cannot be bound to plugin `probe`: plugin `probe` failed to bind: told to fail",
        ),
        (
            Fault::Panic,
            "component `c` cannot be bound to plugin `probe`: plugin `probe` failed to bind: it panicked: told to panic",
        ),
    ] {
        let log = Log::default();
        let probe = Probe::new(&log).fault("bind c", fault);
        let host = host(probe.clone()).await;
        assert_eq!(text(host.start(three()).await), expected);
        assert_eq!(
            log.take(),
            ["start", "bind a", "bind b", "unbind b", "unbind a"]
        );
        let status = host.status("default/test").unwrap();
        assert_eq!(status.state, WorkloadState::Failed);
        assert_eq!(status.reason.as_deref(), Some(expected));
        probe.heal("bind c");
        host.start(three()).await.unwrap();
    }
}

#[tokio::test]
async fn undoing_goes_on_when_it_fails_itself() {
    let log = Log::default();
    let probe = Probe::new(&log)
        .fault("bind c", Fault::Fail)
        .fault("unbind b", Fault::Panic);
    let host = host(probe).await;
    assert!(text(host.start(three()).await).ends_with("failed to bind: told to fail"));
    assert_eq!(log.take(), ["start", "bind a", "bind b", "unbind a"]);
}

#[tokio::test]
async fn a_failing_unbind_is_reported_after_the_rest_was_unbound() {
    for (fault, expected) in [
        (Fault::Fail, "plugin `probe` failed to unbind: told to fail"),
        (
            Fault::Panic,
            "plugin `probe` failed to unbind: it panicked: told to panic",
        ),
    ] {
        let log = Log::default();
        let host = host(Probe::new(&log).fault("unbind b", fault)).await;
        host.start(three()).await.unwrap();
        assert_eq!(text(host.stop("default/test").await), expected);
        assert_eq!(
            log.take(),
            [
                "start", "bind a", "bind b", "bind c", "unbind c", "unbind a"
            ]
        );
        host.start(three()).await.unwrap();
        assert_eq!(text(host.shutdown().await), expected);
        assert_eq!(
            log.take().last().unwrap(),
            "stop",
            "the plugin is stopped nevertheless"
        );
    }
}

#[tokio::test]
async fn settings_that_the_plugin_does_not_know_keep_the_workload_from_starting() {
    let log = Log::default();
    let host = host(Probe::new(&log)).await;
    let mut choice = choice("probe");
    choice.settings = Settings::default().with("colour", "red");
    let text = text(
        host.start(alone("web", probing().plugin_choice(choice)))
            .await,
    );
    let expected = "component `web` cannot be bound to plugin `probe`: plugin `probe` does not accept the settings of its \
                    instance `default`: unknown key `colour`";
    assert!(text.starts_with(expected), "{text}");
    assert_eq!(log.take(), ["start"]);
}

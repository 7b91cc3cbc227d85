//! Calls of components by plugins: who is told of them, and how they end that take too long or go nowhere.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hostplug_runtime::hostplug::{
    self, CallObserver, CallSite, Caller, Direction, InvokeError, Lifecycle, Outcome, Scope,
    host_plugin, wasmtime,
};
use hostplug_runtime::{Component as Guest, InstancePolicy, Reuse};

use self::called::handler::Component;
use crate::support::{alone, builder, text, wat};

#[host_plugin(
    world = "test:called/plugin@1.0.0",
    inline = "
        package test:called@1.0.0;
        interface notes { note: func(); }
        interface handler { spin: func(); note: func(); trap: func(); }
        world plugin { import notes; export handler; }
    ",
    lifecycle
)]
#[derive(Clone, Default)]
struct Called {
    handler: Arc<Mutex<Option<Component>>>,
}

impl Lifecycle for Called {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<()> {
        *self.handler.lock().unwrap() = Some(scope.require()?);
        Ok(())
    }
}

impl called::notes::Host for Caller<'_, Called> {
    async fn note(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

impl Called {
    fn handler(&self) -> Component {
        self.handler.lock().unwrap().clone().unwrap()
    }
}

/// `spin` never comes back, `note` calls the plugin.
fn guest(exports: &str) -> Guest {
    wat(&format!(
        r#"(component
        (import "test:called/notes@1.0.0" (instance $notes (export "note" (func))))
        (core func $note (canon lower (func $notes "note")))
        (core module $m
            (import "notes" "note" (func $note))
            (func (export "spin") (loop (br 0)))
            (func (export "note") (call $note))
            (func (export "trap") unreachable))
        (core instance $i (instantiate $m (with "notes" (instance (export "note" (func $note))))))
        (func $spin (canon lift (core func $i "spin")))
        (func $note (canon lift (core func $i "note")))
        (func $trap (canon lift (core func $i "trap")))
        (instance $handler
            (export "spin" (func $spin)) (export "note" (func $note)) (export "trap" (func $trap)))
        {exports})"#
    ))
}

fn handler() -> Guest {
    guest(r#"(export "test:called/handler@1.0.0" (instance $handler))"#)
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl CallObserver for Seen {
    fn finished(&self, site: &CallSite, _: Duration, outcome: Outcome) {
        let direction = match site.direction {
            Direction::ToPlugin => "serves",
            _ => "calls",
        };
        let component = &site.scope.component;
        self.0.lock().unwrap().push(format!(
            "{} {direction} {component} {}#{} {}",
            site.plugin,
            site.interface,
            site.function,
            outcome.as_str()
        ));
    }
}

/// Wasmtime would never give the thread back, if nobody interrupted the guest.
#[tokio::test]
async fn a_guest_that_never_waits_has_a_deadline() {
    let called = Called::default();
    let host = builder().plugin(called.clone()).start().await.unwrap();
    host.start(alone("web", handler())).await.unwrap();
    let soon = called.handler().within(Duration::from_millis(1));
    let error = soon.spin().await.unwrap_err();
    assert!(matches!(error, InvokeError::TimedOut { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "component `web` took longer than 1ms in `test:called/handler@1.0.0#spin`"
    );
    called.handler().note().await.unwrap();
    host.stop("default/test").await.unwrap();
}

/// The time of a session's instance counts as that of a call.
#[tokio::test]
async fn a_guest_that_never_starts_has_a_deadline() {
    let called = Called::default();
    let host = builder().plugin(called.clone()).start().await.unwrap();
    let spins = guest(
        r#"(core module $starts (func $spin (loop (br 0))) (start $spin))
           (core instance (instantiate $starts))
           (export "test:called/handler@1.0.0" (instance $handler))"#,
    );
    host.start(alone("web", spins)).await.unwrap();
    let soon = called.handler().within(Duration::from_millis(1));
    let error = soon.instantiate().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "component `web` took longer than 1ms in `test:called/handler@1.0.0#[instantiate]`"
    );
}

#[tokio::test]
async fn an_observer_is_told_of_both_directions() {
    let (called, seen) = (Called::default(), Seen::default());
    let host = builder()
        .plugin_as("other", called.clone())
        .observer(seen.clone())
        .start()
        .await
        .unwrap();
    host.start(alone("web", handler())).await.unwrap();
    let handler = called.handler();
    handler.note().await.unwrap();
    handler.trap().await.unwrap_err();
    handler
        .within(Duration::from_millis(1))
        .spin()
        .await
        .unwrap_err();
    let mut session = handler.instantiate().await.unwrap();
    session.note().await.unwrap();
    drop(session);
    host.stop("default/test").await.unwrap();
    handler.note().await.unwrap_err();
    let serves = "other serves web test:called/notes@1.0.0#note returned";
    let calls = |call: &str| format!("other calls web test:called/handler@1.0.0#{call}");
    assert_eq!(
        *seen.0.lock().unwrap(),
        [
            serves,
            &calls("note returned"),
            &calls("trap trapped"),
            &calls("spin timed-out"),
            &calls("[instantiate] returned"),
            serves,
            &calls("note returned"),
            &calls("note refused"),
        ]
    );
}

/// A plugin can insist on what a component lacks; the start then says which interface it is.
#[tokio::test]
async fn a_component_without_the_export_is_named() {
    for exports in [
        "",
        r#"(export "test:called/handler@2.0.0" (instance $handler))"#,
    ] {
        let host = builder().plugin(Called::default()).start().await.unwrap();
        let error = text(host.start(alone("web", guest(exports))).await);
        let expected =
            "component `web` has no export `test:called/handler@1.0.0` for the plugin to call";
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_newer_version_of_the_same_track_is_called() {
    let called = Called::default();
    let host = builder().plugin(called.clone()).start().await.unwrap();
    let newer = guest(r#"(export "test:called/handler@1.4.0" (instance $handler))"#);
    host.start(alone("web", newer)).await.unwrap();
    called.handler().note().await.unwrap();
}

fn reused() -> Guest {
    handler().instance(InstancePolicy::Reuse(Reuse::default()))
}

#[tokio::test]
async fn calls_of_a_plugin_reuse_an_instance_and_a_session_has_its_own() {
    let called = Called::default();
    let host = builder().plugin(called.clone()).start().await.unwrap();
    let running = host.start(alone("web", reused())).await.unwrap();
    let made = || running.instances("web").unwrap().made;
    let handler = called.handler();
    for _ in 0..3 {
        handler.note().await.unwrap();
    }
    assert_eq!(made(), 1);
    let mut session = handler.instantiate().await.unwrap();
    session.note().await.unwrap();
    drop(session);
    let instances = running.instances("web").unwrap();
    assert_eq!((instances.made, instances.retired), (2, 1));
    let export = "test:called/handler@1.0.0#note";
    running.call::<(), ()>("web", export, ()).await.unwrap();
    assert_eq!(made(), 2, "the host's calls have the same instances");
    host.stop("default/test").await.unwrap();
}

#[tokio::test]
async fn an_instance_that_trapped_or_spun_for_a_plugin_is_retired() {
    let called = Called::default();
    let host = builder().plugin(called.clone()).start().await.unwrap();
    let running = host.start(alone("web", reused())).await.unwrap();
    let handler = called.handler();
    handler.note().await.unwrap();
    handler.trap().await.unwrap_err();
    handler.note().await.unwrap();
    let soon = handler.within(Duration::from_millis(1));
    soon.spin().await.unwrap_err();
    handler.note().await.unwrap();
    let instances = running.instances("web").unwrap();
    assert_eq!(
        (instances.idle, instances.made, instances.retired),
        (1, 3, 2)
    );
    host.stop("default/test").await.unwrap();
}

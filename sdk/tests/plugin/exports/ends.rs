//! How calls end that do not return.

use std::time::Duration;

use self::ends::handler::Component;
use super::{guest, *};

#[host_plugin(world = "demo:ends/plugin", path = "tests/plugin/exports/ends.wit", binding = Component)]
#[derive(Default)]
struct Ends {
    refused: Mutex<String>,
}

impl Lifecycle for Ends {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Component> {
        Ok(scope.require()?)
    }
}

impl ends::host::Host for Caller<'_, Ends> {
    async fn wait(&mut self) -> hostplug::Result<()> {
        std::future::pending().await
    }

    /// Has the component that calls it called again.
    async fn again(&mut self) -> hostplug::Result<u32> {
        match self.binding().again().await {
            Ok(calls) => Ok(calls + 1),
            Err(error) => {
                *self.plugin().refused.lock().unwrap() = error.to_string();
                Ok(0)
            }
        }
    }

    async fn panic(&mut self) -> hostplug::Result<()> {
        panic!("told to")
    }
}

/// Calls the function of the plugin that has the same name.
async fn bound(workload: &str) -> (Harness<Ends>, Component) {
    let imports = r#"
        (import "demo:ends/host" "wait" (func $wait))
        (import "demo:ends/host" "again" (func $again (result i32)))
        (import "demo:ends/host" "panic" (func $panic))"#;
    let functions = r#"
        (func (export "demo:ends/handler#wait") (call $wait))
        (func (export "demo:ends/handler#again") (result i32) (call $again))
        (func (export "demo:ends/handler#panic") (call $panic))"#;
    let component = guest::component(include_str!("ends.wit"), imports, functions);
    let (ends, scope) = (Ends::default(), Scope::new(workload, "ends"));
    let harness = Harness::with_component(ends, scope, Settings::default(), &component).await;
    let mut harness = harness.unwrap();
    let handler = harness.caller().binding().clone();
    (harness, handler)
}

#[tokio::test(start_paused = true)]
async fn a_call_has_the_deadline_of_its_handle() {
    let (harness, handler) = bound("shop").await;
    let error = handler
        .within(Duration::from_secs(5))
        .wait()
        .await
        .unwrap_err();
    assert!(matches!(error, InvokeError::TimedOut { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "component `ends` took longer than 5s in `demo:ends/handler#wait`"
    );
    // Its instance is gone, and holds nothing up.
    harness.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn each_call_of_a_session_has_the_deadline() {
    let (_harness, handler) = bound("shop").await;
    let handler = handler.within(Duration::from_secs(5));
    let mut session = handler.instantiate().await.unwrap();
    assert!(matches!(
        session.wait().await,
        Err(InvokeError::TimedOut { .. })
    ));
    let after = session.wait().await.unwrap_err();
    assert!(matches!(after, InvokeError::Trapped { .. }), "{after}");
}

#[tokio::test]
async fn calls_in_a_circle_come_to_an_end() {
    let (mut harness, handler) = bound("shop").await;
    assert_eq!(handler.again().await.unwrap(), 15);
    let refused = harness.caller().plugin().refused.lock().unwrap().clone();
    assert_eq!(
        refused,
        "`demo:ends/handler#again` of component `ends` is not called: 16 calls of components wait for each other \
         already\nhelp: a plugin that calls components from its own functions needs an end"
    );
    assert_eq!(
        handler.again().await.unwrap(),
        15,
        "the next call counts anew"
    );
}

#[tokio::test]
async fn a_plugin_that_panics_behind_the_component_is_named() {
    let (_harness, handler) = bound("shop").await;
    let error = handler.panic().await.unwrap_err();
    assert!(matches!(error, InvokeError::Trapped { .. }), "{error}");
    let text = error.to_string();
    let start = "component `ends` trapped in `demo:ends/handler#panic`: ";
    let cause = "plugin `ends` panicked in `demo:ends/host#panic`: told to";
    assert!(text.starts_with(start) && text.contains(cause), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_span_says_what_ended_a_call() {
    crate::calls::listen();
    let (_harness, handler) = bound("ending").await;
    let soon = handler.within(Duration::from_secs(5));
    soon.wait().await.unwrap_err();
    let given_up = tokio::time::timeout(Duration::from_secs(1), handler.wait());
    given_up.await.unwrap_err();
    let mut spans = crate::calls::fields("ending");
    spans.retain(|span| span["span"] == "component_call");
    let outcomes: Vec<_> = spans.iter().map(|span| &*span["outcome"]).collect();
    assert_eq!(outcomes, ["timed-out", "cancelled"]);
}

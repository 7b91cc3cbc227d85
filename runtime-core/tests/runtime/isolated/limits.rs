//! What isolated callees may use.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hostplug_guests::VALUES_CALLER;
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::hostplug::{CallObserver, CallSite, Outcome};
use hostplug_runtime::{CallLimits, Component, Error, Isolation, Running, Workload};

use super::{FAULTS, LATER, VALUES, isolated, pair};
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{builder, host, text, wat};

async fn call(running: &Running, function: &str, params: &[Val]) -> Result<Vec<Val>, Error> {
    let function = format!("{FAULTS}#{function}");
    running.invoke("caller", &function, params).await
}

fn ok(value: u32) -> [Val; 1] {
    [Val::Result(Ok(Some(Box::new(Val::U32(value)))))]
}

#[tokio::test]
async fn a_callee_that_wants_too_much_memory_traps() {
    let isolation = Isolation::default().memory(8 << 20);
    let running = host().await.start(pair(isolation)).await.unwrap();
    assert_eq!(call(&running, "grow", &[Val::U32(2)]).await.unwrap(), ok(2));
    let text = text(call(&running, "grow", &[Val::U32(8)]).await);
    let expected = "`test:values/faults@0.1.0#grow` of the isolated component `callee` used more than 8 MiB of memory\n\
        help: if it needs more, write `limits = { memory = \"8 MiB\" }` with a larger value in the link from \
        `test:values/faults@0.1.0` of component `caller`";
    assert!(text.contains(expected), "{text}");
    assert_eq!(
        call(&running, "grow", &[Val::U32(2)]).await.unwrap(),
        ok(2),
        "the next call has memory of its own"
    );
}

#[tokio::test]
async fn memory_is_limited_though_a_link_says_nothing() {
    let running = host()
        .await
        .start(pair(Isolation::default()))
        .await
        .unwrap();
    assert_eq!(
        call(&running, "grow", &[Val::U32(32)]).await.unwrap(),
        ok(32)
    );
    let text = text(call(&running, "grow", &[Val::U32(64)]).await);
    assert!(text.contains("used more than 64 MiB of memory"), "{text}");
}

#[tokio::test]
async fn a_callee_that_begins_with_too_much_memory_traps() {
    let callee = wat(r#"(component
        (core module $m (memory 2000) (func (export "f")))
        (core instance $i (instantiate $m))
        (func (export "call") (canon lift (core func $i "f"))))"#);
    let running = start_calling(callee, CallLimits::DEFAULT_TIME).await;
    let text = text(running.call::<(), ()>("caller", "call", ()).await);
    let expected = "`call` of the isolated component `callee` used more than 64 MiB of memory";
    assert!(text.contains(expected), "{text}");
}

/// The limit of a callee's callee once was taken for its own.
#[tokio::test]
async fn the_component_that_reached_its_limit_is_named() {
    let small = Isolation::default().memory(8 << 20);
    let workload = pair(small)
        .component("front", Component::bytes(VALUES_CALLER))
        .link_as(isolated("front", VALUES, "callee", Isolation::default()))
        .link_as(isolated("front", LATER, "callee", Isolation::default()))
        .link_as(isolated("front", FAULTS, "caller", Isolation::default()))
        .route("*", "/", "front");
    let running = host().await.start(workload).await.unwrap();
    let function = format!("{FAULTS}#grow");
    let text = text(running.invoke("front", &function, &[Val::U32(8)]).await);
    for part in [
        "of the isolated component `caller` trapped: ",
        "of the isolated component `callee` used more than 8 MiB of memory\n",
    ] {
        assert_eq!(text.matches(part).count(), 1, "{part} in: {text}");
    }
}

#[tokio::test]
async fn a_caller_can_see_an_error_in_the_place_of_a_limit() {
    let isolation = Isolation::default().memory(8 << 20).error_on_trap("busy");
    let running = host().await.start(pair(isolation)).await.unwrap();
    let grown = call(&running, "grow", &[Val::U32(8)]).await.unwrap();
    assert_eq!(
        grown,
        [Val::Result(Err(Some(Box::new(Val::Variant(
            "busy".to_owned(),
            None
        )))))]
    );
}

#[tokio::test]
async fn a_callee_that_does_not_come_back_is_stopped() {
    let isolation = Isolation::default().time(Duration::from_millis(30));
    let running = host().await.start(pair(isolation)).await.unwrap();
    let text = text(call(&running, "spin", &[]).await);
    let expected = "`test:values/faults@0.1.0#spin` of the isolated component `callee` took longer than 30ms\n\
        help: if it needs more, write `limits = { time = \"30ms\" }` with a larger value";
    assert!(text.contains(expected), "{text}");
}

/// There is one thread, and the callee never waits.
#[tokio::test]
async fn a_callee_that_does_not_come_back_keeps_nobody_from_going_on() {
    let time = Duration::from_secs(3600);
    let running = host()
        .await
        .start(pair(Isolation::default().time(time)))
        .await
        .unwrap();
    tokio::select! {
        biased;
        _ = call(&running, "spin", &[]) => panic!("it does not come back"),
        counted = call(&running, "count", &[]) => assert_eq!(counted.unwrap(), ok(1)),
    }
}

/// A component that never comes back from its start, so that there is no instance that could be called.
#[tokio::test]
async fn the_time_of_a_call_begins_before_its_instance() {
    let callee = wat(r#"(component
        (core module $m (func $start (loop $l (br $l))) (start $start) (func (export "f")))
        (core instance $i (instantiate $m))
        (func (export "call") (canon lift (core func $i "f"))))"#);
    let running = start_calling(callee, Duration::from_millis(30)).await;
    let text = text(running.call::<(), ()>("caller", "call", ()).await);
    assert!(
        text.contains("`call` of the isolated component `callee` took longer than 30ms"),
        "{text}"
    );
}

/// Exports `call`, which calls `call`.
fn calling() -> Component {
    wat(r#"(component
        (import "call" (func $call))
        (core func $lowered (canon lower (func $call)))
        (core module $m (import "" "call" (func $call)) (func (export "call") (call $call)))
        (core instance $i (instantiate $m (with "" (instance (export "call" (func $lowered))))))
        (func (export "call") (canon lift (core func $i "call"))))"#)
}

fn calls(callee: Component, time: Duration) -> Workload {
    Workload::new("test")
        .component("caller", calling())
        .component("callee", callee)
        .link_as(isolated(
            "caller",
            "call",
            "callee",
            Isolation::default().time(time),
        ))
}

async fn start_calling(callee: Component, time: Duration) -> Running {
    host().await.start(calls(callee, time)).await.unwrap()
}

#[derive(Clone, Default)]
struct Outcomes(Arc<Mutex<Vec<Outcome>>>);

impl CallObserver for Outcomes {
    fn finished(&self, _: &CallSite, _: Duration, outcome: Outcome) {
        self.0.lock().unwrap().push(outcome);
    }
}

#[tokio::test]
async fn a_callee_that_waits_for_a_plugin_is_stopped_as_well() {
    let outcomes = Outcomes::default();
    let probe = Probe::new(&Log::default()).fault("call callee", Fault::Wait);
    let host = builder()
        .plugin(probe)
        .observer(outcomes.clone())
        .start()
        .await
        .unwrap();
    let workload = calls(probing(), Duration::from_millis(30));
    let running = host.start(workload).await.unwrap();
    let text = text(running.call::<(), ()>("caller", "call", ()).await);
    assert!(text.contains("took longer than 30ms"), "{text}");
    // A busy machine may not come as far as the plugin in time.
    let outcomes = outcomes.0.lock().unwrap();
    assert!(
        outcomes
            .iter()
            .all(|outcome| *outcome == Outcome::Cancelled),
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_its_callee_with_it() {
    let outcomes = Outcomes::default();
    let probe = Probe::new(&Log::default()).fault("call callee", Fault::Wait);
    let host = builder()
        .plugin(probe.clone())
        .observer(outcomes.clone())
        .start()
        .await
        .unwrap();
    let workload = calls(probing(), Duration::from_secs(3600));
    let running = host.start(workload).await.unwrap();
    tokio::select! {
        _ = running.call::<(), ()>("caller", "call", ()) => panic!("the gate is closed"),
        () = probe.gate.arrived() => {}
    }
    assert_eq!(*outcomes.0.lock().unwrap(), [Outcome::Cancelled]);
    host.stop("default/test").await.unwrap();
}

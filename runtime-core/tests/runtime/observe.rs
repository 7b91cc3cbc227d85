//! What an observer sees of calls, and how calls end that take too long.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hostplug_runtime::Error;
use hostplug_runtime::hostplug::{CallObserver, CallSite, Outcome};

use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder};

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl CallObserver for Seen {
    fn finished(&self, site: &CallSite, _: Duration, outcome: Outcome) {
        let CallSite {
            plugin,
            interface,
            function,
            scope,
            ..
        } = site;
        let scope = format!(
            "{}/{}/{} {}",
            scope.namespace, scope.workload, scope.component, scope.label
        );
        self.0.lock().unwrap().push(format!(
            "{plugin} {interface}#{function} {scope} {}",
            outcome.as_str()
        ));
    }
}

#[tokio::test]
async fn an_observer_sees_who_called_what_and_how_it_ended() {
    let seen = Seen::default();
    let probe = Probe::new(&Log::default())
        .fault("call web", Fault::Fail)
        .fault("second web", Fault::Panic);
    let host = builder()
        .plugin_as("other", probe)
        .observer(seen.clone())
        .start()
        .await
        .unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    let (count,): (u32,) = running.call("web", "count", ()).await.unwrap();
    assert_eq!(count, 21);
    let failed = running.call::<(), ()>("web", "call", ()).await.unwrap_err();
    assert!(
        matches!(failed, Error::Trap { .. }) && failed.to_string().contains("told to fail"),
        "{failed}"
    );
    let panicked = running
        .call::<(), ()>("web", "second", ())
        .await
        .unwrap_err();
    let expected = "plugin `other` panicked in `test:probe/second@1.0.0#call`: told to panic";
    assert!(
        matches!(panicked, Error::Trap { .. }) && panicked.to_string().contains(expected),
        "{panicked}"
    );
    let (count,): (u32,) = running.call("web", "count", ()).await.unwrap();
    assert_eq!(count, 21, "the host goes on");
    let count = "other test:probe/probe@1.0.0#count default/test/web default returned";
    assert_eq!(
        *seen.0.lock().unwrap(),
        [
            count,
            count,
            "other test:probe/probe@1.0.0#call default/test/web default trapped",
            "other test:probe/second@1.0.0#call default/test/web default panicked",
            count,
            count,
        ]
    );
}

#[tokio::test]
async fn a_call_that_takes_too_long_traps_its_guest() {
    let seen = Seen::default();
    let probe = Probe::new(&Log::default()).fault("call web", Fault::Wait);
    let host = builder()
        .plugin(probe)
        .observer(seen.clone())
        .call_deadline(Duration::from_millis(1))
        .start()
        .await
        .unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    let error = running.call::<(), ()>("web", "call", ()).await.unwrap_err();
    let expected = "plugin `probe` took longer than 1ms in `test:probe/probe@1.0.0#call`";
    assert!(
        matches!(error, Error::Trap { .. }) && error.to_string().contains(expected),
        "{error}"
    );
    assert_eq!(
        *seen.0.lock().unwrap(),
        ["probe test:probe/probe@1.0.0#call default/test/web default timed-out"]
    );
    let (count,): (u32,) = running.call("web", "count", ()).await.unwrap();
    assert_eq!(count, 21, "the next call has time of its own");
}

#[tokio::test]
async fn a_call_that_is_given_up_is_seen_as_cancelled() {
    let seen = Seen::default();
    let probe = Probe::new(&Log::default()).fault("call web", Fault::Wait);
    let host = builder()
        .plugin(probe.clone())
        .observer(seen.clone())
        .start()
        .await
        .unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    {
        let mut call = std::pin::pin!(running.call::<(), ()>("web", "call", ()));
        tokio::select! {
            _ = &mut call => panic!("the gate is closed"),
            () = probe.gate.arrived() => {}
        }
    }
    assert_eq!(
        *seen.0.lock().unwrap(),
        ["probe test:probe/probe@1.0.0#call default/test/web default cancelled"]
    );
}

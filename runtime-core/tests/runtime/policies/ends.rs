//! Stops and updates while instances wait and while they work.

use super::{POLICIES, until};
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder};

#[tokio::test]
async fn no_instance_is_left_when_a_plugin_is_unbound() {
    for policy in POLICIES {
        let probe = Probe::new(&Log::default()).fault("unbind guest", Fault::Wait);
        let host = builder().plugin(probe.clone()).start().await.unwrap();
        let component = probing().instance(policy());
        let running = host.start(alone("guest", component)).await.unwrap();
        running.call::<(), ()>("guest", "call", ()).await.unwrap();
        let stop = tokio::spawn({
            let host = host.clone();
            async move { host.stop("default/test").await }
        });
        probe.gate.arrived().await;
        let instances = running.instances("guest").unwrap();
        assert_eq!((instances.idle, instances.busy), (0, 0), "{}", policy());
        probe.gate.open();
        stop.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn an_instance_that_works_during_a_stop_is_waited_for_and_not_kept() {
    for policy in POLICIES {
        let probe = Probe::new(&Log::default()).fault("call guest", Fault::Wait);
        let host = builder().plugin(probe.clone()).start().await.unwrap();
        let component = probing().instance(policy());
        let running = host.start(alone("guest", component)).await.unwrap();
        let call = tokio::spawn({
            let running = running.clone();
            async move { running.call::<(), ()>("guest", "call", ()).await }
        });
        probe.gate.arrived().await;
        let stop = tokio::spawn({
            let host = host.clone();
            async move { host.stop("default/test").await }
        });
        let working = until(&running, "guest", |instances| instances.idle == 0).await;
        assert_eq!(working.busy, 1, "{}", policy());
        probe.gate.open();
        call.await.unwrap().unwrap();
        stop.await.unwrap().unwrap();
        let instances = running.instances("guest").unwrap();
        assert_eq!(instances.made, instances.retired, "{}", policy());
    }
}

#[tokio::test]
async fn an_update_leaves_no_instance_of_the_old_version() {
    for policy in POLICIES {
        let log = Log::default();
        let host = builder().plugin(Probe::new(&log)).start().await.unwrap();
        let workload = || alone("guest", probing().instance(policy()));
        let running = host.start(workload()).await.unwrap();
        running.call::<(), ()>("guest", "call", ()).await.unwrap();
        log.take();
        host.update(workload()).await.unwrap();
        let mut lines = log.take();
        while !lines.iter().any(|line| line == "unbind guest") {
            tokio::task::yield_now().await;
            lines.extend(log.take());
        }
        let (count,) = running.call("guest", "count", ()).await.unwrap();
        let count: u32 = count;
        assert_eq!(count, 21, "{} is served by a new instance", policy());
        host.stop("default/test").await.unwrap();
    }
}

//! Stopping workloads and hosts while they are in use.

use hostplug_runtime::{Error, Host, Workload, WorkloadState};

use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, text, until_gone};

const ID: &str = "default/test";

/// A host with a workload in which a call waits at the gate.
struct Waiting {
    host: Host,
    probe: Probe,
    log: Log,
    call: tokio::task::JoinHandle<Result<(), Error>>,
}

async fn waiting() -> Waiting {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call web", Fault::Wait);
    let host = builder().plugin(probe.clone()).start().await.unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    let call = tokio::spawn(async move { running.call::<(), ()>("web", "call", ()).await });
    probe.gate.arrived().await;
    log.take();
    Waiting {
        host,
        probe,
        log,
        call,
    }
}

async fn until_stopping(host: &Host) {
    while host.workload(ID).is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_stop_waits_for_calls_and_refuses_new_ones_at_once() {
    let Waiting {
        host,
        probe,
        log,
        call,
    } = waiting().await;
    let running = host.workload(ID).unwrap();
    let stop = tokio::spawn({
        let host = host.clone();
        async move { host.stop(ID).await }
    });
    until_stopping(&host).await;
    assert_eq!(host.status(ID).unwrap().state, WorkloadState::Stopping);
    // It once waited until the stop had ended, so a call in a plugin could wait for itself.
    assert_eq!(
        text(running.call::<(), ()>("web", "second", ()).await),
        "there is no workload `default/test`"
    );
    assert!(running.invoke("web", "second", &[]).await.is_err());
    assert!(running.run("web").await.is_err());
    probe.gate.open();
    call.await.unwrap().unwrap();
    stop.await.unwrap().unwrap();
    assert_eq!(log.take(), ["call web", "unbind web"]);
    assert!(running.call::<(), ()>("web", "second", ()).await.is_err());
}

/// It once left the workload `stopping` for ever, and bound.
#[tokio::test]
async fn a_stop_goes_on_when_nobody_waits_for_it() {
    let Waiting {
        host,
        probe,
        log,
        call,
    } = waiting().await;
    {
        let mut stop = std::pin::pin!(host.stop(ID));
        tokio::select! {
            biased;
            _ = &mut stop => panic!("a call is under way"),
            () = until_stopping(&host) => {}
        }
    }
    probe.gate.open();
    until_gone(&host, ID).await;
    call.await.unwrap().unwrap();
    assert_eq!(log.take(), ["call web", "unbind web"]);
}

#[tokio::test]
async fn a_call_that_is_given_up_does_not_hold_up_the_stop() {
    let Waiting {
        host, log, call, ..
    } = waiting().await;
    call.abort();
    host.stop(ID).await.unwrap();
    assert_eq!(log.take(), ["unbind web"]);
}

#[tokio::test]
async fn a_shutdown_stops_everything_and_then_nothing_starts() {
    let Waiting {
        host,
        probe,
        log,
        call,
    } = waiting().await;
    host.start(Workload::new("other").component("a", probing()))
        .await
        .unwrap();
    log.take();
    let shutdown = tokio::spawn({
        let host = host.clone();
        async move { host.shutdown().await }
    });
    until_stopping(&host).await;
    // The other workload does not wait for this one.
    until_gone(&host, "default/other").await;
    assert_eq!(log.take(), ["unbind a"]);
    assert_eq!(
        text(host.start(alone("web", probing())).await),
        "the host has been stopped"
    );
    probe.gate.open();
    shutdown.await.unwrap().unwrap();
    call.await.unwrap().unwrap();
    assert_eq!(log.take(), ["call web", "unbind web", "stop"]);
    assert_eq!(text(host.shutdown().await), "the host has been stopped");
    assert!(log.take().is_empty(), "plugins are stopped once");
}

/// The start once went on, and its bindings outlived the plugins.
#[tokio::test]
async fn a_shutdown_ends_a_start_that_is_under_way() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("bind b", Fault::Wait);
    let host = builder().plugin(probe.clone()).start().await.unwrap();
    let start = tokio::spawn({
        let host = host.clone();
        async move {
            host.start(
                Workload::new("test")
                    .component("a", probing())
                    .component("b", probing()),
            )
            .await
        }
    });
    probe.gate.arrived().await;
    host.shutdown().await.unwrap();
    assert_eq!(text(start.await.unwrap()), "the host has been stopped");
    assert_eq!(log.take(), ["start", "bind a", "unbind a", "stop"]);
}

#[tokio::test]
async fn a_shutdown_waits_for_a_stop_that_is_under_way() {
    let Waiting {
        host,
        probe,
        log,
        call,
    } = waiting().await;
    let stop = tokio::spawn({
        let host = host.clone();
        async move { host.stop(ID).await }
    });
    until_stopping(&host).await;
    let shutdown = tokio::spawn({
        let host = host.clone();
        async move { host.shutdown().await }
    });
    probe.gate.open();
    shutdown.await.unwrap().unwrap();
    stop.await.unwrap().unwrap();
    call.await.unwrap().unwrap();
    assert_eq!(log.take(), ["call web", "unbind web", "stop"]);
}

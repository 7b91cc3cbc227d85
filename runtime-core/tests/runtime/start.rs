//! Starting a workload, giving it up, and starting it again.

use std::pin::pin;

use hostplug_runtime::{Host, Workload, WorkloadState};

use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, text, until_gone};

const ID: &str = "default/test";

fn two() -> Workload {
    Workload::new("test")
        .component("a", probing())
        .component("b", probing())
}

async fn host(probe: &Probe) -> Host {
    builder().plugin(probe.clone()).start().await.unwrap()
}

/// Polls the start until it has come to the gate, then drops it.
async fn give_up(host: &Host, probe: &Probe) {
    let mut start = pin!(host.start(two()));
    tokio::select! {
        _ = &mut start => panic!("the gate is closed"),
        () = probe.gate.arrived() => {}
    }
}

/// The binding of `a` was once dropped together with the future, and nobody ever unbound it.
#[tokio::test]
async fn a_start_that_is_given_up_leaves_nothing_bound() {
    for flavour in ["bind a", "bind b"] {
        let log = Log::default();
        let probe = Probe::new(&log).fault(flavour, Fault::Wait);
        let host = host(&probe).await;
        give_up(&host, &probe).await;
        until_gone(&host, ID).await;
        let expected: &[&str] = if flavour == "bind a" {
            &["start"]
        } else {
            &["start", "bind a", "unbind a"]
        };
        assert_eq!(log.take(), expected, "{flavour}");
        probe.heal(flavour);
        host.start(two()).await.unwrap();
        assert_eq!(log.take(), ["bind a", "bind b"]);
        host.shutdown().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_is_given_up_leaves_nothing_bound_on_several_threads() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("bind b", Fault::Wait);
    let host = host(&probe).await;
    for _ in 0..20 {
        let start = tokio::spawn({
            let host = host.clone();
            async move { host.start(two()).await }
        });
        probe.gate.arrived().await;
        // Sometimes the last binding is made before the start is given up, sometimes after.
        probe.gate.open();
        start.abort();
        if let Ok(running) = start.await {
            host.stop(running.unwrap().id()).await.unwrap();
        }
        until_gone(&host, ID).await;
        let lines = log.take();
        let count = |step: &str| lines.iter().filter(|line| line.starts_with(step)).count();
        assert_eq!(count("bind"), count("unbind"), "{lines:?}");
        probe.gate.close();
    }
}

/// The workload runs already, but whoever started it has not looked.
#[tokio::test]
async fn a_start_that_is_given_up_at_its_end_is_undone_as_well() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("bind b", Fault::Wait);
    let host = host(&probe).await;
    {
        let mut start = pin!(host.start(two()));
        tokio::select! {
            _ = &mut start => panic!("the gate is closed"),
            () = probe.gate.arrived() => {}
        }
        probe.gate.open();
        while host.workload(ID).is_err() {
            tokio::task::yield_now().await;
        }
    }
    until_gone(&host, ID).await;
    assert_eq!(
        log.take(),
        ["start", "bind a", "bind b", "unbind b", "unbind a"]
    );
}

#[tokio::test]
async fn an_id_is_taken_while_its_workload_starts_runs_and_stops() {
    let log = Log::default();
    let probe = Probe::new(&log)
        .fault("bind b", Fault::Wait)
        .fault("unbind b", Fault::Wait);
    let host = host(&probe).await;
    let taken = "workload `default/test` is there already\nhelp: stop it first, or give the new one another name";
    let state = || host.status(ID).unwrap().state;

    let start = tokio::spawn({
        let host = host.clone();
        async move { host.start(two()).await.map(drop) }
    });
    probe.gate.arrived().await;
    assert_eq!(state(), WorkloadState::Starting);
    assert_eq!(text(host.start(two()).await), taken);
    assert!(host.workload(ID).is_err());
    probe.gate.open();
    start.await.unwrap().unwrap();

    assert_eq!(state(), WorkloadState::Running);
    assert_eq!(text(host.start(two()).await), taken);
    assert_eq!(host.workload(ID).unwrap().id(), ID);

    let stop = tokio::spawn({
        let host = host.clone();
        async move { host.stop(ID).await }
    });
    probe.gate.arrived().await;
    assert_eq!(state(), WorkloadState::Stopping);
    assert_eq!(text(host.start(two()).await), taken);
    probe.gate.open();
    stop.await.unwrap().unwrap();

    assert_eq!(state(), WorkloadState::Stopped);
    probe.heal("bind b");
    probe.heal("unbind b");
    host.start(two()).await.unwrap();
}

#[tokio::test]
async fn workloads_of_two_namespaces_may_share_a_name() {
    let host = host(&Probe::new(&Log::default())).await;
    host.start(alone("web", probing())).await.unwrap();
    let other = alone("web", probing()).namespace("other");
    assert_eq!(host.start(other).await.unwrap().id(), "other/test");
}

#[tokio::test]
async fn an_unknown_id_is_answered_with_those_that_there_are() {
    let host = host(&Probe::new(&Log::default())).await;
    assert_eq!(
        text(host.stop(ID).await),
        "there is no workload `default/test`"
    );
    host.start(alone("web", probing())).await.unwrap();
    let expected = "there is no workload `test`\nhelp: there are `default/test`";
    assert_eq!(text(host.stop("test").await), expected);
    assert_eq!(text(host.status("test")), expected);
    assert_eq!(text(host.workload("test")), expected);
}

#[tokio::test]
async fn resolving_binds_nothing() {
    let log = Log::default();
    let host = host(&Probe::new(&log)).await;
    let plan = host.resolve(&two()).await.unwrap();
    assert_eq!(plan.components.len(), 2);
    assert_eq!(log.take(), ["start"]);
    assert!(host.heartbeat().workloads.is_empty());
}

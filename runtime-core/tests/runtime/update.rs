//! Replacing a workload that is in use.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hostplug_guests::HTTP_FAULTS;
use hostplug_runtime::{Component, Error, Host, Running, Workload, WorkloadState};
use tokio::task::JoinHandle;

use crate::support::client::get;
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, host, text};

const ID: &str = "default/test";

async fn probed(probe: &Probe) -> Host {
    builder().plugin(probe.clone()).start().await.unwrap()
}

fn coloured(colour: &str) -> Workload {
    alone("web", Component::bytes(HTTP_FAULTS).env("COLOUR", colour))
}

fn spawn_update(host: &Host) -> JoinHandle<Result<Running, Error>> {
    let host = host.clone();
    tokio::spawn(async move { host.update(alone("web", probing())).await })
}

async fn until_nothing_drains(log: &Log, expected: usize) -> Vec<String> {
    let mut lines = Vec::new();
    while lines.len() < expected {
        tokio::task::yield_now().await;
        lines.extend(log.take());
    }
    lines
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_is_lost_while_a_workload_is_updated() {
    let host = host().await;
    host.start(coloured("0")).await.unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (host, done) = (host.clone(), done.clone());
            tokio::spawn(async move {
                let mut answered = 0;
                while !done.load(Ordering::Relaxed) {
                    let (status, text) = get(&host, "/env").await;
                    assert_eq!(status, 200, "{text}");
                    answered += 1;
                }
                answered
            })
        })
        .collect();
    for colour in 1..=20 {
        host.update(coloured(&colour.to_string())).await.unwrap();
        let answer = get(&host, "/env").await.1;
        assert_eq!(
            answer,
            format!("COLOUR={colour}\n"),
            "the new one answers at once"
        );
    }
    done.store(true, Ordering::Relaxed);
    for client in clients {
        assert!(client.await.unwrap() > 0);
    }
    assert_eq!(host.status(ID).unwrap().revision, 21);
    host.shutdown().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_through_an_older_handle_is_refused() {
    let probe = Probe::new(&Log::default());
    let host = probed(&probe).await;
    let running = host.start(alone("web", probing())).await.unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (running, done) = (running.clone(), done.clone());
            tokio::spawn(async move {
                while !done.load(Ordering::Relaxed) {
                    running.call::<(), ()>("web", "call", ()).await.unwrap();
                    // A call that waits for nothing would keep its thread from all others.
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for _ in 0..20 {
        host.update(alone("web", probing())).await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    host.stop(ID).await.unwrap();
    assert!(running.call::<(), ()>("web", "call", ()).await.is_err());
}

#[tokio::test]
async fn the_old_one_ends_its_calls_before_it_is_unbound() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call web", Fault::Wait);
    let host = probed(&probe).await;
    let old = host.start(alone("web", probing())).await.unwrap();
    let call = tokio::spawn(async move { old.call::<(), ()>("web", "call", ()).await });
    probe.gate.arrived().await;
    let new = host.update(alone("web", probing())).await.unwrap();
    new.call::<(), ()>("web", "second", ()).await.unwrap();
    assert_eq!(log.take(), ["start", "bind web", "bind web", "second web"]);
    probe.gate.open();
    call.await.unwrap().unwrap();
    assert_eq!(
        until_nothing_drains(&log, 2).await,
        ["call web", "unbind web"]
    );
    assert_eq!(host.status(ID).unwrap().state, WorkloadState::Running);
}

#[tokio::test]
async fn a_stop_waits_for_what_an_update_has_replaced() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call web", Fault::Wait);
    let host = probed(&probe).await;
    let old = host.start(alone("web", probing())).await.unwrap();
    let call = tokio::spawn(async move { old.call::<(), ()>("web", "call", ()).await });
    probe.gate.arrived().await;
    host.update(alone("web", probing())).await.unwrap();
    let stop = tokio::spawn({
        let host = host.clone();
        async move { host.stop(ID).await }
    });
    until_nothing_drains(&log, 4).await;
    assert_eq!(host.status(ID).unwrap().state, WorkloadState::Stopping);
    assert!(!stop.is_finished());
    probe.gate.open();
    stop.await.unwrap().unwrap();
    call.await.unwrap().unwrap();
    assert_eq!(log.take(), ["call web", "unbind web"]);
}

#[tokio::test]
async fn an_update_that_fails_leaves_the_old_one_as_it_was() {
    let log = Log::default();
    let probe = Probe::new(&log);
    let host = probed(&probe).await;
    let running = host.start(alone("web", probing())).await.unwrap();
    let before = host.status(ID).unwrap();
    probe.clone().fault("bind other", Fault::Fail);
    let both = Workload::new("test")
        .component("more", probing())
        .component("other", probing());
    assert!(text(host.update(both).await).ends_with("failed to bind: told to fail"));
    assert!(matches!(
        host.update(alone("web", Component::path("none"))).await,
        Err(Error::Unresolved(_))
    ));
    running.call::<(), ()>("web", "call", ()).await.unwrap();
    assert_eq!(host.list(), [before]);
    assert_eq!(
        log.take(),
        ["start", "bind web", "bind more", "unbind more", "call web"]
    );
}

#[tokio::test]
async fn an_update_cannot_take_the_route_of_another_workload_and_keeps_its_own() {
    let host = host().await;
    let at = |name: &str, path: &str| {
        Workload::new(name)
            .component("web", Component::bytes(HTTP_FAULTS))
            .route("*", path, "web")
    };
    host.start(at("one", "/hello")).await.unwrap();
    host.start(at("two", "/env")).await.unwrap();
    let taken = host.update(at("two", "/hello")).await;
    assert!(matches!(taken, Err(Error::RouteTaken { .. })), "{taken:?}");
    assert_ne!(get(&host, "/env").await.0, 404);
    host.update(at("two", "/none")).await.unwrap();
    assert_eq!(get(&host, "/env").await.0, 404);
    host.start(at("three", "/env")).await.unwrap();
}

#[tokio::test]
async fn only_what_runs_can_be_updated_and_once_at_a_time() {
    let probe = Probe::new(&Log::default());
    let host = probed(&probe).await;
    assert!(matches!(
        host.update(alone("web", probing())).await,
        Err(Error::UnknownWorkload { .. })
    ));
    host.start(alone("web", probing())).await.unwrap();
    probe.clone().fault("bind web", Fault::Wait);
    let first = spawn_update(&host);
    probe.gate.arrived().await;
    assert_eq!(
        text(host.update(alone("web", probing())).await),
        "workload `default/test` is being updated already\n\
         help: wait for the other update, or stop the workload"
    );
    probe.gate.open();
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stop_gives_up_an_update_and_so_does_a_shutdown() {
    for shutdown in [false, true] {
        let log = Log::default();
        let probe = Probe::new(&log);
        let host = probed(&probe).await;
        host.start(alone("web", probing())).await.unwrap();
        probe.clone().fault("bind web", Fault::Wait);
        let update = spawn_update(&host);
        probe.gate.arrived().await;
        if shutdown {
            host.shutdown().await.unwrap();
            assert!(matches!(update.await.unwrap(), Err(Error::Stopped)));
        } else {
            host.stop(ID).await.unwrap();
            assert!(matches!(update.await.unwrap(), Err(Error::GivenUp { .. })));
        }
        assert_eq!(host.status(ID).unwrap().state, WorkloadState::Stopped);
        assert_eq!(log.take()[..3], ["start", "bind web", "unbind web"]);
    }
}

#[tokio::test]
async fn an_update_of_what_stops_is_refused() {
    let probe = Probe::new(&Log::default()).fault("unbind web", Fault::Wait);
    let host = probed(&probe).await;
    host.start(alone("web", probing())).await.unwrap();
    let stop = tokio::spawn({
        let host = host.clone();
        async move { host.stop(ID).await }
    });
    probe.gate.arrived().await;
    assert!(spawn_update(&host).await.unwrap().is_err());
    probe.gate.open();
    stop.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_update_that_is_given_up_is_undone() {
    let log = Log::default();
    let probe = Probe::new(&log);
    let host = probed(&probe).await;
    host.start(alone("web", probing())).await.unwrap();
    probe.clone().fault("bind web", Fault::Wait);
    let update = spawn_update(&host);
    probe.gate.arrived().await;
    update.abort();
    assert!(update.await.unwrap_err().is_cancelled());
    probe.heal("bind web");
    // The next is refused until nothing is left of the one before.
    while host.update(alone("web", probing())).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(host.status(ID).unwrap().revision, 2);
}

#[tokio::test]
async fn a_failure_that_the_new_one_reports_leaves_the_old_one() {
    let probe = Probe::new(&Log::default());
    let host = probed(&probe).await;
    host.start(alone("web", probing())).await.unwrap();
    probe.clone().fault("bind web", Fault::Wait);
    let update = spawn_update(&host);
    probe.gate.arrived().await;
    probe.scope("web").report_failure("no");
    assert!(matches!(update.await.unwrap(), Err(Error::Failed { .. })));
    assert_eq!(host.status(ID).unwrap().state, WorkloadState::Running);
}

//! Whoever watches a host.

use hostplug_runtime::{Change, Component, Host, Watch, Workload, WorkloadState};

use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, host};

const ID: &str = "default/test";

/// All changes until the host has been shut down.
async fn changes(mut watch: Watch) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(change) = watch.next().await {
        lines.push(match change {
            Change::Workload(status) => {
                format!("{} {} {}", status.id, status.revision, status.state)
            }
            other => format!("{other:?}"),
        });
    }
    lines
}

async fn probed(probe: &Probe) -> Host {
    builder().plugin(probe.clone()).start().await.unwrap()
}

#[tokio::test]
async fn every_change_is_told_in_order_until_the_host_has_been_shut_down() {
    let probe = Probe::new(&Log::default());
    let host = probed(&probe).await;
    let watch = host.watch();
    host.start(alone("web", probing())).await.unwrap();
    host.update(alone("web", probing())).await.unwrap();
    host.stop(ID).await.unwrap();
    probe.clone().fault("bind web", Fault::Fail);
    host.start_as("mine", alone("web", probing()))
        .await
        .unwrap_err();
    host.shutdown().await.unwrap();
    assert_eq!(
        changes(watch).await,
        [
            "default/test 1 starting",
            "default/test 1 running",
            "default/test 2 running",
            "default/test 2 stopping",
            "default/test 2 stopped",
            "mine 1 starting",
            "mine 1 stopping",
            "mine 1 failed"
        ]
    );
    assert!(
        host.watch().next().await.is_none(),
        "there is nothing to come"
    );
}

#[tokio::test]
async fn a_slow_reader_is_told_what_he_missed_and_holds_up_nobody() {
    let host = host().await;
    let mut watch = host.watch();
    for _ in 0..400 {
        host.start(alone("web", Component::path("none")))
            .await
            .unwrap_err();
    }
    let Some(Change::Missed(missed)) = watch.next().await else {
        panic!("there were more changes than are kept");
    };
    let mut read = 0;
    let mut last = None;
    host.shutdown().await.unwrap();
    while let Some(Change::Workload(status)) = watch.next().await {
        (read, last) = (read + 1, Some(status.state));
    }
    assert_eq!(missed + read, 1200, "starting, stopping, failed");
    assert_eq!(last, Some(WorkloadState::Failed));
}

#[tokio::test]
async fn a_watch_ends_with_its_host() {
    let host = host().await;
    let mut watch = host.watch();
    drop(host);
    assert_eq!(watch.next().await, None);
}

#[tokio::test]
async fn a_change_survives_being_written_down() {
    let host = host().await;
    let mut watch = host.watch();
    let _ = host
        .start(Workload::new("test").component("web", Component::path("none")))
        .await;
    let change = watch.next().await.unwrap();
    let json = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<Change>(&json).unwrap(), change);
}

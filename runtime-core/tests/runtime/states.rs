//! What a workload is said to do, from its start to after its end.

use std::time::Duration;

use hostplug_guests::COMMAND;
use hostplug_runtime::{Component, Error, Host, Workload, WorkloadState, WorkloadStatus};
use tokio::task::JoinHandle;

use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, host, text, until_gone};

const ID: &str = "default/test";

async fn probed(probe: &Probe) -> Host {
    builder().plugin(probe.clone()).start().await.unwrap()
}

fn spawn_start(host: &Host) -> JoinHandle<Result<(), Error>> {
    let host = host.clone();
    tokio::spawn(async move { host.start(alone("web", probing())).await.map(drop) })
}

fn spawn_stop(host: &Host) -> JoinHandle<Result<(), Error>> {
    let host = host.clone();
    tokio::spawn(async move { host.stop(ID).await })
}

fn end(host: &Host) -> (WorkloadState, Option<String>) {
    let status = host.status(ID).unwrap();
    (status.state, status.reason)
}

#[tokio::test]
async fn a_start_that_failed_stays_visible_until_its_id_is_taken_again() {
    let probe = Probe::new(&Log::default()).fault("bind web", Fault::Fail);
    let host = probed(&probe).await;
    let failed = text(host.start(alone("web", probing())).await);
    assert_eq!(end(&host), (WorkloadState::Failed, Some(failed)));
    assert_eq!(host.list(), [host.status(ID).unwrap()]);
    assert!(host.heartbeat().workloads.is_empty());
    probe.heal("bind web");
    host.start(alone("web", probing())).await.unwrap();
    assert_eq!(end(&host), (WorkloadState::Running, None));
    assert_eq!(host.list().len(), 1);
    host.stop(ID).await.unwrap();
    assert_eq!(end(&host), (WorkloadState::Stopped, None));
}

#[tokio::test]
async fn a_workload_that_cannot_be_resolved_has_failed() {
    let host = host().await;
    let report = text(host.start(alone("web", probing())).await);
    assert_eq!(end(&host), (WorkloadState::Failed, Some(report)));
}

#[tokio::test]
async fn the_last_hundred_ends_are_remembered() {
    let host = host().await;
    for number in 0..101 {
        let workload =
            Workload::new(format!("w{number:03}")).component("web", Component::path("none"));
        host.start(workload).await.unwrap_err();
    }
    let ids: Vec<_> = host.list().into_iter().map(|status| status.id).collect();
    assert_eq!(
        (ids.len(), ids[0].as_str(), ids[99].as_str()),
        (100, "default/w001", "default/w100")
    );
    assert!(host.status("default/w000").is_err());
}

#[tokio::test]
async fn a_stop_that_finds_errors_says_so_in_the_status() {
    let host = probed(&Probe::new(&Log::default()).fault("unbind web", Fault::Fail)).await;
    host.start(alone("web", probing())).await.unwrap();
    let error = text(host.stop(ID).await);
    assert_eq!(end(&host), (WorkloadState::Stopped, Some(error)));
}

#[tokio::test]
async fn a_workload_of_one_command_is_completed_when_that_has_run() {
    for (argument, code) in [("0", 0), ("1", 1)] {
        let host = host().await;
        let command = Component::bytes(COMMAND).args(["exit", argument]);
        let running = host.start(alone("job", command)).await.unwrap();
        assert_eq!(running.run("job").await.unwrap(), code);
        let status = host.status(ID).unwrap();
        assert_eq!(
            (status.state, status.exit_code),
            (WorkloadState::Completed, Some(code))
        );
        assert!(
            host.heartbeat().workloads.is_empty(),
            "nothing of it is left"
        );
        assert!(matches!(
            running.run("job").await,
            Err(Error::UnknownWorkload { .. })
        ));
        host.stop(ID).await.unwrap();
        assert_eq!(host.status(ID).unwrap(), status, "an end is not stopped");
    }
}

#[tokio::test]
async fn a_workload_of_one_command_that_traps_has_failed() {
    let host = host().await;
    let command = Component::bytes(COMMAND).args(["panic"]);
    let running = host.start(alone("job", command)).await.unwrap();
    let trap = text(running.run("job").await);
    assert_eq!(end(&host), (WorkloadState::Failed, Some(trap)));
}

#[tokio::test]
async fn a_workload_that_can_be_asked_for_more_is_not_completed_by_a_run() {
    let host = host().await;
    let command = || Component::bytes(COMMAND).args(["exit", "0"]);
    let workload = Workload::new("test")
        .component("one", command())
        .component("two", command());
    let running = host.start(workload).await.unwrap();
    for _ in 0..2 {
        assert_eq!(running.run("one").await.unwrap(), 0);
    }
    assert_eq!(end(&host), (WorkloadState::Running, None));
}

#[tokio::test]
async fn a_start_is_given_up_when_somebody_stops_it() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("bind web", Fault::Wait);
    let host = probed(&probe).await;
    let start = spawn_start(&host);
    probe.gate.arrived().await;
    host.stop(ID).await.unwrap();
    assert_eq!(end(&host), (WorkloadState::Stopped, None));
    assert_eq!(
        text(start.await.unwrap()),
        "workload `default/test` was stopped before it ran"
    );
    assert_eq!(log.take(), ["start"], "it was never bound");
}

#[tokio::test]
async fn of_two_starts_of_one_id_the_second_is_refused_and_the_first_goes_on() {
    let probe = Probe::new(&Log::default()).fault("bind web", Fault::Wait);
    let host = probed(&probe).await;
    let first = spawn_start(&host);
    probe.gate.arrived().await;
    let second = host.start(alone("web", probing())).await;
    assert!(matches!(second, Err(Error::AlreadyStarted { .. })));
    probe.gate.open();
    first.await.unwrap().unwrap();
    assert_eq!(end(&host).0, WorkloadState::Running);
}

#[tokio::test]
async fn all_who_stop_a_workload_wait_for_one_end() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("unbind web", Fault::Wait);
    let host = probed(&probe).await;
    host.start(alone("web", probing())).await.unwrap();
    let stops = [spawn_stop(&host), spawn_stop(&host)];
    probe.gate.arrived().await;
    assert_eq!(end(&host).0, WorkloadState::Stopping);
    assert!(stops.iter().all(|stop| !stop.is_finished()));
    probe.gate.open();
    for stop in stops {
        stop.await.unwrap().unwrap();
    }
    host.stop(ID).await.unwrap();
    assert_eq!(log.take(), ["start", "bind web", "unbind web"]);
}

#[tokio::test]
async fn a_shutdown_says_of_a_start_that_it_was_stopped() {
    let probe = Probe::new(&Log::default()).fault("bind web", Fault::Wait);
    let host = probed(&probe).await;
    let start = spawn_start(&host);
    probe.gate.arrived().await;
    host.shutdown().await.unwrap();
    assert!(matches!(start.await.unwrap(), Err(Error::Stopped)));
    assert_eq!(end(&host).0, WorkloadState::Stopped);
}

/// The clock goes on only when all tasks wait, so the deadline passes while the call is under way.
#[tokio::test(start_paused = true)]
async fn a_stop_drops_calls_when_its_deadline_has_passed() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call web", Fault::Wait);
    let host = probed(&probe).await;
    let running = host.start(alone("web", probing())).await.unwrap();
    let call = tokio::spawn(async move { running.call::<(), ()>("web", "call", ()).await });
    probe.gate.arrived().await;
    let before = tokio::time::Instant::now();
    host.stop_within(ID, Duration::from_secs(30)).await.unwrap();
    assert_eq!(before.elapsed().as_secs(), 30);
    assert_eq!(
        text(call.await.unwrap()),
        "workload `default/test` was stopped before the call had ended"
    );
    assert_eq!(log.take(), ["start", "bind web", "unbind web"]);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_holds_for_a_stop_that_is_under_way() {
    let probe = Probe::new(&Log::default()).fault("call web", Fault::Wait);
    let host = probed(&probe).await;
    let running = host.start(alone("web", probing())).await.unwrap();
    let call = tokio::spawn(async move { running.call::<(), ()>("web", "call", ()).await });
    probe.gate.arrived().await;
    let stop = spawn_stop(&host);
    host.stop_within(ID, Duration::from_secs(1)).await.unwrap();
    stop.await.unwrap().unwrap();
    assert!(matches!(call.await.unwrap(), Err(Error::CutOff { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_stop_that_is_done_before_its_deadline_does_not_wait_for_it() {
    let host = probed(&Probe::new(&Log::default())).await;
    host.start(alone("web", probing())).await.unwrap();
    let before = tokio::time::Instant::now();
    host.stop_within(ID, Duration::from_secs(30)).await.unwrap();
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn a_plugin_can_report_that_a_workload_has_failed() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call web", Fault::Wait);
    let host = probed(&probe).await;
    let running = host.start(alone("web", probing())).await.unwrap();
    let call = tokio::spawn(async move { running.call::<(), ()>("web", "call", ()).await });
    probe.gate.arrived().await;
    let scope = probe.scope("web");
    std::thread::spawn(move || {
        scope.report_failure("the queue is gone");
        scope.report_failure("and again");
    })
    .join()
    .unwrap();
    let reason = Some("plugin `probe` of component `web`: the queue is gone".to_owned());
    assert_eq!(end(&host), (WorkloadState::Stopping, reason.clone()));
    probe.gate.open();
    until_gone(&host, ID).await;
    call.await.unwrap().unwrap();
    assert_eq!(end(&host), (WorkloadState::Failed, reason));
    assert_eq!(log.take(), ["start", "bind web", "call web", "unbind web"]);
    probe.scope("web").report_failure("of what has ended");
    host.start(alone("web", probing())).await.unwrap();
    assert_eq!(end(&host), (WorkloadState::Running, None));
}

#[tokio::test]
async fn a_failure_that_is_reported_while_a_workload_starts_ends_the_start() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("bind b", Fault::Wait);
    let host = probed(&probe).await;
    let workload = Workload::new("test")
        .component("a", probing())
        .component("b", probing());
    let start = tokio::spawn({
        let host = host.clone();
        async move { host.start(workload).await }
    });
    probe.gate.arrived().await;
    probe.scope("a").report_failure("the queue is gone");
    let reason = "plugin `probe` of component `a`: the queue is gone";
    assert_eq!(
        text(start.await.unwrap()),
        format!("workload `default/test` has failed: {reason}")
    );
    until_gone(&host, ID).await;
    assert_eq!(end(&host), (WorkloadState::Failed, Some(reason.to_owned())));
    assert_eq!(log.take(), ["start", "bind a", "unbind a"]);
}

#[tokio::test]
async fn a_status_survives_being_written_down() {
    let host = host().await;
    let command = Component::bytes(COMMAND).args(["exit", "1"]);
    let running = host.start(alone("job", command)).await.unwrap();
    let read = |json: &str| serde_json::from_str::<WorkloadStatus>(json).unwrap();
    for expected in [
        r#"{"id":"default/test","state":"running","revision":1}"#,
        r#"{"id":"default/test","state":"completed","exit_code":1,"revision":1}"#,
    ] {
        let status = host.status(ID).unwrap();
        assert_eq!(serde_json::to_string(&status).unwrap(), expected);
        assert_eq!(read(expected), status);
        let _ = running.run("job").await;
    }
}

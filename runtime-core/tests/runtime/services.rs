//! Components that run for as long as their workload.

use std::time::Duration;

use hostplug_runtime::{
    Change, Component, Host, Restart, Service, ServiceState, Watch, Workload, WorkloadState,
    WorkloadStatus,
};
use tokio::time::Instant;

use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, text, wat};

const ID: &str = "default/test";

/// A command that calls the probe once.
fn command() -> Component {
    wat(r#"(component
        (import "test:probe/probe@1.0.0" (instance $probe (export "call" (func))))
        (core func $call (canon lower (func $probe "call")))
        (core module $m
            (import "" "call" (func $call))
            (func (export "run") (result i32) (call $call) (i32.const 0)))
        (core instance $i (instantiate $m (with "" (instance (export "call" (func $call))))))
        (func $run (result (result)) (canon lift (core func $i "run")))
        (instance $cli (export "run" (func $run)))
        (export "wasi:cli/run@0.2.0" (instance $cli)))"#)
}

fn service(restart: Restart) -> Component {
    command().service(Service::new(restart))
}

async fn probed(probe: &Probe) -> Host {
    builder().plugin(probe.clone()).start().await.unwrap()
}

/// Waits for a change after which `is_met` holds.
async fn until(watch: &mut Watch, is_met: impl Fn(&WorkloadStatus) -> bool) -> WorkloadStatus {
    loop {
        match watch.next().await {
            Some(Change::Workload(status)) if is_met(&status) => return status,
            Some(_) => {}
            None => panic!("the host has gone"),
        }
    }
}

async fn until_end(watch: &mut Watch) -> WorkloadStatus {
    until(watch, |status| status.state.is_end()).await
}

#[tokio::test]
async fn a_service_runs_without_being_called_and_ends_with_its_workload() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call job", Fault::Wait);
    let host = probed(&probe).await;
    let workload = alone("job", service(Restart::Always)).component("web", probing());
    let running = host.start(workload).await.unwrap();
    probe.gate.arrived().await;
    let (count,): (u32,) = running.call("web", "count", ()).await.unwrap();
    assert_eq!(count, 21, "the others are there as ever");
    let status = host.status(ID).unwrap();
    assert_eq!(status.services.len(), 1);
    assert_eq!(status.services[0].component, "job");
    assert_eq!(status.services[0].state, ServiceState::Running);
    host.stop(ID).await.unwrap();
    assert_eq!(
        log.take(),
        ["start", "bind job", "bind web", "unbind web", "unbind job"]
    );
    let status = host.status(ID).unwrap();
    assert_eq!(status.state, WorkloadState::Stopped);
    assert_eq!(status.services[0].state, ServiceState::Stopped);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_fails_is_run_again_ever_later_until_its_workload_has_failed() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call job", Fault::Fail);
    let host = probed(&probe).await;
    let mut watch = host.watch();
    let began = Instant::now();
    let job = command().service(Service::new(Restart::OnFailure).max_restarts(3));
    let workload = alone("job", job).component("web", probing());
    host.start(workload).await.unwrap();
    let status = until_end(&mut watch).await;
    assert_eq!(began.elapsed().as_secs(), 1 + 2 + 4);
    assert_eq!(status.state, WorkloadState::Failed);
    let reason = status.reason.unwrap();
    let expected = "service `job` has failed after 3 restarts: component `job` trapped: ";
    assert!(
        reason.starts_with(expected) && reason.contains("told to fail"),
        "{reason}"
    );
    assert_eq!(status.services[0].state, ServiceState::Failed);
    assert_eq!(status.services[0].restarts, 3);
    assert_eq!(
        log.take(),
        ["start", "bind job", "bind web", "unbind web", "unbind job"]
    );
}

#[tokio::test(start_paused = true)]
async fn while_a_service_waits_its_status_says_why() {
    let probe = Probe::new(&Log::default()).fault("call job", Fault::Fail);
    let host = probed(&probe).await;
    let mut watch = host.watch();
    host.start(alone("job", service(Restart::OnFailure)))
        .await
        .unwrap();
    let is_waiting = |status: &WorkloadStatus| {
        status
            .services
            .first()
            .is_some_and(|job| job.state == ServiceState::Waiting)
    };
    let status = until(&mut watch, is_waiting).await;
    assert_eq!(status.state, WorkloadState::Running);
    let json = serde_json::to_value(&status).unwrap();
    let job = &json["services"][0];
    assert_eq!(
        (&job["component"], &job["state"]),
        (&"job".into(), &"waiting".into())
    );
    assert!(
        job["reason"].as_str().unwrap().contains("told to fail"),
        "{job}"
    );
    assert_eq!(
        serde_json::from_value::<WorkloadStatus>(json).unwrap(),
        status
    );
    probe.heal("call job");
    assert_eq!(until_end(&mut watch).await.state, WorkloadState::Completed);
}

#[tokio::test]
async fn a_workload_of_services_that_are_done_is_completed() {
    for restart in [Restart::OnFailure, Restart::Never] {
        let host = probed(&Probe::new(&Log::default())).await;
        let mut watch = host.watch();
        let workload = alone("one", service(restart)).component("two", service(restart));
        host.start(workload).await.unwrap();
        let status = until_end(&mut watch).await;
        assert_eq!(
            (status.state, status.exit_code),
            (WorkloadState::Completed, Some(0))
        );
        let states: Vec<_> = status
            .services
            .iter()
            .map(|service| service.state)
            .collect();
        assert_eq!(states, [ServiceState::Done; 2]);
    }
}

#[tokio::test]
async fn a_workload_that_can_be_asked_for_more_stays_when_its_service_is_done() {
    let host = probed(&Probe::new(&Log::default())).await;
    let mut watch = host.watch();
    let workload = alone("job", service(Restart::OnFailure)).component("web", probing());
    let running = host.start(workload).await.unwrap();
    let is_done = |status: &WorkloadStatus| {
        status
            .services
            .first()
            .is_some_and(|job| job.state == ServiceState::Done)
    };
    let status = until(&mut watch, is_done).await;
    assert_eq!(status.state, WorkloadState::Running);
    running.call::<(), ()>("web", "call", ()).await.unwrap();
}

#[tokio::test]
async fn a_service_that_is_never_run_again_fails_at_once() {
    let probe = Probe::new(&Log::default()).fault("call job", Fault::Panic);
    let host = probed(&probe).await;
    let mut watch = host.watch();
    host.start(alone("job", service(Restart::Never)))
        .await
        .unwrap();
    let status = until_end(&mut watch).await;
    assert_eq!(status.state, WorkloadState::Failed);
    let reason = status.reason.unwrap();
    assert!(
        reason.starts_with("service `job` has failed: component `job` trapped: "),
        "{reason}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_run_of_a_minute_makes_waiting_and_counting_begin_anew() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call job", Fault::Fail);
    let host = probed(&probe).await;
    let mut watch = host.watch();
    let job = command().service(Service::new(Restart::Always).max_restarts(1));
    host.start(alone("job", job)).await.unwrap();
    let is_waiting = |status: &WorkloadStatus| {
        status
            .services
            .first()
            .is_some_and(|job| job.state == ServiceState::Waiting)
    };
    until(&mut watch, is_waiting).await;
    // The second run waits for a minute, and the third ends at once.
    probe.heal("call job");
    let probe = probe.fault("call job", Fault::Wait);
    probe.gate.arrived().await;
    tokio::time::sleep(Duration::from_secs(61)).await;
    probe.heal("call job");
    probe.gate.open();
    let status = until_end(&mut watch).await;
    assert_eq!(status.state, WorkloadState::Failed);
    assert_eq!(
        status.reason.unwrap(),
        "service `job` has failed after 1 restart: it ended"
    );
    assert_eq!(status.services[0].restarts, 2);
}

#[tokio::test]
async fn a_service_that_spins_does_not_hold_up_a_stop() {
    let spinning = wat(r#"(component
        (core module $m (func (export "run") (result i32) (loop $l (br $l)) (unreachable)))
        (core instance $i (instantiate $m))
        (func $run (result (result)) (canon lift (core func $i "run")))
        (instance $cli (export "run" (func $run)))
        (export "wasi:cli/run@0.2.0" (instance $cli)))"#);
    let host = crate::support::host().await;
    let job = spinning.service(Service::default());
    host.start(alone("job", job)).await.unwrap();
    tokio::task::yield_now().await;
    host.stop(ID).await.unwrap();
    host.shutdown().await.unwrap();
}

#[tokio::test]
async fn a_service_ends_with_a_host_that_nobody_has_any_more() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call job", Fault::Wait);
    let host = probed(&probe).await;
    let running = host.start(alone("job", service(Restart::Always))).await;
    probe.gate.arrived().await;
    drop((running, host));
    // It has gone before it could see the gate open.
    probe.gate.open();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(log.take(), ["start", "bind job"]);
}

#[tokio::test]
async fn an_update_runs_the_new_service_and_ends_the_old_one() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("call job", Fault::Wait);
    let host = probed(&probe).await;
    let workload = || alone("job", service(Restart::Always));
    host.start(workload()).await.unwrap();
    probe.gate.arrived().await;
    host.update(workload()).await.unwrap();
    probe.gate.arrived().await;
    host.stop(ID).await.unwrap();
    let expected = ["start", "bind job", "bind job", "unbind job", "unbind job"];
    assert_eq!(log.take(), expected);
}

#[tokio::test]
async fn what_is_no_command_is_no_service() {
    let host = probed(&Probe::new(&Log::default())).await;
    let web = probing().service(Service::default());
    let text = text(host.start(alone("web", web)).await);
    let expected = "component `web` is a service, and does not export `wasi:cli/run`\n\
        note: it exports `call`, `count`, `second`\n\
        help: build it as a command, or remove `service` from `[components.web]`";
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn the_document_says_when_a_service_is_run_again() {
    let read = |service: &str| {
        let text =
            format!("name = \"a\"\n[components.job]\npath = \"job.wasm\"\nservice = {service}");
        Workload::from_toml(&text, "").map(|workload| workload.components["job"].service)
    };
    assert_eq!(read("{}").unwrap(), Some(Service::new(Restart::OnFailure)));
    let always = Service::new(Restart::Always).max_restarts(3);
    let document = "{ restart = \"always\", max-restarts = 3 }";
    assert_eq!(read(document).unwrap(), Some(always));
    let error = text(read("{ restart = \"sometimes\" }"));
    let expected = "unknown variant `sometimes`, expected one of `always`, `on-failure`, `never`";
    assert!(error.contains(expected), "{error}");
    assert!(text(read("{ retries = 3 }")).contains("unknown field `retries`"));
}

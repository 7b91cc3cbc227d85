//! What components see of volumes, and what is left of them.

use std::fs;
use std::path::{Path, PathBuf};

use hostplug_guests::{CLI_P3, COMMAND};
use hostplug_runtime::{Access, Component, Host, Volume, Workload};

use crate::support::output::Printed;
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, host};

const ID: &str = "default/test";

/// The directories of the empty volume of this name, which no other test has.
fn directories(volume: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    let prefix = format!("hostplug-{volume}-");
    let is_of = |path: &Path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(&prefix))
    };
    entries
        .map(|entry| entry.path())
        .filter(|path| is_of(path))
        .collect()
}

fn guests(args: &[&str]) -> [Component; 2] {
    [COMMAND, CLI_P3].map(|guest| Component::bytes(guest).args(args.iter().copied()))
}

async fn printing() -> (Host, Printed) {
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    (host, printed)
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_does_not_lead_out_of_a_volume() {
    let outside = tempfile::tempdir().unwrap();
    let inside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "not for guests").unwrap();
    fs::write(inside.path().join("note"), "for guests\n").unwrap();
    for (target, name) in [
        (outside.path().join("secret"), "out"),
        (PathBuf::from("note"), "in"),
    ] {
        std::os::unix::fs::symlink(target, inside.path().join(name)).unwrap();
    }
    let (host, printed) = printing().await;
    let [follows, does_not] = [COMMAND, CLI_P3];
    for (guest, name, expected) in [
        (follows, "in", "for guests"),
        (follows, "out", ""),
        (does_not, "out", "error: ErrorCode::Loop"),
    ] {
        let path = format!("/data/{name}");
        let guest = Component::bytes(guest).args(["cat", &path]);
        let guest = guest.mount("data", "/data", Access::ReadWrite);
        let volume = Volume::Path(inside.path().to_owned());
        let workload = alone("cat", guest).volume("data", volume);
        let running = host.start(workload).await.unwrap();
        let _ = running.run("cat").await.unwrap();
        assert_eq!(printed.take("cat").concat(), expected, "{path}");
        host.stop(ID).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_read_only_cannot_be_written_on_either_track() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("note"), "old").unwrap();
    let host = host().await;
    for path in ["/data/note", "/data/new"] {
        for guest in guests(&["write", path, "changed"]) {
            let guest = guest.mount("data", "/data", Access::ReadOnly);
            let volume = Volume::Path(directory.path().to_owned());
            let running = host.start(alone("job", guest).volume("data", volume)).await;
            let _ = running.unwrap().run("job").await.unwrap();
        }
    }
    assert_eq!(
        fs::read_to_string(directory.path().join("note")).unwrap(),
        "old"
    );
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

/// Nobody can make files there, whatever rights he has.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_volume_that_the_host_itself_cannot_write_fails_the_write_and_nothing_else() {
    let (host, printed) = printing().await;
    let volume = || Volume::Path("/proc/self".into());
    let write = Component::bytes(COMMAND).args(["write", "/data/new", "text"]);
    let read = Component::bytes(COMMAND).args(["cat", "/data/comm"]);
    let workload = Workload::new("test")
        .volume("data", volume())
        .component("write", write.mount("data", "/data", Access::ReadWrite))
        .component("read", read.mount("data", "/data", Access::ReadWrite));
    let running = host.start(workload).await.unwrap();
    assert_eq!(running.run("write").await.unwrap(), 1);
    assert_eq!(
        running.run("read").await.unwrap(),
        0,
        "the next call is served"
    );
    assert_eq!(printed.take("read").len(), 1);
}

#[tokio::test]
async fn an_empty_volume_goes_with_a_start_that_fails() {
    let probe = Probe::new(&Log::default()).fault("bind web", Fault::Wait);
    let host = builder().plugin(probe.clone()).start().await.unwrap();
    let workload = alone("web", probing().mount("failed", "/data", Access::ReadWrite));
    let workload = workload.volume("failed", Volume::Empty);
    let start = tokio::spawn({
        let host = host.clone();
        async move { host.start(workload).await.map(drop) }
    });
    probe.gate.arrived().await;
    assert_eq!(directories("failed").len(), 1);
    host.stop(ID).await.unwrap();
    start.await.unwrap().unwrap_err();
    assert!(directories("failed").is_empty());
}

#[tokio::test]
async fn an_empty_volume_survives_a_trap_and_goes_with_the_workload() {
    let (host, printed) = printing().await;
    let mounted = |args: &[&str]| {
        let command = Component::bytes(COMMAND).args(args.iter().copied());
        command.mount("trapped", "/data", Access::ReadWrite)
    };
    let workload = Workload::new("test")
        .volume("trapped", Volume::Empty)
        .component("write", mounted(&["write", "/data/x", "kept"]))
        .component("panic", mounted(&["panic"]))
        .component("read", mounted(&["cat", "/data/x"]));
    let running = host.start(workload).await.unwrap();
    assert_eq!(running.run("write").await.unwrap(), 0);
    running.run("panic").await.unwrap_err();
    assert_eq!(running.run("read").await.unwrap(), 0);
    assert_eq!(printed.take("read"), ["kept"]);
    assert_eq!(directories("trapped").len(), 1);
    host.stop(ID).await.unwrap();
    assert!(directories("trapped").is_empty());
}

/// The workload ends by itself, because its only command has trapped.
#[tokio::test]
async fn an_empty_volume_goes_with_a_workload_that_fails() {
    let command = Component::bytes(COMMAND).args(["panic"]);
    let command = command.mount("ended", "/data", Access::ReadWrite);
    let host = host().await;
    let workload = alone("job", command).volume("ended", Volume::Empty);
    let running = host.start(workload).await.unwrap();
    assert_eq!(directories("ended").len(), 1);
    running.run("job").await.unwrap_err();
    assert!(directories("ended").is_empty());
}

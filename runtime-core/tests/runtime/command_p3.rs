//! Components that export `wasi:cli/run` of WASI 0.3, and ask for everything else in 0.3 as well.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};

use hostplug_guests::CLI_P3;
use hostplug_runtime::{Access, Component, Error, Host, Running, Stream, Volume, Workload};
use tempfile::TempDir;

use crate::support::builder;
use crate::support::output::Printed;

fn command(args: &[&str]) -> Component {
    Component::bytes(CLI_P3).args(args.iter().copied())
}

async fn printing() -> (Host, Printed) {
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    (host, printed)
}

async fn start<const N: usize>(host: &Host, commands: [(&str, Component); N]) -> Running {
    let workload = commands
        .into_iter()
        .fold(Workload::new("test"), |workload, (name, command)| {
            workload.component(name, command)
        });
    host.start(workload).await.unwrap()
}

#[tokio::test]
async fn a_command_ends_with_its_code_and_a_trap_is_a_trap() {
    let (host, _) = printing().await;
    let commands = [
        ("zero", command(&["args"])),
        ("fail", command(&["fail"])),
        ("seven", command(&["exit", "7"])),
        ("trap", command(&["trap"])),
    ];
    let running = start(&host, commands).await;
    for (name, code) in [("zero", 0), ("fail", 1), ("seven", 7)] {
        assert_eq!(running.run(name).await.unwrap(), code, "{name}");
    }
    let error = running.run("trap").await.unwrap_err();
    assert!(
        matches!(&error, Error::Trap { component, .. } if component == "trap"),
        "{error:?}"
    );
}

#[tokio::test]
async fn arguments_environment_and_streams_are_those_of_the_component() {
    let (host, printed) = printing().await;
    let commands = [
        ("args", command(&["args", "one", "", "two words"])),
        ("red", command(&["env"]).env("COLOUR", "red")),
        ("bare", command(&["env"])),
        ("echo", command(&["echo"])),
        ("err", command(&["stderr", "oh"])),
        ("clock", command(&["clock"])),
    ];
    let running = start(&host, commands).await;
    for name in ["args", "red", "bare", "echo", "err", "clock"] {
        assert_eq!(running.run(name).await.unwrap(), 0, "{name}");
    }
    assert_eq!(printed.take("args"), ["one", "", "two words"]);
    assert_eq!(printed.take("red"), ["COLOUR=red"]);
    assert_eq!(printed.take("bare"), [""; 0]);
    assert_eq!(printed.take("echo"), [""; 0], "standard input is empty");
    assert_eq!(printed.take_stream("err", Stream::Stderr), ["oh"]);
    assert_eq!(printed.take("clock"), ["true true true"]);
}

#[tokio::test]
async fn files_are_those_of_the_mounts_of_the_component() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("note"), "a note\n").unwrap();
    let (host, printed) = printing().await;
    let workload = Workload::new("test")
        .volume("data", Volume::Path(directory.path().to_owned()))
        .component(
            "read",
            command(&["cat", "/data/note"]).mount("data", "/data", Access::ReadOnly),
        )
        .component(
            "denied",
            command(&["write", "/data/new", "x"]).mount("data", "/data", Access::ReadOnly),
        )
        .component(
            "write",
            command(&["write", "/data/new", "new"]).mount("data", "/data", Access::ReadWrite),
        )
        .component("none", command(&["cat", "/data/note"]));
    let running = host.start(workload).await.unwrap();
    for (name, expected) in [
        ("read", vec!["a note"]),
        ("denied", vec!["error: ErrorCode::NotPermitted"]),
        ("write", vec![]),
        ("none", vec!["error: no directory"]),
    ] {
        assert_eq!(running.run(name).await.unwrap(), 0, "{name}");
        assert_eq!(printed.take(name), expected, "{name}");
    }
    let written = fs::read_to_string(directory.path().join("new")).unwrap();
    assert_eq!(written, "new");
}

#[tokio::test]
async fn sockets_reach_only_what_is_listed() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (address, other) = (listener.local_addr().unwrap(), other.local_addr().unwrap());
    let connect = || command(&["connect", &address.to_string()]);
    let (host, printed) = printing().await;
    let commands = [
        ("denied", connect()),
        ("listed", connect().allow_address(address.to_string())),
        ("another", connect().allow_address(other.to_string())),
        ("all", connect().allow_address("*")),
    ];
    let running = start(&host, commands).await;
    for (name, expected) in [
        ("denied", "error: ErrorCode::AccessDenied"),
        ("listed", "connected"),
        ("another", "error: ErrorCode::AccessDenied"),
        ("all", "connected"),
    ] {
        assert_eq!(running.run(name).await.unwrap(), 0, "{name}");
        assert_eq!(printed.take(name), [expected], "{name}");
    }
}

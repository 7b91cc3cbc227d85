//! Probes and metrics, from the start to the end of a host.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Stdio};

use hostplug_guests::HTTP_FAULTS;

use crate::run::get;
use crate::{hostplug, stderr, workload};

const DOCUMENT: &str = "name = \"env\"\n[components.web]\npath = \"guest.wasm\"\n";

/// A host that says in JSON where it is.
struct Host {
    child: Child,
    told: serde_json::Value,
    directory: tempfile::TempDir,
}

impl Host {
    fn start(options: &[&str]) -> Self {
        let directory = workload(HTTP_FAULTS, DOCUMENT);
        let mut child = hostplug(directory.path())
            .args(["run", "workload.toml", "--json", "--listen", "127.0.0.1:0"])
            .args(["--admin", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        Host {
            child,
            told: serde_json::from_str(&line).unwrap(),
            directory,
        }
    }

    fn at(&self, key: &str) -> SocketAddr {
        self.told[key].as_str().unwrap().parse().unwrap()
    }

    fn ask(&self, path: &str) -> (u16, String) {
        get(self.at("admin"), path).unwrap()
    }

    fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-TERM", &id])
            .status();
        assert!(sent.unwrap().success());
    }

    fn end(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn a_host_that_runs_is_live_and_ready() {
    let host = Host::start(&[]);
    assert_eq!(host.ask("/livez"), (200, "ok\n".to_owned()));
    assert_eq!(host.ask("/readyz"), (200, "ok\n".to_owned()));
    let (status, heartbeat) = host.ask("/heartbeat");
    let heartbeat: serde_json::Value = serde_json::from_str(&heartbeat).unwrap();
    assert_eq!(
        (status, &heartbeat["workloads"][0]["id"]),
        (200, &"default/env".into())
    );
    assert_eq!(host.ask("/secrets").0, 404);
    assert_eq!(
        get(host.at("address"), "/livez").unwrap().1,
        "not found\n",
        "only the guest answers there"
    );
}

#[test]
fn metrics_are_those_of_the_process() {
    let host = Host::start(&[]);
    let (status, metrics) = host.ask("/metrics");
    assert_eq!(status, 200);
    let has = |start: &str| {
        let mut lines = metrics.lines();
        assert!(
            lines.any(|line| line.starts_with(start)),
            "no `{start}` in {metrics}"
        );
    };
    has("hostplug_workloads{");
    has("hostplug_host_components{");
    has("hostplug_host_uptime_seconds{");
    has("process_cpu_time_seconds_total{");
    has("process_memory_usage_bytes{");
    assert!(metrics.contains("state=\"running\""), "{metrics}");
}

#[test]
fn a_host_that_ends_is_live_but_not_ready_and_serves_until_the_delay_is_over() {
    let mut host = Host::start(&["--drain-delay", "1h"]);
    host.terminate();
    let mut line = String::new();
    let mut log = BufReader::new(host.child.stderr.take().unwrap());
    while !line.starts_with("finishing the requests") {
        line.clear();
        assert_ne!(log.read_line(&mut line).unwrap(), 0);
    }
    let (status, reason) = loop {
        let answer = host.ask("/readyz");
        if answer.0 != 200 {
            break answer;
        }
    };
    assert_eq!(
        (status, reason.as_str()),
        (503, "the host is shutting down\n")
    );
    assert_eq!(host.ask("/livez").0, 200);
    assert_eq!(
        get(host.at("address"), "/hello").unwrap(),
        (200, "hello\n".to_owned())
    );
    host.terminate();
    assert_eq!(host.end(), Some(130));
}

#[test]
fn a_workload_that_somebody_stopped_makes_no_host_unready() {
    let host = Host::start(&[]);
    let stopped = hostplug(host.directory.path())
        .args(["stop", "env"])
        .output();
    assert!(stopped.unwrap().status.success());
    assert_eq!(host.ask("/readyz").0, 200);
    host.terminate();
    assert_eq!(host.end(), Some(0));
}

#[test]
fn requests_that_take_longer_than_the_drain_are_cut_off() {
    let host = Host::start(&["--drain-timeout", "1ms"]);
    let mut client = TcpStream::connect(host.at("address")).unwrap();
    let head = "POST /echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
    write!(client, "{head}4\r\nping\r\n").unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"ping\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).unwrap();
        answer.extend(byte);
    }
    host.terminate();
    // The client never ends its body, and so would the guest never end its answer.
    assert_eq!(host.end(), Some(0));
}

#[test]
fn a_port_that_is_in_use_is_named_with_what_to_type() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let directory = workload(HTTP_FAULTS, DOCUMENT);
    for (option, help) in [
        ("--listen", "another process listens on port "),
        ("--admin", "choose another address: `--admin ADDRESS`"),
    ] {
        let output = hostplug(directory.path())
            .args(["run", "workload.toml", option, &address])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        let text = stderr(&output);
        assert!(
            text.contains(&format!("error: cannot listen on {address}: ")),
            "{text}"
        );
        assert!(text.contains(&format!("help: {help}")), "{text}");
    }
}

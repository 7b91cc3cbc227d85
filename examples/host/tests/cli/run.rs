use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use hostplug_guests::{CALLS_CALLEE, COMMAND, HTTP_FAULTS};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HeaderValue;
use hyper_util::rt::TokioIo;

use crate::{counter, hostplug, stderr, stdout, workload};

fn command(arguments: &str, more: &str) -> tempfile::TempDir {
    let document = format!(
        "name = \"command\"\n[components.command]\npath = \"guest.wasm\"\narguments = {arguments}\n{more}"
    );
    workload(COMMAND, &document)
}

#[test]
fn a_command_runs_to_its_end_with_its_own_streams() {
    let directory = command("[\"echo\"]", "");
    let mut child = hostplug(directory.path())
        .args(["run", "workload.toml"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"one\ntwo\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "one\ntwo\n")
    );
}

#[test]
fn a_command_sees_only_the_environment_of_the_document() {
    let directory = command(
        "[\"env\"]",
        "environment = { A = \"1\", B = { env = \"FROM_HOST\" } }",
    );
    let output = hostplug(directory.path())
        .args(["run", "workload.toml"])
        .env("FROM_HOST", "2")
        .env("HIDDEN", "3")
        .output()
        .unwrap();
    assert_eq!(stdout(&output), "A=1\nB=2\n", "{}", stderr(&output));
}

#[test]
fn the_exit_code_of_a_command_is_that_of_the_program() {
    for (arguments, code) in [
        ("[\"exit\", \"0\"]", 0),
        ("[\"exit\", \"1\"]", 1),
        ("[\"cat\", \"/none\"]", 1),
    ] {
        let directory = command(arguments, "");
        let output = hostplug(directory.path())
            .args(["run", "workload.toml"])
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn a_trap_ends_with_1_and_says_who_trapped() {
    let directory = command("[\"panic\"]", "");
    let output = hostplug(directory.path())
        .args(["run", "workload.toml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("error: component `command` trapped"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_workload_that_has_nothing_to_run_is_refused() {
    let directory = workload(
        CALLS_CALLEE,
        "name = \"lib\"\n[components.lib]\npath = \"guest.wasm\"\n",
    );
    let output = hostplug(directory.path())
        .args(["run", "workload.toml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    assert!(
        text.contains("`run` needs a component that exports `wasi:http/incoming-handler`"),
        "{text}"
    );
}

#[test]
fn a_command_is_not_watched() {
    let directory = command("[\"echo\"]", "");
    let output = hostplug(directory.path())
        .args(["run", "workload.toml", "--watch"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(
        text.contains("`--watch` is for workloads that stay"),
        "{text}"
    );
}

const HTTP: &str =
    "name = \"NAME\"\n[components.web]\npath = \"guest.wasm\"\n[[routes]]\npath = \"/NAME\"\n";

#[test]
fn several_workloads_share_a_port_and_their_routes_decide() {
    let directory = workload(HTTP_FAULTS, &HTTP.replace("NAME", "env"));
    let other = HTTP.replace("NAME", "hello");
    std::fs::write(directory.path().join("hello.toml"), other).unwrap();
    let path = directory.path().join("workload.toml");
    let served = Served::with(directory.path(), &path, &["hello.toml"]);
    assert_eq!(served.get("/hello"), "hello\n");
    assert_eq!(served.get("/env"), "");
    assert_eq!(served.get("/trap"), "no workload serves `localhost/trap`\n");
}

#[test]
fn a_command_runs_alone() {
    let directory = workload(HTTP_FAULTS, &HTTP.replace("NAME", "hello"));
    std::fs::write(directory.path().join("command.wasm"), COMMAND).unwrap();
    let command = "name = \"command\"\n[components.command]\npath = \"command.wasm\"\n";
    std::fs::write(directory.path().join("command.toml"), command).unwrap();
    let output = hostplug(directory.path())
        .args([
            "run",
            "workload.toml",
            "command.toml",
            "--listen",
            "127.0.0.1:0",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let expected = "error: workload `default/command` is a command, and there are other workloads\nhelp: run it alone\n";
    assert!(stderr(&output).ends_with(expected), "{}", stderr(&output));
}

#[test]
fn all_workloads_are_checked() {
    let directory = workload(HTTP_FAULTS, &HTTP.replace("NAME", "hello"));
    std::fs::copy(
        directory.path().join("workload.toml"),
        directory.path().join("b.toml"),
    )
    .unwrap();
    let output = hostplug(directory.path())
        .args(["run", "workload.toml", "b.toml", "--check"])
        .output()
        .unwrap();
    let tree = stdout(&output);
    assert_eq!(
        tree.matches("workload default/hello (engine ").count(),
        2,
        "{tree}"
    );
}

/// Status and body of the answer to one request on a connection of its own, if there is a whole one.
#[tokio::main(flavor = "current_thread")]
async fn ask(address: SocketAddr, mut request: Request<Full<Bytes>>) -> Option<(u16, Vec<u8>)> {
    let stream = tokio::net::TcpStream::connect(address).await.ok()?;
    let (mut client, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    let host = HeaderValue::from_static("localhost");
    request.headers_mut().insert("host", host);
    let answer = client.send_request(request).await.ok()?;
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.ok()?;
    Some((status, body.to_bytes().to_vec()))
}

pub(crate) fn get(address: SocketAddr, path: &str) -> Option<(u16, String)> {
    let request = Request::get(path).body(Full::default()).unwrap();
    let (status, body) = ask(address, request)?;
    Some((status, String::from_utf8(body).unwrap()))
}

/// A host that is killed when the test fails.
pub(crate) struct Served {
    child: Child,
    log: BufReader<ChildStderr>,
    address: SocketAddr,
}

impl Served {
    fn start(directory: &Path) -> Self {
        Served::workload(directory, &counter())
    }

    pub(crate) fn workload(directory: &Path, workload: &Path) -> Self {
        Served::with(directory, workload, &[])
    }

    pub(crate) fn with(directory: &Path, workload: &Path, options: &[&str]) -> Self {
        let mut command = hostplug(directory);
        command
            .arg("run")
            .arg(workload)
            .args(["--listen", "127.0.0.1:0"])
            .args(options);
        Served::command(command)
    }

    /// What a command serves that says first where.
    pub(crate) fn command(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let address = line.trim_end().rsplit('/').next().unwrap().parse();
        Served {
            child,
            log,
            address: address.unwrap_or_else(|_| panic!("no address in `{line}`")),
        }
    }

    pub(crate) fn get(&self, path: &str) -> String {
        get(self.address, path).unwrap().1
    }

    /// Status and body of the answer.
    pub(crate) fn send(&self, request: Request<Full<Bytes>>) -> (u16, Vec<u8>) {
        ask(self.address, request).unwrap()
    }

    /// Kills the host without a chance to write anything more.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Its files may grow again, in a process that began with less.
    #[cfg(target_os = "linux")]
    pub(crate) fn unlimited_files(&self) {
        let id = self.child.id().to_string();
        let raised = Command::new("prlimit")
            .args(["--pid", &id, "--fsize=unlimited"])
            .status();
        assert!(raised.unwrap().success());
    }

    /// The next line of its standard error.
    #[cfg(unix)]
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.log.read_line(&mut line).unwrap();
        line
    }

    /// The exit code, and what else was on the standard error.
    #[cfg(unix)]
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let mut log = String::new();
        std::io::Read::read_to_string(&mut self.log, &mut log).unwrap();
        (self.child.wait().unwrap().code(), log)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn the_counter_counts_up_and_survives_a_crash() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(directory.path());
    assert_eq!(served.get("/"), "hello, visitor 1 of home\n");
    assert_eq!(served.get("/"), "hello, visitor 2 of home\n");
    assert_eq!(served.get("/?peek"), "home: 2 (cached)\n");
    served.kill();

    let served = Served::start(directory.path());
    assert_eq!(served.get("/?peek"), "home: 2 (stored)\n");
    assert_eq!(served.get("/?peek"), "home: 2 (cached)\n");
    assert_eq!(served.get("/"), "hello, visitor 3 of home\n");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_host_in_order() {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::start(directory.path());
    served.get("/");
    served.signal("-INT");
    let (code, log) = served.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("visitor 1 of home"),
        "the guest's log is the host's: {log}"
    );
}

#[cfg(unix)]
#[test]
fn programs_read_the_address_from_the_standard_output() {
    let directory = tempfile::tempdir().unwrap();
    let mut child = hostplug(directory.path())
        .arg("run")
        .arg(counter())
        .args(["--listen", "127.0.0.1:0", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["workload"], "default/counter");
    let address = line["address"].as_str().unwrap().parse().unwrap();
    let served = Served {
        child,
        log,
        address,
    };
    assert_eq!(served.get("/"), "hello, visitor 1 of home\n");
    served.signal("-TERM");
    assert_eq!(served.end().0, Some(0));
}

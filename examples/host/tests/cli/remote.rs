//! A host that is driven over its control socket.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Output, Stdio};

use hostplug_guests::HTTP_FAULTS;

use crate::run::Served;
use crate::{hostplug, stderr, stdout, workload};

fn document(name: &str, value: &str) -> String {
    format!(
        "name = \"{name}\"\n[components.web]\npath = \"guest.wasm\"\nenvironment = {{ KEY = \"{value}\" }}\n\
         [[routes]]\npath = \"/{name}\"\n"
    )
}

/// A directory with the workloads `env` and `shop`, and a host that runs the first.
fn served() -> (tempfile::TempDir, Served) {
    let directory = workload(HTTP_FAULTS, &document("env", "first"));
    std::fs::write(directory.path().join("shop.toml"), document("shop", "x")).unwrap();
    let path = directory.path().join("workload.toml");
    let served = Served::workload(directory.path(), &path);
    (directory, served)
}

fn ask(directory: &Path, arguments: &[&str]) -> Output {
    hostplug(directory).args(arguments).output().unwrap()
}

fn answer(directory: &Path, arguments: &[&str]) -> String {
    let output = ask(directory, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn refusal(directory: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = ask(directory, arguments);
    (output.status.code(), stderr(&output))
}

#[test]
fn a_host_is_found_and_driven() {
    let (directory, served) = served();
    let directory = directory.path();
    assert_eq!(
        answer(directory, &["ps"]),
        "ID           STATE    REVISION  REASON\ndefault/env  running  1\n"
    );
    let started = answer(directory, &["start", "shop.toml"]);
    assert_eq!(started, "default/shop is running\n");
    assert_eq!(
        answer(directory, &["status", "default/shop"]),
        "default/shop is running\n"
    );
    std::fs::write(directory.join("workload.toml"), document("env", "second")).unwrap();
    let updated = answer(directory, &["update", "workload.toml"]);
    assert_eq!(updated, "default/env is running, revision 2\n");
    let stopped = answer(directory, &["stop", "shop", "--within", "10s"]);
    assert_eq!(stopped, "default/shop is stopped\n");
    assert_eq!(
        answer(directory, &["ps"]),
        "ID            STATE    REVISION  REASON\n\
         default/env   running  2\n\
         default/shop  stopped  1\n"
    );
    served.signal("-TERM");
    assert_eq!(served.end().0, Some(0));
    let sockets = std::fs::read_dir(directory.join("hostplug")).unwrap();
    assert_eq!(sockets.count(), 0, "the host takes its socket away");
}

#[test]
fn programs_read_json() {
    let (directory, _served) = served();
    let directory = directory.path();
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&answer(directory, arguments)).unwrap()
    };
    let running = serde_json::json!({ "id": "default/env", "state": "running", "revision": 1 });
    assert_eq!(json(&["ps", "--json"]), serde_json::json!([running]));
    assert_eq!(json(&["status", "env", "--json"]), running);
    let named = json(&["start", "shop.toml", "--id", "a shop/?", "--json"]);
    assert_eq!(named["id"], "a shop/?");
    let stopped = json(&["stop", "a shop/?", "--json"]);
    assert_eq!(
        (&stopped["id"], &stopped["state"]),
        (&"a shop/?".into(), &"stopped".into())
    );
}

#[test]
fn a_host_says_why_it_refuses() {
    let (directory, _served) = served();
    let directory = directory.path();
    assert_eq!(
        refusal(directory, &["status", "shop"]),
        (
            Some(1),
            "error: there is no workload `shop`\nhelp: there are `default/env`\n".to_owned()
        )
    );
    let (code, text) = refusal(directory, &["start", "workload.toml"]);
    assert_eq!(code, Some(1));
    assert!(
        text.starts_with("error: workload `default/env` is there already\n"),
        "{text}"
    );
    std::fs::write(directory.join("bad.toml"), "nmae = \"x\"").unwrap();
    let (code, text) = refusal(directory, &["start", "bad.toml"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("is not a workload: "), "{text}");
    let (code, text) = refusal(directory, &["start", "missing.toml"]);
    assert_eq!(code, Some(2));
    assert!(
        text.starts_with("error: cannot read the workload"),
        "{text}"
    );
}

#[test]
fn the_problems_of_a_workload_are_those_that_check_finds() {
    let (directory, _served) = served();
    let directory = directory.path();
    let mut bad = document("bad", "x");
    bad.push_str("component = \"wbe\"\n");
    std::fs::write(directory.join("bad.toml"), bad).unwrap();
    let both = |options: &[&str]| {
        let of = |command| ask(directory, &[&[command, "bad.toml"], options].concat());
        (of("start"), of("check"))
    };
    let (started, checked) = both(&[]);
    assert_eq!(started.status.code(), Some(1));
    assert_eq!(stderr(&started), stderr(&checked));
    let (started, checked) = both(&["--json"]);
    assert_eq!(started.status.code(), Some(1));
    let json = |output| serde_json::from_str::<serde_json::Value>(&stdout(output)).unwrap();
    assert_eq!(json(&started), json(&checked));
}

#[test]
fn without_a_host_it_says_what_to_type() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    let (code, text) = refusal(directory, &["ps"]);
    assert_eq!(code, Some(2));
    assert!(text.starts_with("error: no host runs: "), "{text}");
    assert!(
        text.contains("help: start one, `hostplug run workload.toml`"),
        "{text}"
    );
    let (code, text) = refusal(directory, &["ps", "--control", "here.sock"]);
    assert_eq!(code, Some(2));
    assert_eq!(
        text,
        "error: no host listens on `here.sock`: No such file or directory (os error 2)\n\
         help: start one: `hostplug run workload.toml --control here.sock`\n"
    );
}

#[test]
fn of_several_hosts_one_is_chosen() {
    let (directory, _served) = served();
    let directory = directory.path();
    let path = directory.join("shop.toml");
    let _other = Served::with(directory, &path, &[]);
    let (code, text) = refusal(directory, &["ps"]);
    assert_eq!(code, Some(2));
    assert!(
        text.starts_with("error: 2 hosts run\nhelp: choose one: `--control "),
        "{text}"
    );
    let named = directory.join("named.sock");
    let named = ["--control", named.to_str().unwrap()];
    let third = document("third", "x");
    std::fs::write(directory.join("third.toml"), third).unwrap();
    let _third = Served::with(directory, &directory.join("third.toml"), &named);
    let listed = answer(directory, &[&["ps"], &named[..]].concat());
    assert!(listed.contains("default/third"), "{listed}");
}

#[test]
fn a_socket_that_lives_is_not_taken_and_one_that_is_dead_is() {
    let directory = workload(HTTP_FAULTS, &document("env", "x"));
    let directory = directory.path();
    let path = directory.join("workload.toml");
    drop(UnixListener::bind(directory.join("c.sock")).unwrap());
    let options = ["--control", "c.sock"];
    let served = Served::with(directory, &path, &options);
    let mode = std::fs::metadata(directory.join("c.sock"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "only its user may open it");
    let second = hostplug(directory)
        .args([
            "run",
            "workload.toml",
            "--listen",
            "127.0.0.1:0",
            "--control",
            "c.sock",
        ])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(
        stderr(&second)
            .contains("error: another host listens on `c.sock`\nhelp: stop that one, or"),
        "{}",
        stderr(&second)
    );
    served.kill();
    let served = Served::with(directory, &path, &options);
    assert!(answer(directory, &["ps", "--control", "c.sock"]).contains("default/env"));
    drop(served);
    std::fs::write(directory.join("file"), "mine").unwrap();
    let refused = refusal(
        directory,
        &[
            "run",
            "workload.toml",
            "--listen",
            "127.0.0.1:0",
            "--control",
            "file",
        ],
    );
    assert_eq!(refused.0, Some(2));
    assert!(
        refused.1.contains("it is there, and is no socket"),
        "{}",
        refused.1
    );
    assert_eq!(
        std::fs::read_to_string(directory.join("file")).unwrap(),
        "mine"
    );
}

#[test]
fn what_a_dead_host_left_is_cleaned_up_by_the_next() {
    let (directory, first) = served();
    first.kill();
    let directory = directory.path();
    assert!(
        refusal(directory, &["ps"])
            .1
            .starts_with("error: no host runs")
    );
    let _second = Served::workload(directory, &directory.join("workload.toml"));
    let sockets = std::fs::read_dir(directory.join("hostplug")).unwrap();
    assert_eq!(sockets.count(), 1);
}

#[test]
fn changes_are_told_until_the_host_ends() {
    let (directory, served) = served();
    let mut watch = hostplug(directory.path())
        .arg("watch")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let mut next = move || lines.next().transpose().unwrap();
    assert_eq!(next().as_deref(), Some("default/env is running"));
    answer(directory.path(), &["start", "shop.toml"]);
    assert_eq!(next().as_deref(), Some("default/shop is starting"));
    assert_eq!(next().as_deref(), Some("default/shop is running"));
    answer(directory.path(), &["stop", "shop"]);
    assert_eq!(next().as_deref(), Some("default/shop is stopping"));
    assert_eq!(next().as_deref(), Some("default/shop is stopped"));
    served.signal("-TERM");
    assert_eq!(served.end().0, Some(0));
    assert_eq!(next().as_deref(), Some("default/env is stopping"));
    assert_eq!(next().as_deref(), Some("default/env is stopped"));
    assert_eq!(next(), None);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}

//! Workloads that run by themselves.

use std::fs;
use std::path::Path;
use std::process::Output;

use hostplug_guests::COMMAND;

use crate::{hostplug, stderr, stdout, workload};

fn service(arguments: &str, more: &str) -> tempfile::TempDir {
    let document = format!(
        "name = \"job\"\n[components.job]\npath = \"guest.wasm\"\narguments = {arguments}\n\
         service = {{ restart = \"never\" }}\n{more}"
    );
    workload(COMMAND, &document)
}

fn run(directory: &Path) -> Output {
    let mut command = hostplug(directory);
    command.args(["run", "workload.toml"]).output().unwrap()
}

#[test]
fn a_workload_of_services_ends_when_they_are_done() {
    let directory = service("[\"args\", \"hello\"]", "");
    let output = run(directory.path());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "hello\n");
}

#[test]
fn a_service_that_fails_for_good_is_an_error() {
    let directory = service("[\"panic\"]", "");
    let output = run(directory.path());
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    let expected = "workload `default/job`: service `job` has failed: component `job` trapped";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn secrets_are_declared_in_the_host_file() {
    let more = "environment = { TOKEN = { secret = \"token\" } }";
    let directory = service("[\"env\"]", more);
    let host = directory.path().join("hostplug.toml");
    fs::write(directory.path().join("token.txt"), "t0p\n").unwrap();
    fs::write(&host, "[secrets]\ntoken = { file = \"token.txt\" }\n").unwrap();
    let output = run(directory.path());
    assert_eq!(stdout(&output), "TOKEN=t0p\n", "{}", stderr(&output));
    fs::write(&host, "[secrets]\nother = { file = \"token.txt\" }\n").unwrap();
    let text = stderr(&run(directory.path()));
    let expected =
        "`TOKEN` of component `job`: this host has no secret `token`\nhelp: there are `other`";
    assert!(text.contains(expected), "{text}");
}

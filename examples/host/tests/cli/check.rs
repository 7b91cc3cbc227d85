use hostplug_guests::COUNTER_WEB;

use crate::{counter, hostplug, stderr, stdout, workload};

#[test]
fn all_problems_of_a_workload_are_reported_together() {
    let document = "
        name = \"broken\"
        [components.web]
        path = \"guest.wasm\"
        mounts = [{ volume = \"assets\", path = \"/\" }]
        plugins.default = { plugin = \"keyvalue\", backend = \"data\" }
    ";
    let directory = workload(COUNTER_WEB, document);
    let output = hostplug(directory.path())
        .args(["check", "workload.toml"])
        .output()
        .unwrap();
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for part in [
        "component `web` imports `example:counter/counters@0.1.0`, which no plugin and no component provides",
        "component `web` asks for the backend `data` of the plugin `keyvalue`",
        "component `web` mounts the volume `assets`, which the workload does not have",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn bad_input_is_named_and_ends_with_2() {
    let directory = workload(b"", "name = \"x\"\nimage = \"y\"\n");
    for (arguments, expected) in [
        (
            vec!["check", "no-such.toml"],
            "cannot read workload `no-such.toml`",
        ),
        (
            vec!["check", "guest.wasm"],
            "workload `guest.wasm` is neither `.toml` nor `.json`",
        ),
        (vec!["check", "workload.toml"], "unknown field `image`"),
        (
            vec!["--host", "no-such.toml", "check", "workload.toml"],
            "unknown field `image`",
        ),
        (vec!["run"], "required arguments were not provided"),
    ] {
        let output = hostplug(directory.path())
            .args(&arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            stderr(&output).contains(expected),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn a_host_file_with_a_plugin_that_is_not_there_is_refused() {
    let document = "name = \"x\"\n[components.web]\npath = \"guest.wasm\"\n";
    let directory = workload(COUNTER_WEB, document);
    let host_file = "[plugins.queue.data]\nbackend = \"memory\"\n";
    std::fs::write(directory.path().join("hostplug.toml"), host_file).unwrap();
    let output = hostplug(directory.path())
        .args(["check", "workload.toml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(
        text.contains("the plugin `queue`, which this host does not have"),
        "{text}"
    );
    assert!(
        text.contains("help: there are `config`, `logging`, `keyvalue`, `blobstore`"),
        "{text}"
    );
}

#[test]
fn a_workload_without_problems_is_one_line() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, expected) in [
        (&[][..], "workload `counter` has no problems\n"),
        (
            &["--json"],
            "{\n  \"workload\": \"counter\",\n  \"problems\": []\n}\n",
        ),
    ] {
        let output = hostplug(directory.path())
            .arg("check")
            .arg(counter())
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stdout(&output), expected);
    }
}

#[test]
fn shells_learn_all_subcommands() {
    let directory = tempfile::tempdir().unwrap();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = hostplug(directory.path())
            .args(["completions", shell])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let script = stdout(&output);
        for subcommand in ["run", "explain", "check", "invoke", "completions"] {
            assert!(script.contains(subcommand), "{shell}: {subcommand}");
        }
    }
}

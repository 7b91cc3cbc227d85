use std::path::{Path, PathBuf};

use hostplug_guests::COUNTER_WEB;

use crate::{counter, hostplug, stderr, stdout, workload};

/// What a run printed, its exit code, and what it said.
fn run(directory: &Path, arguments: &[&str]) -> (String, Option<i32>, String) {
    let output = hostplug(directory).args(arguments).output().unwrap();
    (stdout(&output), output.status.code(), stderr(&output))
}

fn explain(directory: &Path, more: &[&str]) -> (String, Option<i32>, String) {
    let counter = counter();
    let mut arguments = vec!["explain", counter.to_str().unwrap()];
    arguments.extend(more);
    run(directory, &arguments)
}

/// Compares with `tests/golden/NAME`, byte by byte. `BLESS=1` writes it anew.
fn assert_golden(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let path: PathBuf = path.join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "not as in `tests/golden/{name}`:\n{found}\nhelp: if it is right, run the test with `BLESS=1`"
    );
}

#[test]
fn the_counter_is_explained_in_every_format() {
    let directory = tempfile::tempdir().unwrap();
    for format in ["tree", "json", "dot", "mermaid", "svg"] {
        let (text, code, error) = explain(directory.path(), &["--format", format]);
        assert_eq!((code, error.as_str()), (Some(0), ""), "{format}");
        assert_golden(&format!("counter.{format}"), &text);
        let (again, ..) = explain(directory.path(), &["--format", format]);
        assert_eq!(text, again, "{format}");
    }
}

#[test]
fn the_json_is_json() {
    let directory = tempfile::tempdir().unwrap();
    let (text, ..) = explain(directory.path(), &["--json"]);
    assert_golden("counter.json", &text);
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    let provider =
        &plan["components"]["web"]["imports"]["wasi:keyvalue/store@0.2.0-draft"]["provider"];
    assert_eq!(provider["backend"], "cache");
}

#[test]
fn run_with_check_prints_the_tree_as_well() {
    let directory = tempfile::tempdir().unwrap();
    let counter = counter();
    let counter = counter.to_str().unwrap();
    let (tree, ..) = explain(directory.path(), &[]);
    assert_golden("counter.tree", &tree);
    let (text, code, error) = run(directory.path(), &["run", counter, "--check"]);
    assert_eq!((text.as_str(), code), (tree.as_str(), Some(0)), "{error}");
}

#[test]
fn nothing_but_the_output_is_left_behind() {
    let directory = tempfile::tempdir().unwrap();
    let (text, code, error) = explain(directory.path(), &["--output", "plan.txt"]);
    assert_eq!((text.as_str(), code), ("", Some(0)), "{error}");
    let files: Vec<_> = std::fs::read_dir(directory.path()).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let written = std::fs::read_to_string(directory.path().join("plan.txt")).unwrap();
    assert_golden("counter.tree", &written);
}

#[test]
fn an_output_that_cannot_be_written_ends_with_2() {
    let directory = tempfile::tempdir().unwrap();
    let (_, code, error) = explain(directory.path(), &["--output", "none/plan.txt"]);
    assert_eq!(code, Some(2));
    assert!(
        error.starts_with("error: cannot write `none/plan.txt`: "),
        "{error}"
    );
}

#[test]
fn json_and_another_format_exclude_each_other() {
    let directory = tempfile::tempdir().unwrap();
    let (_, code, error) = explain(directory.path(), &["--json", "--format", "dot"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("cannot be used with"), "{error}");
    let (_, code, error) = explain(directory.path(), &["--format", "png"]);
    assert_eq!(code, Some(2));
    assert!(
        error.contains("[possible values: tree, json, dot, mermaid, svg]"),
        "{error}"
    );
}

fn broken() -> tempfile::TempDir {
    let document = "
        name = \"broken\"
        [components.web]
        path = \"guest.wasm\"
        mounts = [{ volume = \"assets\", path = \"/\" }]
    ";
    workload(COUNTER_WEB, document)
}

#[test]
fn a_refused_workload_is_a_report_on_the_standard_error() {
    let directory = broken();
    let (_, _, expected) = run(directory.path(), &["run", "workload.toml"]);
    assert!(expected.starts_with("error: workload `broken` has problems\n"));
    for arguments in [
        &["explain", "workload.toml"][..],
        &["explain", "workload.toml", "--format", "svg"],
        &["check", "workload.toml"],
        &["run", "workload.toml", "--check"],
    ] {
        let (text, code, error) = run(directory.path(), arguments);
        assert_eq!((text.as_str(), code), ("", Some(1)), "{arguments:?}");
        assert_eq!(error, expected, "{arguments:?}");
    }
}

#[test]
fn a_refused_workload_is_json_if_json_is_asked_for() {
    let directory = broken();
    for arguments in [
        &["explain", "workload.toml", "--json"][..],
        &["check", "workload.toml", "--json"],
        &["run", "workload.toml", "--json"],
        &["invoke", "workload.toml", "web", "f()", "--json"],
    ] {
        let (text, code, error) = run(directory.path(), arguments);
        assert_eq!((code, error.as_str()), (Some(1), ""), "{arguments:?}");
        assert_golden("refused.json", &text);
    }
}

#[test]
fn what_is_no_workload_ends_with_2_in_every_format() {
    let directory = workload(b"", "name = \"x\"\nimage = \"y\"\n");
    for format in ["tree", "json", "svg"] {
        let (text, code, error) = run(
            directory.path(),
            &["explain", "workload.toml", "--format", format],
        );
        assert_eq!((text.as_str(), code), ("", Some(2)));
        assert!(error.contains("unknown field `image`"), "{error}");
    }
}

//! A new crate stands alone: with its own lock and profile, offline, and out of what the workspace has built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn checkout() -> PathBuf {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    checkout.canonicalize().unwrap()
}

/// A program that builds where this test was built.
fn command(program: &str, dir: &Path, arguments: &[&str]) -> Command {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut command = Command::new(program);
    command.current_dir(dir).args(arguments);
    // What the Cargo that runs this test says of its package would have build scripts run again.
    for (name, _) in std::env::vars() {
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    // In the checkout, the settings of the crate say so themselves.
    if !target.starts_with(checkout()) {
        command.env("CARGO_TARGET_DIR", target);
    }
    command
}

fn cargo(dir: &Path, arguments: &[&str]) -> String {
    text(&command(env!("CARGO"), dir, arguments).output().unwrap())
}

#[track_caller]
fn text(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Writes a crate into the folder of what is built, where it stays, so that the next time it is built already.
fn new(name: &str, wit: &Path, more: &[&str]) -> (PathBuf, Command) {
    let folder = folder();
    let arguments = ["new", name, "--offline", "--wit", wit.to_str().unwrap()];
    let new = |more: &[&str]| {
        let arguments = [&arguments[..], more].concat();
        command(env!("CARGO_BIN_EXE_plugin-gen"), &folder, &arguments)
    };
    // A plugin-gen of another day may have written it in a way that this one does not know.
    let is_refused = !new(&["--dry-run"]).output().unwrap().status.success();
    if is_refused && folder.join(name).exists() {
        fs::remove_dir_all(folder.join(name)).unwrap();
    }
    (folder.join(name), new(more))
}

/// A crate that is written and not run.
#[track_caller]
fn written(name: &str, wit: &Path) -> PathBuf {
    let (dir, mut new) = new(name, wit, &[]);
    text(&new.output().unwrap());
    dir
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("alone");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn keyvalue() -> PathBuf {
    checkout().join("plugins/keyvalue/wit")
}

fn depot() -> PathBuf {
    checkout().join("codegen/cli/tests/wit/depot")
}

/// WIT whose plugin needs the feature `wasi` of the SDK.
fn with_wasi() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("with-wasi");
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "alarm.wit",
        "package demo:alarm; world plugin { import clock; }
         interface clock { use wasi:clocks/wall-clock@0.2.12.{datetime}; set: func(at: datetime); }",
    );
    write(
        "deps/clocks/clocks.wit",
        "package wasi:clocks@0.2.12; interface wall-clock {
         record datetime { seconds: u64, nanoseconds: u32 } now: func() -> datetime; resolution: func() -> datetime; }",
    );
    folder
}

#[test]
fn the_lock_is_what_cargo_makes_of_that_of_the_workspace() {
    let wits = [
        ("locked-kv", keyvalue()),
        ("locked-depot", depot()),
        ("locked-alarm", with_wasi()),
    ];
    for (name, wit) in wits {
        let dir = written(name, &wit);
        let lock = || fs::read_to_string(dir.join("Cargo.lock")).unwrap();
        let written = lock();
        cargo(
            &dir,
            &["metadata", "--offline", "--locked", "--format-version=1"],
        );
        cargo(&dir, &["update", "--workspace", "--offline"]);
        assert_eq!(written, lock(), "Cargo writes another for `{name}`");
    }
}

/// Else Wasmtime and its compiler would be built once more for each new crate.
#[test]
fn the_features_of_all_dependencies_are_those_of_the_workspace() {
    let tree = [
        "tree",
        "--offline",
        "--locked",
        "--prefix=none",
        "--format={p} {f}",
    ];
    let of_workspace = cargo(&checkout(), &[&tree[..], &["--workspace"]].concat());
    let of_workspace = of_the_registry(&of_workspace);
    for (name, wit) in [("featured-kv", keyvalue()), ("featured-alarm", with_wasi())] {
        let dir = written(name, &wit);
        let found = cargo(&dir, &tree);
        let found = of_the_registry(&found);
        assert!(found.iter().any(|line| line.starts_with("wasmtime v")));
        let other: Vec<_> = found.difference(&of_workspace).collect();
        assert!(
            other.is_empty(),
            "`{name}` has other features than the workspace: {other:#?}\n\
             ask for those of the workspace in codegen/cli/features/Cargo.toml"
        );
    }
}

/// Lines of `cargo tree`, without the packages of folders.
fn of_the_registry(tree: &str) -> BTreeSet<&str> {
    let lines = tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)").trim_end());
    let in_folder = |line: &&str| line.replace("(proc-macro)", "").contains('(');
    lines
        .filter(|line| !line.is_empty() && !in_folder(line))
        .collect()
}

#[test]
fn the_profile_is_that_of_the_workspace() {
    let dir = written("profiled-depot", &depot());
    let (ours, found) = (profile(&checkout()), profile(&dir));
    assert_eq!(found["debug"], ours["debug"]);
    let packages = |profile: &toml::Table| {
        let packages = profile["package"].as_table().unwrap().clone();
        packages.into_iter().collect::<BTreeMap<_, _>>()
    };
    let (mut ours, found) = (packages(&ours), packages(&found));
    // A new crate does not depend on them.
    for package in ["wac-graph", "wac-types", "wit-smith"] {
        ours.remove(package);
    }
    assert_eq!(found, ours);
}

fn profile(dir: &Path) -> toml::Table {
    let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    manifest["profile"]["dev"].as_table().unwrap().clone()
}

/// From nothing to answers and passing tests; and again from what was written. The crate is called as the module of the
/// conformance suite is, and as that of its bindings.
#[test]
fn a_new_plugin_answers_and_passes_its_tests() {
    let (dir, mut new) = new("keyvalue", &keyvalue(), &["--run", "--json"]);
    for _ in 0..2 {
        let answer = text(&new.output().unwrap());
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let expected = [
            "increment -> Ok(1)",
            "increment -> Ok(2)",
            "increment -> Ok(3)",
        ];
        assert_eq!(answer["result"]["run"], serde_json::json!(expected));
    }
    let tests = cargo(&dir, &["test", "--offline", "--locked"]);
    assert!(
        tests.contains("test the_contract_is_kept ... ok"),
        "{tests}"
    );
}

#[test]
fn a_new_plugin_without_methods_is_linked() {
    let (_, mut new) = new("fresh-depot", &depot(), &["--run"]);
    let text = text(&new.output().unwrap());
    let line = "demo:depot/store@0.2.0 <- plugin fresh-depot";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("nothing was called"), "{text}");
}

/// What Cargo says goes to standard error, also when it fails.
#[test]
fn an_example_that_cannot_be_built_is_an_error() {
    let (dir, mut new) = new("broken-depot", &depot(), &["--run"]);
    let output = new.env("RUSTC", "no-such-compiler").output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    let expected = "\
error: `cargo run --example host` in `broken-depot`: exit status: 101
help: what it says above must be mended first
note: the crate is written
";
    assert!(error.ends_with(expected), "{error}");
    assert!(error.contains("no-such-compiler"), "{error}");
    assert_eq!(output.status.code(), Some(2));
    assert!(dir.join("Cargo.lock").is_file());
}

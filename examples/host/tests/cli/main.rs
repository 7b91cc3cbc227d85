//! The command `hostplug`, run as a user runs it.

#[cfg(unix)]
mod admin;
mod blobs;
mod check;
#[cfg(unix)]
mod control;
mod explain;
#[cfg(unix)]
mod faults;
mod invoke;
mod mcp;
mod pages;
#[cfg(unix)]
mod remote;
mod run;
mod services;
#[cfg(unix)]
mod signals;
mod telemetry;
#[cfg(unix)]
mod watch;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The command, in a working directory of the test's own.
fn hostplug(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostplug"));
    command.current_dir(directory).env_remove("RUST_LOG");
    // Its control socket, and where others look for it.
    command.env("XDG_RUNTIME_DIR", directory);
    command
}

/// The counter example, which lies in the tree.
fn counter() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../counter/workload.toml")
}

/// A folder with a guest and a workload document.
fn workload(guest: &[u8], document: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("guest.wasm"), guest).unwrap();
    std::fs::write(directory.path().join("workload.toml"), document).unwrap();
    directory
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

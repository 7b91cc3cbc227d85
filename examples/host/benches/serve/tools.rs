//! The programs of others that are measured, or measure.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Of the family that this workspace is built with, so that both compile guests alike.
const WASMTIME: &str = "48.0.8";

/// The command `wasmtime`, which is installed first if need be. That takes some minutes.
pub(crate) fn wasmtime() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tools");
    let program = root.join("bin/wasmtime");
    if !program.is_file() {
        eprintln!("installing wasmtime {WASMTIME} into {}", root.display());
        let status = Command::new(env!("CARGO"))
            .args(["install", "wasmtime-cli", "--locked", "--version", WASMTIME])
            .arg("--root")
            .arg(&root)
            .status()?;
        ensure!(
            status.success(),
            "wasmtime {WASMTIME} could not be installed"
        );
    }
    Ok(program)
}

/// What makes the load.
pub(crate) fn wrk() -> Command {
    Command::new("wrk")
}

/// Says what to type before minutes have been spent on anything else.
pub(crate) fn check() -> Result<()> {
    let found = wrk().arg("--version").output();
    found.context("cannot run `wrk`\nhelp: install it, for instance with `apt-get install wrk`")?;
    Ok(())
}

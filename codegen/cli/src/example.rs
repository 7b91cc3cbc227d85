//! `--run`: builds a crate and runs its example.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Error, Output};

/// What is run, as a person would type it in the folder of the crate.
pub(crate) fn command(example: &str) -> String {
    format!("cargo run --example {example}")
}

/// What the example of the crate in `dir` says, line by line. What Cargo says goes to standard error.
pub(crate) fn run(dir: &Path, example: &str, output: Output) -> Result<Vec<String>, Error> {
    let offline = output.offline.then_some("--offline");
    // The one that runs this program, if there is one, so that both use one toolchain.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // Cargo looks for the settings of a crate in the current folder, and not in that of the manifest.
    command
        .current_dir(dir)
        .args(["run", "--example", example])
        .args(offline);
    for name in of_another_package() {
        command.env_remove(name);
    }
    let command = command.stdin(Stdio::null()).stderr(Stdio::inherit());
    let failed = |reason: String| Error::Run {
        dir: dir.to_owned(),
        reason,
        example: example.to_owned(),
    };
    let answer = command
        .output()
        .map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8_lossy(&answer.stdout);
    if answer.status.success() {
        return Ok(text.lines().map(str::to_owned).collect());
    }
    // The answers until then belong to what went wrong. If they cannot be printed, the reason still can.
    let _ = io::stderr().write_all(text.as_bytes());
    Err(failed(answer.status.to_string()))
}

/// What a Cargo that runs this program says of its package. Build scripts that look at it would run again, and most of
/// what depends on them would be built again, here and then in the checkout.
fn of_another_package() -> impl Iterator<Item = OsString> {
    let names = env::vars_os().map(|(name, _)| name);
    names.filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    })
}

//! Runs every case of `tests/ui`.

use std::process::Command;

/// The texts of rustc change from release to release, so that only one release can be right.
const PINNED: &str = include_str!("../../rust-toolchain.toml");

#[test]
fn ui() {
    let rustc = Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8(rustc.stdout).unwrap();
    let number = version.split(' ').nth(1).unwrap_or_default();
    if !PINNED.contains(&format!("channel = \"{number}\"")) {
        println!("skipped: the messages are those of the pinned toolchain, and this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}

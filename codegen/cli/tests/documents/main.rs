//! What the project says about the command is true: every command that a text or a message names is one, and the page
//! about it shows what it prints.

mod commands;
mod page;

use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..").canonicalize().unwrap()
}

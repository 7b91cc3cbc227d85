//! The example `mcp`: a server of the Model Context Protocol made of components.

mod client;
mod page;
mod raw;
mod replaced;

use std::fs;
use std::path::{Path, PathBuf};

/// A document of the example as it lies in the tree. Its store is a file in the working directory of the host.
fn example(document: &str) -> PathBuf {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    examples.join("mcp").join(document)
}

/// The same with some of its text replaced, in this directory.
fn changed(directory: &Path, document: &str, from: &str, to: &str) -> PathBuf {
    let text = fs::read_to_string(example(document)).unwrap();
    assert!(text.contains(from), "{document} has no `{from}`");
    let guests = example("../../guests/prebuilt").canonicalize().unwrap();
    // A path of Windows would be an escape in TOML.
    let guests = guests.to_str().unwrap().replace('\\', "/");
    let text = text
        .replace(from, to)
        .replace("../../guests/prebuilt", &guests);
    let changed = directory.join(document);
    fs::write(&changed, text).unwrap();
    fs::copy(example("hostplug.toml"), directory.join("hostplug.toml")).unwrap();
    changed
}

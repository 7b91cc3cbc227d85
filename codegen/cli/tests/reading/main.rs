//! The commands that read and write nothing, as a user runs them.

mod diff;
mod expand;
mod inspect;
mod usage;

use std::fs;
use std::path::Path;
use std::process::Command;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What a command printed.
#[derive(Debug)]
struct Ran {
    out: String,
    err: String,
    code: Option<i32>,
}

fn plugin_gen(folder: &Path, arguments: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plugin-gen"));
    let arguments = arguments.split_whitespace();
    let output = command.current_dir(folder).args(arguments).output();
    let output = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        out: text(output.stdout),
        err: text(output.stderr),
        code: output.status.code(),
    }
}

/// Runs a command that must not be understood.
#[track_caller]
fn refused(folder: &Path, arguments: &str, expected: &str) {
    let ran = plugin_gen(folder, arguments);
    assert_eq!(ran.err.trim_end(), expected.trim_end());
    assert_eq!(ran.out, "");
    assert_eq!(ran.code, Some(2));
}

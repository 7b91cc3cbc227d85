//! `new --template` and `new --ci`.

use std::fs;
use std::path::Path;

use crate::{folder, names, plugin_gen};

const WIT: &str = "package demo:kv; interface store { get: func(); } world kv { import store; }";

const COMMAND: &str = "new plugin --wit kv.wit --name my-kv --sdk 0.1 --template template";

/// A folder with WIT and a template of these files.
fn with_template(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = folder(WIT);
    for (path, text) in files {
        let path = folder.path().join("template").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn written(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join("plugin").join(path)).unwrap()
}

#[test]
fn files_of_a_template_are_written_in_place_of_embedded_ones_and_beside_them() {
    let folder = with_template(&[
        ("README.md.in", "# {{name}} of us, for `{{world}}`\n"),
        (".editorconfig", "root = true\n"),
        (".git/config", "not for the crate"),
        ("docs/more.md", "{{name}}\n"),
    ]);
    let output = plugin_gen(folder.path(), COMMAND);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{error}");
    let readme = written(folder.path(), "README.md");
    assert_eq!(readme, "# my-kv of us, for `demo:kv/kv`\n");
    assert_eq!(written(folder.path(), ".editorconfig"), "root = true\n");
    assert_eq!(written(folder.path(), "docs/more.md"), "{{name}}\n");
    assert!(written(folder.path(), "src/lib.rs").contains("impl kv::store::Host for"));
    assert!(!folder.path().join("plugin/.git").exists());
}

/// Nothing is left behind, and this is said.
#[track_caller]
fn refused(files: &[(&str, &str)], expected: &str) {
    let folder = with_template(files);
    let before = names(folder.path());
    let output = plugin_gen(folder.path(), COMMAND);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(error.trim_end(), expected);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(folder.path()), before);
}

#[test]
fn a_template_that_is_not_there_is_refused() {
    refused(
        &[],
        "error: no folder `template`\n\
         help: `--template` takes a folder with the files of a template",
    );
}

#[test]
fn a_place_without_value_is_refused() {
    refused(
        &[("NOTICE.in", "{{year}}")],
        "error: the template `NOTICE.in` has the place `{{year}}`, for which there is no value\n\
         note: there are `component`, `contract`, `crate`, `engine`, `engine-function`, `example`, `features`, \
         `hostplug`, `hostplug-conformance`, `hostplug-runtime`, `imported`, `module`, `name`, `plugin`, \
         `plugin-name`, `renamed`, `run`, `rust-version`, `source`, `tail`, `world`",
    );
}

#[test]
fn what_is_not_rust_is_refused() {
    let rust = "#[test]\nfn {{crate}}_works() {\n    let = 1;\n}\n";
    let folder = with_template(&[("tests/more.rs.in", rust)]);
    let output = plugin_gen(folder.path(), COMMAND);
    let error = String::from_utf8_lossy(&output.stderr);
    let place = "\n --> tests/more.rs:3:9\n  |\n3 |     let = 1;\n  |         ^\n";
    assert!(error.contains(place), "{error}");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(folder.path()), ["kv.wit", "template"]);
}

#[test]
fn a_workflow_is_written_for_the_service_that_is_named() {
    let folder = folder(WIT);
    let command = "new plugin --wit kv.wit --name my-kv --sdk 0.1 --ci github";
    let output = plugin_gen(folder.path(), command);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{error}");
    let workflow = written(folder.path(), ".github/workflows/ci.yml");
    for line in [
        "cargo fmt --check",
        "cargo clippy --locked --all-targets",
        "cargo test --locked",
        "${{ runner.os }}",
    ] {
        assert!(workflow.contains(line), "no `{line}` in\n{workflow}");
    }
    assert!(!workflow.contains("{{rust-version}}"), "{workflow}");
}

/// Else an update would put embedded files in the place of those of the author's template.
#[test]
fn an_update_knows_the_template_and_the_service() {
    let folder = with_template(&[("README.md.in", "# {{name}} of us\n\n{{contract}}\n")]);
    let output = plugin_gen(folder.path(), &format!("{COMMAND} --ci github"));
    assert_eq!(output.status.code(), Some(0));
    let workflow = written(folder.path(), ".github/workflows/ci.yml");
    let wit = WIT.replace("get: func();", "get: func(); set: func();");
    fs::write(folder.path().join("kv.wit"), wit).unwrap();
    let output = plugin_gen(folder.path(), "update plugin");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{error}");
    let readme = written(folder.path(), "README.md");
    assert!(readme.starts_with("# my-kv of us\n"), "{readme}");
    assert!(readme.contains("`store::Host::set`"), "{readme}");
    assert_eq!(written(folder.path(), ".github/workflows/ci.yml"), workflow);
    let lock = written(folder.path(), "plugin-gen.lock");
    assert!(lock.contains("template = \"../template\""), "{lock}");
}

/// Every key stands in the README of the templates, and no other.
#[test]
fn the_keys_are_documented() {
    let readme = include_str!("../../../../templates/README.md");
    let (_, keys) = readme.split_once("## Keys").unwrap();
    let (keys, _) = keys.split_once("## One's own").unwrap();
    let rows = keys.lines().filter_map(|line| line.strip_prefix("| `"));
    let mut documented: Vec<_> = rows.map(|row| row.split('`').next().unwrap()).collect();
    let folder = with_template(&[("NOTICE.in", "{{year}}")]);
    let output = plugin_gen(folder.path(), COMMAND);
    let error = String::from_utf8(output.stderr).unwrap();
    let (_, known) = error.split_once("there are `").unwrap();
    let known: Vec<_> = known
        .trim_end()
        .trim_end_matches('`')
        .split("`, `")
        .collect();
    documented.push("run");
    documented.sort_unstable();
    assert_eq!(documented, known);
}

//! What is done to crates that exist already: a host for them, and a workspace or a crate around a plugin.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::plugin_gen;

pub(crate) const ATTRIBUTE: &str = "#[hostplug::host_plugin(world = \"w\", inline = \"package a:b; interface i { f: func(); } world w { import i; }\")]\n";

/// A folder with these files.
pub(crate) fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

pub(crate) fn read(folder: &Path, path: &str) -> String {
    let path = folder.join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(files.insert(path.clone(), fs::read_to_string(path).unwrap())),
            }
        }
    }
    files
}

/// What the command says, and remarks.
#[track_caller]
pub(crate) fn done(folder: &Path, arguments: &str) -> (String, String) {
    let output = plugin_gen(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

/// Runs a command that must fail, and must not change anything.
#[track_caller]
pub(crate) fn refused(folder: &Path, arguments: &str, expected: &str) {
    let before = files(folder);
    let output = plugin_gen(folder, arguments);
    let here = folder.canonicalize().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    let error = error.replace(&here.display().to_string(), ".");
    assert_eq!(error.trim_end(), expected);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(files(folder), before);
}

/// Packages for the attribute in front of `items`.
fn plugin(items: &str) -> tempfile::TempDir {
    tree(&[
        ("kv/Cargo.toml", "[package]\nname = \"my-kv\"\n"),
        ("kv/src/lib.rs", &items.replace("@", ATTRIBUTE)),
    ])
}

#[test]
fn a_host_has_the_plugins_that_are_named() {
    let folder = plugin("mod kv;\npub use kv::Kv;\n");
    let kv = format!("{ATTRIBUTE}#[derive(Debug, Default)]\npub struct Kv(u8);\n");
    fs::write(folder.path().join("kv/src/kv.rs"), kv).unwrap();
    let (said, notes) = done(folder.path(), "host a/my-host --plugin kv --sdk 0.1");
    assert!(
        said.starts_with("wrote `a/my-host`: a host with `kv`\n"),
        "{said}"
    );
    assert!(notes.starts_with("note: wrote no `Cargo.lock`"), "{notes}");
    let host = folder.path().join("a/my-host");
    let manifest = read(&host, "Cargo.toml");
    assert!(manifest.contains("name = \"my-host\"\n"), "{manifest}");
    assert!(
        manifest.contains("hostplug-runtime = \"0.1\"\n"),
        "{manifest}"
    );
    assert!(
        manifest.contains("my-kv = { path = \"../../kv\" }\n"),
        "{manifest}"
    );
    assert!(manifest.contains("\n[workspace]\n"), "{manifest}");
    let main = read(&host, "src/main.rs");
    assert!(
        main.contains("Host::builder().plugin(my_kv::Kv::default())\n"),
        "{main}"
    );
    assert!(read(&host, "workload.toml").contains("{ plugin = \"kv\" },"));
    assert!(read(&host, "src/tests/kv.wat").contains("a:b/i"));
}

#[test]
fn a_host_is_only_shown_in_a_dry_run() {
    let folder = plugin("@pub struct Kv;\n");
    let before = files(folder.path());
    let (said, _) = done(folder.path(), "host --plugin kv --dry-run");
    assert!(
        said.starts_with("would write `host`: a host with `kv`\n  .gitignore\n"),
        "{said}"
    );
    assert_eq!(files(folder.path()), before);
}

#[test]
fn plugins_of_one_name_are_told_apart_by_their_crates() {
    let folder = plugin("@pub struct Kv;\n");
    let other = tree(&[
        ("Cargo.toml", "[package]\nname = \"other-kv\"\n"),
        ("src/lib.rs", &format!("{ATTRIBUTE}pub struct Kv;\n")),
    ]);
    let path = folder.path().join("other");
    fs::create_dir(&path).unwrap();
    for (from, text) in files(other.path()) {
        let to = path.join(from.strip_prefix(other.path()).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, text).unwrap();
    }
    let (_, notes) = done(folder.path(), "host --plugin kv other");
    let note =
        "note: `my-kv` and `other-kv` serve the same: leave one of them in `workload.toml`\n";
    assert!(notes.contains(note), "{notes}");
    let main = read(folder.path(), "host/src/main.rs");
    assert!(
        main.contains(".plugin_as(\"my-kv\", my_kv::Kv)\n"),
        "{main}"
    );
    assert!(
        main.contains(".plugin_as(\"other-kv\", other_kv::Kv)\n"),
        "{main}"
    );
}

#[test]
fn a_host_needs_a_plugin_that_it_can_name_and_make() {
    let cases = [
        (
            "struct Kv;\n",
            "no public plugin in `./kv`\n\
             help: put `#[host_plugin(world = \"namespace:package/world\")]` on a `pub struct`",
        ),
        (
            "@pub struct A;\n@pub struct B;\n",
            "several plugins in `./kv`\nhelp: name one: `--plugin ./kv#A`, `--plugin ./kv#B`",
        ),
        (
            "@pub struct Kv(u8);\n",
            "a host cannot make a `Kv`: it has fields, and no `Default`\n\
             help: write `#[derive(Default)]` or `impl Default for Kv` in `./kv`",
        ),
        (
            "mod kv { @pub struct Kv; }\n",
            "the plugin `Kv` stands in a module that other crates do not see\n\
             help: write `pub use` with its path in the root of its crate",
        ),
        (
            "fn 1",
            "`src/lib.rs` is not Rust: expected identifier\nnote: in line 1, column 4",
        ),
    ];
    for (lib, expected) in cases {
        let folder = plugin(lib);
        refused(
            folder.path(),
            "host --plugin kv",
            &format!("error: {expected}"),
        );
    }
}

#[test]
fn one_of_several_plugins_can_be_named() {
    let folder = plugin("@pub struct A;\n@pub struct B;\n");
    done(folder.path(), "host --plugin kv#B");
    let main = read(folder.path(), "host/src/main.rs");
    assert!(
        main.contains("Host::builder().plugin(my_kv::B)\n"),
        "{main}"
    );
    refused(
        folder.path(),
        "host other --plugin kv#C",
        "error: no plugin `C` in `./kv`\nhelp: write one of `#A`, `#B`",
    );
    refused(
        folder.path(),
        "host other --plugin kv#A kv#A",
        "error: `--plugin` names the package `my-kv` twice\nhelp: take one of them out",
    );
}

#[test]
fn a_host_needs_packages_with_libraries() {
    let folder = tree(&[
        ("empty/src/lib.rs", ""),
        ("broken/Cargo.toml", "[package\n"),
        ("workspace/Cargo.toml", "[workspace]\n"),
        ("program/Cargo.toml", "[package]\nname = \"p\"\n"),
        ("program/src/main.rs", "fn main() {}\n"),
        ("taken/precious", "text"),
    ]);
    for (arguments, expected) in [
        (
            "--plugin empty",
            "there is no Cargo.toml in `empty`\nhelp: name the folder of the plugin's package",
        ),
        (
            "--plugin workspace",
            "`./workspace/Cargo.toml` has no `package.name`\nhelp: name the folder of a package",
        ),
        (
            "--plugin program",
            "the package in `./program` has no library: there is no `src/lib.rs`\n\
             help: move the plugin into a library, so that a host can depend on it",
        ),
        (
            "taken --plugin program",
            "`taken` exists already\nhelp: choose another folder\nnote: nothing is ever overwritten",
        ),
        (
            "2host --plugin program",
            "`2host` cannot be the name of a crate: it does not begin with a letter\nhelp: write `--name host`",
        ),
    ] {
        refused(
            folder.path(),
            &format!("host {arguments}"),
            &format!("error: {expected}"),
        );
    }
    let output = plugin_gen(folder.path(), "host --plugin broken");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.contains("broken/Cargo.toml`: TOML parse error at line 1"),
        "{error}"
    );
    assert_eq!(output.status.code(), Some(2));
}

const WORKSPACE: &str = "# all of it\n[workspace]\nmembers = [\"app\"] # so far\n\n\
                         [workspace.dependencies]\nhostplug = \"0.1\"\ntokio = { version = \"1\", features = [\"macros\"] }\n";

#[test]
fn a_crate_becomes_a_member_of_the_workspace_above() {
    let folder = tree(&[("Cargo.toml", WORKSPACE)]);
    done(
        folder.path(),
        "new wasi:logging@0.1.0-draft crates/log --workspace",
    );
    assert_eq!(
        read(folder.path(), "Cargo.toml"),
        WORKSPACE.replace("[\"app\"]", "[\"app\", \"crates/log\"]")
    );
    let manifest = read(folder.path(), "crates/log/Cargo.toml");
    for line in [
        "hostplug = { workspace = true }\n",
        "hostplug-runtime = \"0.1\"\n",
        "tokio = { workspace = true, features = [\"rt-multi-thread\", \"signal\"] }\n",
        "[[example]]\nname = \"log-host\"\n",
    ] {
        assert!(manifest.contains(line), "no {line} in {manifest}");
    }
    assert!(!manifest.contains("[workspace]"), "{manifest}");
    assert!(!folder.path().join("crates/log/Cargo.lock").exists());
}

#[test]
fn a_glob_of_the_workspace_needs_no_entry() {
    let text = WORKSPACE.replace("\"app\"", "\"crates/*\"");
    let folder = tree(&[("Cargo.toml", &text)]);
    done(
        folder.path(),
        "new wasi:logging@0.1.0-draft crates/log --workspace",
    );
    assert_eq!(read(folder.path(), "Cargo.toml"), text);
}

#[test]
fn without_the_flag_a_crate_in_a_workspace_stands_alone() {
    let folder = tree(&[("Cargo.toml", WORKSPACE)]);
    done(folder.path(), "new wasi:logging@0.1.0-draft crates/log");
    assert_eq!(read(folder.path(), "Cargo.toml"), WORKSPACE);
    assert!(read(folder.path(), "crates/log/Cargo.toml").contains("\n[workspace]\n"));
}

#[test]
fn a_workspace_that_cannot_have_the_crate_is_left_alone() {
    let new = "new wasi:logging@0.1.0-draft crates/log --workspace";
    refused(
        tree(&[("Cargo.toml", "[workspace]\nexclude = [\"crates\"]\n")]).path(),
        new,
        "error: `./Cargo.toml` excludes `crates/log` from its workspace\n\
         help: choose another folder, or change `exclude`",
    );
    refused(
        tree(&[("Cargo.toml", "[workspace]\nmembers = \"crates\"\n")]).path(),
        new,
        "error: `workspace.members` is no list in `./Cargo.toml`\nhelp: write `members = []` under `[workspace]`",
    );
    refused(
        tree(&[("Cargo.toml", "[package]\nname = \"x\"\n")]).path(),
        new,
        "error: there is no workspace above `./crates/log`\n\
         help: leave out `--workspace`, or write `[workspace]` into a Cargo.toml above it",
    );
}

const APP: &str =
    "[package]\nname = \"my-app\"\n\n[dependencies]\n# exactly this one\nserde = \"=1.0.200\"\n";

#[test]
fn a_plugin_becomes_a_module_of_a_crate() {
    let lib = "//! An app.\n\nmod other; // mine\n\nfn  unformatted( ) {}\n";
    let folder = tree(&[
        ("app/Cargo.toml", APP),
        ("app/src/lib.rs", lib),
        ("app/src/other.rs", ""),
        ("app/wit/guest.wit", "package my:app;"),
    ]);
    let (said, _) = done(
        folder.path(),
        "new wasi:keyvalue@0.2.0-draft --path app --name kv --sdk 0.1",
    );
    assert!(
        said.starts_with("wrote `app`: `Kv` serves `wasi:keyvalue/store@0.2.0-draft`"),
        "{said}"
    );
    let app = folder.path().join("app");
    assert_eq!(
        read(&app, "src/lib.rs"),
        lib.replace("// mine\n", "// mine\npub mod kv;\n")
    );
    let manifest = read(&app, "Cargo.toml");
    assert!(
        manifest.starts_with(&APP.replace(
            "serde = \"=1.0.200\"",
            "serde = { version = \"=1.0.200\", features = [\"derive\"] }\nhostplug = \"0.1\""
        )),
        "{manifest}"
    );
    let module = read(&app, "src/kv.rs");
    assert!(
        module.contains("use crate::kv::memory::Memory;"),
        "{module}"
    );
    assert!(module.contains("path = \"wit/kv\""), "{module}");
    assert!(read(&app, "tests/kv.rs").contains("use my_app::kv::Kv;"));
    assert!(read(&app, "examples/kv-host.rs").contains("use my_app::kv::Kv;"));
    assert!(read(&app, "wit/kv/keyvalue.wit").contains("package wasi:keyvalue"));
    assert!(app.join("src/kv/memory.rs").is_file());
    refused(
        folder.path(),
        "new wasi:keyvalue@0.2.0-draft --path app --name kv",
        "error: `src/lib.rs` has `kv` already\nhelp: choose another name with `--name`",
    );
}

#[test]
fn a_program_gets_a_module_without_tests() {
    let folder = tree(&[("Cargo.toml", APP), ("src/main.rs", "fn main() {}\n")]);
    done(
        folder.path(),
        "new wasi:config@0.2.0-rc.1 --path . --name settings --sdk 0.1",
    );
    assert_eq!(
        read(folder.path(), "src/main.rs"),
        "mod settings;\n\nfn main() {}\n"
    );
    let module = read(folder.path(), "src/settings.rs");
    assert!(!module.contains("path = "), "{module}");
    assert!(folder.path().join("wit/config.wit").is_file());
    assert!(!folder.path().join("tests").exists());
    assert!(!read(folder.path(), "Cargo.toml").contains("dev-dependencies"));
}

#[test]
fn nothing_of_a_crate_is_overwritten() {
    let lib = ("src/lib.rs", "");
    let new = "new wasi:keyvalue@0.2.0-draft --path . --name kv";
    for path in [
        "src/kv.rs",
        "src/kv/a.rs",
        "tests/kv.rs",
        "examples/kv-host.rs",
    ] {
        let folder = tree(&[("Cargo.toml", APP), lib, (path, "// mine")]);
        let taken = if path == "src/kv/a.rs" {
            "src/kv"
        } else {
            path
        };
        let expected = format!(
            "error: `./{taken}` exists already\nhelp: rename it, or take it out\nnote: nothing is ever overwritten"
        );
        refused(folder.path(), new, &expected);
    }
    refused(
        tree(&[("Cargo.toml", APP), ("src/lib.rs", "fn 1")]).path(),
        new,
        "error: `src/lib.rs` is not Rust: expected identifier\nnote: in line 1, column 4",
    );
    refused(
        tree(&[
            ("Cargo.toml", "dependencies = 1\n[package]\nname = \"x\"\n"),
            lib,
        ])
        .path(),
        new,
        "error: `dependencies` is no table in `./Cargo.toml`\nhelp: write `[dependencies]`",
    );
    refused(
        tree(&[("src/lib.rs", "")]).path(),
        new,
        "error: there is no Cargo.toml in `.`\nhelp: name the folder of the plugin's package",
    );
}

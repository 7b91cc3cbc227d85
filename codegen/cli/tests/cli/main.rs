//! The command as a user runs it: what it prints, how it exits, what it leaves behind.

mod add;
mod check;
mod grow;
mod packages;
mod template;
mod update;
mod upkeep;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const TWO_WORLDS: &str = "package demo:kv@1.0.0;
interface store { get: func(key: string) -> option<string>; }
world client { import store; }
world both { import store; export store; }
world server { export store; }
";

/// A folder with the WIT `kv.wit` and nothing else.
fn folder(wit: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("kv.wit"), wit).unwrap();
    folder
}

fn plugin_gen(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plugin-gen"));
    command
        .current_dir(folder)
        .args(arguments.split_whitespace())
        .output()
        .unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Runs a command that must fail, and must not leave anything behind.
#[track_caller]
fn refused(wit: &str, arguments: &str, expected: &str) {
    let folder = folder(wit);
    let output = plugin_gen(folder.path(), arguments);
    assert_eq!(
        String::from_utf8_lossy(&output.stderr).trim_end(),
        expected.trim_end()
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert_eq!(names(folder.path()), ["kv.wit"]);
}

#[test]
fn a_crate_is_written_where_it_was_asked_for() {
    let folder = folder(TWO_WORLDS);
    let output = plugin_gen(
        folder.path(),
        "new plugin --wit kv.wit --world client --name my-kv --sdk 0.1",
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "note: wrote no `Cargo.lock`: the SDK comes from the registry, so Cargo makes one\n"
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "wrote `plugin`: `MyKv` serves `demo:kv/store@1.0.0`\n\
         next: `cargo test` there passes; then write the methods in `plugin/src/lib.rs`\n"
    );
    assert_eq!(names(folder.path()), ["kv.wit", "plugin"]);
    let plugin = folder.path().join("plugin");
    assert_eq!(
        names(&plugin),
        [
            ".gitignore",
            ".plugin-gen",
            "Cargo.toml",
            "README.md",
            "examples",
            "plugin-gen.lock",
            "src",
            "tests",
            "wit",
            "workload.toml"
        ]
    );
    assert_eq!(
        fs::read_to_string(plugin.join("wit/kv.wit")).unwrap(),
        TWO_WORLDS
    );
    let manifest = fs::read_to_string(plugin.join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("name = \"my-kv\"\n") && manifest.contains("hostplug = \"0.1\"\n"),
        "{manifest}"
    );
}

#[test]
fn dependencies_of_the_wit_are_copied_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let wit = folder.path().join("wit");
    fs::create_dir_all(wit.join("deps/base")).unwrap();
    fs::write(
        wit.join("kv.wit"),
        "package demo:kv; world w { import demo:base/i; }",
    )
    .unwrap();
    fs::write(wit.join("notes.txt"), "not WIT").unwrap();
    fs::write(
        wit.join("deps/base/base.wit"),
        "package demo:base; interface i { f: func(); }",
    )
    .unwrap();
    let output = plugin_gen(folder.path(), "new my-kv --wit wit");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(names(&folder.path().join("my-kv/wit")), ["deps", "kv.wit"]);
    assert_eq!(
        names(&folder.path().join("my-kv/wit/deps/base")),
        ["base.wit"]
    );
    let manifest = fs::read_to_string(folder.path().join("my-kv/Cargo.toml")).unwrap();
    assert!(manifest.contains("hostplug = { path = "), "{manifest}");
}

#[test]
fn the_name_must_be_that_of_a_crate() {
    refused(
        TWO_WORLDS,
        "new 2kv --wit kv.wit",
        "\
error: `2kv` cannot be the name of a crate: it does not begin with a letter
help: write `--name kv`",
    );
    refused(
        TWO_WORLDS,
        "new test --wit kv.wit",
        "\
error: `test` cannot be the name of a crate: it is taken
help: write `--name test-plugin`",
    );
    refused(
        TWO_WORLDS,
        "new --wit kv.wit --world client --name a/my-kv",
        "\
error: `a/my-kv` is a path, not the name of a crate
help: write `--name my-kv`, and the path behind the package",
    );
}

#[test]
fn several_worlds_are_listed() {
    refused(
        TWO_WORLDS,
        "new my-kv --wit kv.wit",
        "\
error: which world does the plugin implement?
help: choose one with `--world`, or interfaces with `--interface`
note: worlds found: `demo:kv/both@1.0.0`, `demo:kv/client@1.0.0`, `demo:kv/server@1.0.0`
note: interfaces found: `demo:kv/store@1.0.0`",
    );
}

#[test]
fn an_unknown_world_is_explained() {
    refused(
        TWO_WORLDS,
        "new my-kv --wit kv.wit --world clients",
        "\
error: no world `clients`
help: did you mean `demo:kv/client@1.0.0`?
note: worlds found: `demo:kv/both@1.0.0`, `demo:kv/client@1.0.0`, `demo:kv/server@1.0.0`",
    );
    refused(
        TWO_WORLDS,
        "new my-kv --wit kv.wit --world demo:kv/store",
        "\
error: `demo:kv/store@1.0.0` is an interface, not a world
help: write `--interface store`",
    );
    refused(
        TWO_WORLDS,
        "new my-kv --wit kv.wit --world demo:kv/client@2.0.0",
        "\
error: WIT package has version 1.0.0, but `--world` asks for 2.0.0
help: write `--world demo:kv/client@1.0.0`, or give the WIT of 2.0.0",
    );
    refused(
        "package demo:kv; interface i { f: func(); } interface j { f: func(); }",
        "new my-kv --wit kv.wit",
        "\
error: the WIT has no world: which interfaces does the plugin implement?
help: choose them with `--interface`, or write a world that imports them
note: interfaces found: `demo:kv/i`, `demo:kv/j`",
    );
}

#[test]
fn an_empty_world_has_nothing_to_serve() {
    refused(
        "package demo:kv; world nothing {}",
        "new my-kv --wit kv.wit",
        "\
error: world `nothing` imports no interface and exports none, so a host plugin has nothing to serve or to call",
    );
}

#[test]
fn absent_wit_is_named() {
    refused(
        TWO_WORLDS,
        "new my-kv --wit wit",
        "\
error: no WIT found at `wit`
help: `--wit` takes a WIT file, a folder of WIT with its `deps`, or a component",
    );
}

#[test]
fn a_mistake_in_the_wit_is_shown_in_its_line() {
    const MISTAKE: &str = "package demo:kv;\n\ninterface store {\n  get: fun();\n}\n";
    let expected = "\
error: invalid WIT: expected keyword `func`, found an identifier
     --> ./kv.wit:4:8
      |
    4 |   get: fun();
      |        ^";
    refused(
        MISTAKE,
        "new my-kv --wit kv.wit",
        &expected.replace("./", ""),
    );
    refused(MISTAKE, "new my-kv --wit .", expected);
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder(TWO_WORLDS);
    let plugin = folder.path().join("my-kv");
    fs::create_dir(&plugin).unwrap();
    fs::write(plugin.join("precious"), "text").unwrap();
    let output = plugin_gen(folder.path(), "new my-kv --wit kv.wit --world client");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: `my-kv` exists already\n\
         help: choose another folder\n\
         note: nothing is ever overwritten\n"
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(&plugin), ["precious"]);
    assert_eq!(names(folder.path()), ["kv.wit", "my-kv"]);
}

#[test]
fn what_nobody_changed_may_be_written_again() {
    let folder = folder(TWO_WORLDS);
    let new = |world: &str| {
        let arguments = format!("new my-kv --wit kv.wit --world {world} --sdk 0.1");
        plugin_gen(folder.path(), &arguments).status.code()
    };
    let lib = folder.path().join("my-kv/src/lib.rs");
    assert_eq!(new("client"), Some(0));
    assert_eq!(new("both"), Some(0), "the same crate of another world");
    let text = fs::read_to_string(&lib).unwrap();
    assert!(text.contains("lifecycle"), "{text}");
    fs::write(&lib, text + "// mine").unwrap();
    assert_eq!(new("client"), Some(2));
    assert!(fs::read_to_string(&lib).unwrap().ends_with("// mine"));
    assert_eq!(names(folder.path()), ["kv.wit", "my-kv"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = folder(TWO_WORLDS);
    let arguments = "new my-kv --wit kv.wit --world client --dry-run";
    let output = plugin_gen(folder.path(), arguments);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.starts_with(
            "would write `my-kv`: `MyKv` serves `demo:kv/store@1.0.0`\n  .gitignore\n"
        ),
        "{text}"
    );
    assert_eq!(names(folder.path()), ["kv.wit"]);
}

#[test]
fn folders_above_are_made() {
    let folder = folder(TWO_WORLDS);
    let arguments = "new plugins/kv/my-kv --wit kv.wit --world client";
    let output = plugin_gen(folder.path(), arguments);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let manifest = folder.path().join("plugins/kv/my-kv/Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    assert!(manifest.contains("name = \"my-kv\"\n"), "{manifest}");
}

#[test]
fn the_sdk_is_a_version_or_a_folder() {
    refused(
        TWO_WORLDS,
        "new my-kv --wit kv.wit --world client --sdk latest",
        "\
error: `latest` is neither a version nor the folder of the SDK
help: write `--sdk 0.1`, or the path of the folder with its Cargo.toml",
    );
}

#[test]
fn missing_arguments_are_a_usage_error() {
    let folder = folder(TWO_WORLDS);
    let output = plugin_gen(folder.path(), "completions");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("<SHELL>"));
}

const CONFIG: &str = include_str!("../../../../plugins/config/wit/store.wit");

/// The WIT of `wasi:config` in one file.
fn config() -> String {
    format!("package wasi:config@0.2.0-rc.1;\nworld imports {{ import store; }}\n{CONFIG}")
}

#[test]
fn a_capability_gets_a_backend_unless_that_is_declined() {
    let folder = folder(&config());
    let output = plugin_gen(folder.path(), "new my-config --wit kv.wit");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "wrote `my-config`: `MyConfig` serves `wasi:config/store@0.2.0-rc.1`\n\
         next: `cargo test` there passes; then read in `my-config/README.md` how to go on\n"
    );
    let lib = |name: &str| {
        let path = folder.path().join(name).join("src/lib.rs");
        fs::read_to_string(path).unwrap()
    };
    assert!(!lib("my-config").contains("not written yet"));
    plugin_gen(folder.path(), "new bare --wit kv.wit --backend none");
    assert!(lib("bare").contains("is not written yet"));
}

#[test]
fn a_capability_of_another_shape_is_remarked() {
    let folder = folder(&config().replace("get-all:", "keys:"));
    let output = plugin_gen(folder.path(), "new my-config --wit kv.wit");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "note: the backend in memory is for another `wasi:config@0.2.0-rc.1`, which differs in \
         `wasi:config/store.get-all`, so the methods wait for you\n"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_backend_that_there_is_not_is_refused() {
    refused(
        TWO_WORLDS,
        "new my-kv --wit kv.wit --world client --backend memory",
        "\
error: there is no backend `memory` for `demo:kv/client@1.0.0`
help: leave out `--backend memory`, and write the methods
note: there are ones for `wasi:blobstore@0.2.0-draft`, `wasi:config@0.2.0-rc.1`, `wasi:keyvalue@0.2.0-draft`, \
`wasi:logging@0.1.0-draft`, `wasmcloud:messaging@0.2.0`, `wasmcloud:secrets@0.1.0-draft`",
    );
}

/// A package with a plugin for the world `client`, which has no `impl` yet.
fn plugin_package() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("Cargo.toml", "");
    write("wit/kv.wit", TWO_WORLDS);
    write(
        "src/lib.rs",
        "#[hostplug::host_plugin(world = \"client\")]\nstruct Kv;\n",
    );
    folder
}

const STUB: &str = "
impl kv::store::Host for hostplug::Caller<'_, Kv> {
    async fn get(&mut self, key: String) -> hostplug::Result<Option<String>> {
        let _ = key;
        Err(hostplug::not_implemented(\"demo:kv/store#get\"))
    }
}
";

#[test]
fn what_a_plugin_lacks_is_printed() {
    let package = plugin_package();
    let output = plugin_gen(&package.path().join("src"), "stub");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        format!("// src/lib.rs\n{STUB}")
    );
    let lib = fs::read_to_string(package.path().join("src/lib.rs")).unwrap();
    assert_eq!(lib.lines().count(), 2);
}

#[test]
fn what_a_plugin_lacks_is_inserted() {
    let package = plugin_package();
    let output = plugin_gen(package.path(), "stub . --write");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "note: wrote `src/lib.rs`\n"
    );
    let lib = fs::read_to_string(package.path().join("src/lib.rs")).unwrap();
    assert!(lib.ends_with(&format!("struct Kv;\n{STUB}")), "{lib}");
    let output = plugin_gen(package.path(), "stub");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "note: nothing is missing\n"
    );
    assert_eq!(names(&package.path().join("src")), ["lib.rs"]);
}

#[test]
fn stubs_need_a_package_with_a_plugin() {
    refused(
        TWO_WORLDS,
        "stub .",
        "error: there is no Cargo.toml in `.`\nhelp: name the folder of the plugin's package",
    );
    let package = plugin_package();
    fs::write(package.path().join("src/lib.rs"), "struct Kv;").unwrap();
    let output = plugin_gen(package.path(), "stub");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.starts_with("error: no plugin in `"), "{error}");
    assert_eq!(output.status.code(), Some(2));
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn answers_and_errors_can_be_json() {
    let package = plugin_package();
    let output = plugin_gen(package.path(), "stub --json");
    let answer = json(&output);
    assert_eq!(answer["command"], "stub");
    assert_eq!(answer["result"]["files"][0]["path"], "src/lib.rs");
    let insertion = &answer["result"]["files"][0]["insertions"][0];
    assert_eq!(insertion["names"][0], "impl store::Host");
    assert!(output.status.success());

    let output = plugin_gen(package.path(), "--json stub nowhere");
    let error = &json(&output)["errors"][0]["message"];
    assert!(error.as_str().unwrap().starts_with("cannot read `nowhere`"));
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.is_empty());
}

#[test]
fn a_plugin_that_lacks_methods_is_diagnosed() {
    let package = plugin_package();
    let output = plugin_gen(package.path(), "doctor");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains(
            "error: plugin: lacks `impl store::Host`\nhelp: run `plugin-gen stub --write`\n"
        ),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(1));
    plugin_gen(package.path(), "stub --write");
    let output = plugin_gen(package.path(), "doctor");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("ok: plugin: implements all of its WIT\n"),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn shells_and_manuals_are_served() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, expected) in [
        ("completions bash", "complete -F _plugin__gen"),
        ("completions fish", "complete -c plugin-gen"),
        ("man", ".TH plugin-gen"),
        ("man stub", "plugin\\-gen\\-stub"),
    ] {
        let output = plugin_gen(folder.path(), arguments);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(expected), "{arguments}: {text}");
        assert!(output.status.success());
    }
    let output = plugin_gen(folder.path(), "stbu");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.contains("help: a similar subcommand exists: `stub`"),
        "{error}"
    );
}

#[test]
fn packages_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let output = plugin_gen(folder.path(), "list keyvalue --profile wasmtime --json");
    let answer = json(&output);
    let packages = answer["result"]["packages"].as_array().unwrap();
    assert_eq!(packages.len(), 1);
    assert_eq!(packages[0]["id"], "wasi:keyvalue@0.2.0-draft");
    assert!(
        packages[0]["worlds"]
            .as_array()
            .unwrap()
            .contains(&"imports".into())
    );

    let output = plugin_gen(folder.path(), "list keyvalu --profile spn");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("spn"), "{error}");
    assert_eq!(output.status.code(), Some(2));
    let output = plugin_gen(folder.path(), "list keyvalues");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: no package with `keyvalues` in its name\nhelp: write `plugin-gen list` to see all\n"
    );
}

//! `plugin-gen new PACKAGE`: which WIT is meant, and what a crate has of it.

use std::fs;
use std::path::Path;

use crate::{folder, names, plugin_gen, refused};

const NOTHING: &str = "package demo:nothing;";

/// What the command says of a crate that it writes.
fn written(folder: &Path, arguments: &str) -> (String, String) {
    let output = plugin_gen(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_package_of_the_catalogue_needs_no_wit() {
    let folder = folder(NOTHING);
    let (said, notes) = written(folder.path(), "new wasi:logging@0.1.0-draft");
    assert!(
        said.starts_with(
            "wrote `logging-plugin`: `LoggingPlugin` serves `wasi:logging/logging@0.1.0-draft`\n"
        ),
        "{said}"
    );
    assert_eq!(notes, "");
    let wit = folder.path().join("logging-plugin/wit");
    assert_eq!(names(&wit), ["logging.wit"]);
    assert!(read(wit.join("logging.wit")).contains("package wasi:logging@0.1.0-draft;"));
}

#[test]
fn the_text_with_a_backend_is_taken_and_the_others_are_told() {
    let folder = folder(NOTHING);
    let (said, notes) = written(folder.path(), "new wasi:blobstore demo/blobs");
    assert!(said.contains("`Blobs` serves"), "{said}");
    assert!(said.contains("demo/blobs/README.md"), "{said}");
    assert!(
        notes.starts_with("note: of 3 texts of `wasi:blobstore` this is d8288747a38037ad"),
        "{notes}"
    );
    let wit = folder.path().join("demo/blobs/wit");
    assert_eq!(names(&wit), ["blobstore.wit", "deps"]);
    assert_eq!(names(&wit.join("deps")), ["wasi-io-0.2.1.wit"]);
    let (_, notes) = written(folder.path(), "new wasi:blobstore other --hash 30e6");
    assert_eq!(notes, "");
    assert_eq!(
        names(&folder.path().join("other/wit/deps")),
        ["wasi-io-0.2.6.wit"]
    );
}

#[test]
fn several_texts_without_backend_are_listed() {
    refused(
        NOTHING,
        "new wasi:keyvalue@0.2.0-draft2",
        "\
error: `wasi:keyvalue@0.2.0-draft2` can be any of 2 texts
help: choose one with its version, with `--profile` or with `--hash`
note: 2d1a3b8dab009b34 is `wasi:keyvalue@0.2.0-draft2` of `spin-sdk 7.0.0`, profile spin
note: 96fe77828d7c4f2d is `wasi:keyvalue@0.2.0-draft2` of `wrpc-wasi-keyvalue 0.3.0`, no profile",
    );
    let folder = folder(NOTHING);
    written(
        folder.path(),
        "new wasi:keyvalue@0.2.0-draft2 --profile spin",
    );
}

#[test]
fn an_unknown_package_is_explained() {
    refused(
        NOTHING,
        "new wasi:keyvalu",
        "\
error: the catalogue has no package `wasi:keyvalu`
help: did you mean `wasi:keyvalue`?",
    );
    refused(
        NOTHING,
        "new blobstore",
        "\
error: the catalogue has no package `blobstore`
help: did you mean `wasi:blobstore`?",
    );
    refused(
        NOTHING,
        "new acme:queue --cache cache",
        "\
error: the catalogue has no package `acme:queue`
help: give the WIT of the package with `--wit`
help: or ask a registry: `cargo install plugin-gen --features registry` builds what that takes",
    );
    refused(
        NOTHING,
        "new acme:queue --cache cache --registry registry.example.com",
        "\
error: this `plugin-gen` was built without registries, so it cannot ask for `acme:queue`
help: run `cargo install plugin-gen --features registry`, or give the WIT with `--wit PATH`",
    );
    refused(
        NOTHING,
        "new",
        "\
error: which WIT does the plugin serve?
help: name a package, such as `plugin-gen new wasi:keyvalue`, or its WIT with `--wit PATH`
note: `plugin-gen list` shows the packages that are known",
    );
    refused(
        NOTHING,
        "new wasi:keyvalue --wit kv.wit",
        "\
error: `kv.wit` has the package `demo:nothing`, not `wasi:keyvalue`
help: leave out `wasi:keyvalue`",
    );
}

#[test]
fn the_projects_own_wit_comes_before_the_catalogue() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("wit")).unwrap();
    fs::write(
        folder.path().join("wit/own.wit"),
        "package wasi:logging@9.0.0; interface mine { f: func(); } world w { import mine; }",
    )
    .unwrap();
    let (said, notes) = written(folder.path(), "new wasi:logging");
    assert!(said.contains("serves `wasi:logging/mine@9.0.0`"), "{said}");
    assert_eq!(
        notes,
        "note: the WIT of `wasi:logging@9.0.0` is that in `wit`\n"
    );
    let (said, _) = written(folder.path(), "new wasi:logging@0.1.0-draft drafted");
    assert!(said.contains("@0.1.0-draft"), "{said}");
}

#[test]
fn a_package_without_world_gets_one_that_belongs_to_the_crate() {
    let folder = folder(NOTHING);
    written(folder.path(), "new spin:key-value kv-2");
    let crate_ = folder.path().join("kv-2");
    let world = read(crate_.join("wit/world.wit"));
    assert!(world.starts_with("package kv2:plugin;\n"), "{world}");
    assert!(
        world.contains("  import spin:key-value/key-value@3.0.0;\n"),
        "{world}"
    );
    assert_eq!(
        names(&crate_.join("wit/deps")),
        ["spin-key-value-3.0.0.wit"]
    );
    let lib = read(crate_.join("src/lib.rs"));
    assert!(lib.contains("bindings = key_value"), "{lib}");
    assert!(
        lib.contains("impl key_value::key_value::HostStore"),
        "{lib}"
    );
}

const THREE: &str = "package demo:kv@1.0.0;
interface store { get: func(key: string) -> option<string>; }
interface batch { all: func() -> list<string>; }
interface watch { next: func() -> string; }
world everything { import store; import batch; import watch; }
";

#[test]
fn interfaces_can_be_chosen() {
    let folder = folder(THREE);
    let arguments = "new some --wit kv.wit --interface watch --interface demo:kv/store";
    let (said, _) = written(folder.path(), arguments);
    assert!(
        said.contains("serves `demo:kv/watch@1.0.0`, `demo:kv/store@1.0.0`"),
        "{said}"
    );
    refused(
        THREE,
        "new some --wit kv.wit --interface stor --interface b",
        "\
error: no interface `stor`
help: did you mean `store`?
note: interfaces found: `demo:kv/store@1.0.0`, `demo:kv/batch@1.0.0`, `demo:kv/watch@1.0.0`
error: no interface `b`
note: interfaces found: `demo:kv/store@1.0.0`, `demo:kv/batch@1.0.0`, `demo:kv/watch@1.0.0`",
    );
}

#[test]
fn a_component_says_what_it_needs() {
    let guests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guests/prebuilt");
    let folder = folder(NOTHING);
    let wasm = guests.join("counter_store.wasm");
    let arguments = format!("new for-it --wit {}", wasm.display());
    let (said, _) = written(folder.path(), &arguments);
    assert!(
        said.contains("serves `wasi:keyvalue/store@0.2.0-draft`"),
        "{said}"
    );
    assert!(!said.contains("wasi:io"), "{said}");
    let lib = read(folder.path().join("for-it/src/lib.rs"));
    assert!(lib.contains("impl keyvalue::store::HostBucket"), "{lib}");
}

#[test]
fn bytes_that_are_no_component_are_named() {
    let folder = folder(NOTHING);
    let refused = |bytes: &[u8], expected: &str| {
        fs::write(folder.path().join("a.wasm"), bytes).unwrap();
        let output = plugin_gen(folder.path(), "new x --wit a.wasm");
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(String::from_utf8_lossy(&output.stderr), expected);
    };
    refused(
        b"\0asm\x01\0\0\0",
        "error: cannot read the WIT at `a.wasm`: it is a core module, not a component\n\
         help: build it for `wasm32-wasip2`, or run `wasm-tools component new`\n",
    );
    refused(
        b"package a:b;",
        "error: cannot read the WIT at `a.wasm`: it is not WebAssembly\n\
         help: WIT as text has the ending `.wit`\n",
    );
}

#[test]
fn functions_need_not_be_async() {
    let folder = folder(THREE);
    written(folder.path(), "new some --wit kv.wit --sync");
    let lib = read(folder.path().join("some/src/lib.rs"));
    assert!(lib.contains(", sync)"), "{lib}");
    assert!(!lib.contains("async fn"), "{lib}");
    let (_, notes) = written(folder.path(), "new wasi:logging --sync");
    assert!(
        notes.contains("backends in memory have `async` functions"),
        "{notes}"
    );
}

/// These have no world with all that a plugin serves and calls.
#[test]
fn messaging_and_secrets_have_a_backend_too() {
    for (package, served, module) in [
        (
            "wasmcloud:messaging@0.2.0",
            "`wasmcloud:messaging/types@0.2.0`, `wasmcloud:messaging/consumer@0.2.0`",
            "messaging",
        ),
        (
            "wasmcloud:secrets",
            "`wasmcloud:secrets/store@0.1.0-draft`, `wasmcloud:secrets/reveal@0.1.0-draft`",
            "secrets",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (said, notes) = written(folder.path(), &format!("new {package} my-plugin"));
        assert!(said.contains(&format!("serves {served}")), "{said}");
        assert_eq!(notes, "");
        let lib = fs::read_to_string(folder.path().join("my-plugin/src/lib.rs")).unwrap();
        assert!(lib.contains(&format!("bindings = {module}")), "{lib}");
        assert!(!lib.contains("not written yet"), "{lib}");
    }
}

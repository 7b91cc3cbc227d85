use std::path::Path;

use super::*;
use crate::stub::{Package, PluginCrate, Request, Sdk, plugin_crate};

const KEYVALUE: &str = include_str!("../../../templates/keyvalue/contract.wit");
const LOGGING: &str = include_str!("../../../templates/logging/contract.wit");

const MESSAGING: &str = include_str!("../../../templates/messaging/contract.wit");

fn generate(name: &str, wit: &str, backend: Option<Backend>) -> Result<PluginCrate, Error> {
    generate_as(name, wit, backend, false)
}

fn generate_as(
    name: &str,
    wit: &str,
    backend: Option<Backend>,
    sync: bool,
) -> Result<PluginCrate, Error> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("package.wit");
    std::fs::write(&path, wit).unwrap();
    let name = name.parse().unwrap();
    let package = Package::read(&path)?;
    plugin_crate(&Request {
        world: wit.contains("world imports").then_some("imports"),
        backend,
        sync,
        ..Request::new(&name, &package, Sdk::Path("/hostplug/sdk".into()))
    })
}

fn text<'a>(written: &'a PluginCrate, path: &str) -> &'a str {
    let mut files = written.files.iter();
    let (_, text) = files.find(|(file, _)| file == Path::new(path)).unwrap();
    text
}

/// That the backend is not used, for this reason.
#[track_caller]
fn falls_back(wit: &str, reason: &str) {
    let written = generate("my-kv", wit, None).unwrap();
    assert_eq!(written.backend, Backend::None);
    assert_eq!(
        written.notes,
        [format!("{reason}, so the methods wait for you")]
    );
    assert!(text(&written, "src/lib.rs").contains("is not written yet"));
    let error = generate("my-kv", wit, Some(Backend::Memory)).unwrap_err();
    let first = error.messages[0].lines().next().unwrap().to_owned();
    assert_eq!(first, reason);
}

#[test]
fn a_catalogued_world_has_a_backend() {
    let written = generate("my-kv", KEYVALUE, None).unwrap();
    assert_eq!(
        (written.backend, written.plugin.as_str()),
        (Backend::Memory, "MyKv")
    );
    assert_eq!(written.notes, [""; 0]);
    let lib = text(&written, "src/lib.rs");
    assert!(
        lib.contains("world = \"wasi:keyvalue/imports@0.2.0-draft\""),
        "{lib}"
    );
    assert!(!lib.contains("not written yet"), "{lib}");
    let manifest = text(&written, "Cargo.toml");
    for line in [
        "hostplug = { path = \"/hostplug/sdk\" }",
        "hostplug-conformance = { path = \"/hostplug/plugins/conformance\" }",
        "hostplug-runtime = { path = \"/hostplug/runtime-core\" }",
    ] {
        assert!(manifest.contains(line), "no `{line}` in\n{manifest}");
    }
}

#[test]
fn nothing_is_kept_if_that_is_asked_for() {
    let written = generate("my-kv", KEYVALUE, Some(Backend::None)).unwrap();
    assert_eq!(written.backend, Backend::None);
    assert_eq!(written.notes, [""; 0]);
}

#[test]
fn order_and_comments_and_other_worlds_do_not_matter() {
    let (head, store) = KEYVALUE.split_once("interface store").unwrap();
    let (package, others) = head.split_once(";\n").unwrap();
    let wit = format!(
        "{package};\n/// Something new.\ninterface watcher {{}}\nworld other {{ import watcher; }}\n\
         interface store{store}\n{others}"
    );
    let written = generate("my-kv", &wit, None).unwrap();
    assert_eq!(written.backend, Backend::Memory);
}

#[test]
fn a_function_that_is_new_or_gone_or_another_is_noticed() {
    for (from, to, item) in [
        ("open:", "close: func();\nopen:", "store.close"),
        (
            "exists: func(key: string) -> result<bool, error>;",
            "",
            "store.bucket.exists",
        ),
        ("delta: u64", "delta: s64", "atomics.increment"),
        ("access-denied,", "access-denied, busy,", "store.error"),
        (
            "cursor: option<u64>\n    }",
            "cursor: option<string>\n    }",
            "store.key-response",
        ),
        ("import batch;", "", "batch"),
        (
            "import batch;",
            "import batch; export store;",
            "store as export",
        ),
    ] {
        let wit = KEYVALUE.replace(from, to);
        assert_ne!(wit, KEYVALUE);
        let written = generate("my-kv", &wit, None).unwrap();
        let note = written.notes.concat();
        assert!(note.contains(&format!("`wasi:keyvalue/{item}")), "{note}");
    }
}

#[test]
fn another_version_falls_back() {
    falls_back(
        &KEYVALUE.replace("0.2.0-draft", "0.2.0-draft2"),
        "the backend in memory is for `wasi:keyvalue@0.2.0-draft`, not for `wasi:keyvalue@0.2.0-draft2`",
    );
}

#[test]
fn another_shape_falls_back() {
    falls_back(
        &KEYVALUE.replace("delta: u64", "delta: s64"),
        "the backend in memory is for another `wasi:keyvalue@0.2.0-draft`, which differs in \
         `wasi:keyvalue/atomics.increment`",
    );
}

#[test]
fn a_backend_that_there_is_not_is_refused() {
    let wit = "package demo:kv; interface store { get: func(); } world imports { import store; }";
    assert_eq!(generate("my-kv", wit, None).unwrap().notes, [""; 0]);
    let error = generate("my-kv", wit, Some(Backend::Memory)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no backend `memory` for `demo:kv/imports`\n\
         help: leave out `--backend memory`, and write the methods\n\
         note: there are ones for `wasi:blobstore@0.2.0-draft`, `wasi:config@0.2.0-rc.1`, `wasi:keyvalue@0.2.0-draft`, \
         `wasi:logging@0.1.0-draft`, `wasmcloud:messaging@0.2.0`, `wasmcloud:secrets@0.1.0-draft`"
    );
}

#[test]
fn a_further_backend_is_used_if_it_is_asked_for() {
    let written = generate("my-kv", KEYVALUE, Some(Backend::Redb)).unwrap();
    assert_eq!(written.backend, Backend::Redb);
    assert_eq!(
        written.notes,
        ["the crate depends on `redb`, which its first build takes from the registry"]
    );
    assert!(text(&written, "Cargo.toml").contains("redb = "));
    assert!(text(&written, "src/database.rs").contains("use redb::"));
    let files = written.files.iter();
    assert!(!files.clone().any(|(path, _)| path.ends_with("memory.rs")));
}

#[test]
fn a_backend_of_another_capability_is_refused_with_those_of_this_one() {
    let error = generate("my-kv", KEYVALUE, Some(Backend::ObjectStore)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no backend `object-store` for `wasi:keyvalue@0.2.0-draft`\n\
         help: write `--backend memory` or `--backend redb`\n\
         note: there are ones for `wasi:blobstore@0.2.0-draft`"
    );
}

/// A plugin must not have the name of a type that stands in the template.
#[test]
fn a_plugin_is_not_called_like_a_type_of_the_template() {
    for (name, plugin) in [("log", "LogPlugin"), ("severity", "SeverityPlugin")] {
        let written = generate(name, LOGGING, None).unwrap();
        assert_eq!(written.plugin, plugin);
        let lib = text(&written, "src/lib.rs");
        let attribute = format!("config = Settings,\n    name = \"{name}\"\n)]");
        assert!(lib.contains(&attribute), "{lib}");
    }
}

/// A world of the author's own imports what a package has that has no world.
fn in_own_world(package: &str, items: &str) -> String {
    let (head, rest) = package.split_once(";\n").unwrap();
    let (interfaces, _) = rest.split_once("world ").unwrap();
    let (_, package) = head.split_once("package ").unwrap();
    format!("package my:plugin; world w {{ {items} }} package {package} {{ {interfaces} }}")
}

#[test]
fn a_world_is_known_by_its_interfaces() {
    let items = "import wasi:keyvalue/batch@0.2.0-draft; import wasi:keyvalue/atomics@0.2.0-draft;";
    let written = generate("my-kv", &in_own_world(KEYVALUE, items), None).unwrap();
    assert_eq!(written.backend, Backend::Memory);
    let lib = text(&written, "src/lib.rs");
    assert!(lib.contains("world = \"my:plugin/w\""), "{lib}");
    assert!(
        lib.contains("use crate::keyvalue::{atomics, batch, store};"),
        "{lib}"
    );
}

#[test]
fn what_a_plugin_calls_is_compared_as_well() {
    let imports = "import wasmcloud:messaging/consumer@0.2.0;";
    let exports = "export wasmcloud:messaging/handler@0.2.0;";
    let wit = in_own_world(MESSAGING, &format!("{imports} {exports}"));
    let written = generate("my-queue", &wit, None).unwrap();
    assert_eq!(written.backend, Backend::Memory);
    for (wit, item) in [
        (wit.replace(exports, ""), "handler as export"),
        (wit.replace("export ", "import "), "handler as export"),
        (wit.replace(imports, ""), "consumer"),
        (
            wit.replace(
                "handle-message: func(",
                "handle-message: func(again: bool, ",
            ),
            "handler.handle-message as export",
        ),
    ] {
        let written = generate("my-queue", &wit, None).unwrap();
        let note = written.notes.concat();
        let item = format!("`wasmcloud:messaging/{item}`");
        assert!(note.contains(&item), "{item}: {note}");
    }
}

#[test]
fn methods_that_must_not_wait_have_no_backend() {
    let reason = "backends in memory have `async` functions";
    let written = generate_as("my-kv", KEYVALUE, None, true).unwrap();
    assert_eq!(written.backend, Backend::None);
    assert_eq!(
        written.notes,
        [format!("{reason}, so the methods wait for you")]
    );
    let lib = text(&written, "src/lib.rs");
    assert!(!lib.contains("async fn"), "{lib}");
    assert!(lib.contains("sync"), "{lib}");
    let error = generate_as("my-kv", KEYVALUE, Some(Backend::Memory), true).unwrap_err();
    assert_eq!(error.messages[0].lines().next(), Some(reason));
}

/// `broker` is a file of the template.
#[test]
fn the_bindings_leave_the_modules_of_a_template_their_names() {
    let items =
        "import wasmcloud:messaging/consumer@0.2.0; export wasmcloud:messaging/handler@0.2.0;";
    let wit = in_own_world(MESSAGING, items).replace("package my:plugin", "package my:broker");
    let written = generate("my-queue", &wit, None).unwrap();
    let lib = text(&written, "src/lib.rs");
    assert!(lib.contains(",\n    bindings = bindings\n)]"), "{lib}");
    assert!(lib.contains("use crate::bindings::types::"), "{lib}");
}

/// They have no world with all that the template takes.
#[test]
fn a_package_without_a_world_gets_that_of_its_template() {
    let (package, _) = MESSAGING.split_once("world ").unwrap();
    let written = generate("my-queue", package, None).unwrap();
    assert_eq!(written.backend, Backend::Memory);
    assert_eq!(written.world, "my-queue:plugin/plugin");
    let world = text(&written, "wit/world.wit");
    assert!(
        world.contains("import wasmcloud:messaging/consumer@0.2.0;"),
        "{world}"
    );
    assert!(
        world.contains("export wasmcloud:messaging/handler@0.2.0;"),
        "{world}"
    );
    let lib = text(&written, "src/lib.rs");
    assert!(lib.contains("bindings = messaging"), "{lib}");
}

#[cfg(feature = "catalogue")]
#[test]
fn these_texts_of_the_catalogue_have_a_backend() {
    use crate::catalogue;

    let served = catalogue::entries().iter().flat_map(|entry| {
        let closure = catalogue::closure(entry);
        let worlds = closure.resolve.packages[closure.package].worlds.values();
        let worlds = worlds.map(|id| World::new(closure.resolve.clone(), *id));
        let worlds = worlds.map(|world| with_upstream(&mut Errors::default(), world));
        let served = worlds.filter(|world| find(world).is_ok());
        served
            .map(|world| format!("{} {}", entry.path(), world.name))
            .collect::<Vec<_>>()
    });
    let expected = [
        "wasi/blobstore/0.2.0-draft/wasmcloud imports",
        "wasi/blobstore/0.2.0-draft/wasmcloud-1 imports",
        "wasi/config/0.2.0-rc.1 imports",
        "wasi/keyvalue/0.2.0-draft imports",
        "wasi/logging/0.1.0-draft imports",
    ];
    assert_eq!(served.collect::<Vec<_>>(), expected);
}

#[cfg(feature = "catalogue")]
#[test]
fn each_template_is_for_a_package_of_the_catalogue() {
    use crate::catalogue;
    use crate::stub::has_backend;

    for capability in CAPABILITIES {
        let entries = catalogue::entries().iter();
        let mut texts = entries.filter(|entry| entry.id() == capability.package);
        let has_backend = texts.any(|entry| has_backend(&Package::of_catalogue(entry)));
        assert!(has_backend, "{}", capability.package);
    }
}

//! The interfaces of the catalogue are those of the crates that it names, and those that the plugins here serve; and
//! plugins can be written for them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use hostplug_codegen::catalogue::{Entry, Structure, closure, entries};
use hostplug_codegen::stub::{Package, Request, Sdk, plugin_crate};
use serde_json::Value;
use wit_parser::Resolve;

/// Texts whose crate is a dependency of this test, with the folder of the crate that has its WIT.
const SHIPPED: &[(&str, &str)] = &[
    ("wasi/cli/0.2.12", "src/p2/wit"),
    ("wasi/cli/0.3.0", "src/p3/wit"),
    ("wasi/clocks/0.2.12", "src/p2/wit"),
    ("wasi/clocks/0.3.0", "src/p3/wit"),
    ("wasi/config/0.2.0-rc.1", "wit"),
    ("wasi/filesystem/0.2.12", "src/p2/wit"),
    ("wasi/filesystem/0.3.0", "src/p3/wit"),
    ("wasi/http/0.2.12", "wit"),
    ("wasi/http/0.3.0", "src/p3/wit"),
    ("wasi/io/0.2.12", "src/p2/wit"),
    ("wasi/keyvalue/0.2.0-draft", "wit"),
    ("wasi/random/0.2.12", "src/p2/wit"),
    ("wasi/random/0.3.0", "src/p3/wit"),
    ("wasi/sockets/0.2.12", "src/p2/wit"),
    ("wasi/sockets/0.3.0", "src/p3/wit"),
    ("wasi/tls/0.2.0-draft", "wit"),
    ("wasi/tls/0.3.0-draft", "src/p3/wit"),
];

/// Texts whose crate nobody here needs otherwise; it has its WIT in the folder `wit`. Their hashes were taken from there,
/// and a test in `hostplug-codegen` holds them; with the variable `WIT_SOURCES`, the crates are read again.
const RECORDED: &[&str] = &[
    "fermyon/spin/2.0.0",
    "spin/key-value/3.0.0",
    "spin/mqtt/3.0.0",
    "spin/mysql/3.0.0",
    "spin/postgres/3.0.0",
    "spin/postgres/4.0.0",
    "spin/postgres/4.2.0",
    "spin/redis/3.0.0",
    "spin/sqlite/3.0.0",
    "spin/sqlite/3.1.0",
    "spin/variables/3.0.0",
    "wasi/blobstore/0.2.0-draft/wasmcloud",
    "wasi/blobstore/0.2.0-draft/wasmcloud-1",
    "wasi/blobstore/0.2.0-draft/wrpc",
    "wasi/clocks/0.2.0",
    "wasi/config/0.2.0-draft-2024-09-27",
    "wasi/config/0.2.0-draft/runtime",
    "wasi/config/0.2.0-draft/store",
    "wasi/io/0.2.0",
    "wasi/io/0.2.1",
    "wasi/io/0.2.6",
    "wasi/keyvalue/0.2.0-draft2/spin",
    "wasi/keyvalue/0.2.0-draft2/wrpc",
    "wasi/logging/0.1.0-draft",
    "wasi/logging/unversioned",
    "wasi/nn/0.2.0-rc-2024-10-28",
    "wasi/otel/0.2.0-rc.2",
    "wasmcloud/bus/1.0.0",
    "wasmcloud/bus/2.0.0",
    "wasmcloud/bus/2.0.1",
    "wasmcloud/identity/0.0.1",
    "wasmcloud/messaging/0.2.0",
    "wasmcloud/messaging/0.3.0/wasmcloud-1",
    "wasmcloud/secrets/0.1.0-draft",
    "wrpc/rpc/0.1.0",
];

/// The worlds of this package name releases of WASI of 2023, which the catalogue does without.
const WITHOUT_WORLDS: &[&str] = &["fermyon/spin/2.0.0"];

#[test]
fn every_text_has_a_source() {
    let mut sources: Vec<_> = SHIPPED
        .iter()
        .map(|(path, _)| path)
        .chain(RECORDED)
        .copied()
        .collect();
    sources.sort_unstable();
    let paths: Vec<_> = entries().iter().map(Entry::path).collect();
    assert_eq!(sources, paths);
}

#[test]
fn shipped_crates_have_the_same_interfaces() {
    let folders = folders_of_dependencies();
    for (path, folder) in SHIPPED {
        let entry = entry(path);
        let package = folders
            .get(entry.source())
            .unwrap_or_else(|| panic!("`{}` is no dependency any more", entry.source()));
        compare(entry, &package.join(folder));
    }
}

/// `WIT_SOURCES` names a folder that has the crates unpacked, as `NAME-VERSION`.
#[test]
fn recorded_crates_have_the_same_interfaces_where_they_are_at_hand() {
    let Some(sources) = std::env::var_os("WIT_SOURCES").map(PathBuf::from) else {
        return;
    };
    for path in RECORDED {
        let entry = entry(path);
        let krate = sources.join(entry.source().replace(' ', "-"));
        compare(entry, &krate.join("wit"));
    }
}

/// A plugin may have other worlds, and fewer interfaces. Releases of `wasi:io` count as one.
#[test]
fn plugins_serve_interfaces_of_the_catalogue() {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins");
    for plugin in ["blobstore", "config", "keyvalue", "logging"] {
        let resolve = read(&plugins.join(plugin).join("wit"));
        let mut compared = 0;
        for (id, _) in resolve.packages.iter() {
            let package = Structure::of(&resolve, id);
            let known: Vec<_> = entries()
                .iter()
                .filter(|entry| entry.id() == package.id)
                .collect();
            let interfaces = package.interfaces.iter().filter(|_| !known.is_empty());
            for (name, interface) in interfaces {
                let texts = known
                    .iter()
                    .filter_map(|entry| structure(entry).interfaces.remove(name));
                let texts: Vec<_> = texts.map(|text| without_release_of_io(&text)).collect();
                assert!(
                    texts.contains(&without_release_of_io(interface)),
                    "`{}/{name}` of the plugin `{plugin}` is none of the catalogue:\n{interface}",
                    package.id
                );
                compared += 1;
            }
        }
        assert!(compared > 0, "{plugin}");
    }
}

#[test]
fn every_world_becomes_a_plugin() {
    for entry in entries() {
        let package = Package::of_catalogue(entry);
        let (resolve, id) = package.parsed();
        for world in resolve.packages[id].worlds.keys() {
            let written = plugin_crate(&Request {
                world: Some(world),
                ..Request::new(&"some-plugin".parse().unwrap(), &package, Sdk::Workspace)
            });
            let written =
                written.unwrap_or_else(|error| panic!("{} {world}: {error}", entry.path()));
            assert!(!written.interfaces.is_empty(), "{} {world}", entry.path());
        }
    }
}

fn entry(path: &str) -> &'static Entry {
    let found = entries().iter().find(|entry| entry.path() == path);
    found.unwrap_or_else(|| panic!("the catalogue has no `{path}`"))
}

fn structure(entry: &'static Entry) -> Structure {
    let closure = closure(entry);
    Structure::of(&closure.resolve, closure.package)
}

fn compare(entry: &'static Entry, folder: &Path) {
    let resolve = read(folder);
    let packages = resolve.packages.iter();
    let mut named = packages.filter(|(_, package)| package.name.to_string() == entry.id());
    let (id, _) = named
        .next()
        .unwrap_or_else(|| panic!("no `{}` in {}", entry.id(), folder.display()));
    let mut shipped = Structure::of(&resolve, id);
    if WITHOUT_WORLDS.contains(&entry.path()) {
        shipped.worlds.clear();
    }
    // As text, so that the lines that differ stand below each other.
    let (ours, theirs) = (structure(entry).to_string(), shipped.to_string());
    assert!(
        ours == theirs,
        "{}\n{}",
        entry.path(),
        difference(&ours, &theirs)
    );
}

fn difference(ours: &str, theirs: &str) -> String {
    let only = |sign: char, text: &str, other: &str| -> String {
        text.lines()
            .filter(|line| !other.lines().any(|other| other == *line))
            .map(|line| format!("{sign} {line}\n"))
            .collect()
    };
    only('-', ours, theirs) + &only('+', theirs, ours)
}

fn read(folder: &Path) -> Resolve {
    let mut resolve = Resolve {
        all_features: true,
        ..Resolve::default()
    };
    match resolve.push_path(folder) {
        Ok(_) => resolve,
        Err(error) => panic!("{}: {}", folder.display(), resolve.render_error(&error)),
    }
}

fn without_release_of_io(text: &str) -> String {
    let mut parts = text.split("wasi:io/");
    let mut stripped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (interface, rest) = part.split_once('@').unwrap_or((part, ""));
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        stripped += &format!("wasi:io/{interface} {rest}");
    }
    stripped
}

/// Where the crates are that are compiled for this machine, by `NAME VERSION`.
fn folders_of_dependencies() -> BTreeMap<String, PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version=1"])
        .args(["--filter-platform", &host()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let text = |package: &Value, key: &str| package[key].as_str().unwrap().to_owned();
    packages
        .map(|package| {
            let id = format!("{} {}", text(package, "name"), text(package, "version"));
            let manifest = PathBuf::from(text(package, "manifest_path"));
            (id, manifest.parent().unwrap().to_owned())
        })
        .collect()
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut hosts = text.lines().filter_map(|line| line.strip_prefix("host: "));
    hosts.next().unwrap().to_owned()
}

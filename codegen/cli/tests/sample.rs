//! The committed crates are what `plugin-gen` writes today. As members of the workspace they are compiled with all
//! others, and their own tests run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use hostplug_codegen::catalogue::{self, Choice};
use hostplug_codegen::stub::fill::SourceFile;
use hostplug_codegen::stub::host::{HostRequest, PluginPackage, host_crate};
use hostplug_codegen::stub::{Backend, CrateName, Package, Request, Sdk, plugin_crate};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(path)
}

/// Run with `BLESS=1` to accept what is written now.
#[test]
fn the_committed_stubs_are_up_to_date() {
    let package = Package::read(&here("wit/depot")).unwrap();
    is_up_to_date("sample-plugin", &package, Backend::None, Sdk::Workspace);
}

#[test]
fn the_committed_crates_with_a_backend_are_up_to_date() {
    for capability in ["blobstore", "config", "keyvalue", "logging"] {
        let wit = here("../../../plugins").join(capability).join("wit");
        let package = Package::read(&wit).unwrap();
        let name = format!("sample-{capability}");
        is_up_to_date(&name, &package, Backend::Memory, Sdk::Workspace);
    }
}

#[test]
fn the_committed_crates_with_a_store_on_disk_are_up_to_date() {
    let wit = |capability| here("../../../plugins").join(capability).join("wit");
    let package = |capability| Package::read(&wit(capability)).unwrap();
    let (redb, store) = (package("keyvalue"), package("blobstore"));
    is_up_to_date("sample-keyvalue-redb", &redb, Backend::Redb, Sdk::Workspace);
    // No member of the workspace: its dependencies would have features of Wasmtime's own switched on.
    let sdk = Sdk::Path("../../../../../sdk".into());
    is_up_to_date("blobstore-object-store", &store, Backend::ObjectStore, sdk);
}

/// Their packages have no world with all that a plugin serves, so that the crates have one.
#[test]
fn the_committed_crates_with_a_world_of_their_own_are_up_to_date() {
    for (capability, id) in [
        ("messaging", "wasmcloud:messaging@0.2.0"),
        ("secrets", "wasmcloud:secrets@0.1.0-draft"),
    ] {
        let entry = catalogue::find(id, Choice::default()).unwrap();
        let (name, package) = (format!("sample-{capability}"), Package::of_catalogue(entry));
        is_up_to_date(&name, &package, Backend::Memory, Sdk::Workspace);
    }
}

#[test]
fn the_committed_host_is_up_to_date() {
    let plugins = ["keyvalue", "logging"].map(|name| sample_package(&format!("sample-{name}")));
    let written = host_crate(&HostRequest {
        name: &"sample-host".parse().unwrap(),
        sdk: Sdk::Workspace,
        packages: &plugins,
    });
    let written = written.unwrap();
    assert_eq!(written.plugins, ["sample-keyvalue", "sample-logging"]);
    assert_eq!(written.notes, [""; 0]);
    is_committed("sample-host", written.files);
}

/// A member as the command finds it.
fn sample_package(name: &str) -> PluginPackage {
    let root = here("generated").join(name);
    let files = paths_below(&root.join("src")).into_iter().map(|path| {
        let path = Path::new("src").join(path);
        let text = fs::read_to_string(root.join(&path)).unwrap();
        SourceFile { path, text }
    });
    PluginPackage {
        name: name.to_owned(),
        krate: name.replace('-', "_"),
        path: Path::new("..").join(name),
        library: "src/lib.rs".into(),
        files: files.collect(),
        root,
        plugin: None,
    }
}

fn is_up_to_date(name: &str, package: &Package, backend: Backend, sdk: Sdk) {
    let name: CrateName = name.parse().unwrap();
    let written = plugin_crate(&Request {
        backend: further(backend),
        guest: has_guest(&name),
        ..Request::new(&name, package, sdk)
    });
    let written = written.unwrap();
    assert_eq!(written.backend, backend);
    let notes = usize::from(further(backend).is_some()) + usize::from(has_guest(&name));
    assert_eq!(written.notes.len(), notes);
    is_committed(name.as_str(), written.files);
}

fn is_committed(name: &str, files: Vec<(PathBuf, String)>) {
    let committed = here("generated").join(name);
    let files: BTreeMap<PathBuf, String> = files.into_iter().collect();
    if std::env::var_os("BLESS").is_some() {
        bless(&committed, &files);
    }
    assert_eq!(
        paths_below(&committed),
        files.keys().cloned().collect::<Vec<_>>()
    );
    for (path, text) in &files {
        let found = fs::read_to_string(committed.join(path)).unwrap();
        let path = path.display();
        assert_eq!(
            &found, text,
            "`{path}` of {name} differs; accept it with BLESS=1"
        );
    }
}

/// That of the one is run in a test of its own; that of the other has `async` functions and exports.
fn has_guest(name: &CrateName) -> bool {
    matches!(name.as_str(), "sample-keyvalue" | "sample-plugin")
}

/// A backend that nobody gets without asking.
fn further(backend: Backend) -> Option<Backend> {
    matches!(backend, Backend::ObjectStore | Backend::Redb).then_some(backend)
}

/// Beside the comparison, the lines that matter.
#[test]
fn signatures_are_those_of_the_bindings() {
    let lib = fs::read_to_string(here("generated/sample-plugin/src/lib.rs")).unwrap();
    let lines = [
        r#"with("demo:depot/store.shelf" = Shelf, "demo:depot/counter.shelf" = CounterShelf)"#,
        "impl depot::store::Host for Caller<'_, SamplePlugin> {",
        "impl depot::store::HostShelf for Caller<'_, SamplePlugin> {",
        "impl depot::store::HostShelfWithStore<hostplug::State> for SamplePlugin {",
        "fn convert_overflow(&mut self, error: hostplug::Fail<depot::counter::Overflow>)",
        "impl depot::counter::HostShelf for Caller<'_, SamplePlugin> {",
        "async fn new(&mut self, name: String, type_: depot::store::Kind) -> hostplug::Result<Resource<Shelf>> {",
        "async fn crate_(&mut self) -> hostplug::Result<Option<Resource<Shelf>>> {",
        "-> hostplug::Result<Result<u32, String>> {",
        "async fn flush(&mut self) -> hostplug::Result<()> {",
        "-> hostplug::Result<depot::store::Entries, depot::store::Fault> {",
        r#"Err(not_implemented("demo:depot/store#shelf.len"))"#,
        "let text = \"`demo:depot/store#shelf.get` is not written yet\";",
        "Err(depot::store::Fault::Other(text.into()).into())",
    ];
    let squeezed = squeeze(&lib);
    for line in lines {
        assert!(squeezed.contains(&squeeze(line)), "no `{line}` in\n{lib}");
    }
}

/// Line breaks are the formatter's business.
fn squeeze(text: &str) -> String {
    text.split_whitespace()
        .collect::<String>()
        .replace(",)", ")")
}

fn bless(dir: &Path, files: &BTreeMap<PathBuf, String>) {
    for path in paths_below(dir)
        .iter()
        .filter(|path| !files.contains_key(*path))
    {
        fs::remove_file(dir.join(path)).unwrap();
    }
    for (path, text) in files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// What is built out of a crate.
const BUILT: &[&str] = &["Cargo.lock", "data", "data.redb", "main.wasm", "target"];

/// All files but those that building leaves behind.
fn paths_below(dir: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default();
            match path.is_dir() {
                _ if BUILT.iter().any(|built| name == *built) => {}
                true => folders.push(path),
                false => paths.push(path.strip_prefix(dir).unwrap().to_owned()),
            }
        }
    }
    paths.sort();
    paths
}

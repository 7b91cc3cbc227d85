//! What rustc says of a plugin for every text of the catalogue, with methods that may wait and with methods that must
//! not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hostplug_codegen::catalogue::{Closure, Entry, closure, entries};
use hostplug_codegen::stub::{Backend, Error, PluginCrate, Request, Sdk, plugin_crate};

/// One crate with a module for each plugin, because all of them together take rustc less time than the start of Cargo
/// for each. It is checked beside the cases of `ui-tests`, which need the same macro.
#[test]
fn a_plugin_for_every_text_compiles() {
    let mut files = BTreeMap::new();
    let mut refused = Vec::new();
    let mut modules = String::from("//! A module for each plugin.\n#![deny(warnings)]\n");
    for entry in entries() {
        for (world, wit) in wits(entry) {
            for sync in [false, true] {
                let module = module(entry, world.as_deref(), sync);
                match write(&wit, world.as_deref(), sync) {
                    Ok(written) => {
                        modules += &format!("pub mod {module};\n");
                        add(&mut files, &module, written);
                    }
                    Err(error) => refused.push(format!("{module}: {error}")),
                }
            }
        }
    }
    println!("{refused:#?}");
    files.insert("src/lib.rs".into(), modules);
    check(files);
}

/// Each world of a text, and WIT that has it. A text without worlds gets one that imports all that it has.
fn wits(entry: &'static Entry) -> Vec<(Option<String>, tempfile::TempDir)> {
    let closure = closure(entry);
    let worlds = closure.resolve.packages[closure.package].worlds.keys();
    let mut wits: Vec<_> = worlds
        .map(|world| (Some(world.clone()), folder(&closure, None)))
        .collect();
    if wits.is_empty() {
        wits.push((None, folder(&closure, Some(&all_of(&closure)))));
    }
    wits
}

fn all_of(closure: &Closure) -> String {
    let interfaces = closure.resolve.packages[closure.package]
        .interfaces
        .values();
    let imports = interfaces.map(|id| {
        let id = closure.resolve.id_of(*id).unwrap();
        format!("import {id}; ")
    });
    format!(
        "package every:text; world plugin {{ {} }}",
        imports.collect::<String>()
    )
}

/// A folder with a package and its `deps`. The package is the last of the texts, or one of our own.
fn folder(closure: &Closure, own: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("deps")).unwrap();
    let texts = closure.entries.iter().map(|entry| entry.text()).chain(own);
    let texts: Vec<_> = texts.collect();
    let (package, deps) = texts.split_last().unwrap();
    fs::write(folder.path().join("package.wit"), package).unwrap();
    for (index, text) in deps.iter().enumerate() {
        fs::write(folder.path().join(format!("deps/{index}.wit")), text).unwrap();
    }
    folder
}

fn write(wit: &tempfile::TempDir, world: Option<&str>, sync: bool) -> Result<PluginCrate, Error> {
    plugin_crate(&Request {
        name: &"some-plugin".parse().unwrap(),
        wit: wit.path(),
        world,
        sdk: Sdk::Workspace,
        backend: Some(Backend::None),
        sync,
    })
}

fn module(entry: &Entry, world: Option<&str>, sync: bool) -> String {
    let kind = if sync { "sync" } else { "waiting" };
    let name = [entry.path(), world.unwrap_or("all"), kind].join("_");
    name.replace(['/', '-', '.'], "_")
}

/// Adds the source of a plugin, which finds its WIT in a folder of its own, and that WIT.
fn add(files: &mut BTreeMap<PathBuf, String>, module: &str, written: PluginCrate) {
    for (path, text) in written.files {
        if path == Path::new("src/lib.rs") {
            let attribute = format!("#[host_plugin(path = \"wit/{module}\", ");
            let text = text.replacen("#[host_plugin(", &attribute, 1);
            files.insert(format!("src/{module}.rs").into(), text);
        } else if let Ok(path) = path.strip_prefix("wit") {
            files.insert(Path::new("wit").join(module).join(path), text);
        }
    }
}

fn check(mut files: BTreeMap<PathBuf, String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sdk = root.join("sdk").canonicalize().unwrap();
    let manifest = format!(
        "[package]\nname = \"every-text\"\nedition = \"2024\"\n\
         [dependencies]\nhostplug = {{ path = {sdk:?}, features = [\"wasi\"] }}\n\
         [workspace]\n"
    );
    files.insert("Cargo.toml".into(), manifest);
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
    files.insert("Cargo.lock".into(), lock);
    let tests = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild");
    let project = tests.join("every-text");
    for (path, text) in &files {
        update(&project.join(path), text);
    }
    let output = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["check", "--offline", "--color=never", "--target", &host()])
        .env("CARGO_TARGET_DIR", &tests)
        .env_remove("RUSTFLAGS")
        .current_dir(&project)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
}

/// What is there already keeps its time, so that nothing is checked again that is still the same.
fn update(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut hosts = text.lines().filter_map(|line| line.strip_prefix("host: "));
    hosts.next().unwrap().to_owned()
}

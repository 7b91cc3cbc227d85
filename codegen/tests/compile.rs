//! What rustc says of a plugin for every text of the catalogue, with methods that may wait and with methods that must
//! not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hostplug_codegen::catalogue::{Entry, entries};
use hostplug_codegen::stub::{Backend, Package, PluginCrate, Request, Sdk, plugin_crate};

/// Texts for which nobody writes a plugin, and how that is said. That of `wasi:io` has no world, and one that imports its
/// interfaces from elsewhere has those of every host.
const REFUSED: &[(&str, &str)] = &[(
    "wasi/io/0.2.1",
    "world `plugin` imports only interfaces that a host serves without plugins",
)];

/// One crate with a module for each plugin, because all of them together take rustc less time than the start of Cargo
/// for each. It is checked beside the cases of `ui-tests`, which need the same macro.
#[test]
fn a_plugin_for_every_text_compiles() {
    let mut files = BTreeMap::new();
    let mut modules = String::from("//! A module for each plugin.\n#![deny(warnings)]\n");
    for entry in entries() {
        for (name, written) in plugins(entry) {
            let module = format!("{}_{name}", entry.path()).replace(['/', '-', '.'], "_");
            modules += &format!("pub mod {module};\n");
            add(&mut files, &module, written);
        }
    }
    files.insert("src/lib.rs".into(), modules);
    check(files);
}

/// The plugins for each world of a text; without one, for all of its interfaces.
fn plugins(entry: &'static Entry) -> Vec<(String, PluginCrate)> {
    let package = Package::of_catalogue(entry);
    let (resolve, id) = package.parsed();
    let worlds = resolve.packages[id].worlds.keys();
    let mut worlds: Vec<_> = worlds.map(|world| Some(world.as_str())).collect();
    if worlds.is_empty() {
        worlds.push(None);
    }
    let both = worlds
        .iter()
        .flat_map(|world| [(world, false), (world, true)]);
    let plugins = both.filter_map(|(world, sync)| {
        let kind = if sync { "sync" } else { "async" };
        let name = format!("{}_{kind}", world.unwrap_or("all"));
        Some((name, plugin(entry, &package, *world, sync)?))
    });
    plugins.collect()
}

/// A plugin with methods that wait for their author, or nothing where that must be refused.
fn plugin(
    entry: &Entry,
    package: &Package,
    world: Option<&str>,
    sync: bool,
) -> Option<PluginCrate> {
    let (resolve, id) = package.parsed();
    let interfaces = resolve.packages[id].interfaces.keys().cloned();
    let interfaces: Vec<_> = interfaces.filter(|_| world.is_none()).collect();
    let name = "some-plugin".parse().unwrap();
    let written = plugin_crate(&Request {
        world,
        interfaces: &interfaces,
        backend: Some(Backend::None),
        sync,
        ..Request::new(&name, package, Sdk::Workspace)
    });
    let refused = REFUSED.iter().find(|(path, _)| *path == entry.path());
    match (written, refused) {
        (Ok(written), None) => Some(written),
        (Err(error), Some((_, text))) if error.to_string().starts_with(text) => None,
        (written, _) => panic!("{} {world:?}: {written:?}", entry.path()),
    }
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
    remove_others(&project.join("wit"), &project, &files);
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

/// WIT of an earlier run would be read as well.
fn remove_others(folder: &Path, project: &Path, files: &BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let is_known = || files.contains_key(path.strip_prefix(project).unwrap());
        match path.is_dir() {
            true => remove_others(&path, project, files),
            false if is_known() => {}
            false => fs::remove_file(&path).unwrap(),
        }
    }
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
